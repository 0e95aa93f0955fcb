// Finds figures in a result document.

import type {
  Cell,
  Comparison,
  MetricEstimate,
  MetricName,
  ResultDocument,
  ScenarioResult,
  VariantDescription,
} from '../document/result.ts';
import { formatSuccess } from './quantity.ts';

/** The estimate of a metric; undefined where the cell has none. */
export function findEstimate(cell: Cell, metric: MetricName): MetricEstimate | undefined {
  return cell.metrics.find((estimate) => estimate.metric === metric);
}

/** The value of a metric over all groups; null where it was not measured. */
export function findValue(cell: Cell, metric: MetricName): number | null {
  return findEstimate(cell, metric)?.value ?? null;
}

/**
 * The lowest share of successes of any group, where it is worth a word beside the share of all requests; also from
 * the groups of documents that do not say it.
 */
export function findWorstShare(cell: Cell): string | undefined {
  const estimate = findEstimate(cell, 'successRatio');
  if (estimate === undefined || estimate.value === null) return undefined;
  const known = estimate.perGroup.filter((share) => share !== null);
  const worst = estimate.worstGroup ?? (known.length > 0 ? Math.min(...known) : 1);
  if (worst >= 1 || known.length < 2) return undefined;
  return formatSuccess(worst);
}

/** The comparison with the baseline; undefined for the baseline and where there is none. */
export function findComparison(cell: Cell, metric: MetricName): Comparison | undefined {
  return cell.comparisons.find((comparison) => comparison.metric === metric);
}

/** The cell of a variant in a scenario. */
export function findCell(scenario: ScenarioResult, variantId: string): Cell | undefined {
  return scenario.cells.find((cell) => cell.variantId === variantId);
}

/** The cell of the baseline; undefined where it has none. */
export function findBaselineCell(
  document: ResultDocument,
  scenario: ScenarioResult,
): Cell | undefined {
  const baseline = document.variants.find((variant) => variant.isBaseline);
  return baseline === undefined ? undefined : findCell(scenario, baseline.id);
}

/** Descriptions by id, for documents of many cells. */
export type VariantIndex = ReadonlyMap<string, VariantDescription>;

export function indexVariants(document: Pick<ResultDocument, 'variants'>): VariantIndex {
  return new Map(document.variants.map((variant) => [variant.id, variant]));
}

/** What people read; the id where there is no description. */
export function findLabel(variants: VariantIndex, variantId: string): string {
  return variants.get(variantId)?.label ?? variantId;
}

/** True where the run supports verdicts at all; otherwise none is shown, whatever a cell says. */
export function isTrusted(document: ResultDocument): boolean {
  return document.validity.status === 'valid';
}
