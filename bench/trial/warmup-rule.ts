// The rules of a warm-up: who gets how much of a round, and whether anything still changes. Pure.

import { fitLine } from '../stats/line.ts';
import { tQuantile } from '../stats/t-distribution.ts';

/** A slice of warm-up on one variant. */
export interface WarmupWindow {
  /** Requests sent. */
  readonly requests: number;
  /** Right answers a second. */
  readonly rateRps: number;
  /** Cache hits as a share of look-ups; undefined where the service tells none, or there were none. */
  readonly hitRatio: number | undefined;
}

/** How far one variant is. */
export interface WarmupState {
  readonly variantId: string;
  /** Requests sent so far. */
  readonly requests: number;
  readonly succeeded: number;
  /** Time that its slices took, with connecting and draining, ms. */
  readonly elapsedMs: number;
  /** Requests a second of its latest slice, by its whole time; 0 before the first. */
  readonly costRps: number;
  /** Requests a second that a longer slice would send: by the time of its load alone; 0 before the first. */
  readonly sendRps: number;
  readonly windows: readonly WarmupWindow[];
}

interface RoundOptions {
  /** Requests that no variant needs more than; Infinity where only time ends the warm-up. */
  readonly mostRequests: number;
  /** Time that is left for all variants together, ms. */
  readonly leftMs: number;
  /** Mean length of a slice in a round, ms. */
  readonly roundMs: number;
  /** Shortest slice that the driver plays well, ms. */
  readonly minSliceMs: number;
}

export interface PlannedSlice {
  readonly variantId: string;
  readonly durationMs: number;
}

/**
 * Slices of the next round. All variants are brought to the same number of requests: that of the one that has the
 * fewest, and as many more as fill the round. Who is ahead waits; who would get less than half of the shortest slice
 * waits, too. A variant that has answered nothing right gets time, so that it holds nobody up. Empty where
 * nothing is left to do or no time is left.
 */
export function planRound(
  states: readonly WarmupState[],
  { mostRequests, leftMs, roundMs, minSliceMs }: RoundOptions,
): readonly PlannedSlice[] {
  if (leftMs <= 0) return [];
  const clampMs = (ms: number): number => Math.max(minSliceMs, Math.ceil(ms));
  const answering = states.filter(isAnswering);
  const silent = states.filter((state) => !isAnswering(state));
  const msPerRequest = answering.reduce((sum, { costRps }) => sum + 1_000 / costRps, 0);
  const share = (answering.length * roundMs) / msPerRequest;
  const fewest = Math.min(...answering.map(({ requests }) => requests));
  const most = Math.min(mostRequests, findReachable(answering, leftMs));
  const target = Math.min(fewest + share, most);
  const lackMs = ({ requests, sendRps }: WarmupState, aim: number): number =>
    ((aim - requests) * 1_000) / sendRps;
  const slices = answering.flatMap((state): PlannedSlice[] => {
    const durationMs = lackMs(state, target);
    if (durationMs < minSliceMs / 2) return [];
    return [{ variantId: state.variantId, durationMs: clampMs(durationMs) }];
  });
  if (answering.length > 0 && slices.length === 0) {
    // All wait for each other: of those that still lack some, the one that has the fewest gets a slice.
    const [next] = answering
      .filter((state) => lackMs(state, most) >= minSliceMs / 2)
      .toSorted((a, b) => a.requests - b.requests);
    return next === undefined ? [] : [{ variantId: next.variantId, durationMs: minSliceMs }];
  }
  return [
    ...slices,
    ...silent.map(({ variantId }) => ({
      variantId,
      durationMs: clampMs(Math.min(roundMs, leftMs)),
    })),
  ];
}

export function isAnswering({ succeeded, costRps }: WarmupState): boolean {
  return succeeded > 0 && costRps > 0;
}

/** Requests that all of them can be brought to in so much time: the fewest first, as water fills a basin. */
function findReachable(states: readonly WarmupState[], leftMs: number): number {
  const costOf = (target: number): number =>
    states.reduce(
      (sum, { requests, costRps }) => sum + (Math.max(0, target - requests) * 1_000) / costRps,
      0,
    );
  const levels = states.map(({ requests }) => requests).toSorted((a, b) => a - b);
  const below = levels.findLast((level) => costOf(level) <= leftMs) ?? 0;
  const msPerRequest = states
    .filter(({ requests }) => requests <= below)
    .reduce((sum, { costRps }) => sum + 1_000 / costRps, 0);
  return msPerRequest > 0 ? below + (leftMs - costOf(below)) / msPerRequest : below;
}

/** What the last half of a warm-up shows: nothing changes, something does, or too little to tell. */
export type WarmupTrend = 'steady' | 'changing' | 'unknown';

interface SteadyRule {
  /** Windows of each variant in the last half of its requests, at least 3. */
  readonly leastWindows: number;
}

/** A rate may rise or fall by so much over the last half of the requests, and its standard error be no larger. */
const mostRateChange = 0.05;
const mostRateError = 0.04;
/** The same of a hit ratio, in points. */
const mostHitChange = 0.02;

/**
 * Judges all variants by one rule: over the last half of its requests none's rate changes by more than 5 % (along
 * the straight line through its windows, beyond one standard error), none's hit ratio by more than 2
 * points. Half of the requests, since caches fill with the logarithm of the requests: what does not change while the
 * number doubles hardly changes in a measurement that adds less than that. Who answers nothing right is left out.
 */
export function judgeWarmup(states: readonly WarmupState[], rule: SteadyRule): WarmupTrend {
  const trends = states.filter(isAnswering).map((state) => judgeOne(state, rule));
  if (trends.length === 0 || trends.includes('unknown')) return 'unknown';
  return trends.includes('changing') ? 'changing' : 'steady';
}

function judgeOne(state: WarmupState, { leastWindows }: SteadyRule): WarmupTrend {
  const windows = takeLastHalf(state);
  const hits = windows.flatMap(({ hitRatio }) => hitRatio ?? []);
  const hitLine = hits.length === windows.length ? fitLine(hits) : undefined;
  const isFilling =
    hitLine !== undefined && Math.abs(hitLine.change) > mostHitChange + hitLine.standardError;
  const rates = windows.flatMap(({ rateRps }) => (rateRps > 0 ? Math.log(rateRps) : []));
  const line = rates.length < leastWindows ? undefined : fitLine(rates);
  if (line === undefined) return 'unknown';
  const { change, standardError } = line;
  if (isFilling || Math.abs(change) > mostRateChange + standardError) {
    // Few windows show a change that is none; it takes a significant one to speak of it.
    const isClear = Math.abs(change) > tQuantile(0.975, rates.length - 2) * standardError;
    return isFilling || isClear ? 'changing' : 'unknown';
  }
  return standardError <= mostRateError ? 'steady' : 'unknown';
}

function takeLastHalf({ windows, requests }: WarmupState): readonly WarmupWindow[] {
  let left = requests / 2;
  const index = windows.findLastIndex((window) => {
    left -= window.requests;
    return left < 0;
  });
  return windows.slice(index + 1);
}
