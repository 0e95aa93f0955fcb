// How a request ended, as a driver tells its recorders.

export interface RequestEnd {
  readonly kind: 'succeeded' | 'failed' | 'timedOut';
  readonly route: string;
  /** Undefined where no whole answer came. */
  readonly statusCode: number | undefined;
  /** Why it did not succeed; undefined where it did. */
  readonly reason: string | undefined;
  /** From the intended start, or from the send in a closed loop. */
  readonly responseTimeUs: number;
  /** From the actual send. */
  readonly serviceTimeUs: number;
  /** True where it belongs to the recorded window. */
  readonly inWindow: boolean;
  /** Its intended start, or its send in a closed loop, on the scale whose 0 is the window's start, ms. */
  readonly sinceWindowStartMs: number;
}
