// A warm-up of simulated services on a clock of its own, for the tests of its rules.
import type { DriverSession, SliceOrder, SliceOutcome } from '../drivers/driver.ts';
import type { WarmupRecord } from '../measurement/records.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import type { WarmupSettings } from '../spec/experiment.ts';
import { buildNormal, buildUniform } from '../stats/test-noise.ts';
import type { StartedBlock } from './block-session.ts';
import type { TrialContext } from './trial-context.ts';
import { usualWarmup, warmUp } from './warmup.ts';

/** Requests a second after so many requests. */
export type WarmupService = (requests: number) => number;

export interface WarmupWorld {
  readonly services: Readonly<Record<string, WarmupService>>;
  readonly warmup: WarmupSettings;
  readonly minSliceMs?: number;
  /** Hit ratio after so many requests, of every service. */
  readonly hitRatio?: (requests: number) => number;
  readonly calibratedRequests?: number;
  readonly failing?: string;
  readonly afterLoads?: readonly string[];
  /** ln of what luck does to the rate of a slice; absent: an sd of 2 % whatever its length. */
  readonly noise?: (slice: Pick<SliceOrder, 'variantId' | 'durationMs'>) => number;
  /** Of the records; `browse` and `closed-16` where nothing is said. */
  readonly place?: Pick<WarmupRecord, 'scenario' | 'loadId'>;
}

/** The shipped warm-up of these services, played at once. */
export async function playWarmup(world: WarmupWorld) {
  const normal = buildNormal(buildUniform(1));
  const { minSliceMs = 10, noise = () => 0.02 * normal() } = world;
  const sent = new Map<string, number>();
  const caches = new Map<string, { hits: number; misses: number }>();
  const order: SliceOrder[] = [];
  let nowMs = 0;
  const runSlice = async (slice: SliceOrder): Promise<SliceOutcome> => {
    order.push(slice);
    const { variantId, durationMs } = slice;
    const before = sent.get(variantId) ?? 0;
    const rps = (world.services[variantId]?.(before) ?? 0) * Math.exp(noise(slice));
    const count = Math.max(1, Math.round((rps * durationMs) / 1_000));
    nowMs += durationMs + 2;
    sent.set(variantId, before + count);
    const hits = Math.round(count * (world.hitRatio?.(before) ?? 0));
    const cache = caches.get(variantId) ?? { hits: 0, misses: 0 };
    caches.set(variantId, { hits: cache.hits + hits, misses: cache.misses + count - hits });
    const isFailing = variantId === world.failing;
    const counts = {
      ...{ scheduled: count, succeeded: isFailing ? 0 : count, failed: isFailing ? count : 0 },
      ...{ timedOut: 0, inFlightAtEnd: 0, dropped: 0 },
    };
    return {
      ...{ variantId, startedAtMs: nowMs, windowUs: durationMs * 1_000, sliceCounts: counts },
      ...{ windowCounts: counts, latencyP50Us: 1_000, failureReasons: {}, checkedBodies: 0 },
      ...{ wrongBodies: 0, connectionsOpened: 0, generatorCpuNs: 0, caveats: [] },
      generatorEventLoopDelayP99Us: 0,
    };
  };
  const context = {
    experiment: buildTestExperiment({ warmup: world.warmup }),
    driver: { capabilities: { microSlices: minSliceMs < 100, minSliceMs } },
    ...{ listen: () => {}, readMonotonicMs: () => nowMs, signal: new AbortController().signal },
  } as unknown as TrialContext;
  const ids = Object.keys(world.services);
  const run = {
    group: { index: 0 },
    block: { scenario: 'browse', loadId: 'closed-16', ...world.place, warmupOrder: ids },
    launched: ids.map((id) => ({ variant: { id }, service: { isAlive: () => true } })),
    meter: { readCache: async (id: string) => world.hitRatio && caches.get(id) },
  } as unknown as StartedBlock;
  const session = { runSlice } as unknown as DriverSession;
  const { calibratedRequests, afterLoads = [] } = world;
  const options = { load: usualWarmup, calibratedRequests, afterLoads };
  const outcome = await warmUp(context, run, session, options);
  return { ...outcome, order, nowMs, counts: ids.map((id) => sent.get(id) ?? 0) };
}
