// A variant against the baseline under the same fault, paired by group.
import type { FaultComparison, FaultInterval } from '../../reports/schema/faults.ts';
import { mean } from '../stats/descriptive.ts';
import { buildWilsonInterval } from '../stats/wilson-interval.ts';
import { mergePhases } from './availability-phase.ts';
import type { MeasuredEpisode } from './fault-episodes.ts';
import { buildMeanInterval } from './fault-shares.ts';
import { judgeInterval } from './verdict.ts';

/** A difference of half a point of availability is equivalent where the config says nothing else. */
export const defaultFaultToleranceRatio = 0.005;

/**
 * Difference of the availability from the injection on, group by group, with the t interval on its mean; the
 * verdict is the rule of every other comparison with "worse" as the availability that is missing: equivalent inside
 * the tolerance, else better or worse where the interval leaves out 0, inconclusive below 3 groups. Where all
 * differences are the same, as where nothing failed with either, t would be sure of anything: then the interval is that
 * of the requests. Undefined where no group has both. @param toleranceRatio as a share, 0.005 is half a point
 */
export function compareUnderFault(
  variant: readonly MeasuredEpisode[],
  baseline: readonly MeasuredEpisode[],
  toleranceRatio: number,
): FaultComparison | undefined {
  const ofBaseline = new Map(baseline.map((episode) => [episode.record.group, episode]));
  const pairs = variant.flatMap((own) => {
    const other = ofBaseline.get(own.record.group);
    const [ratio, otherRatio] = [own, other].map((one) => one?.measures.availabilityRatio);
    if (other === undefined || ratio === undefined || otherRatio === undefined) return [];
    return [{ own, other, difference: ratio - otherRatio }];
  });
  const differences = pairs.map(({ difference }) => difference);
  const availabilityDifference = mean(differences);
  if (availabilityDifference === undefined) return undefined;
  const isConstant = differences.length > 1 && differences.every((one) => one === differences[0]);
  const interval = isConstant
    ? buildRequestInterval(
        pairs.map(({ own }) => own),
        pairs.map(({ other }) => other),
      )
    : buildMeanInterval(differences, -1, 1);
  if (interval === null) return { availabilityDifference, interval, verdict: 'inconclusive' };
  const worse = { estimate: -availabilityDifference, lower: -interval.high, upper: -interval.low };
  const verdict = judgeInterval(worse, toleranceRatio, differences.length);
  return { availabilityDifference, interval, verdict };
}

/** From the difference of the two shares of requests with Wilson's intervals (Newcombe, 1998, method 10). */
function buildRequestInterval(
  variant: readonly MeasuredEpisode[],
  baseline: readonly MeasuredEpisode[],
): FaultInterval | null {
  const [own, other] = [variant, baseline].map((episodes) => {
    const { good, intended } = mergePhases(
      episodes.flatMap(({ measures: { phases } }) => [phases.during, phases.after]),
    );
    return buildWilsonInterval(good, intended, 0.95);
  });
  if (own === undefined || other === undefined) return null;
  const difference = own.estimate - other.estimate;
  return {
    low: difference - Math.hypot(own.estimate - own.lower, other.upper - other.estimate),
    high: difference + Math.hypot(own.upper - own.estimate, other.estimate - other.lower),
  };
}
