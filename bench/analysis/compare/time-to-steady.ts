// How warm variants were, and how long cold processes take to reach the level that they stay on.

import { countOf } from '../../../reports/document/messages/count.ts';
import type { TimeToSteady } from '../../../reports/document/steadiness.ts';
import type {
  CacheCounts,
  SliceRecord,
  TrialRecord,
  WarmupRecord,
} from '../../measurement/records.ts';
import { mean, median, sampleSd } from '../../stats/descriptive.ts';
import { fitLine } from '../../stats/line.ts';
import { computePairedPValue } from '../../stats/paired-test.ts';

const fewestSlices = 8;

/** What a cold run of so few slices lacks, as a sentence; undefined where they suffice. */
export function tellFewSlices(slicesPerGroup: number): string | undefined {
  if (slicesPerGroup >= fewestSlices) return undefined;
  return `${countOf(slicesPerGroup, 'slice')} of each variant in a group are too few to tell how long it took to reach its level: it takes ${fewestSlices} (slices.slicesPerGroup, or with sliceMs auto slices.loadMs).`;
}

/** Two standard errors of a slice may be so many tolerances: beyond it anything would pass for steady. */
const mostErrorRatio = 2;

/** Median ÷ mean standard error of a normal sample. */
const medianError = 1.2533;

/**
 * The first slice from which on the median over the groups stays within the tolerance of the level that the last
 * quarter of the slices has (within two of its standard errors, where those are wider). Not reached where that is in the
 * last quarter itself, or where the last half still moves: by more than the tolerance, and significantly at 5 %.
 * Undefined below 8 slices a trial, without a trial that has a success in each, or where slices are too noisy to tell.
 * @param sliceMs length of a slice
 * @param tolerance ln(1 + tolerance) of the run
 */
export function computeTimeToSteady(
  trials: readonly Pick<TrialRecord, 'slices'>[],
  tolerance: number,
): TimeToSteady | undefined {
  const sorted = trials.map(({ slices }) => slices.toSorted((a, b) => a.position - b.position));
  const count = Math.min(...sorted.map((slices) => slices.length));
  const whole = sorted.filter((slices) => slices.every(({ succeeded }) => succeeded > 0));
  if (sorted.length === 0 || count < fewestSlices || whole.length === 0) return undefined;
  const quarter = Math.floor(count / 4);
  // Each group around its own level, so that launches of different speed say the same.
  const curves = whole.map((slices) => {
    const logs = slices.slice(0, count).map(logRate);
    const level = mean(logs.slice(-quarter)) ?? 0;
    return logs.map((log) => log - level);
  });
  const slices = Array.from({ length: count }, (_, index) => {
    const values = curves.map((curve) => curve[index] ?? 0);
    const error = (medianError * (sampleSd(values) ?? 0)) / Math.sqrt(values.length);
    return { off: Math.abs(median(values) ?? 0), error };
  });
  const typicalError = median(slices.map(({ error }) => error)) ?? 0;
  if (2 * typicalError > mostErrorRatio * tolerance) return undefined;
  const off = slices.map((slice) => slice.off > Math.max(tolerance, 2 * slice.error));
  const first = off.lastIndexOf(true) + 1;
  if (first > count - quarter || isMoving(curves, tolerance))
    return { isReached: false, loadMs: null, requests: null };
  const before = whole.map((slices) => slices.slice(0, first));
  return {
    isReached: true,
    loadMs: Math.round((median(before.map((slices) => sum(slices, 'windowUs'))) ?? 0) / 1_000),
    requests: Math.round(median(before.map((slices) => sum(slices, 'succeeded'))) ?? 0),
  };
}

function logRate({ succeeded, windowUs }: SliceRecord): number {
  return Math.log(succeeded / windowUs);
}

function sum(slices: readonly SliceRecord[], key: 'windowUs' | 'succeeded'): number {
  return slices.reduce((total, slice) => total + slice[key], 0);
}

function isMoving(curves: readonly (readonly number[])[], tolerance: number): boolean {
  const changes = curves.flatMap((curve) => {
    const line = fitLine(curve.slice(Math.floor(curve.length / 2)));
    return line === undefined ? [] : [line.change];
  });
  const p = computePairedPValue(changes, { smallestNeeded: 0.05 })?.p ?? 1;
  return p <= 0.05 && Math.abs(mean(changes) ?? 0) > tolerance;
}

/** Requests of a variant's warm-up, median over the groups; undefined where there was none. */
export function countWarmup(
  warmups: readonly WarmupRecord[],
  variantId: string,
): number | undefined {
  const counts = warmups.flatMap(({ variants }) =>
    variants.flatMap((each) => (each.variantId === variantId ? each.requests : [])),
  );
  const count = median(counts);
  return count === undefined ? undefined : Math.round(count);
}

/** Undefined where nothing was looked up. */
export function poolHits(
  records: readonly TrialRecord[],
  key: 'cacheAtStart' | 'cacheAtEnd',
): number | undefined {
  const all = records.flatMap((record): CacheCounts[] => {
    const counts = record[key];
    return counts === undefined ? [] : [counts];
  });
  const hits = all.reduce((sum, counts) => sum + counts.hits, 0);
  const lookUps = all.reduce((sum, counts) => sum + counts.hits + counts.misses, 0);
  return lookUps > 0 ? hits / lookUps : undefined;
}
