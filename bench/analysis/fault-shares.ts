// Shares and times over the groups: the group is the sample, and what was not seen to end is censored.
import type { FaultInterval, FaultShare, FaultTime } from '../../reports/document/fault-metrics.ts';
import { mean, median } from '../stats/descriptive.ts';
import { buildTInterval } from '../stats/t-interval.ts';
import type { SeenTime } from './availability-windows.ts';

const confidence = 0.95;

/**
 * A share over the groups with the t interval on their mean, clipped to 0 … 1. None below two groups, and none where
 * all are equal: the spread of launches can't be known from launches that are alike, however many requests they had.
 * @param perGroup at least one, 0 to 1
 */
export function buildFaultShare(perGroup: readonly number[]): FaultShare {
  const interval = buildMeanInterval(perGroup, 0, 1);
  return { ratio: mean(perGroup) ?? 0, interval, basis: 'groups', perGroup };
}

/** The 95 % t interval on a mean, clipped; null below two values, and where all of them are equal. */
export function buildMeanInterval(
  values: readonly number[],
  least: number,
  most: number,
): FaultInterval | null {
  const interval = buildTInterval(values, confidence);
  if (interval === undefined || values.every((value) => value === values[0])) return null;
  return { low: Math.max(least, interval.lower), high: Math.min(most, interval.upper) };
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
