// An episode in windows: which were up, the longest outage, and the worst stretch of any width.
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { type AvailabilityRule, isGood, leastArrivals } from './phases.ts';

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

/** The lowest share of good arrivals, 0 to 1, of all windows of a width. */
export interface WorstWindow {
  readonly widthMs: number;
  readonly ratio: number;
}

/** Every width is a multiple of it. */
const finestMs = 100;
const firstWidthsMs = [200, 500, 1_000];

/**
 * Windowed availability (Hauer and others, "Meaningful availability", 2020): windows of 0.2, 0.5, 1, 2, 4 … s
 * slide from one mark to another in steps of 100 ms, and the worst of each width that has at least 5 arrivals
 * counts. A width without such a window, or longer than the stretch, is left out.
 * @param requests in the order of their due times
 */
export function findWorstWindows(
  requests: readonly TimedRequest[],
  stretch: { readonly fromMs: number; readonly toMs: number },
  rule: Pick<AvailabilityRule, 'goodWithinMs'>,
): readonly WorstWindow[] {
  const grid = { ...stretch, anchorMs: stretch.fromMs, widthMs: finestMs };
  const finest = buildWindows(requests, grid, rule);
  const intended = sumUp(finest.map((window) => window.intended));
  const good = sumUp(finest.map((window) => window.good));
  return listWidths(finest.length * finestMs).flatMap((widthMs) => {
    const steps = widthMs / finestMs;
    let worst: number | undefined;
    for (let start = 0; start + steps <= finest.length; start += 1) {
      const arrivals = (intended[start + steps] ?? 0) - (intended[start] ?? 0);
      if (arrivals < leastArrivals) continue;
      const ratio = ((good[start + steps] ?? 0) - (good[start] ?? 0)) / arrivals;
      worst = Math.min(worst ?? 1, ratio);
    }
    return worst === undefined ? [] : [{ widthMs, ratio: worst }];
  });
}

function listWidths(mostMs: number): readonly number[] {
  const widths = [...firstWidthsMs];
  for (let widthMs = 2_000; widthMs <= mostMs; widthMs *= 2) widths.push(widthMs);
  return widths.filter((widthMs) => widthMs <= mostMs);
}

/** Sums of the values before each place, and of all at the end. */
function sumUp(values: readonly number[]): readonly number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
}
