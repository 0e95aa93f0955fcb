// Entries in Redis without a fallback: what Redis can't do fails the request (CRM_CACHE_FALLBACK=off).
import type { Redis } from 'ioredis';
import { ServiceError } from '../errors.ts';
import type { EntryStore } from './cache.ts';
import { createRedisEntries } from './redis-entries.ts';

/**
 * A store that breaks with its Redis: no circuit, and a removal that failed is not made up for. Look-ups
 * and removals reject with ServiceError CACHE_UNAVAILABLE; a put has no request that it could fail.
 */
export function createStrictRedisStore(redis: Redis, namespace: string): EntryStore<string> {
  const entries = createRedisEntries(redis, namespace);
  let errorCount = 0;

  function refuse(cause: unknown): never {
    errorCount += 1;
    throw new ServiceError('CACHE_UNAVAILABLE', 'The cache is unavailable.', { cause });
  }

  return {
    lookUp: (key) => entries.read(key).catch(refuse),
    put: (key, entry, ticket) =>
      entries.write(key, entry, ticket).catch(() => {
        errorCount += 1;
      }),
    remove: (keys) => entries.remove(keys).catch(refuse),
    errors: () => errorCount,
    close: async () => redis.disconnect(),
  };
}
