// How a run is warmed up, and about how long that takes.
import type { Experiment, WarmupSettings } from '../spec/experiment.ts';
import type { PlannedGroup } from './plan.ts';

const none: WarmupSettings = { requests: 0, untilSteady: false, maxMs: 0 };

/** The warm-up of an experiment: none where it measures cold; by time in runs from before there was `warmup`. */
export function findWarmup({
  warmup,
  slices,
  phase,
}: Pick<Experiment, 'warmup' | 'slices' | 'phase'>): WarmupSettings {
  if (phase === 'cold') return none;
  return warmup ?? { ...none, maxMs: slices.warmupMs ?? 0 };
}

/** Loads that the scenario of a block has in its group before it. @param index of the block in the group */
export function listLoadsBefore({ blocks }: PlannedGroup, index: number): readonly string[] {
  const before = blocks.slice(0, index);
  return before.flatMap(({ scenario, loadId }) =>
    scenario === blocks[index]?.scenario ? [loadId] : [],
  );
}

/** Of what the first load of a scenario in a group takes. */
const laterLoadRatio = { requests: 1 / 4, time: 1 / 2 };

/**
 * The warm-up of a scenario that had so many loads in the group before: its processes and caches are warm by them, but
 * for what other scenarios did meanwhile. It is looked at as closely, so fewer requests do where nothing changes.
 * What was asked for as a plain number, or by time alone, stays.
 */
export function shortenAfter(settings: WarmupSettings, loadsBefore: number): WarmupSettings {
  if (loadsBefore === 0 || !settings.untilSteady) return settings;
  return {
    ...settings,
    requests: Math.ceil(settings.requests * laterLoadRatio.requests),
    maxMs: settings.maxMs * laterLoadRatio.time,
  };
}

/** What most services take until they are steady; a guess until a run has measured its own. */
const usualMs = 3_000;
/** A guess, too. */
const usualRequestsPerMs = 1;

/** Expected length for each variant of a block, ms; never above `maxMs`. */
export function estimateWarmupMs({ requests, untilSteady, maxMs }: WarmupSettings): number {
  if (!untilSteady && requests === 0) return maxMs;
  return Math.min(maxMs, Math.max(untilSteady ? usualMs : 0, requests / usualRequestsPerMs));
}

const loneMs = 2_000;

/**
 * Length for one variant that is loaded alone, as in an episode of faults: by time, since there is nothing that
 * it would have to be as warm as. At least 1 ms.
 */
export function chooseLoneWarmupMs(experiment: Pick<Experiment, 'warmup' | 'slices'>): number {
  const { maxMs } = findWarmup(experiment);
  return Math.max(1, Math.min(maxMs, loneMs));
}
