// What stands behind a comparison: p-values, and who is undecided for the number of comparisons alone.
import type { Comparison, ResultDocument, ScenarioResult } from '../document/result.ts';
import { findComparison } from './lookup.ts';
import { noFigure } from './quantity.ts';

/** Two significant digits: `0.034`, `<0.001`; `–` where there is none. */
export function formatPValue(value: number | null): string {
  if (value === null) return noFigure;
  if (value < 0.001) return '<0.001';
  return String(Number(value.toPrecision(2)));
}

/** An error as people say it: 0.05 → `5%`, 0.0232 → `2.3%`, 0.00057 → `0.057%`. */
export function formatErrorRate(alpha: number): string {
  return `${Number((alpha * 100).toPrecision(2))}%`;
}

/** True where the interval leaves out no difference and only the correction for many comparisons left it open. */
export function isCorrectedAway(comparison: Comparison, nominalAlpha: number): boolean {
  const { verdict, ratioLower, ratioUpper, adjustedPValue } = comparison;
  if (verdict !== 'inconclusive' || adjustedPValue === null) return false;
  if (ratioLower === null || ratioUpper === null || adjustedPValue <= nominalAlpha) return false;
  return ratioLower > 1 || ratioUpper < 1;
}

/** The variants of a scenario of which that is so in its primary metric, in the order of the document. */
export function listCorrectedAway(
  { run }: ResultDocument,
  { cells, primaryMetric }: ScenarioResult,
): readonly { readonly variantId: string; readonly comparison: Comparison }[] {
  return cells.flatMap((cell) => {
    const comparison = findComparison(cell, primaryMetric);
    if (comparison === undefined) return [];
    if (!isCorrectedAway(comparison, run.sequential.nominalAlpha)) return [];
    return [{ variantId: cell.variantId, comparison }];
  });
}
