// Two runs against each other: effects and changes as text, and how their tables are grouped.
import type { ComparedEffect, ComparedFigure, EffectOfRun } from '../document/compare.ts';
import type { VerdictKind } from '../document/result.ts';
import { formatTimes } from './difference.ts';
import { apartMark } from './division.ts';
import { noFigure } from './quantity.ts';

/** As a multiple; small ones keep digits enough to tell A from B. */
export function formatEffect(ratio: number): string {
  return ratio < 0.2 ? `${ratio.toPrecision(2)}×` : formatTimes(ratio);
}

/** `1.19× [0.95×, 1.49×]`, with a sign where the two effects do not give it; a dash where it can't be said. */
export function formatChange(effect: ComparedEffect): string {
  const { change } = effect;
  if (change === null) return noFigure;
  const mark = isChangeApart(effect) ? apartMark : '';
  return `${formatEffect(change.ratio)}${mark} ${formatBounds(change)}`;
}

/** True where dividing the two effects as they are printed gives another change than the printed one. */
export function isChangeApart({ a, b, change }: ComparedEffect): boolean {
  if (change === null) return false;
  const [own, other, printed] = [b.ratio, a.ratio, change.ratio].map(roundEffect);
  if (own === undefined || other === undefined || printed === undefined) return false;
  const quotient = own.value / other.value;
  const slack = quotient * (own.half / own.value + other.half / other.value) + printed.half;
  return Math.abs(quotient - printed.value) > slack + 1e-9;
}

/** As `formatEffect` writes it, with half of its last digit. */
function roundEffect(ratio: number): { readonly value: number; readonly half: number } {
  const text = formatEffect(ratio).replace('×', '');
  const [mantissa = '', exponent = '0'] = text.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return { value: Number(text), half: 0.5 * 10 ** (Number(exponent) - decimals) };
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
