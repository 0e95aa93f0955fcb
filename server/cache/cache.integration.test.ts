// The contract of caches, against every level and a real Redis.
import { inject } from 'vitest';
import { parseConfig } from '../config.ts';
import { createDatabase } from '../plugins/database.ts';
import { connectRedis } from '../plugins/redis.ts';
import { waitUntil } from '../testing.fixture.ts';
import { createAsideCache } from './aside-cache.ts';
import { type CachePair, describeCache } from './cache.contract.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createCache } from './create-cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createNoneCache } from './none-cache.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore } from './redis-store.ts';
import { createStrictRedisStore } from './strict-redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

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

async function makeTiered() {
  const [publisher, subscriber] = [await connect(), await connect()];
  const bus = createRedisBus(publisher, subscriber, namespace, timeoutMs);
  const cache = createTieredCache(100, createRedisStore(publisher, namespace), bus);
  return { bus, cache };
}

describeCache('none', false, async () => ({ one: createNoneCache(), other: createNoneCache() }));

describeCache('memory', true, async () => {
  const [one, other] = linkBuses();
  return { one: createMemoryCache(100, one), other: createMemoryCache(100, other) };
});

async function makeMemoryOverPostgres(): Promise<Cache> {
  const config = parseConfig({
    ...{ DATABASE_URL: inject('postgresUrl'), CRM_CACHE: 'memory' },
    CRM_CACHE_STALE_LIMIT_MS: String(timeoutMs),
  });
  const database = createDatabase(config, 1);
  const cache = createCache(config, { database });
  const close = async () => {
    await cache.close();
    await database.close();
  };
  return { ...cache, close };
}

describeCache('memory over PostgreSQL', true, async (): Promise<CachePair> => {
  const [one, other] = [await makeMemoryOverPostgres(), await makeMemoryOverPostgres()];
  await Promise.all([one.ready(), other.ready()]);
  return { one, other };
});

describeCache('redis', true, async () => ({
  one: createAsideCache(createRedisStore(await connect(), namespace), 'far'),
  other: createAsideCache(createRedisStore(await connect(), namespace), 'far'),
}));

describeCache('redis without a fallback', true, async () => ({
  one: createAsideCache(createStrictRedisStore(await connect(), namespace), 'far'),
  other: createAsideCache(createStrictRedisStore(await connect(), namespace), 'far'),
}));

describeCache('tiered', true, async (): Promise<CachePair> => {
  const [one, other] = [await makeTiered(), await makeTiered()];
  await waitUntil(() => one.bus.isConnected() && other.bus.isConnected());
  return { one: one.cache, other: other.cache };
});
