// Time availability: windows of equal width that were up, down, or unknown, and the longest outage.
import type { TimedRequest } from '../measurement/request-columns.ts';
import { type AvailabilityRule, isGood, leastArrivals } from './availability-rule.ts';

/** Where windows lie: whole ones inside [fromMs, toMs], each a number of widths away from the anchor. */
export interface WindowGrid {
  readonly anchorMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthMs: number;
}

/** The requests that were due in [startMs, startMs + width). */
export interface RequestWindow {
  /** Since the start of the load. */
  readonly startMs: number;
  readonly intended: number;
  readonly good: number;
  readonly requests: readonly TimedRequest[];
}

/** When something ended, or how long it had not when the observation did. */
export type SeenTime =
  | { readonly kind: 'ended'; readonly ms: number }
  | { readonly kind: 'censored'; readonly atLeastMs: number };

/** Marks and widths are sums of fractions, so a boundary may be missed by their rounding. */
const roundingWindows = 1e-6;

/**
 * Windows that are anchored on a mark, so that none of them holds requests from both sides of it; a part of
 * a window at either end is left out. @param requests in the order of their due times
 */
export function buildWindows(
  requests: readonly TimedRequest[],
  { anchorMs, fromMs, toMs, widthMs }: WindowGrid,
  rule: Pick<AvailabilityRule, 'goodWithinMs'>,
): readonly RequestWindow[] {
  const first = Math.ceil((fromMs - anchorMs) / widthMs - roundingWindows);
  const end = Math.floor((toMs - anchorMs) / widthMs + roundingWindows);
  const windows: RequestWindow[] = [];
  let at = 0;
  const skipTo = (ms: number): number => {
    while ((requests[at]?.dueUs ?? Number.POSITIVE_INFINITY) < ms * 1_000) at += 1;
    return at;
  };
  for (let index = first; index < end; index += 1) {
    const startMs = anchorMs + index * widthMs;
    const members = requests.slice(skipTo(startMs), skipTo(startMs + widthMs));
    const good = members.filter((request) => isGood(request, rule)).length;
    windows.push({ startMs, intended: members.length, good, requests: members });
  }
  return windows;
}

/** Unknown below 5 arrivals, else up where at least the share `upRatio` of them was good. */
export function judgeWindow(
  { intended, good }: Pick<RequestWindow, 'intended' | 'good'>,
  { upRatio }: Pick<AvailabilityRule, 'upRatio'>,
): 'up' | 'down' | 'unknown' {
  if (intended < leastArrivals) return 'unknown';
  return good >= upRatio * intended - 1e-9 ? 'up' : 'down';
}

/**
 * Longest run of windows that were not up, in whole windows: from the first that was down to the last.
 * Unknown windows between two that were down belong to it, since nothing says that the service came back
 * in them; those before the first and after the last do not. 0 where none was down. Censored where no window
 * after the last that was down was up: that outage may outgrow any before it.
 */
export function findLongestOutage(
  states: readonly ('up' | 'down' | 'unknown')[],
  widthMs: number,
): SeenTime {
  let from: number | undefined;
  let longest = 0;
  for (const [index, state] of states.entries()) {
    if (state === 'up') from = undefined;
    if (state !== 'down') continue;
    from ??= index;
    longest = Math.max(longest, index - from + 1);
  }
  return from === undefined
    ? { kind: 'ended', ms: longest * widthMs }
    : { kind: 'censored', atLeastMs: longest * widthMs };
}
