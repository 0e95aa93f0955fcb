// The rules of a warm-up: who gets how much of a round, and whether anything still changes. Pure.

import type { RouteCounts } from '../drivers/driver.ts';
import type { CalibrationRecord, WarmupRecord, WarmupTrend } from '../measurement/records.ts';
import { type MostChange, mostChange } from '../measurement/warmup-change.ts';
import { mean } from '../stats/descriptive.ts';
import { fitSlope } from '../stats/line.ts';
import { tQuantile } from '../stats/t-distribution.ts';

/** A slice of warm-up on one variant. */
export interface WarmupWindow {
  readonly requests: number;
  /** Right answers a second. */
  readonly rateRps: number;
  /** Cache hits as a share of look-ups; undefined where the service tells none, or there were none. */
  readonly hitRatio: number | undefined;
}

export interface WarmupState {
  readonly variantId: string;
  /** Requests sent so far. */
  readonly requests: number;
  readonly succeeded: number;
  /** Failures by reason. */
  readonly failureReasons: Readonly<Record<string, number>>;
  /** Requests by route. */
  readonly routeCounts: Readonly<Record<string, RouteCounts>>;
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

interface SteadyRule {
  /** Parts that an interval of windows must give to be judged, at least 3. */
  readonly leastParts: number;
  /** Variants that are judged together, at least 1: with many, one of them shows some change by chance. */
  readonly variants: number;
  /** Whether it is looked at again and again until it is steady, or once when its requests are sent. */
  readonly looks: 'many' | 'one';
}

/**
 * Shares of the requests after which the intervals begin. The longer one needs few windows, since the logarithm of
 * the requests covers more of it; the shorter one forgets how the start was.
 */
const intervals = [1 / 16, 1 / 4] as const;
/** What is recorded may forget more of the start: many groups together bear its noise. */
const recordedFrom = 1 / 2;
/** Neighbouring windows resemble each other (garbage collection, the machine); means of some of them hardly do. */
const mostParts = 12;
/** With many so near to 1 that all looks of a warm-up together err in at most 5 % (`npm run simulate`, `warmup-steady`). */
const steadyQuantile = { many: 0.995, one: 0.975 } as const;

/**
 * Judges one variant by a straight line through its windows against the logarithm (base 2) of the requests served
 * until then: caches fill and compilers work so, and what is measured afterwards is about a doubling. `steady` where over a
 * interval that ends now the rate changes by at most 5 % a doubling and surely by less than 15 %, and the hit ratio by
 * at most 2 points and surely by less than 6. `changing` where the last three quarters show more than
 * 5 % (2 points), significantly among all variants. Undefined where it answers nothing right.
 */
export function judgeVariant(state: WarmupState, rule: SteadyRule): WarmupTrend | undefined {
  if (!isAnswering(state)) return undefined;
  const { ofRate, ofHits } = readWindows(state);
  const shared = { ...rule, questions: rule.variants * (ofHits === undefined ? 1 : 2) };
  const trends = [judgeFigure(ofRate, mostChange.rate, shared)];
  if (ofHits !== undefined) trends.push(judgeFigure(ofHits, mostChange.hits, shared));
  if (trends.includes('changing')) return 'changing';
  return trends.includes('unknown') ? 'unknown' : 'steady';
}

/** The changes at the end of a warm-up while the requests double, for its record; nothing where there is too little. */
export function measureChanges(
  state: WarmupState,
): Pick<WarmupRecord['variants'][number], 'rateChange' | 'hitChange'> {
  if (!isAnswering(state)) return {};
  const { ofRate, ofHits } = readWindows(state);
  const [rate, hits] = [ofRate, ofHits ?? []].map(
    (windows) => fitInterval(windows.filter((one) => one.fromRatio >= recordedFrom))?.slope,
  );
  return {
    ...(rate !== undefined && { rateChange: rate }),
    ...(hits !== undefined && { hitChange: hits }),
  };
}

/** The logarithm of the rate, and the hits; those undefined where most windows never ask the cache: it is beside the point. */
function readWindows(state: WarmupState) {
  const windows = placeWindows(state.windows);
  const ofRate = windows.flatMap(({ rateRps, ...place }) =>
    rateRps > 0 ? [{ ...place, value: Math.log(rateRps) }] : [],
  );
  const ofHits = windows.flatMap(({ hitRatio, ...place }) =>
    hitRatio === undefined ? [] : [{ ...place, value: hitRatio }],
  );
  return { ofRate, ofHits: ofHits.length > windows.length / 2 ? ofHits : undefined };
}

/** Of all variants: the slowest to become steady decides. */
export function joinTrends(trends: readonly WarmupTrend[]): WarmupTrend {
  if (trends.includes('changing')) return 'changing';
  return trends.length === 0 || trends.includes('unknown') ? 'unknown' : 'steady';
}

/** Where a window lies among the requests of its variant. */
interface WindowPlace {
  /** Share of all requests that were sent before it, 0 to 1. */
  readonly fromRatio: number;
  /** log₂ of the requests sent until its middle. */
  readonly doublings: number;
}

type Placed<Figures> = WindowPlace & Figures;

function placeWindows(windows: readonly WarmupWindow[]): readonly Placed<WarmupWindow>[] {
  const all = windows.reduce((sum, { requests }) => sum + requests, 0);
  let before = 0;
  return windows.flatMap((window) => {
    if (window.requests <= 0) return [];
    const doublings = Math.log2(before + window.requests / 2);
    const placed = { ...window, fromRatio: before / all, doublings };
    before += window.requests;
    return [placed];
  });
}

function judgeFigure(
  windows: readonly Placed<{ readonly value: number }>[],
  most: MostChange,
  { leastParts, looks, questions }: SteadyRule & { readonly questions: number },
): WarmupTrend {
  const fits = intervals.map((from) => fitInterval(windows.filter((one) => one.fromRatio >= from)));
  const latest = fits.at(-1);
  if (latest === undefined) return 'unknown';
  const { slope, standardError, parts } = latest;
  const needed = tQuantile(1 - 0.025 / questions, parts - 2) * standardError;
  if (parts >= leastParts && Math.abs(slope) > Math.max(most.told, needed)) return 'changing';
  if (Math.abs(slope) > most.steady + standardError) return 'unknown';
  const isSteady = fits.some(
    (fit) =>
      fit !== undefined &&
      fit.parts >= leastParts &&
      Math.abs(fit.slope) <= most.told &&
      Math.abs(fit.slope) + tQuantile(steadyQuantile[looks], fit.parts - 2) * fit.standardError <
        most.steady,
  );
  return isSteady ? 'steady' : 'unknown';
}

/** Undefined below three windows. */
function fitInterval(windows: readonly Placed<{ readonly value: number }>[]) {
  const parts = Math.min(windows.length, mostParts);
  const points = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.round((edge * windows.length) / parts));
    const own = windows.slice(from, to);
    const [x, y] = [mean(own.map((one) => one.doublings)), mean(own.map((one) => one.value))];
    return [x ?? 0, y ?? 0] as const;
  });
  const line = fitSlope(points);
  return line && { ...line, parts };
}

