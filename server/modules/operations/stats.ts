// The answer of /stats: what the service claims to be, and what it has done.
import type { CacheCounters } from '../../cache/cache.ts';
import type { RouteCounts } from '../../plugins/counters.ts';
import type { Snapshot } from '../../threads/snapshot.ts';

export interface Stats {
  /** SHA-256 (hex) of `config`. */
  readonly configHash: string;
  /** Effective values by the name of their variable. */
  readonly config: Readonly<Record<string, string>>;
  /** Finished answers since the start, those of operational routes left out. */
  readonly requests: { readonly total: number; readonly byRoute: RouteCounts };
  readonly cache: CacheCounters;
  readonly pids: readonly number[];
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
  const { requests, cache, pids, isComplete } = snapshot;
  const total = countTotal(requests);
  return { configHash, config, requests: { total, byRoute: requests }, cache, pids, isComplete };
}
