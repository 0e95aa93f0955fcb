// The one place that turns CRM_CACHE, and what protects it, into a cache.
import type { Config } from '../config.ts';
import { buildNamespace, connectRedis } from '../plugins/redis.ts';
import { createAsideCache } from './aside-cache.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createNoneCache } from './none-cache.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore } from './redis-store.ts';
import { createStrictRedisStore } from './strict-redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

function createLevel(config: Config, bus: InvalidationBus | undefined): Cache {
  if (config.cache === 'none') return createNoneCache();
  if (config.cache === 'memory') return createMemoryCache(config.cacheMaxEntries, bus);
  const { redisUrl, redisTimeoutMs } = config;
  if (redisUrl === undefined) throw new Error('parseConfig lets no such configuration through');
  const connect = () => connectRedis(redisUrl, config.timeoutsSet ? redisTimeoutMs : undefined);
  const redis = connect();
  const namespace = buildNamespace(config);
  const createStore = config.cacheFallback ? createRedisStore : createStrictRedisStore;
  const store = createStore(redis, namespace);
  if (config.cache === 'redis') return createAsideCache(store);
  const redisBus = createRedisBus(redis, connect(), namespace, redisTimeoutMs);
  return createTieredCache(config.cacheMaxEntries, store, redisBus);
}

/** The cache of a configuration; the bus joins the memories of a cluster's workers. */
export function createCache(config: Config, bus: InvalidationBus | undefined): Cache {
  const cache = createLevel(config, bus);
  return config.invalidation ? cache : { ...cache, invalidate: () => Promise.resolve() };
}
