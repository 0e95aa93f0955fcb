// Shares and times over the groups of a fault, and a variant against the baseline under the same fault.
import type { FaultShare, FaultTime } from '../../../reports/document/fault-metrics.ts';
import type { FaultCell, FaultComparison } from '../../../reports/document/faults.ts';
import { mean, median } from '../../stats/descriptive.ts';
import { type ByGroup, buildMeanInterval, compareByGroup } from '../pairs/differences.ts';
import { overallAlpha } from '../pairs/judgement-level.ts';
import { correctPValues } from '../pairs/multiplicity.ts';
import type { MeasuredEpisode } from './episodes.ts';
import type { SeenTime } from './windows.ts';

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
  const found = compareByGroup(availabilityOf(variant), availabilityOf(baseline));
  if (found === undefined) return undefined;
  const { mean: availabilityDifference, ...rest } = found;
  return { availabilityDifference, ...rest, verdict: 'inconclusive' };
}

function availabilityOf(episodes: readonly MeasuredEpisode[]): ByGroup {
  return new Map(
    episodes.flatMap(({ record, measures: { availabilityRatio } }) =>
      availabilityRatio === undefined ? [] : [[record.group, availabilityRatio] as const],
    ),
  );
}

/**
 * `better` or `worse` where the difference holds among all variants × faults of the run (Holm) and is larger than
 * the tolerance; else `inconclusive`, never equivalent: groups that all went well show little of the next launch.
 * Where all variants are equal any is called different in at most 5 % of the runs.
 * @param toleranceRatio as a share, 0.005 is half a point
 */
export function judgeFaultFamily<Item extends { readonly cell: FaultCell }>(
  items: readonly Item[],
  toleranceRatio: number,
): readonly Item[] {
  const adjusted = correctPValues(items, ({ cell }) => cell.figures?.comparison?.pValue);
  return items.map((item, index) => {
    const { figures } = item.cell;
    const comparison = figures?.comparison;
    const adjustedPValue = adjusted[index];
    if (!figures || !comparison || adjustedPValue === undefined) return item;
    const { availabilityDifference: difference } = comparison;
    const isShown = adjustedPValue <= overallAlpha && Math.abs(difference) > toleranceRatio;
    const verdict = !isShown ? 'inconclusive' : difference > 0 ? 'better' : 'worse';
    const judged = { ...figures, comparison: { ...comparison, adjustedPValue, verdict } };
    return { ...item, cell: { ...item.cell, figures: judged } };
  });
}

/** Fewest groups with which one of so many differences can hold: a sign-flip p-value is at least 2/2ⁿ. */
export function findFewestForFamily(questions: number): number {
  return Math.ceil(Math.log2((2 * Math.max(1, questions)) / overallAlpha));
}

/**
 * A share over the groups with the t interval on their mean, clipped to 0 … 1. None below two groups, and none where
 * all are equal: the spread of launches can't be known from launches that are alike, however many requests they had.
 * @param perGroup at least one, 0 to 1
 */
export function buildFaultShare(perGroup: readonly number[]): FaultShare {
  const interval = buildMeanInterval(perGroup, 0, 1);
  return { ratio: mean(perGroup) ?? 0, interval, basis: 'groups', perGroup };
}

/** @param observedMs how long was looked, used where no group is censored */
export function buildFaultTime(perGroup: readonly SeenTime[], observedMs: number): FaultTime {
  const leastMs = perGroup.flatMap((time) => (time.kind === 'censored' ? time.atLeastMs : []));
  const times = perGroup.map((time) =>
    time.kind === 'ended' ? time.ms : Number.POSITIVE_INFINITY,
  );
  const known = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? null : value;
  return {
    medianMs: known(findMedian(times)),
    lowMs: times.length === 0 ? null : known(Math.min(...times)),
    highMs: times.length === 0 ? null : known(Math.max(...times)),
    groups: perGroup.length,
    censored: leastMs.length,
    censoredMs: leastMs,
    observedMs: leastMs.length === 0 ? observedMs : Math.min(...leastMs),
    perGroupMs: times.map(known),
  };
}

/** Interpolating between two infinite values would be no number. */
function findMedian(times: readonly number[]): number | undefined {
  const finite = times.filter(Number.isFinite).length;
  return finite > times.length / 2 ? median(times) : undefined;
}
