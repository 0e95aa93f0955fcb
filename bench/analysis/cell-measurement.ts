// All trials of one variant, scenario and load, pooled: figures, curve, routes, one histogram.
import type {
  LatencyDistribution,
  MetricEstimate,
  RouteResult,
} from '../../reports/document/result.ts';
import {
  buildHistogram,
  encodeHistogram,
  type LatencyHistogram,
  mergeHistograms,
} from '../measurement/histogram.ts';
import type { TrialRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { Prices } from '../spec/experiment.ts';
import { median } from '../stats/descriptive.ts';
import { buildDistribution, sampleGridUs } from './distribution.ts';
import type { Sampling } from './epochs.ts';
import { metricRules } from './metrics.ts';
import type { MeasuredTrial } from './pairing.ts';
import {
  buildTrialFigures,
  type CpuParts,
  findSuccessRatio,
  findTrustedPercentileUs,
} from './trial-figures.ts';

export interface CellMeasurement {
  readonly variant: PlannedVariant;
  /** Trials of valid groups, by group. */
  readonly trials: readonly MeasuredTrial[];
  readonly metrics: readonly MetricEstimate[];
  readonly routes: readonly RouteResult[];
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
    const figures = buildTrialFigures(record, latency, cpuParts, prices);
    return { record, unit: unitOf.get(record.group) ?? record.group, figures };
  });
  const merged = mergeHistograms(encoded);
  return {
    variant,
    trials,
    metrics: buildEstimates(trials, merged, [...unitOf.keys()]),
    routes: buildRoutes(records),
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
): readonly MetricEstimate[] {
  const byGroup = new Map(trials.map((trial) => [trial.record.group, trial.figures]));
  return metricRules.flatMap(({ name, percentile }): readonly MetricEstimate[] => {
    const perGroup = validGroups.map((group) => byGroup.get(group)?.get(name) ?? null);
    const known = perGroup.filter((value) => value !== null);
    if (name === 'successRatio') return describeSuccess(trials, perGroup);
    const typical = median(known);
    if (typical !== undefined)
      return [{ metric: name, value: typical, estimator: 'typical-group', perGroup }];
    // A metric that this run has nowhere is left out; one that only lacks samples is shown as such.
    if (percentile === undefined) return [];
    const pooled = findTrustedPercentileUs(merged, percentile) ?? null;
    return [{ metric: name, value: pooled, estimator: 'pooled', perGroup }];
  });
}

/** Of all requests together: the median of the groups would be 100 % where a third of them failed. */
function describeSuccess(
  trials: readonly MeasuredTrial[],
  perGroup: MetricEstimate['perGroup'],
): readonly MetricEstimate[] {
  const value = findSuccessRatio(trials.map(({ record }) => record));
  if (value === undefined) return [];
  const worstGroup = Math.min(...perGroup.filter((share) => share !== null));
  return [{ metric: 'successRatio', value, estimator: 'pooled', worstGroup, perGroup }];
}

const routePercentiles = [50, 95, 99] as const;

function buildRoutes(records: readonly TrialRecord[]): readonly RouteResult[] {
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
      ...describeRouteLatency(records, route),
      comparisons: [],
    };
  });
}

/** Of the typical group; of all groups together where none has enough requests of the route. */
function describeRouteLatency(
  records: readonly TrialRecord[],
  route: string,
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
  const [p50 = null, p95 = null, p99 = null] = routePercentiles.map((percentile) => {
    const known = byGroup.flatMap((latency) => findTrustedPercentileUs(latency, percentile) ?? []);
    groups = Math.max(groups, known.length);
    if (known.length > 0 && known.length < groups) partPercentiles.push(percentile);
    if (known.length > 0) return median(known) ?? null;
    const pooled = findTrustedPercentileUs(merged, percentile) ?? null;
    if (pooled !== null) pooledPercentiles.push(percentile);
    return pooled;
  });
  return {
    ...{ latencyP50Us: p50, latencyP95Us: p95, latencyP99Us: p99, pooledPercentiles },
    ...(partPercentiles.length > 0 && { partPercentiles }),
  };
}
