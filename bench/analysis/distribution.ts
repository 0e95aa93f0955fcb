// The success latencies of a cell as a curve on a log-probability axis, with a band of its groups.
import type { LatencyDistribution } from '../../reports/document/result.ts';
import { type LatencyHistogram, latencyAtPercentileUs } from '../measurement/histogram.ts';
import { samplesAbovePercentile } from './metrics.ts';

/** Steps of equal width in log10(1 − p) from 0 to 99.99, and the percentiles that people ask for. */
const gridSteps = 114;
const askedPercentiles = [50, 75, 90, 95, 99, 99.9];

/** Ascending percentiles, 0 to 99.99, about 120 of them. */
export const percentileGrid: readonly number[] = buildPercentileGrid();

function buildPercentileGrid(): readonly number[] {
  const even = Array.from({ length: gridSteps }, (_, step) => {
    const percentile = 100 * (1 - 10 ** ((-4 * step) / (gridSteps - 1)));
    return Math.round(percentile * 1e6) / 1e6;
  });
  return [...new Set([...even, ...askedPercentiles])].sort((a, b) => a - b);
}

/** Values of a histogram at the grid's percentiles, µs; undefined where nothing was recorded. */
export function sampleGridUs(latency: LatencyHistogram): readonly number[] | undefined {
  if (latency.totalCount === 0) return undefined;
  return percentileGrid.map((percentile) => latencyAtPercentileUs(latency, percentile) ?? 0);
}

/**
 * The curve of the merged histogram with the lowest and highest of the groups at each percentile;
 * undefined without a success.
 */
export function buildDistribution(
  merged: LatencyHistogram,
  groupCurvesUs: readonly (readonly number[])[],
): LatencyDistribution | undefined {
  const latencyUs = sampleGridUs(merged);
  if (latencyUs === undefined) return undefined;
  const across = (choose: (...values: number[]) => number): readonly number[] =>
    latencyUs.map((own, index) => choose(...groupCurvesUs.map((curve) => curve[index] ?? own)));
  return {
    percentiles: percentileGrid,
    latencyUs,
    groupLowUs: across(Math.min),
    groupHighUs: across(Math.max),
    count: merged.totalCount,
    trustedUpToPercentile:
      merged.totalCount < samplesAbovePercentile
        ? null
        : 100 * (1 - samplesAbovePercentile / merged.totalCount),
  };
}
