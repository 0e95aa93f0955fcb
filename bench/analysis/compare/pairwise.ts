// Every variant against every other in the primary metric, for readers whose baseline is another one.
import type { MetricName } from '../../../reports/document/metrics.ts';
import type { Comparison, PairwiseComparison } from '../../../reports/document/result.ts';
import type { ScenarioExercise } from '../exercise.ts';
import { buildComparison, type ComparisonRule, withholdComparison } from '../pairs/comparison.ts';
import { levelOfFamily } from '../pairs/judgement-level.ts';
import { adjustJudgements } from '../pairs/multiplicity.ts';
import { pairGroups } from '../pairs/pairing.ts';
import type { RankedCell } from './cell.ts';

/** More variants would make a table that nobody reads: 12 have 66 pairs already. */
const mostVariants = 12;

/** True where every variant is compared with every other. */
export function hasAllPairs(variants: number): boolean {
  return variants >= 3 && variants <= mostVariants;
}

/** Two cells of a scenario with the comparison of the other with the reference, corrected for all pairs. */
export interface JudgedPair {
  readonly reference: RankedCell;
  readonly other: RankedCell;
  readonly comparison: Comparison;
}

/**
 * Every cell against every later one in a metric. The pairs are a family of their own, corrected by Holm: that
 * any pair of equal variants is told apart has a probability of at most the level. A pair of which nothing acts
 * that tells it apart is none of them, and has no verdict.
 */
export function judgeAllPairs(
  metric: MetricName,
  cells: readonly RankedCell[],
  rule: ComparisonRule,
  exercise: Pick<ScenarioExercise, 'isVacuous'>,
): readonly JudgedPair[] {
  const all = cells.flatMap((reference, index) =>
    cells.slice(index + 1).map((other) => {
      const isVacuous = exercise.isVacuous(other.cell.variantId, reference.cell.variantId);
      return { reference, other, isVacuous };
    }),
  );
  const familySize = Math.max(1, all.filter(({ isVacuous }) => !isVacuous).length);
  const level = levelOfFamily(rule.level, familySize);
  const pairs = all.map(({ reference, other, isVacuous }) => {
    const { trials } = other.measurement;
    const logRatios = pairGroups(metric, reference.measurement.trials, trials);
    const comparison = buildComparison(metric, logRatios, { ...rule, level, familySize });
    return {
      ...{ reference, other },
      comparison: isVacuous ? withholdComparison(comparison) : comparison,
    };
  });
  const judged = adjustJudgements(
    pairs.map(({ comparison }) => comparison),
    level,
  );
  return pairs.map((pair, index) => ({ ...pair, comparison: judged[index] ?? pair.comparison }));
}

/**
 * All pairs for the reader, in the order of the cells. Empty with fewer than three variants, where the
 * comparison with the baseline says it all, or with more than twelve.
 */
export function comparePairwise(
  metric: MetricName,
  cells: readonly RankedCell[],
  rule: ComparisonRule,
  exercise: Pick<ScenarioExercise, 'isVacuous'>,
): readonly PairwiseComparison[] {
  if (!hasAllPairs(cells.length)) return [];
  return judgeAllPairs(metric, cells, rule, exercise).map(({ reference, other, comparison }) => ({
    referenceId: reference.cell.variantId,
    variantId: other.cell.variantId,
    ratio: comparison.ratio,
    ratioLower: comparison.ratioLower,
    ratioUpper: comparison.ratioUpper,
    verdict: comparison.verdict,
  }));
}
