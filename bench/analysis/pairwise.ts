// Every variant against every other in the primary metric, for readers whose baseline is another one.
import type { MetricName } from '../../reports/schema/metric-name.ts';
import type { PairwiseComparison } from '../../reports/schema/pairwise.ts';
import { buildComparison, type ComparisonRule } from './comparison.ts';
import type { ScenarioExercise } from './exercise.ts';
import { adjustJudgements } from './multiplicity.ts';
import { pairGroups } from './pairing.ts';
import type { RankedCell } from './recommendation.ts';
import { withholdComparison } from './withheld.ts';

/** More variants would make a table that nobody reads: 12 have 66 pairs already. */
const mostVariants = 12;

/** True where every variant is compared with every other. */
export function hasAllPairs(variants: number): boolean {
  return variants >= 3 && variants <= mostVariants;
}

/**
 * All pairs, in the order of the cells; the pairs are a family of their own, corrected by Holm. Empty with
 * fewer than three variants, where the comparison with the baseline says it all, or with more than twelve.
 */
export function comparePairwise(
  metric: MetricName,
  cells: readonly RankedCell[],
  rule: ComparisonRule,
  exercise: Pick<ScenarioExercise, 'isVacuous'>,
): readonly PairwiseComparison[] {
  if (!hasAllPairs(cells.length)) return [];
  const familySize = (cells.length * (cells.length - 1)) / 2;
  const pairs = cells.flatMap((reference, index) =>
    cells.slice(index + 1).map((other) => {
      const { trials } = other.measurement;
      const logRatios = pairGroups(metric, reference.measurement.trials, trials);
      const comparison = buildComparison(metric, logRatios, { ...rule, familySize });
      const isVacuous = exercise.isVacuous(other.cell.variantId, reference.cell.variantId);
      return {
        reference,
        other,
        comparison: isVacuous ? withholdComparison(comparison) : comparison,
      };
    }),
  );
  const judged = adjustJudgements(
    pairs.map(({ comparison }) => comparison),
    rule.level,
  );
  return pairs.map(({ reference, other, comparison }, index) => ({
    referenceId: reference.cell.variantId,
    variantId: other.cell.variantId,
    ratio: comparison.ratio,
    ratioLower: comparison.ratioLower,
    ratioUpper: comparison.ratioUpper,
    verdict: judged[index]?.verdict ?? comparison.verdict,
  }));
}
