// Many primary comparisons in one run: a difference counts where it holds for the whole family.

import { listMetricsOfKind, metricNames } from '../../../reports/document/metrics.ts';
import type { Cell, Comparison, MetricName } from '../../../reports/document/result.ts';
import { adjustByBenjaminiHochberg, adjustByHolm } from '../../stats/adjusted-p-values.ts';
import { normalQuantile } from '../../stats/normal-distribution.ts';
import { mapComparisons, type PairedJudgement } from './comparison.ts';
import type { JudgementLevel } from './judgement-level.ts';

/** A cell, and the metric that its verdict is about. */
export interface PrimaryCell {
  readonly cell: Cell;
  readonly primaryMetric: MetricName;
}

/**
 * Puts Holm's p-values over all primary comparisons of the run (variants × scenarios × loads) into the
 * cells, in their order. `better` and `worse` become `inconclusive` where the adjusted p-value is above
 * the level of the look: among 40 variants of one program some interval leaves out 1 by chance.
 * `equivalent` stays: the interval that shows it would have to be wrong for each of them.
 * Where p-values are not offered (groups appended at will) nothing is adjusted.
 */
export function adjustForFamily(
  cells: readonly PrimaryCell[],
  level: JudgementLevel,
): readonly Cell[] {
  const adjusted = correctPValues(cells, (each) => findPrimary(each)?.pValue);
  return cells.map((each, index) => {
    const primary = findPrimary(each);
    const adjustedPValue = adjusted[index];
    if (primary === undefined || adjustedPValue === undefined) return each.cell;
    const judged = adjust(primary, adjustedPValue, level);
    return {
      ...each.cell,
      comparisons: each.cell.comparisons.map((one) => (one === primary ? judged : one)),
      verdict: judged.verdict,
    };
  });
}

/**
 * Metrics but the primary one, and two percentiles of each route; metrics of pages only where pages were visited.
 * @param familySize primary comparisons of the run
 */
export function countAdvisory(familySize: number, routes: number, hasPages = false): number {
  const compared = hasPages ? metricNames.length : metricNames.length - pageMetrics.length;
  return familySize * (compared - 1 + 2 * routes);
}

const pageMetrics = listMetricsOfKind('page');

/**
 * The same for all comparisons besides the primary ones, in all metrics and routes of the run: one family, by
 * Benjamini and Hochberg. There are hundreds of them, which mostly say the same of the same difference, and a
 * reader looks at those that stand out: where nothing differs none does in 95 % of the runs, and of those
 * called better or worse 5 % are not on average.
 * @param level of that family, see `levelOfFamily`
 */
export function adjustAdvisory(
  cells: readonly PrimaryCell[],
  level: JudgementLevel,
): readonly Cell[] {
  const listOwn = (each: PrimaryCell): readonly Comparison[] => {
    const primary = findPrimary(each);
    return [
      ...each.cell.comparisons.filter((comparison) => comparison !== primary),
      ...each.cell.routes.flatMap((route) => route.comparisons),
    ];
  };
  const all = cells.flatMap(listOwn);
  const adjusted = adjustJudgements(all, level, adjustByBenjaminiHochberg);
  const byOriginal = new Map(all.map((comparison, index) => [comparison, adjusted[index]]));
  const replace = (comparison: Comparison): Comparison => byOriginal.get(comparison) ?? comparison;
  return cells.map(({ cell }) => mapComparisons(cell, replace));
}

function findPrimary({ cell, primaryMetric }: PrimaryCell): Comparison | undefined {
  return cell.comparisons.find(({ metric }) => metric === primaryMetric);
}

/**
 * The same for judgements that are a family by themselves, in their order; what has no p-value stays.
 * @param correct Holm's, or for advisory families Benjamini and Hochberg's correction
 */
export function adjustJudgements<Judgement extends PairedJudgement>(
  judgements: readonly Judgement[],
  level: JudgementLevel,
  correct: (pValues: readonly number[]) => readonly number[] = adjustByHolm,
): readonly Judgement[] {
  const adjusted = correctPValues(judgements, ({ pValue }) => pValue, correct);
  return judgements.map((judgement, index) => {
    const adjustedPValue = adjusted[index];
    return adjustedPValue === undefined ? judgement : adjust(judgement, adjustedPValue, level);
  });
}

/** The corrected p-values of a family, in its order; undefined where one has no p-value. */
export function correctPValues<Item>(
  family: readonly Item[],
  findP: (item: Item) => number | null | undefined,
  correct: (pValues: readonly number[]) => readonly number[] = adjustByHolm,
): readonly (number | undefined)[] {
  const pValues = family.map((item) => findP(item) ?? undefined);
  const adjusted = correct(pValues.filter((p) => p !== undefined))[Symbol.iterator]();
  return pValues.map((p) => (p === undefined ? undefined : adjusted.next().value));
}

function adjust<Judgement extends PairedJudgement>(
  judgement: Judgement,
  adjustedPValue: number,
  level: JudgementLevel,
): Judgement {
  const isDifferent = judgement.verdict === 'better' || judgement.verdict === 'worse';
  if (!isDifferent || adjustedPValue <= level.nominalAlpha) return { ...judgement, adjustedPValue };
  const moreGroups =
    level.unit === 'group' ? findMoreForFamily(judgement, adjustedPValue, level) : null;
  return { ...judgement, adjustedPValue, verdict: 'inconclusive', moreGroups };
}

/**
 * The interval alone has decided already; what lacks is for the family. The normal deviate of a p-value grows
 * with √n, so n·(z of the p-value asked for ÷ z of this one)² groups would probably do.
 */
function findMoreForFamily(
  { pValue, groups }: PairedJudgement,
  adjustedPValue: number,
  { nominalAlpha }: JudgementLevel,
): number {
  const deviateOf = (p: number): number => -normalQuantile(p / 2);
  if (pValue === null || pValue <= 0 || pValue >= 1) return 1;
  const asked = deviateOf((nominalAlpha * pValue) / adjustedPValue);
  return Math.max(1, Math.ceil(groups * ((asked / deviateOf(pValue)) ** 2 - 1)));
}
