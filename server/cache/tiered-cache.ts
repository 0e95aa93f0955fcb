// The level `tiered`: memory before Redis, every process told over the bus what to forget.
import { createAsideCache } from './aside-cache.ts';
import type { Cache, EntryStore, InvalidationBus } from './cache.ts';
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
  const near = createAsideCache(memory);
  const far = createAsideCache(shared);
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
      const entry = bus.isConnected() ? await near.readEntry(key, readFar) : await readFar();
      return entry.bytes;
    },
    // The shared store first: memory must not fill itself again from what is about to go.
    invalidate: async (keys) => {
      await far.forget(keys);
      await near.forget(keys);
      await bus.publish(keys);
    },
    counters: () => ({
      hits: near.counters().hits + far.counters().hits,
      misses: far.counters().misses,
      errors: far.counters().errors,
    }),
    close: async () => {
      await bus.close();
      await far.close();
    },
  };
}
