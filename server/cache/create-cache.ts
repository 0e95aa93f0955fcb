// The one place that turns CRM_CACHE into a cache.
import type { Config } from '../config.ts';
import { buildNamespace, connectRedis } from '../plugins/redis.ts';
import { createAsideCache } from './aside-cache.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createNoneCache } from './none-cache.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore } from './redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

/** The cache of a configuration; the bus joins the memories of a cluster's workers. */
export function createCache(config: Config, bus: InvalidationBus | undefined): Cache {
  if (config.cache === 'none') return createNoneCache();
  if (config.cache === 'memory') return createMemoryCache(config.cacheMaxEntries, bus);
  const { redisUrl, redisTimeoutMs } = config;
  if (redisUrl === undefined) throw new Error('parseConfig lets no such configuration through');
  const redis = connectRedis(redisUrl, redisTimeoutMs);
  const namespace = buildNamespace(config);
  const store = createRedisStore(redis, namespace);
  if (config.cache === 'redis') return createAsideCache(store);
  const subscriber = connectRedis(redisUrl, redisTimeoutMs);
  const redisBus = createRedisBus(redis, subscriber, namespace, redisTimeoutMs);
  return createTieredCache(config.cacheMaxEntries, store, redisBus);
}
