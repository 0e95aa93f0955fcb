// Counters of one process at one moment, and their sum over several.
import type { CacheCounters } from '../cache/cache.ts';
import type { WriteCounts } from '../modules/orders/write-behind.ts';
import type { RouteCounts } from '../plugins/counters.ts';
import type { ProcessRuntime } from '../plugins/runtime-meter.ts';

export interface Snapshot {
  readonly requests: RouteCounts;
  readonly cache: CacheCounters;
  readonly writes: WriteCounts;
  /** All processes of the service, the primary of a cluster first. */
  readonly pids: readonly number[];
  /** One for each process that was asked for it; empty where only counters are told. */
  readonly runtime: readonly ProcessRuntime[];
  /** False where a worker didn't answer in time and its last known counters stand for it. */
  readonly isComplete: boolean;
}

/** A service that did nothing yet. */
export const emptySnapshot: Snapshot = {
  requests: {},
  cache: { hits: 0, misses: 0, errors: 0 },
  writes: { queued: 0, lost: 0 },
  pids: [],
  runtime: [],
  isComplete: true,
};

function addCounts(left: RouteCounts, right: RouteCounts): RouteCounts {
  const sums: Record<string, Record<string, number>> = structuredClone(left) as never;
  for (const [route, counts] of Object.entries(right)) {
    sums[route] ??= {};
    const sum = sums[route];
    for (const [status, count] of Object.entries(counts)) sum[status] = (sum[status] ?? 0) + count;
  }
  return sums;
}

/** The sum of all counters, with the processes in the order given. */
export function mergeSnapshots(snapshots: readonly Snapshot[]): Snapshot {
  return snapshots.reduce(
    (left, right) => ({
      requests: addCounts(left.requests, right.requests),
      cache: {
        hits: left.cache.hits + right.cache.hits,
        misses: left.cache.misses + right.cache.misses,
        errors: left.cache.errors + right.cache.errors,
      },
      writes: {
        queued: left.writes.queued + right.writes.queued,
        lost: left.writes.lost + right.writes.lost,
      },
      pids: [...left.pids, ...right.pids],
      runtime: [...left.runtime, ...right.runtime],
      isComplete: left.isComplete && right.isComplete,
    }),
    emptySnapshot,
  );
}

/** What stays of a process that is gone: its counters, not what it was about to do. */
export function retireSnapshot(last: Snapshot): Snapshot {
  return { ...last, writes: { ...last.writes, queued: 0 }, pids: [], runtime: [] };
}
