// Counters of one process at one moment, and their sum over several.
import { addCacheCounters, type CacheCounters, noCacheCounters } from '../cache/cache.ts';
import type { WriteCounts } from '../modules/orders/write-behind.ts';
import type { RouteCounts } from '../plugins/counters.ts';
import { addLevelCounts, type LevelCounts, noLevelCounts } from '../plugins/level-counters.ts';
import type { ProcessRuntime } from '../plugins/runtime-meter.ts';

export interface Snapshot {
  readonly requests: RouteCounts;
  readonly cache: CacheCounters;
  readonly writes: WriteCounts;
  /** Jobs that worker threads have done or are doing; 0 where there are none. */
  readonly poolJobs: number;
  /** What levels did, by the name of the counter. */
  readonly acted: LevelCounts;
  /** Finished answers by the place of the process in its cluster, from 0; started again, it keeps its place. */
  readonly servedByWorker: readonly number[];
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
  cache: noCacheCounters,
  writes: { queued: 0, lost: 0 },
  poolJobs: 0,
  acted: noLevelCounts,
  servedByWorker: [],
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

function addByPlace(left: readonly number[], right: readonly number[]): readonly number[] {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, place) => (left[place] ?? 0) + (right[place] ?? 0));
}

/** The sum of all counters, with the processes in the order given. */
export function mergeSnapshots(snapshots: readonly Snapshot[]): Snapshot {
  return snapshots.reduce(
    (left, right) => ({
      requests: addCounts(left.requests, right.requests),
      cache: addCacheCounters(left.cache, right.cache),
      writes: {
        queued: left.writes.queued + right.writes.queued,
        lost: left.writes.lost + right.writes.lost,
      },
      poolJobs: left.poolJobs + right.poolJobs,
      acted: addLevelCounts(left.acted, right.acted),
      servedByWorker: addByPlace(left.servedByWorker, right.servedByWorker),
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
