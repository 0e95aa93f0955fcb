// The level `tiered`: memory before Redis, every process told over the bus what to forget.
import { createAsideCache } from './aside-cache.ts';
import { addCacheCounters, type Cache, type EntryStore, type InvalidationBus } from './cache.ts';
import { createMemoryStore } from './memory-store.ts';

/**
 * Memory before a shared store. While the bus can't be heard memory is passed over, since nothing
 * would tell it of changes made elsewhere. An entry keeps its first expiry on its way up.
 */
export function createTieredCache<Ticket>(
  maxEntries: number,
  shared: EntryStore<Ticket>,
  bus: InvalidationBus,
): Cache {
  const memory = createMemoryStore(maxEntries);
  const near = createAsideCache(memory, 'near');
  const far = createAsideCache(shared, 'far');
  let bypasses = 0;
  bus.listen((keys) => {
    if (keys === undefined) memory.clear();
    else void near.forget(keys);
  });
  return {
    read: async (key, ttlMs, load) => {
      const readFar = () =>
        far.readEntry(key, async () => {
          const expiresAtMs = Date.now() + ttlMs;
          return { bytes: await load(), expiresAtMs };
        });
      const isHeard = bus.isConnected();
      if (!isHeard) bypasses += 1;
      const entry = isHeard ? await near.readEntry(key, readFar) : await readFar();
      return entry.bytes;
    },
    // The shared store first: memory must not fill itself again from what is about to go.
    invalidate: async (keys) => {
      await far.invalidate(keys);
      await near.forget(keys);
      await bus.publish(keys);
    },
    // What memory missed is asked of the shared store, so a miss of both is one of the shared store.
    counters: () => {
      const { misses } = far.counters();
      return { ...addCacheCounters(near.counters(), far.counters()), misses, bypasses };
    },
    ready: () => bus.ready(),
    close: async () => {
      await bus.close();
      await far.close();
    },
  };
}
