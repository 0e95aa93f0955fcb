// Each route of a variant against the same route of the baseline, paired within the groups.
import { metricsFor, percentileOf } from '../../reports/document/metrics.ts';
import type { Comparison, RouteResult } from '../../reports/document/result.ts';
import { decodeHistogram } from '../measurement/histogram.ts';
import type { TrialRecord } from '../measurement/records.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import { buildComparison, type ComparisonRule } from './comparison.ts';
import { poolByUnit } from './epochs.ts';
import { findTrustedPercentileUs } from './metrics.ts';

const comparedMetrics = metricsFor.comparedRoutes;

/** The routes of a cell with their comparisons; a route with too few requests in too few groups has none. */
export function compareRoutes(
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
    baseline.trials.map(({ record }) => [record.group, findPercentiles(record, route)]),
  );
  const others = measurement.trials.map(({ record, unit }) => ({
    unit,
    reference: references.get(record.group),
    other: findPercentiles(record, route),
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

/** In the order of `comparedMetrics`; undefined where too few requests lie above. */
function findPercentiles(record: TrialRecord, route: string): readonly (number | undefined)[] {
  const found = record.measurement.routes.find((each) => each.route === route);
  if (found === undefined) return [];
  const latency = decodeHistogram(found.successLatency);
  return comparedMetrics.map((metric) => findTrustedPercentileUs(latency, percentileOf(metric)));
}
