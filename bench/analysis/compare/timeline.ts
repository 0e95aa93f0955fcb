// What users of one cell met over its load time: counts and percentiles by interval, and a heat map.
import type {
  CellTimeline,
  LatencyHeatMap,
  TimelinePoint,
} from '../../../reports/document/timeline.ts';
import type { IntervalMeasurement } from '../../drivers/driver.ts';
import { type CoarseHistogram, mergeCoarseHistograms } from '../../measurement/coarse-histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { fewestSamples } from '../metrics.ts';

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

/** Rows that a heat map has at most. */
export const mostHeatMapRows = 40;

/** Buckets between a latency and its double, finest first; one a doubling always fits, to an hour. */
const bucketsPerDoubling = [8, 4, 2, 1] as const;

/** @returns a map with a column for each histogram; undefined where all are empty */
export function buildHeatMap(columns: readonly CoarseHistogram[]): LatencyHeatMap | undefined {
  let shortestUs = Number.POSITIVE_INFINITY;
  let longestUs = 0;
  for (const column of columns) {
    for (const { lowestUs } of column.buckets()) {
      shortestUs = Math.min(shortestUs, lowestUs);
      longestUs = Math.max(longestUs, lowestUs);
    }
  }
  if (longestUs === 0) return undefined;
  const perDoubling =
    bucketsPerDoubling.find(
      (each) => rowOf(longestUs, each) - rowOf(shortestUs, each) < mostHeatMapRows,
    ) ?? 1;
  const first = rowOf(shortestUs, perDoubling);
  const rows = rowOf(longestUs, perDoubling) - first + 1;
  const counts = columns.map((column) => countRows(column, first, rows, perDoubling));
  return {
    edgesUs: Array.from({ length: rows + 1 }, (_, row) => edgeUs(first + row, perDoubling)),
    counts,
    rowCounts: Array.from({ length: rows }, (_, row) =>
      counts.reduce((sum, column) => sum + (column[row] ?? 0), 0),
    ),
  };
}

function countRows(
  column: CoarseHistogram,
  first: number,
  rows: number,
  perDoubling: number,
): readonly number[] {
  const counts = new Array<number>(rows).fill(0);
  for (const { lowestUs, count } of column.buckets()) {
    const row = rowOf(lowestUs, perDoubling) - first;
    counts[row] = (counts[row] ?? 0) + count;
  }
  return counts;
}

/** A bucket of the histogram, 0.8 % wide at most, goes where its shortest latency belongs. */
function rowOf(lowestUs: number, perDoubling: number): number {
  const row = Math.floor(Math.log2(lowestUs) * perDoubling);
  // The logarithm may be off by its last digit just where a row ends.
  return edgeUs(row + 1, perDoubling) <= lowestUs ? row + 1 : row;
}

/** To a hundredth of a µs, below which no latency is told. */
function edgeUs(row: number, perDoubling: number): number {
  return Math.round(2 ** (row / perDoubling) * 100) / 100;
}
