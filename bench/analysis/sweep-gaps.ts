// Where the service's counter and the driver disagree, slice by slice of a sweep.
import type { SweepSliceRecord } from '../measurement/records.ts';
import { findCarried, findCounterGap } from './reconciliation.ts';

/**
 * The gap of each slice by the rule of runs. A request that timed out under one rate may be finished, and
 * counted, under the next of the same processes, so what was left over is carried along. Slices without a
 * count are left out.
 */
export function findSweepGaps(
  slices: readonly SweepSliceRecord[],
): ReadonlyMap<SweepSliceRecord, number> {
  const gaps = new Map<SweepSliceRecord, number>();
  const carried = new Map<string, number>();
  for (const slice of slices.toSorted((a, b) => a.position - b.position)) {
    const key = JSON.stringify([slice.group, slice.scenario, slice.variantId]);
    const before = carried.get(key) ?? 0;
    const gap = findCounterGap(slice, before);
    if (gap !== undefined) gaps.set(slice, gap);
    carried.set(key, findCarried(slice, before));
  }
  return gaps;
}
