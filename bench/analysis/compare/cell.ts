// A cell of the result: measurement, comparisons with the baseline, in all and by route, verdict, warnings.

import { listExclusions } from '../../../reports/document/exclusion.ts';
import { metricNames, metricsFor, percentileOf } from '../../../reports/document/metrics.ts';
import type {
  Cell,
  Comparison,
  MetricName,
  RouteResult,
} from '../../../reports/document/result.ts';
import { decodeHistogram } from '../../measurement/histogram.ts';
import type { TrialRecord, WarmupRecord } from '../../measurement/records.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { countChecked, countWrong, rankFailureReasons } from '../checked-answers.ts';
import { warnOfExclusions } from '../exclusion.ts';
import { buildCostBasis, type CpuParts, computeTrustedPercentileUs } from '../metrics.ts';
import { buildComparison, type ComparisonRule } from '../pairs/comparison.ts';
import { poolByUnit } from '../pairs/epochs.ts';
import { adjustForForeignCpu } from '../pairs/foreign-adjustment.ts';
import { levelOfFamily } from '../pairs/judgement-level.ts';
import { countAdvisory } from '../pairs/multiplicity.ts';
import { pairGroups } from '../pairs/pairing.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import { listCellWarnings } from './cell-warnings.ts';
import { buildCellTimeline } from './timeline.ts';

const mostFailureReasons = 10;

export interface CellContext {
  readonly experiment: Experiment;
  readonly rule: ComparisonRule;
  readonly primaryMetric: MetricName;
  readonly baseline: CellMeasurement;
  readonly cpuParts: CpuParts;
  /** Rules that the data of the variant break. */
  readonly brokenInvariants: readonly string[];
  /** Of the scenario and load; none in older runs. */
  readonly warmups: readonly WarmupRecord[];
}

/** A measured cell against the baseline of the same scenario and load. */
export function buildCell(measurement: CellMeasurement, context: CellContext): Cell {
  const { variant, trials } = measurement;
  const { experiment, primaryMetric, baseline, cpuParts, rule } = context;
  const comparisons = variant.isBaseline ? [] : compareAll(baseline, measurement, context);
  const records = trials.map(({ record }) => record);
  const sumCounts = (key: 'succeeded' | 'failed' | 'timedOut'): number =>
    records.reduce((sum, { counts }) => sum + counts[key], 0);
  const primary = comparisons.find(({ metric }) => metric === primaryMetric);
  return {
    variantId: variant.id,
    groups: trials.length,
    succeeded: sumCounts('succeeded'),
    failed: sumCounts('failed'),
    timedOut: sumCounts('timedOut'),
    wrongBodies: countWrong(records),
    checkedBodies: countChecked(records),
    ...sumResent(records),
    metrics: measurement.metrics,
    comparisons,
    verdict: variant.isBaseline ? 'baseline' : (primary?.verdict ?? 'not-judged'),
    distribution: measurement.distribution ?? null,
    routes: compareRoutes(baseline, measurement, findAdvisoryRule(measurement, rule)),
    ...listWarmupRoutes(measurement, context.warmups),
    ...(measurement.pages.length > 0 && { pages: measurement.pages }),
    failureReasons: rankFailureReasons(records).slice(0, mostFailureReasons),
    successHistogram: measurement.successHistogram ?? null,
    timeline: buildCellTimeline(records) ?? null,
    costBasis: buildCostBasis(trials.map(({ figures }) => figures)) ?? null,
    warnings: [
      ...warnOfExclusions(records, context.brokenInvariants),
      ...listCellWarnings(measurement, comparisons, experiment, cpuParts),
    ],
  };
}

const none = { succeeded: 0, failed: 0 };

/** Routes that were sent in the warm-up alone. */
function listWarmupRoutes(
  { variant, routes }: CellMeasurement,
  warmups: readonly WarmupRecord[],
): Pick<Cell, 'warmupRoutes'> {
  const measured = new Set(routes.map(({ route }) => route));
  const sums = new Map<string, { succeeded: number; failed: number }>();
  const own = warmups.flatMap(({ variants }) =>
    variants.filter(({ variantId }) => variantId === variant.id),
  );
  for (const [route, counts] of own.flatMap((one) => Object.entries(one.routes ?? {}))) {
    if (measured.has(route)) continue;
    const { succeeded, failed } = sums.get(route) ?? none;
    sums.set(route, {
      succeeded: succeeded + counts.succeeded,
      failed: failed + counts.failed,
    });
  }
  if (sums.size === 0) return {};
  const names = [...sums.keys()].sort();
  return {
    warmupRoutes: names.map((route) => ({ route, ...(sums.get(route) ?? none) })),
  };
}

