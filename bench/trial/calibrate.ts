// Calibrates in the first warm-up what holds for the whole run: slice length, and the rate of a shared load.
import type { SliceOutcome } from '../drivers/driver.ts';
import type { SliceSettings } from '../spec/experiment.ts';
import { median } from '../stats/descriptive.ts';

export interface CalibratedSlices {
  readonly sliceMs: number;
  readonly dropFirstMs: number;
  /** Even. */
  readonly slicesPerGroup: number;
}

/** A slice holds this many median latencies and requests of the slowest variant. */
const leastMedians = 20;
const leastRequests = 50;
const shortestSliceMs = 10;
const longestSliceMs = 2_000;
const longestDropMs = 20;

/**
 * The shortest slice that the slowest variant allows: at least 20 of its median latencies and 50 of its
 * requests, 10 ms to 2 s, the same for all. Short slices win, since the spread of a pair of slices hardly
 * depends on their length (measured; see docs/micro-slices.md).
 * @param warmups the last slices of the warm-up, one or more a variant: those before met a colder service.
 */
export function calibrateSlices(
  settings: SliceSettings,
  warmups: readonly SliceOutcome[],
): CalibratedSlices {
  if (settings.sliceMs !== 'auto') {
    const { sliceMs, dropFirstMs, slicesPerGroup } = settings;
    return { sliceMs, dropFirstMs, slicesPerGroup };
  }
  const byVariant = [...Map.groupBy(warmups, ({ variantId }) => variantId).values()];
  const mediansMs = byVariant.map((slices) => {
    const known = slices.flatMap(({ latencyP50Us }) => latencyP50Us ?? []);
    return (median(known) ?? 0) / 1000;
  });
  const slowestMs = Math.max(0, ...mediansMs);
  const neededMs = byVariant.map((slices) => {
    const succeeded = slices.reduce((sum, slice) => sum + slice.windowCounts.succeeded, 0);
    const windowUs = slices.reduce((sum, slice) => sum + slice.windowUs, 0);
    // A variant without one success in its warm-up says nothing of slices but that they must be long.
    return succeeded === 0 ? longestSliceMs : (leastRequests * windowUs) / succeeded / 1000;
  });
  const wantedMs = Math.ceil(Math.max(leastMedians * slowestMs, shortestSliceMs, ...neededMs));
  const sliceMs = Math.min(longestSliceMs, wantedMs);
  // Requests sent at the start of a slice meet an idle service: at least one latency is dropped.
  const dropFirstMs = Math.ceil(
    Math.min(sliceMs / 2, Math.max(Math.min(sliceMs / 5, longestDropMs), slowestMs)),
  );
  const pairs = Math.max(1, Math.round(settings.loadMs / sliceMs / 2));
  return { sliceMs, dropFirstMs, slicesPerGroup: pairs * 2 };
}

/** Of cold processes, whose first slice nothing can be calibrated from, since nothing may load them before. */
const coldSliceMs = 100;

/** Slices from the first request on: nothing is dropped. */
export function calibrateColdSlices({
  sliceMs,
  slicesPerGroup,
  loadMs,
}: SliceSettings): CalibratedSlices {
  if (sliceMs !== 'auto') return { sliceMs, dropFirstMs: 0, slicesPerGroup };
  const pairs = Math.max(1, Math.round(loadMs / coldSliceMs / 2));
  return { sliceMs: coldSliceMs, dropFirstMs: 0, slicesPerGroup: pairs * 2 };
}

/** Requests that a trial needs for its p99 to be compared. */
const requestsForP99 = 1_000;
/** The floor for p99 never asks for more than this share of what the baseline can carry. */
const mostFloorRatio = 0.8;

/**
 * The rate of an open load at a share of the baseline's capacity, raised to what gives a trial 1,000
 * requests, as far as the baseline can carry that. Whole requests a second, at least 1.
 */
export function calibrateRateRps(
  capacityRatio: number,
  capacityRps: number,
  slices: CalibratedSlices,
): number {
  const loadS = ((slices.sliceMs - slices.dropFirstMs) * slices.slicesPerGroup) / 1000;
  const floorRps = Math.min((requestsForP99 * 1.1) / loadS, mostFloorRatio * capacityRps);
  return Math.max(1, Math.round(Math.max(capacityRatio * capacityRps, floorRps)));
}
