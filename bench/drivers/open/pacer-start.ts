// What the pacing thread is given when it starts.

export interface PacerStart {
  /** Memory of the arrival ring. */
  readonly memory: SharedArrayBuffer;
  /** Offset of the main thread's clock to the system's monotonic one, ms. */
  readonly mainOffsetMs: number;
}

/** True where the value is what `Pacer.start` hands over. */
export function isPacerStart(value: unknown): value is PacerStart {
  return (
    typeof value === 'object' &&
    value !== null &&
    'memory' in value &&
    value.memory instanceof SharedArrayBuffer &&
    'mainOffsetMs' in value &&
    typeof value.mainOffsetMs === 'number'
  );
}
