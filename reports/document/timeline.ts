// What users met over the load time of a trial, as the result document holds it.

/** How many successes took how long, by column of time. */
export interface LatencyHeatMap {
  /** Ascending, a constant ratio apart; row k holds latencies from edge k to below edge k + 1, µs. */
  readonly edgesUs: readonly number[];
  /** By column, then by row from the shortest latency, at most 40: counts. */
  readonly counts: readonly (readonly number[])[];
  /** The same by row alone. */
  readonly rowCounts: readonly number[];
}

/** An interval of load time in one phase, over all groups; its percentiles are at most 0.8 % too long. */
export interface TimelinePoint {
  /** Load time since the first recorded window of a trial began, a multiple of intervalMs. */
  readonly startMs: number;
  readonly phase: string;
  /** Load time that the groups had in it together, ms: counts over it are rates. */
  readonly loadMs: number;
  /** Requests that were to start in it, by how they ended at last; their sum is the demand. */
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Never sent, with no time known that they would have taken. */
  readonly dropped: number;
  /** Successes a second of load time; null without load time. */
  readonly throughputRps: number | null;
  /** Successes as a share of the demand, 0 to 1; null without demand. */
  readonly successRatio: number | null;
  /** Of successes; null below 20 and below 1,000 of them. */
  readonly latencyP50Us: number | null;
  readonly latencyP99Us: number | null;
}

export interface CellTimeline {
  /** Of each point: 1,000 times a power of two. */
  readonly intervalMs: number;
  /** By start, then by phase in the order in which the phases begin; at most 60. */
  readonly points: readonly TimelinePoint[];
  /** Its columns are the points; null without a success. */
  readonly heatMap: LatencyHeatMap | null;
}
