// The answer of /stats: what the service claims to be, and what it has done.
import type { CacheCounters } from '../../cache/cache.ts';
import type { RouteCounts } from '../../plugins/counters.ts';
import type { LevelCounts } from '../../plugins/level-counters.ts';
import type { ProcessRuntime } from '../../plugins/runtime-meter.ts';
import type { Snapshot } from '../../threads/snapshot.ts';

export interface Stats {
  /** SHA-256 (hex) of `config`. */
  readonly configHash: string;
  /** Effective values by the name of their variable. */
  readonly config: Readonly<Record<string, string>>;
  /** Finished answers since the start, those of operational routes left out. */
  readonly requests: { readonly total: number; readonly byRoute: RouteCounts };
  readonly cache: CacheCounters;
  /** What the levels of CRM_WORKFLOW, CRM_FETCH and others did since the start. */
  readonly acted: LevelCounts;
  /** Acknowledged orders that are not written yet. */
  readonly queuedWrites: number;
  /** Acknowledged orders that could not be written; those that went with a killed process are unknown. */
  readonly lostWrites: number;
  readonly pids: readonly number[];
  /** Over the time since the reading before: ratios are means over the processes, delays the worst of them. */
  readonly runtime: Omit<ProcessRuntime, 'poolWaitP99Us'>;
  /** The pool of worker threads, and the wait for a connection of the database's pool. */
  readonly pool: {
    /** Jobs handed to worker threads since the start, of all processes; 0 where work is done inline. */
    readonly jobs: number;
    /** Over the time since the reading before. */
    readonly waitP99Us?: number;
  };
  /** Finished answers since the start by worker, named by its place from 0; one where there is no cluster. */
  readonly workers: Readonly<Record<string, { readonly requests: number }>>;
  /** False where a worker was too busy to tell its counters, so that older ones stand for it. */
  readonly isComplete: boolean;
}

/** Finished answers of all routes and statuses. */
function countTotal(requests: RouteCounts): number {
  return Object.values(requests)
    .flatMap((counts) => Object.values(counts))
    .reduce((sum, count) => sum + count, 0);
}

/** Arranges a snapshot as /stats answers it. */
export function buildStats(
  configHash: string,
  config: Readonly<Record<string, string>>,
  snapshot: Snapshot,
): Stats {
  const { requests, cache, acted, writes, pids, isComplete } = snapshot;
  const total = countTotal(requests);
  return {
    ...{ configHash, config, requests: { total, byRoute: requests }, cache, acted },
    ...{ pids, isComplete },
    ...{ queuedWrites: writes.queued, lostWrites: writes.lost },
    workers: Object.fromEntries(
      snapshot.servedByWorker.map((served, place) => [place, { requests: served }]),
    ),
    ...joinRuntimes(snapshot),
  };
}

function joinRuntimes({ runtime: all, poolJobs }: Snapshot): Pick<Stats, 'runtime' | 'pool'> {
  const mean = (read: (one: ProcessRuntime) => number) =>
    all.reduce((sum, one) => sum + read(one), 0) / Math.max(1, all.length);
  const waits = all.flatMap((one) => one.poolWaitP99Us ?? []);
  return {
    runtime: {
      eventLoopUtilisationRatio: mean((one) => one.eventLoopUtilisationRatio),
      eventLoopDelayP99Us: Math.max(0, ...all.map((one) => one.eventLoopDelayP99Us)),
      gcRatio: mean((one) => one.gcRatio),
    },
    pool: { jobs: poolJobs, ...(waits.length > 0 && { waitP99Us: Math.max(...waits) }) },
  };
}
