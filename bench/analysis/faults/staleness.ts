// How old what reads showed was, by what had been acknowledged before they began.
import type { StalenessResult } from '../../measurement/fault-records.ts';
import type { LoggedRequest } from '../../measurement/request-log.ts';
import { judgeTry } from './audit-operations.ts';
import { findPercentileUs } from './phases.ts';

/** Of one entity: versions ascending, and for each the earliest acknowledgement of it or a newer one. */
interface Acknowledgements {
  readonly versions: readonly number[];
  readonly earliestMs: readonly number[];
}

/**
 * The age of a read of one entity is the time from the earliest acknowledgement of any newer version than it
 * showed to its start, 0 where there was none; a read of several entities is as old as the oldest of them. Only
 * reads of entities that were acknowledged to have changed before them count. A write's own answer is no read:
 * it may show what no read could see yet. O(n log n) in the observed versions.
 */
export function measureStaleness(
  requests: readonly LoggedRequest[],
  limitMs: number | undefined,
): StalenessResult {
  const acknowledged = listAcknowledgements(requests);
  const agesMs = requests
    .flatMap((request) => (request.writes ? [] : (findAgeMs(request, acknowledged) ?? [])))
    .sort((a, b) => a - b);
  return {
    reads: agesMs.length,
    staleReads: agesMs.filter((ageMs) => ageMs > 0).length,
    p99Ms: findPercentileUs(agesMs, 0.99),
    maxMs: agesMs.at(-1),
    limitMs,
    beyondLimit: limitMs === undefined ? 0 : agesMs.filter((ageMs) => ageMs > limitMs).length,
  };
}

function listAcknowledgements(
  requests: readonly LoggedRequest[],
): ReadonlyMap<string, Acknowledgements> {
  const seen = requests.flatMap((request) =>
    request.writes && judgeTry(request) === 'acknowledged'
      ? request.observedVersions.map((observed) => ({ ...observed, endMs: request.endMs }))
      : [],
  );
  const byEntity = Map.groupBy(seen, ({ entity }) => entity);
  return new Map(
    [...byEntity].map(([entity, writes]) => {
      const sorted = writes.toSorted((a, b) => a.version - b.version);
      const earliestMs = sorted.map(({ endMs }) => endMs);
      for (let at = earliestMs.length - 2; at >= 0; at -= 1) {
        earliestMs[at] = Math.min(earliestMs[at] ?? 0, earliestMs[at + 1] ?? 0);
      }
      return [entity, { versions: sorted.map(({ version }) => version), earliestMs }];
    }),
  );
}

/** Undefined where the read shows nothing that had been changed before it. */
function findAgeMs(
  { sentMs, observedVersions }: LoggedRequest,
  acknowledged: ReadonlyMap<string, Acknowledgements>,
): number | undefined {
  if (sentMs === undefined) return undefined;
  const agesMs = observedVersions.flatMap(({ entity, version }) => {
    const known = acknowledged.get(entity);
    const firstMs = known?.earliestMs[0];
    if (known === undefined || firstMs === undefined || firstMs >= sentMs) return [];
    const newerMs = known.earliestMs[findFirstAbove(known.versions, version)];
    return [newerMs === undefined ? 0 : Math.max(0, sentMs - newerMs)];
  });
  return agesMs.length === 0 ? undefined : Math.max(...agesMs);
}

/** Place of the first value above the given one in ascending values; their length where there is none. */
function findFirstAbove(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
