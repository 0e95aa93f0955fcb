// What users met over the load time of a trial, as the result document holds it.
import Type from 'typebox';
import { amount, count, orNull, ratio, text, type ValueOf } from './parts.ts';

/** How many successes took how long, by column of time. */
export const LatencyHeatMap = Type.Object({
  /** Ascending, a constant ratio apart; row k holds latencies from edge k to below edge k + 1, µs. */
  edgesUs: Type.Array(amount),
  /** By column, then by row from the shortest latency, at most 40: counts. */
  counts: Type.Array(Type.Array(count)),
  /** The same by row alone. */
  rowCounts: Type.Array(count),
});
export type LatencyHeatMap = ValueOf<typeof LatencyHeatMap>;

/** An interval of load time in one phase, over all groups; its percentiles are at most 0.8 % too long. */
export const TimelinePoint = Type.Object({
  /** Load time since the first recorded window of a trial began, a multiple of intervalMs. */
  startMs: amount,
  phase: text,
  /** Load time that the groups had in it together, ms: counts over it are rates. */
  loadMs: amount,
  /** Requests that were to start in it, by how they ended at last; their sum is the demand. */
  succeeded: count,
  failed: count,
  timedOut: count,
  /** Never sent, with no time known that they would have taken. */
  dropped: count,
  /** Successes a second of load time; null without load time. */
  throughputRps: orNull(amount),
  /** Successes as a share of the demand, 0 to 1; null without demand. */
  successRatio: orNull(ratio),
  /** Of successes; null below 20 and below 1,000 of them. */
  latencyP50Us: orNull(amount),
  latencyP99Us: orNull(amount),
});
export type TimelinePoint = ValueOf<typeof TimelinePoint>;

export const CellTimeline = Type.Object({
  /** Of each point: 1,000 times a power of two. */
  intervalMs: amount,
  /** By start, then by phase in the order in which the phases begin; at most 60. */
  points: Type.Array(TimelinePoint),
  /** Its columns are the points; null without a success. */
  heatMap: orNull(LatencyHeatMap),
});
export type CellTimeline = ValueOf<typeof CellTimeline>;
