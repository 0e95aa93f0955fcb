// Entries in Redis: one that is slow, gone or full costs hits but never a request, unless the fallback is off.
import type { Redis } from 'ioredis';
import { ServiceError } from '../errors.ts';
import type { EntryStore, LookUp } from './cache.ts';
import { createCircuit } from './circuit.ts';
import { createRedisEntries } from './redis-entries.ts';

/** A store over a connected (or reconnecting) client, all of whose keys begin with the namespace. */
export function createRedisStore(redis: Redis, namespace: string): EntryStore<string> {
  const entries = createRedisEntries(redis, namespace);
  // Removals that Redis didn't confirm. Nothing is read from it again before they have been made.
  const owed = new Set<string>();
  let errorCount = 0;

  async function probe(): Promise<void> {
    await redis.ping();
    while (owed.size > 0) {
      const some = [...owed].slice(0, 1_000);
      await entries.remove(some);
      for (const key of some) owed.delete(key);
    }
  }

  const circuit = createCircuit({ failureLimit: 3, retryMs: 500, probe });

  function countFailure(): void {
    errorCount += 1;
    circuit.fail();
  }

  async function lookUp(key: string): Promise<LookUp<string>> {
    if (circuit.isOpen() || owed.has(key)) return { entry: undefined, ticket: undefined };
    try {
      const found = await entries.read(key);
      circuit.succeed();
      return found;
    } catch {
      countFailure();
      return { entry: undefined, ticket: undefined };
    }
  }

  return {
    lookUp,
    put: async (key, entry, ticket) => {
      if (circuit.isOpen() || entry.expiresAtMs <= Date.now()) return;
      await entries.write(key, entry, ticket).then(circuit.succeed, countFailure);
    },
    remove: async (keys) => {
      for (const key of keys) owed.add(key);
      if (circuit.isOpen()) return;
      try {
        await entries.remove(keys);
        for (const key of keys) owed.delete(key);
        circuit.succeed();
      } catch {
        countFailure();
        // One removal that failed is reason enough: what Redis holds is no longer known to be right.
        for (let failure = 1; failure < 3; failure += 1) circuit.fail();
      }
    },
    errors: () => errorCount,
    close: async () => {
      circuit.close();
      redis.disconnect();
    },
  };
}

/**
 * Without the fallback (CRM_CACHE_FALLBACK=off): a store that breaks with its Redis: no circuit, and a removal that failed is not made up for. Look-ups
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
