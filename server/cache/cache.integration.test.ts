// The contract of caches, against every level and a real Redis.
import { expect, inject, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { createDatabase } from '../plugins/database.ts';
import { createLevelCounters } from '../plugins/level-counters.ts';
import { connectRedis } from '../plugins/redis.ts';
import { waitUntil } from '../testing.fixture.ts';
import { type CachePair, describeCache } from './cache.contract.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createCache } from './create-cache.ts';
import { type CacheLevelName, cacheLevelNames, cacheLevels } from './levels.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore, createStrictRedisStore } from './redis-store.ts';

const namespace = `test:${process.pid}:${Date.now()}`;
// Long, so that a busy machine doesn't make a healthy Redis look ill.
const timeoutMs = 5_000;

/** A bus as a cluster has it, without the processes. */
function linkBuses(): [InvalidationBus, InvalidationBus] {
  type Forget = (keys: readonly string[] | undefined) => void;
  const listeners: [Forget, Forget] = [() => {}, () => {}];
  const build = (own: 0 | 1): InvalidationBus => ({
    publish: async (keys) => {
      await new Promise((resolve) => setImmediate(resolve));
      listeners[own === 0 ? 1 : 0](keys);
    },
    listen: (forget) => {
      listeners[own] = forget;
    },
    isConnected: () => true,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  return [build(0), build(1)];
}

async function connect() {
  const redis = connectRedis(inject('redisUrl'), timeoutMs);
  await waitUntil(() => redis.status === 'ready');
  return redis;
}

/** A cache of the level over a Redis that is connected. */
async function makeLevel(
  level: CacheLevelName,
  memoryBus: InvalidationBus,
  createStore: typeof createRedisStore = createRedisStore,
): Promise<Cache> {
  const [redis, subscriber] = [await connect(), await connect()];
  const buses: InvalidationBus[] = [];
  const cache = cacheLevels[level].create({
    maxEntries: 100,
    openMemoryBus: () => memoryBus,
    openRedis: () => ({
      store: createStore(redis, namespace),
      openBus() {
        const bus = createRedisBus(redis, subscriber, namespace, timeoutMs);
        buses.push(bus);
        return bus;
      },
    }),
  });
  await waitUntil(() => buses.every((bus) => bus.isConnected()));
  const close = async () => {
    await cache.close();
    redis.disconnect();
    subscriber.disconnect();
  };
  return { ...cache, close };
}

async function makePair(
  level: CacheLevelName,
  createStore?: typeof createRedisStore,
): Promise<CachePair> {
  const [one, other] = linkBuses();
  return {
    one: await makeLevel(level, one, createStore),
    other: await makeLevel(level, other, createStore),
  };
}

for (const level of cacheLevelNames) describeCache(level, level !== 'none', () => makePair(level));

describeCache('redis without a fallback', true, () => makePair('redis', createStrictRedisStore));

async function makeMemoryOverPostgres(): Promise<Cache> {
  const config = parseConfig({
    ...{ DATABASE_URL: inject('postgresUrl'), CRM_CACHE: 'memory' },
    CRM_CACHE_STALE_LIMIT_MS: String(timeoutMs),
  });
  const database = createDatabase(config, 1, createLevelCounters());
  const cache = createCache(config, { database });
  const close = async () => {
    await cache.close();
    await database.close();
  };
  return { ...cache, close };
}

test('the bus over PostgreSQL asks one thing at a time of its connection', async () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error) => warnings.push(message);
  process.on('warning', listen);
  const [one, other] = [await makeMemoryOverPostgres(), await makeMemoryOverPostgres()];
  try {
    await Promise.all([one.ready(), other.ready()]);
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
    await Promise.all(keys.flatMap((key) => [one.invalidate([key]), other.invalidate([key])]));
    // Warnings are told in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', listen);
    await Promise.all([one.close(), other.close()]);
  }
  expect(warnings.filter((text) => text.includes('client.query()'))).toEqual([]);
});

describeCache('memory over PostgreSQL', true, async (): Promise<CachePair> => {
  const [one, other] = [await makeMemoryOverPostgres(), await makeMemoryOverPostgres()];
  await Promise.all([one.ready(), other.ready()]);
  return { one, other };
});