/** Nothing where a trial can't tell. */
function sumResent(records: readonly TrialRecord[]): Pick<Cell, 'resentRequests'> {
  const known = records.flatMap(({ resentRequests }) => resentRequests ?? []);
  if (records.length === 0 || known.length < records.length) return {};
  return { resentRequests: known.reduce((sum, count) => sum + count, 0) };
}

export function buildNotRunCell(variantId: string): Cell {
  return {
    variantId,
    groups: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    wrongBodies: 0,
    checkedBodies: 0,
    metrics: [],
    comparisons: [],
    verdict: 'not-run',
    distribution: null,
    routes: [],
    failureReasons: [],
    successHistogram: null,
    timeline: null,
    costBasis: null,
    warnings: [],
  };
}

/** Comparisons in all metrics that both have; the primary one also where there is nothing to compare. */
function compareAll(
  baseline: CellMeasurement,
  measurement: CellMeasurement,
  { primaryMetric, rule }: CellContext,
): readonly Comparison[] {
  const advisory = findAdvisoryRule(measurement, rule);
  return metricNames.flatMap((name) => {
    const logRatios = pairGroups(name, baseline.trials, measurement.trials);
    if (logRatios.length === 0 && name !== primaryMetric) return [];
    const own = name === primaryMetric ? rule : advisory;
    const comparison = buildComparison(name, logRatios, own);
    const adjusted = adjustForForeignCpu(name, baseline.trials, measurement.trials, rule.level);
    return [{ ...comparison, foreignAdjusted: adjusted ?? null }];
  });
}

/** How everything besides the primary metric is compared, see `adjustAdvisory`. */
function findAdvisoryRule(
  { routes, pages }: CellMeasurement,
  rule: ComparisonRule,
): ComparisonRule {
  const familySize = countAdvisory(rule.familySize, routes.length, pages.length > 0);
  return { ...rule, familySize, level: levelOfFamily(rule.level, familySize) };
}

export interface RankedCell {
  readonly cell: Cell;
  readonly measurement: CellMeasurement;
}

/** True where wrong answers, failures or missing trials keep a cell from being recommended. */
export function isExcluded({ cell }: RankedCell): boolean {
  return listExclusions(cell).length > 0;
}

const comparedMetrics = metricsFor.comparedRoutes;

/** The routes of a cell with their comparisons; a route with too few requests in too few groups has none. */
function compareRoutes(
  baseline: CellMeasurement,
  measurement: CellMeasurement,
  rule: ComparisonRule,
): readonly RouteResult[] {
  if (measurement.variant.isBaseline) return measurement.routes;
  return measurement.routes.map((route) => ({
    ...route,
    comparisons: compareRoute(route.route, baseline, measurement, rule),
  }));
}

function compareRoute(
  route: string,
  baseline: CellMeasurement,
  measurement: CellMeasurement,
  rule: ComparisonRule,
): readonly Comparison[] {
  const references = new Map(
    baseline.trials.map(({ record }) => [
      record.group,
      computePercentiles(record, route, measurement.lateFrom),
    ]),
  );
  const others = measurement.trials.map(({ record, unit }) => ({
    unit,
    reference: references.get(record.group),
    other: computePercentiles(record, route, measurement.lateFrom),
  }));
  return comparedMetrics.flatMap((metric, index) => {
    const logRatios = poolByUnit(
      others.flatMap(({ unit, reference, other }) => {
        const [before, after] = [reference?.[index], other[index]];
        if (before === undefined || after === undefined) return [];
        return [[unit, Math.log(after / before)] as const];
      }),
    );
    return logRatios.length < 2 ? [] : [buildComparison(metric, logRatios, rule)];
  });
}

/** In the order of `comparedMetrics`; undefined where too few requests lie above, or those were sent late. */
function computePercentiles(
  record: TrialRecord,
  route: string,
  lateFrom: number,
): readonly (number | undefined)[] {
  const found = record.measurement.routes.find((each) => each.route === route);
  if (found === undefined) return [];
  const latency = decodeHistogram(found.successLatency);
  return comparedMetrics.map((metric) => {
    const percentile = percentileOf(metric);
    return percentile < lateFrom ? computeTrustedPercentileUs(latency, percentile) : undefined;
  });
}
