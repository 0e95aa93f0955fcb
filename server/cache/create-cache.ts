// The one place that turns CRM_CACHE, and what protects it, into a cache.
import type { Config } from '../config.ts';
import { createSession, type Queryable } from '../plugins/database.ts';
import { buildNamespace, connectRedis } from '../plugins/redis.ts';
import type { Cache, CacheParts, InvalidationBus } from './cache.ts';
import { cacheLevels } from './levels.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore, createStrictRedisStore } from './redis-store.ts';

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

/** Entries in Redis and a bus over the same connection; a listener needs one of its own. */
function openRedis(config: Config): ReturnType<CacheParts['openRedis']> {
  const redis = connect(config);
  const namespace = buildNamespace(config);
  const createStore = config.cacheFallback ? createRedisStore : createStrictRedisStore;
  return {
    store: createStore(redis, namespace),
    openBus: () => createRedisBus(redis, connect(config), namespace, config.cacheStaleLimitMs),
  };
}

export function createCache(config: Config, surroundings: CacheSurroundings): Cache {
  const cache = cacheLevels[config.cache].create({
    maxEntries: config.cacheMaxEntries,
    openMemoryBus: () => createMemoryBus(config, surroundings),
    openRedis: () => openRedis(config),
  });
  return config.invalidation ? cache : { ...cache, invalidate: () => Promise.resolve() };
}
