// What each group says by itself: the ratios behind the comparisons in the primary metric.
import type { MetricName } from '../../reports/document/metrics.ts';
import type { GroupRatios } from '../../reports/document/result.ts';
import type { ScenarioExercise } from './exercise.ts';
import { pairGroupsByIndex } from './pairing.ts';
import { hasAllPairs } from './pairwise.ts';
import type { RankedCell } from './ranked-cell.ts';

/** Six digits are more than any drawing shows. */
const keptDigits = 6;

/**
 * Paired as the comparisons are, slice by slice where those are. All pairs where every variant is compared
 * with every other, in the same order; else each variant against the baseline.
 * @param validGroups indices of all valid groups, which the ratios run along
 * @param exercise a pair of which nothing acts has no ratios
 */
export function listGroupRatios(
  metric: MetricName,
  cells: readonly RankedCell[],
  validGroups: readonly number[],
  exercise: Pick<ScenarioExercise, 'isVacuous'>,
): readonly GroupRatios[] {
  const isBaseline = ({ measurement }: RankedCell) => measurement.variant.isBaseline;
  const references = hasAllPairs(cells.length) ? cells : cells.filter(isBaseline);
  return references.flatMap((reference) => {
    const others = hasAllPairs(cells.length)
      ? cells.slice(cells.indexOf(reference) + 1)
      : cells.filter((cell) => cell !== reference);
    return others.map((other) => {
      const { trials } = other.measurement;
      const [referenceId, variantId] = [reference.cell.variantId, other.cell.variantId];
      const logRatios = exercise.isVacuous(variantId, referenceId)
        ? new Map<number, number>()
        : pairGroupsByIndex(metric, reference.measurement.trials, trials);
      return {
        ...{ referenceId, variantId },
        ratios: validGroups.map((group) => toRatio(logRatios.get(group))),
      };
    });
  });
}

function toRatio(logRatio: number | undefined): number | null {
  return logRatio === undefined ? null : Number(Math.exp(logRatio).toPrecision(keptDigits));
}
