// A variant against the baseline under the same fault, paired by group.
import type { FaultComparison } from '../../reports/schema/faults.ts';
import { mean } from '../stats/descriptive.ts';
import type { MeasuredEpisode } from './fault-episodes.ts';
import { buildMeanInterval } from './fault-shares.ts';
import { judgeInterval } from './verdict.ts';

/** A difference of half a point of availability is equivalent where the config says nothing else. */
export const defaultFaultToleranceRatio = 0.005;

/**
 * Difference of the availability from the injection on, group by group, with the t interval on its mean; the
 * verdict is the rule of every other comparison with "worse" as the availability that is missing: equivalent inside
 * the tolerance, else better or worse where the interval leaves out 0, inconclusive below 3 groups. Undefined
 * where no group has both. @param toleranceRatio as a share, 0.005 is half a point
 */
export function compareUnderFault(
  variant: readonly MeasuredEpisode[],
  baseline: readonly MeasuredEpisode[],
  toleranceRatio: number,
): FaultComparison | undefined {
  const ofBaseline = new Map(
    baseline.map(({ record, measures }) => [record.group, measures.availabilityRatio]),
  );
  const differences = variant.flatMap(({ record, measures: { availabilityRatio } }) => {
    const other = ofBaseline.get(record.group);
    return availabilityRatio === undefined || other === undefined ? [] : availabilityRatio - other;
  });
  const availabilityDifference = mean(differences);
  if (availabilityDifference === undefined) return undefined;
  const interval = buildMeanInterval(differences, -1, 1);
  if (interval === null) return { availabilityDifference, interval, verdict: 'inconclusive' };
  const worse = { estimate: -availabilityDifference, lower: -interval.high, upper: -interval.low };
  const verdict = judgeInterval(worse, toleranceRatio, differences.length);
  return { availabilityDifference, interval, verdict };
}
