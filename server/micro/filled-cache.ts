// A cache of each level as the service makes it, filled and known to answer, and what is timed on each of them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache } from '../cache/cache.ts';
import { createCache } from '../cache/create-cache.ts';
import { cacheKeys } from '../cache/keys.ts';
import { parseConfig } from '../config.ts';
import { encodeJson } from '../modules/send-bytes.ts';
import { buildCustomers } from './rows.ts';

/** Nothing expires while it is measured. */
const ttlMs = 3_600_000;
const readyTimeoutMs = 5_000;

interface FilledCache {
  readonly cache: Cache;
  readonly keys: readonly string[];
  /** Reads one customer; the load, where there is one, costs nothing. */
  read(index: number): Promise<Buffer>;
}

/** @param level with `redis` and `tiered` a URL is needed @param count of customers kept */
async function buildFilledCache(
  level: 'memory' | 'redis' | 'tiered',
  redisUrl: string | undefined,
  count: number,
): Promise<FilledCache> {
  const config = parseConfig({
    // Only its name matters here, as the part of the keys that tells services apart.
    DATABASE_URL: 'postgres://127.0.0.1/micro',
    CRM_CACHE: level,
    CRM_CACHE_NAMESPACE: `micro:${process.pid}`,
    CRM_REDIS_TIMEOUT_MS: '2000',
    // One process alone, without a database.
    ...(level === 'memory' && { CRM_CACHE_BUS: 'off' }),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  });
  const cache = createCache(config, {
    database: { query: () => Promise.reject(new Error('a micro-benchmark has no database')) },
  });
  const customers = buildCustomers(count);
  const keys = customers.map(({ id }) => cacheKeys.customer(id));
  const bytes = customers.map(encodeJson);
  const read = (index: number) =>
    cache.read(keys[index] ?? '', ttlMs, async () => bytes[index] ?? Buffer.alloc(0));
  await fill(cache, read, count);
  return { cache, keys, read };
}

/** Reads all until each read is a hit: the connection to Redis is made in the background. */
async function fill(cache: Cache, read: FilledCache['read'], count: number): Promise<void> {
  const deadline = performance.now() + readyTimeoutMs;
  for (;;) {
    const { misses, errors } = cache.counters();
    for (let index = 0; index < count; index += 1) await read(index);
    const now = cache.counters();
    if (now.misses === misses && now.errors === errors) return;
    if (performance.now() > deadline) throw new Error('the cache keeps nothing');
    await sleep(20);
  }
}

const keptCount = 256;

/** The levels that keep something, as alternatives. @param operate one operation on one of the customers kept */
export function listLevels(operate: (filled: FilledCache, index: number) => Promise<Buffer>) {
  const describeLevel = (level: 'memory' | 'redis' | 'tiered') => ({
    prepare: async ({ redisUrl }: { readonly redisUrl: string | undefined }) => {
      const filled = await buildFilledCache(level, redisUrl, keptCount);
      let index = 0;
      return {
        run: async () => {
          index = (index + 1) % keptCount;
          return (await operate(filled, index)).length;
        },
        answer: async () => (await operate(filled, 7)).toString(),
        end: () => filled.cache.close(),
      };
    },
  });
  return [
    { name: 'memory', ...describeLevel('memory') },
    { name: 'tiered', needs: 'redis' as const, ...describeLevel('tiered') },
    { name: 'redis', needs: 'redis' as const, ...describeLevel('redis') },
  ];
}
