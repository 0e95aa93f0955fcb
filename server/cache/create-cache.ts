// The one place that turns CRM_CACHE, and what protects it, into a cache.
import type { Config } from '../config.ts';
import { createSession, type Queryable } from '../plugins/database.ts';
import { buildNamespace, connectRedis } from '../plugins/redis.ts';
import { createAsideCache } from './aside-cache.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createNoneCache } from './none-cache.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore } from './redis-store.ts';
import { createStrictRedisStore } from './strict-redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

/** What a cache may use besides its configuration. */
export interface CacheSurroundings {
  readonly database: Queryable;
  /** Joins the memories of one cluster's workers. */
  readonly clusterBus?: InvalidationBus | undefined;
}

function connect(config: Config) {
  if (config.redisUrl === undefined)
    throw new Error('parseConfig lets no such configuration through');
  return connectRedis(config.redisUrl, config.timeoutsSet ? config.redisTimeoutMs : undefined);
}

/** The bus of memory, of which every process has one: also a lone one, since another may be started any time. */
function createMemoryBus(
  config: Config,
  { database, clusterBus }: CacheSurroundings,
): InvalidationBus | undefined {
  const { cacheStaleLimitMs } = config;
  switch (config.cacheBus) {
    case 'off':
      return clusterBus;
    case 'redis': {
      const [publisher, subscriber] = [connect(config), connect(config)];
      const namespace = buildNamespace(config);
      const bus = createRedisBus(publisher, subscriber, namespace, cacheStaleLimitMs);
      const close = async () => {
        await bus.close();
        publisher.disconnect();
      };
      return { ...bus, close };
    }
    case 'postgres':
      return createPostgresBus({
        createClient: () => createSession(config, 'bus', cacheStaleLimitMs),
        database,
        staleLimitMs: cacheStaleLimitMs,
      });
  }
}

function createLevel(config: Config, surroundings: CacheSurroundings): Cache {
  if (config.cache === 'none') return createNoneCache();
  if (config.cache === 'memory') {
    return createMemoryCache(config.cacheMaxEntries, createMemoryBus(config, surroundings));
  }
  const redis = connect(config);
  const namespace = buildNamespace(config);
  const createStore = config.cacheFallback ? createRedisStore : createStrictRedisStore;
  const store = createStore(redis, namespace);
  if (config.cache === 'redis') return createAsideCache(store, 'far');
  const bus = createRedisBus(redis, connect(config), namespace, config.cacheStaleLimitMs);
  return createTieredCache(config.cacheMaxEntries, store, bus);
}

/** The cache of a configuration. */
export function createCache(config: Config, surroundings: CacheSurroundings): Cache {
  const cache = createLevel(config, surroundings);
  return config.invalidation ? cache : { ...cache, invalidate: () => Promise.resolve() };
}
