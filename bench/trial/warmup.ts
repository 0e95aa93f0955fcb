// Warm-up of all variants of a block: the same number of requests each, in short rounds in turn.
import type { ClosedLoad, DriverSession, SliceOutcome } from '../drivers/driver.ts';
import { addReasons, addRouteCounts } from '../drivers/recording/slice-recorder.ts';
import type { CacheCounts, WarmupRecord } from '../measurement/records.ts';
import { findWarmup, shortenAfter } from '../plan/warmup.ts';
import { isLaunched, runOneSlice, type StartedBlock } from './block-session.ts';
import { subtractCache } from './cache-marks.ts';
import type { TrialContext } from './trial-context.ts';
import {
  createSteadyWatch,
  isAnswering,
  measureChanges,
  type PlannedSlice,
  planRound,
  type WarmupState,
} from './warmup-rule.ts';

/** A warm-up is a closed load, so that its length and heat do not hang on the rate of an open one. */
export const usualWarmup: ClosedLoad = { kind: 'closed', connections: 16 };

export interface WarmupOptions {
  readonly load: ClosedLoad;
  /** What the first group's warm-up took until all were steady; undefined where that is to be found. */
  readonly calibratedRequests?: number | undefined;
  /** Loads that the same scenario had in this group before: its processes and caches are warm already. */
  readonly afterLoads?: readonly string[];
}

export interface WarmupOutcome {
  /** Undefined where there was none. */
  readonly record: WarmupRecord | undefined;
  /** The latest slices of every variant. */
  readonly latest: readonly SliceOutcome[];
}

/** Mean length of a slice where connections stay open; else it is the driver's shortest. */
const usualRoundMs = 100;
const shortestSliceMs = 20;
/** Parts of windows that it takes to judge a warm-up, where connections stay open or not. */
const leastParts = { microSlices: 6, connecting: 4 };
/** Slices of a variant that stand for its warm state. */
const keptSlices = 5;
/** Slices end by time, so that the last round may fall short of a number of requests by this share. */
const nearlyAll = 0.97;

/**
 * Sends warm-up requests, drawn from the sources that the measured requests go on drawing from, round after round
 * until the goal of the experiment's `warmup` is reached or its time is over: one rule for all variants.
 * @throws LoadstoneError SERVICE_DIED, DRIVER_FAILED
 */
export async function warmUp(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  options: WarmupOptions,
): Promise<WarmupOutcome> {
  const { afterLoads = [], calibratedRequests } = options;
  const usual = findWarmup(context.experiment);
  // A calibrated number is short by itself, unless it is of a run from before second loads took less.
  const settings =
    calibratedRequests === undefined ? shortenAfter(usual, afterLoads.length) : usual;
  const variantIds = run.block.warmupOrder.filter((id) => isLaunched(run, id));
  if (settings.maxMs === 0 || variantIds.length === 0) return { record: undefined, latest: [] };
  const { microSlices, minSliceMs: driverMs } = context.driver.capabilities;
  const minSliceMs = Math.max(shortestSliceMs, driverMs);
  const roundMs = microSlices ? usualRoundMs : minSliceMs;
  const startedMs = context.readMonotonicMs();
  const spentMs = (): number => context.readMonotonicMs() - startedMs;
  const boundMs = settings.maxMs * variantIds.length;

  const asked = calibratedRequests ?? settings.requests;
  const untilSteady = settings.untilSteady && calibratedRequests === undefined;
  let target = untilSteady || asked === 0 ? Number.POSITIVE_INFINITY : asked;
  const rounds = createRounds(context, run, session, options.load, variantIds);
  const probeMs = Math.max(minSliceMs, Math.min(roundMs, settings.maxMs / 4));
  let states = await rounds.play(
    variantIds.map((variantId) => ({ variantId, durationMs: Math.ceil(probeMs) })),
  );
  const watch = createSteadyWatch({
    leastParts: microSlices ? leastParts.microSlices : leastParts.connecting,
    variants: variantIds.length,
    looks: untilSteady ? 'many' : 'one',
  });
  let isSteady = false;
  for (;;) {
    const isForth = rounds.count() % 2 === 0;
    const slices = planRound(isForth ? states : states.toReversed(), {
      ...{ mostRequests: target, leftMs: boundMs - spentMs(), roundMs, minSliceMs },
    });
    if (slices.length === 0) break;
    states = await rounds.play(slices);
    if (!untilSteady || isSteady || findFewest(states) < asked) continue;
    isSteady = watch.look(states) === 'steady';
    // What is left is to bring those that are behind to where the others are.
    if (isSteady) target = Math.max(...states.map(({ requests }) => requests));
  }
  const isReached = Number.isFinite(target) && findFewest(states) >= target * nearlyAll;
  const { group, block } = run;
  const record: WarmupRecord = {
    ...{ kind: 'warmup', group: group.index, scenario: block.scenario, loadId: block.loadId },
    ...{ rounds: rounds.count(), elapsedMs: Math.round(spentMs()) },
    ...(afterLoads.length > 0 && { afterLoads }),
    endedBecause: isSteady ? 'steady' : isReached ? 'requests' : 'bound',
    trend: isSteady ? 'steady' : watch.conclude(states),
    variants: states.map((state) => {
      const { variantId, requests, succeeded, elapsedMs, failureReasons, routeCounts } = state;
      return {
        ...{ variantId, requests, succeeded, elapsedMs: Math.round(elapsedMs) },
        ...measureChanges(state),
        ...(Object.keys(failureReasons).length > 0 && { failureReasons }),
        ...(Object.keys(routeCounts).length > 0 && { routes: routeCounts }),
      };
    }),
  };
  return { record, latest: rounds.latest() };
}

