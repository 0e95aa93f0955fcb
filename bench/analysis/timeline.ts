// What users of one cell met over its load time: counts and percentiles by interval, and a heat map.
import type { CellTimeline, TimelinePoint } from '../../reports/document/timeline.ts';
import type { IntervalMeasurement } from '../drivers/driver.ts';
import { type CoarseHistogram, mergeCoarseHistograms } from '../measurement/coarse-histogram.ts';
import type { TrialRecord } from '../measurement/records.ts';
import { buildHeatMap } from './heat-map.ts';
import { fewestSamples } from './metrics.ts';

/** Seconds are joined, two and two, until a timeline has no more points than this. */
export const mostTimelinePoints = 60;

/** A point with all its intervals, of all groups. */
interface PointParts {
  readonly startMs: number;
  readonly phase: string;
  readonly intervals: readonly IntervalMeasurement[];
}

/**
 * Lays the trials of a cell over each other, aligned on load time, phases apart; undefined where no
 * trial has a timeline, as in older run folders. @param trials of valid groups
 */
export function buildCellTimeline(trials: readonly TrialRecord[]): CellTimeline | undefined {
  const intervals = trials.flatMap(({ measurement }) => measurement.timeline ?? []);
  if (intervals.length === 0) return undefined;
  const intervalMs = chooseIntervalMs(intervals);
  const parts = groupIntervals(intervals, intervalMs);
  const latencies = parts.map((part) =>
    mergeCoarseHistograms(part.intervals.map(({ successLatency }) => successLatency)),
  );
  return {
    intervalMs,
    points: parts.map((part, index) => buildPoint(part, latencies[index])),
    heatMap: buildHeatMap(latencies) ?? null,
  };
}

/** The shortest that no trial has longer and that gives few enough points. */
function chooseIntervalMs(intervals: readonly IntervalMeasurement[]): number {
  const phases = new Set(intervals.map(({ phase }) => phase)).size;
  let intervalMs = intervals.reduce((longest, each) => Math.max(longest, each.intervalMs), 0);
  // Where phases alone are more, each of them comes down to one point.
  const most = Math.max(mostTimelinePoints, phases);
  while (new Set(intervals.map((each) => keyOf(each, intervalMs))).size > most) intervalMs *= 2;
  return intervalMs;
}

function groupIntervals(
  intervals: readonly IntervalMeasurement[],
  intervalMs: number,
): readonly PointParts[] {
  const phases = [
    ...new Set(intervals.toSorted((a, b) => a.startMs - b.startMs).map(({ phase }) => phase)),
  ];
  return [...Map.groupBy(intervals, (each) => keyOf(each, intervalMs)).values()]
    .map((members) => {
      const [{ startMs, phase } = { startMs: 0, phase: '' }] = members;
      return { startMs: alignMs(startMs, intervalMs), phase, intervals: members };
    })
    .sort((a, b) => a.startMs - b.startMs || phases.indexOf(a.phase) - phases.indexOf(b.phase));
}

function keyOf({ startMs, phase }: IntervalMeasurement, intervalMs: number): string {
  return `${alignMs(startMs, intervalMs)} ${phase}`;
}

function alignMs(startMs: number, intervalMs: number): number {
  return Math.floor(startMs / intervalMs) * intervalMs;
}

function buildPoint(
  { startMs, phase, intervals }: PointParts,
  latency: CoarseHistogram | undefined,
): TimelinePoint {
  const sum = (key: 'loadMs' | 'succeeded' | 'failed' | 'timedOut' | 'dropped'): number =>
    intervals.reduce((total, interval) => total + interval[key], 0);
  const trusted = (percentile: number): number | null =>
    latency === undefined || latency.count < fewestSamples(percentile)
      ? null
      : (latency.percentileUs(percentile) ?? null);
  const [succeeded, failed, timedOut, dropped] = [
    sum('succeeded'),
    sum('failed'),
    sum('timedOut'),
    sum('dropped'),
  ];
  const loadMs = Math.round(sum('loadMs'));
  const demand = succeeded + failed + timedOut + dropped;
  return {
    ...{ startMs, phase, loadMs, succeeded, failed, timedOut, dropped },
    throughputRps: loadMs > 0 ? (succeeded * 1_000) / loadMs : null,
    successRatio: demand > 0 ? succeeded / demand : null,
    latencyP50Us: trusted(50),
    latencyP99Us: trusted(99),
  };
}
