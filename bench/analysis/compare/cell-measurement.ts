// All trials of one variant, scenario and load, pooled: figures, curve, routes, one histogram.
import {
  isHigherBetter,
  metrics,
  metricsFor,
  percentileOf,
} from '../../../reports/document/metrics.ts';
import type {
  LatencyDistribution,
  MetricEstimate,
  PageResult,
  RouteResult,
} from '../../../reports/document/result.ts';
import {
  buildHistogram,
  encodeHistogram,
  type LatencyHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { Prices } from '../../spec/experiment.ts';
import { median } from '../../stats/descriptive.ts';
import {
  buildTrialFigures,
  type CpuParts,
  computeTrustedPercentileUs,
  listTrustedMetrics,
  metricYields,
  samplesAbovePercentile,
} from '../metrics.ts';
import { buildPageResults } from '../pages.ts';
import type { Sampling } from '../pairs/epochs.ts';
import type { MeasuredTrial } from '../pairs/pairing.ts';

export interface CellMeasurement {
  readonly variant: PlannedVariant;
  /** Percentile from which on the latencies under this load are the generator's own (`checks/lateness.ts`). */
  readonly lateFrom: number;
  /** Trials of valid groups, by group. */
  readonly trials: readonly MeasuredTrial[];
  readonly metrics: readonly MetricEstimate[];
  readonly routes: readonly RouteResult[];
  /** By page and view, in the order of the visits; empty where none was visited. */
  readonly pages: readonly PageResult[];
  readonly distribution: LatencyDistribution | undefined;
  /** Base64 of all success latencies; undefined without a success. */
  readonly successHistogram: string | undefined;
}

/**
 * Pools the trials of a cell.
 * @param unitOf by index of all valid groups, which `perGroup` runs along: the unit of the sample that each is of.
 */
export function measureCell(
  variant: PlannedVariant,
  records: readonly TrialRecord[],
  unitOf: Sampling['unitOf'],
  cpuParts: CpuParts,
  lateFrom: number,
  prices?: Prices,
): CellMeasurement {
  const encoded: string[] = [];
  const curvesUs: (readonly number[])[] = [];
  // One histogram at a time is held: a long run has thousands of trials.
  const trials = records.map((record): MeasuredTrial => {
    const latency = mergeSuccesses(record);
    const curveUs = sampleGridUs(latency);
    if (curveUs !== undefined) {
      curvesUs.push(curveUs);
      encoded.push(encodeHistogram(latency));
    }
    const figures = buildTrialFigures(record, latency, cpuParts, lateFrom, prices);
    return { record, unit: unitOf.get(record.group) ?? record.group, figures };
  });
  const merged = mergeHistograms(encoded);
  return {
    variant,
    lateFrom,
    trials,
    metrics: buildEstimates(trials, merged, [...unitOf.keys()], lateFrom),
    routes: buildRoutes(records, lateFrom),
    pages: buildPageResults(records.flatMap((record) => record.pages ?? [])),
    distribution: buildDistribution(merged, curvesUs),
    successHistogram: encoded.length === 0 ? undefined : encodeHistogram(merged),
  };
}

function mergeSuccesses(record: TrialRecord): LatencyHistogram {
  return mergeHistograms(record.measurement.routes.map(({ successLatency }) => successLatency));
}

function buildEstimates(
  trials: readonly MeasuredTrial[],
  merged: LatencyHistogram,
  validGroups: readonly number[],
  lateFrom: number,
): readonly MetricEstimate[] {
  const byGroup = new Map(trials.map((trial) => [trial.record.group, trial.figures]));
  const records = trials.map(({ record }) => record);
  return listTrustedMetrics(lateFrom).flatMap((metric): readonly MetricEstimate[] => {
    const perGroup = validGroups.map((group) => byGroup.get(group)?.get(metric) ?? null);
    const known = perGroup.filter((value) => value !== null);
    const { estimator } = metrics[metric];
    const { ofAll } = metricYields[metric];
    if (estimator === 'pooled') {
      const value = ofAll?.(records, merged);
      const worstGroup = (isHigherBetter(metric) ? Math.min : Math.max)(...known);
      return value === undefined ? [] : [{ metric, value, estimator, worstGroup, perGroup }];
    }
    const typical = median(known);
    if (typical !== undefined)
      return [{ metric, value: typical, estimator: 'typical-group', perGroup }];
    // A metric that this run has nowhere is left out; one that only lacks samples is shown as such.
    if (ofAll === undefined) return [];
    return [{ metric, value: ofAll(records, merged) ?? null, estimator: 'pooled', perGroup }];
  });
}

function buildRoutes(records: readonly TrialRecord[], lateFrom: number): readonly RouteResult[] {
  const all = records.flatMap(({ measurement }) => measurement.routes);
  const names = [...new Set(all.map(({ route }) => route))].sort();
  return names.map((route) => {
    const parts = all.filter((part) => part.route === route);
    const sum = (key: 'succeeded' | 'failed' | 'timedOut'): number =>
      parts.reduce((total, part) => total + part[key], 0);
    return {
      route,
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      timedOut: sum('timedOut'),
      ...describeRouteLatency(records, route, lateFrom),
      comparisons: [],
    };
  });
}

/** Of the typical group; of all groups together where none has enough requests of the route. */
function describeRouteLatency(
  records: readonly TrialRecord[],
  route: string,
  lateFrom: number,
): Pick<
  RouteResult,
  'latencyP50Us' | 'latencyP95Us' | 'latencyP99Us' | 'pooledPercentiles' | 'partPercentiles'
> {
  const byGroup = records.map(({ measurement }) => {
    const parts = measurement.routes.filter((part) => part.route === route);
    return mergeHistograms(parts.map(({ successLatency }) => successLatency));
  });
  const pooledPercentiles: number[] = [];
  const partPercentiles: number[] = [];
  let groups = 0;
  const merged = buildHistogram();
  for (const latency of byGroup) merged.add(latency);
  const [p50 = null, p95 = null, p99 = null] = metricsFor.routes.map((metric) => {
    const percentile = percentileOf(metric);
    if (percentile >= lateFrom) return null;
    const known = byGroup.flatMap(
      (latency) => computeTrustedPercentileUs(latency, percentile) ?? [],
    );
    groups = Math.max(groups, known.length);
    if (known.length > 0 && known.length < groups) partPercentiles.push(percentile);
    if (known.length > 0) return median(known) ?? null;
    const pooled = computeTrustedPercentileUs(merged, percentile) ?? null;
    if (pooled !== null) pooledPercentiles.push(percentile);
    return pooled;
  });
  return {
    ...{ latencyP50Us: p50, latencyP95Us: p95, latencyP99Us: p99, pooledPercentiles },
    ...(partPercentiles.length > 0 && { partPercentiles }),
  };
}

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
