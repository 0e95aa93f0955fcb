// The level `memory`: one process's memory, kept right by a bus between the processes that serve the same rows.
import { createAsideCache } from './aside-cache.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createMemoryStore } from './memory-store.ts';

/**
 * A cache in memory. While the bus can't be heard memory is passed over, since nothing would tell it of changes
 * made elsewhere; without a bus it is right for one process only.
 */
export function createMemoryCache(maxEntries: number, bus?: InvalidationBus): Cache {
  const store = createMemoryStore(maxEntries);
  const aside = createAsideCache(store, 'near');
  let bypasses = 0;
  bus?.listen((keys) => {
    if (keys === undefined) store.clear();
    else void aside.forget(keys);
  });
  return {
    read: (key, ttlMs, load) => {
      if (bus === undefined || bus.isConnected()) return aside.read(key, ttlMs, load);
      bypasses += 1;
      return load();
    },
    invalidate: async (keys) => {
      await aside.invalidate(keys);
      await bus?.publish(keys);
    },
    counters: () => {
      const counters = aside.counters();
      return { ...counters, misses: counters.misses + bypasses, bypasses };
    },
    ready: async () => bus?.ready(),
    close: async () => {
      await bus?.close();
      await aside.close();
    },
  };
}