interface SteadyWatch {
  /** What is known by now; looks anew at a variant that had a quarter more requests since its latest look. */
  look(states: readonly WarmupState[]): WarmupTrend;
  /** The same at the end, with a last look at those that were never steady. */
  conclude(states: readonly WarmupState[]): WarmupTrend;
}

/** Each look may err, so there are few: a look after every round would find a steady one by chance. */
const lookGrowth = 1.25;

/**
 * A variant that was found steady stays so, unless a later look finds it clearly changing; so that among many of
 * them the noise of one does not hide the others.
 */
export function createSteadyWatch(rule: SteadyRule): SteadyWatch {
  const known = new Map<string, { readonly requests: number; readonly trend: WarmupTrend }>();
  const lookAt = (state: WarmupState): WarmupTrend | undefined => {
    const trend = judgeVariant(state, rule);
    if (trend === undefined) return undefined;
    const before = known.get(state.variantId)?.trend;
    const kept = before === 'steady' && trend === 'unknown' ? before : trend;
    known.set(state.variantId, { requests: state.requests, trend: kept });
    return kept;
  };
  return {
    look: (states) =>
      joinTrends(
        states.flatMap((state) => {
          const before = known.get(state.variantId);
          const isDue = before === undefined || state.requests >= before.requests * lookGrowth;
          return (isDue ? lookAt(state) : before?.trend) ?? [];
        }),
      ),
    conclude: (states) => joinTrends(states.flatMap((state) => lookAt(state) ?? [])),
  };
}

interface BlockPlace {
  readonly scenario: string;
  readonly loadId: string;
  /** Loads that the scenario has in the group before. */
  readonly afterLoads: readonly string[];
}

/**
 * The first load of a scenario in a group meets cold processes, a second one warm ones, and which is first changes
 * from group to group: the number goes by the place, and is the largest of those calibrated there. Runs from before the place was
 * recorded keep the number of the load. Undefined where nothing is calibrated yet.
 */
export function findCalibratedWarmup(
  calibrations: readonly CalibrationRecord[],
  { scenario, loadId, afterLoads }: BlockPlace,
): number | undefined {
  const own = calibrations.filter((record) => record.scenario === scenario);
  const isFirst = afterLoads.length === 0;
  const alike = own.filter(({ afterLoads: known = [] }) => (known.length === 0) === isFirst);
  const counts = alike.flatMap(({ warmupRequests }) => warmupRequests ?? []);
  if (counts.length > 0) return Math.max(...counts);
  return own.find((record) => record.loadId === loadId)?.warmupRequests;
}
