// Shares and times over the groups: the group is the sample, and what was not seen to end is censored.
import type { FaultInterval, FaultShare, FaultTime } from '../../reports/schema/faults.ts';
import { mean, median } from '../stats/descriptive.ts';
import { findNoEventUpperBound } from '../stats/rule-of-three.ts';
import { buildTInterval } from '../stats/t-interval.ts';
import { buildWilsonInterval } from '../stats/wilson-interval.ts';
import type { SeenTime } from './availability-windows.ts';

const confidence = 0.95;

/**
 * A share over the groups with the t interval on their mean, clipped to 0 … 1. Where all groups are equal, which
 * leaves t nothing to go by: 1 − 3/n over the requests where they were perfect, else Wilson's over the requests.
 * @param perGroup at least one, 0 to 1 @param requests of all groups together
 */
export function buildFaultShare(perGroup: readonly number[], requests: number): FaultShare {
  const ratio = mean(perGroup) ?? 0;
  if (perGroup.length < 2) return { ratio, interval: null, basis: 'groups', perGroup };
  if (perGroup.every((one) => one === 1)) {
    const low = 1 - (findNoEventUpperBound(requests) ?? 1);
    return { ratio, interval: { low, high: 1 }, basis: 'rule-of-three', perGroup };
  }
  if (perGroup.every((one) => one === perGroup[0])) {
    const wilson = buildWilsonInterval(ratio * requests, requests, confidence);
    const interval = wilson === undefined ? null : { low: wilson.lower, high: wilson.upper };
    return { ratio, interval, basis: 'groups', perGroup };
  }
  return { ratio, interval: buildMeanInterval(perGroup, 0, 1), basis: 'groups', perGroup };
}

/** The 95 % t interval on a mean, clipped; null below two values. */
export function buildMeanInterval(
  values: readonly number[],
  least: number,
  most: number,
): FaultInterval | null {
  const interval = buildTInterval(values, confidence);
  if (interval === undefined) return null;
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
