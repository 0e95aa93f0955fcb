// The cache that keeps nothing: every read is a load of its own.
import { type Cache, noCacheCounters } from './cache.ts';

/** No caching and no single-flight, so that each request pays for itself. */
export function createNoneCache(): Cache {
  return {
    read: (_key, _ttlMs, load) => load(),
    invalidate: () => Promise.resolve(),
    counters: () => noCacheCounters,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
