// The levels of CRM_CACHE: where answers are kept between requests. A level is its file and its entry here.
import { createAsideCache } from './aside-cache.ts';
import type { CacheLevel } from './cache.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createNoneCache } from './none-cache.ts';
import { createTieredCache } from './tiered-cache.ts';

const levels = {
  none: { needsRedis: false, bus: 'unused', create: createNoneCache },
  memory: {
    ...{ needsRedis: false, bus: 'chosen' },
    create: ({ maxEntries, openMemoryBus }) => createMemoryCache(maxEntries, openMemoryBus()),
  },
  redis: {
    ...{ needsRedis: true, bus: 'unused' },
    create: ({ openRedis }) => createAsideCache(openRedis().store, 'far'),
  },
  tiered: {
    ...{ needsRedis: true, bus: 'redis' },
    create({ maxEntries, openRedis }) {
      const { store, openBus } = openRedis();
      return createTieredCache(maxEntries, store, openBus());
    },
  },
} as const satisfies Readonly<Record<string, CacheLevel>>;

export type CacheLevelName = keyof typeof levels;

export const cacheLevels: Readonly<Record<CacheLevelName, CacheLevel>> = levels;

export const cacheLevelNames = Object.keys(levels) as [CacheLevelName, ...CacheLevelName[]];