/** Requests of the variant that has the fewest, of those that answer. */
function findFewest(states: readonly WarmupState[]): number {
  return Math.min(...states.filter(isAnswering).map(({ requests }) => requests));
}

interface Rounds {
  /** Plays a slice of each variant named, in this order, and tells how far all variants are. */
  play(slices: readonly PlannedSlice[]): Promise<readonly WarmupState[]>;
  count(): number;
  latest(): readonly SliceOutcome[];
}

function createRounds(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  load: ClosedLoad,
  variantIds: readonly string[],
): Rounds {
  const { microSlices } = context.driver.capabilities;
  const latest = new Map<string, readonly SliceOutcome[]>();
  const start = {
    ...{ requests: 0, succeeded: 0, failureReasons: {}, routeCounts: {}, elapsedMs: 0 },
    ...{ costRps: 0, sendRps: 0, windows: [] },
  };
  let states: readonly WarmupState[] = variantIds.map((variantId) => ({ variantId, ...start }));
  // Between its slices nobody else asks a variant, so the reading after one is that before the next.
  const caches = new Map<string, CacheCounts | undefined>();
  let count = 0;
  return {
    count: () => count,
    latest: () => [...latest.values()].flat(),
    play: async (slices) => {
      const { index: group } = run.group;
      const { scenario } = run.block;
      for (const { variantId, durationMs } of slices) {
        context.listen({ kind: 'warming-up', group, scenario, variantId });
        const before = caches.get(variantId) ?? (await run.meter.readCache(variantId));
        const fromMs = context.readMonotonicMs();
        const order = { variantId, load, durationMs, dropFirstMs: 0, recorded: false };
        const outcome = await runOneSlice(context, run, session, order);
        const elapsedMs = Math.max(1, context.readMonotonicMs() - fromMs);
        const after = await run.meter.readCache(variantId);
        caches.set(variantId, after);
        const played = {
          ...{ outcome, durationMs, elapsedMs, microSlices },
          cache: subtractCache(before, after),
        };
        latest.set(variantId, [...(latest.get(variantId) ?? []), outcome].slice(-keptSlices));
        states = states.map((state) =>
          state.variantId === variantId ? addSlice(state, played) : state,
        );
      }
      count += 1;
      return states;
    },
  };
}

interface PlayedSlice {
  readonly outcome: SliceOutcome;
  readonly durationMs: number;
  readonly elapsedMs: number;
  readonly cache: CacheCounts | undefined;
  readonly microSlices: boolean;
}

function addSlice(
  state: WarmupState,
  { outcome, durationMs, elapsedMs, cache, microSlices }: PlayedSlice,
): WarmupState {
  const { sliceCounts, windowCounts, windowUs } = outcome;
  const requests = sliceCounts.scheduled - sliceCounts.dropped;
  const lookUps = cache === undefined ? 0 : cache.hits + cache.misses;
  const costRps = (requests * 1_000) / elapsedMs;
  return {
    ...state,
    requests: state.requests + requests,
    succeeded: state.succeeded + sliceCounts.succeeded,
    failureReasons: addReasons([state.failureReasons, outcome.failureReasons]),
    routeCounts: addRouteCounts([state.routeCounts, outcome.routeCounts ?? {}]),
    elapsedMs: state.elapsedMs + elapsedMs,
    costRps,
    // Where a slice begins with a start of its own, only the time of its load sends requests.
    sendRps: microSlices ? costRps : (requests * 1_000) / durationMs,
    windows: [
      ...state.windows,
      {
        requests,
        // Whole slices, since a short window cuts answers off at its edges.
        rateRps: microSlices
          ? (sliceCounts.succeeded * 1_000) / elapsedMs
          : (windowCounts.succeeded * 1e6) / windowUs,
        hitRatio: cache === undefined || lookUps === 0 ? undefined : cache.hits / lookUps,
      },
    ],
  };
}
