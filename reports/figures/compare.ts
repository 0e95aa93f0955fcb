// Two runs against each other: effects and changes as text, and how their tables are grouped.
import type { ComparedEffect, ComparedFigure, EffectOfRun } from '../schema/compare.ts';
import type { VerdictKind } from '../schema/result.ts';
import { formatTimes } from './difference.ts';
import { noFigure } from './quantity.ts';

/** As a multiple; small ones keep digits enough to tell A from B. */
export function formatEffect(ratio: number): string {
  return ratio < 0.2 ? `${ratio.toPrecision(2)}×` : formatTimes(ratio);
}

/** `1.19× [0.95×, 1.49×]`; a dash where the change can't be said. */
export function formatChange({ change }: ComparedEffect): string {
  return change === null ? noFigure : `${formatEffect(change.ratio)} ${formatBounds(change)}`;
}

/** `[0.95×, 1.49×]`; empty without an interval. */
export function formatBounds({
  ratioLower,
  ratioUpper,
}: Pick<EffectOfRun, 'ratioLower' | 'ratioUpper'>): string {
  if (ratioLower === null || ratioUpper === null) return '';
  return `[${formatEffect(ratioLower)}, ${formatEffect(ratioUpper)}]`;
}

/** An effect as the drawings take it: hollow where the run does not tell it from none. */
export function toDrawn(effect: EffectOfRun): EffectOfRun & { readonly verdict: VerdictKind } {
  const { ratioLower, ratioUpper } = effect;
  const isSure = ratioLower !== null && ratioUpper !== null && (ratioLower > 1 || ratioUpper < 1);
  return { ...effect, verdict: isSure ? 'better' : 'inconclusive' };
}

/** Groups by scenario, load and metric, in their order. */
export function groupByTable<One extends ComparedEffect | ComparedFigure>(
  all: readonly One[],
): readonly (readonly [One, ...One[]])[] {
  const tables = Map.groupBy(all, ({ scenario, loadId, metric }) =>
    JSON.stringify([scenario, loadId, metric]),
  );
  return [...tables.values()].map((rows) => rows as [One, ...One[]]);
}
