// How a run is warmed up, and about how long that takes.
import type { Experiment, WarmupSettings } from '../spec/experiment.ts';

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
