// The level `memory`: one process's memory, kept right in a cluster by a bus between the workers.
import { createAsideCache } from './aside-cache.ts';
import type { Cache, InvalidationBus } from './cache.ts';
import { createMemoryStore } from './memory-store.ts';

/** A cache in memory; without a bus it is right for one process only. */
export function createMemoryCache(maxEntries: number, bus?: InvalidationBus): Cache {
  const store = createMemoryStore(maxEntries);
  const aside = createAsideCache(store);
  bus?.listen((keys) => {
    if (keys === undefined) store.clear();
    else void aside.forget(keys);
  });
  return {
    ...aside,
    invalidate: async (keys) => {
      await aside.forget(keys);
      await bus?.publish(keys);
    },
    close: async () => {
      await bus?.close();
      await aside.close();
    },
  };
}
