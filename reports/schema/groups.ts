// Groups and trials, as the result document lists them.

export interface GroupResult {
  readonly index: number;
  readonly status: 'valid' | 'void';
  /** Why it is void; null where it is valid. */
  readonly voidReason: string | null;
  /** Variants in the order of their launch. */
  readonly launchOrder: readonly string[];
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** Share of the host's CPU time used by programs that are no part of the run, 0 to 1; null where unknown. */
  readonly foreignCpuRatio: number | null;
  readonly stealRatio: number | null;
}

/** One trial: all slices of one variant, scenario and load in one group. */
export interface TrialResult {
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly included: boolean;
  readonly slices: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly throughputRps: number | null;
  readonly latencyP50Us: number | null;
  readonly latencyP99Us: number | null;
  readonly cpuPerRequestUs: number | null;
  /** Requests of warm-up before it; null where there was none. Absent in older documents, as the two below. */
  readonly warmupRequests?: number | null;
  /** Cache hits as a share of look-ups in the first and the last quarter of its slices; null where not offered. */
  readonly hitRatioAtStart?: number | null;
  readonly hitRatioAtEnd?: number | null;
}
