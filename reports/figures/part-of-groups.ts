// Percentiles of fewer groups than the figures beside them: they are marked, since p99 may then lie below p95.
import { metrics } from '../document/metrics.ts';
import type { Cell, MetricName, ScenarioResult } from '../document/result.ts';
import { findEstimate } from './lookup.ts';

/** Sign after such a figure; its note stands below. */
export const partMark = '‡';

/** A percentile that is the median of some of the groups, or of all requests where no group has enough. */
export interface PartOfGroups {
  readonly variantId: string;
  readonly metric: MetricName;
  /** Groups that have requests enough for it; 0: the figure is of all requests together. */
  readonly known: number;
  /** Groups with a figure of any percentile. */
  readonly groups: number;
}

/** Undefined where the figure is missing, of all groups, or no percentile. */
export function findPartOfGroups(cell: Cell, metric: MetricName): PartOfGroups | undefined {
  const estimate = findEstimate(cell, metric);
  // Documents that do not say are of all requests together in every percentile.
  if (estimate?.estimator === undefined || estimate.value === null || !isPercentile(metric)) {
    return undefined;
  }
  const counts = cell.metrics.flatMap(({ metric: other, perGroup }) =>
    isPercentile(other) ? [perGroup.filter((value) => value !== null).length] : [],
  );
  const groups = Math.max(...counts);
  const known = estimate.perGroup.filter((value) => value !== null).length;
  return known < groups ? { variantId: cell.variantId, metric, known, groups } : undefined;
}

/** Of all cells of a scenario in those metrics. */
export function listPartsOfGroups(
  { cells }: ScenarioResult,
  metrics: readonly MetricName[],
): readonly PartOfGroups[] {
  return metrics.flatMap((metric) => cells.flatMap((cell) => findPartOfGroups(cell, metric) ?? []));
}

function isPercentile(metric: MetricName): boolean {
  return metrics[metric].kind === 'latency-percentile';
}
