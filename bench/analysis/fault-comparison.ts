// A variant against the baseline under the same fault, paired by group, and what holds among all such differences.
import type { FaultCell, FaultComparison } from '../../reports/document/faults.ts';
import { mean } from '../stats/descriptive.ts';
import { findSignFlipPValue } from '../stats/sign-flip.ts';
import type { MeasuredEpisode } from './fault-episodes.ts';
import { buildMeanInterval } from './fault-shares.ts';
import { overallAlpha } from './judgement-level.ts';
import { correctPValues } from './multiplicity.ts';

/** A difference of half a point of availability is none where the config says nothing else. */
export const defaultFaultToleranceRatio = 0.005;

/**
 * Difference of the availability from the injection on, group by group, with the t interval on its mean where the
 * groups differ at all, and the sign-flip p-value of none: what a fault does is often a matter of chance, such as
 * which worker it hits, so the spread of a few groups is no measure. Not judged yet, see `judgeFaultFamily`.
 * Undefined where no group has both.
 */
export function compareUnderFault(
  variant: readonly MeasuredEpisode[],
  baseline: readonly MeasuredEpisode[],
): FaultComparison | undefined {
  const ofBaseline = new Map(baseline.map((episode) => [episode.record.group, episode]));
  const differences = variant.flatMap(({ record, measures }) => {
    const ratio = measures.availabilityRatio;
    const other = ofBaseline.get(record.group)?.measures.availabilityRatio;
    return ratio === undefined || other === undefined ? [] : ratio - other;
  });
  const availabilityDifference = mean(differences);
  if (availabilityDifference === undefined) return undefined;
  return {
    ...{ availabilityDifference, interval: buildMeanInterval(differences, -1, 1) },
    ...{ pValue: findSignFlipPValue(differences), verdict: 'inconclusive' },
  };
}

/**
 * `better` or `worse` where the difference holds among all variants × faults of the run (Holm) and is larger than
 * the tolerance; else `inconclusive`, never equivalent: groups that all went well show little of the next launch.
 * Where all variants are equal any is called different in at most 5 % of the runs.
 * @param toleranceRatio as a share, 0.005 is half a point
 */
export function judgeFaultFamily(
  cells: readonly FaultCell[],
  toleranceRatio: number,
): readonly FaultCell[] {
  const adjusted = correctPValues(cells, ({ figures }) => figures?.comparison?.pValue);
  return cells.map((cell, index) => {
    const { figures } = cell;
    const comparison = figures?.comparison;
    const adjustedPValue = adjusted[index];
    if (!figures || !comparison || adjustedPValue === undefined) return cell;
    const verdict = judgeDifference(comparison, adjustedPValue, toleranceRatio);
    return {
      ...cell,
      figures: { ...figures, comparison: { ...comparison, adjustedPValue, verdict } },
    };
  });
}

function judgeDifference(
  { availabilityDifference }: FaultComparison,
  adjustedPValue: number,
  toleranceRatio: number,
): FaultComparison['verdict'] {
  if (adjustedPValue > overallAlpha || Math.abs(availabilityDifference) <= toleranceRatio) {
    return 'inconclusive';
  }
  return availabilityDifference > 0 ? 'better' : 'worse';
}

/** Fewest groups with which one of so many differences can hold: a sign-flip p-value is at least 2/2ⁿ. */
export function findFewestForFamily(questions: number): number {
  return Math.ceil(Math.log2((2 * Math.max(1, questions)) / overallAlpha));
}
