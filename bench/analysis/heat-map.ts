// Latencies of several histograms in a few buckets of equal height on a log axis.
import type { LatencyHeatMap } from '../../reports/document/timeline.ts';
import type { CoarseHistogram } from '../measurement/coarse-histogram.ts';

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
