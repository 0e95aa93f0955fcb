// Cache-aside with single-flight over any store: one load per key at a time, whoever asks.
import type { Cache, Entry, EntryStore } from './cache.ts';

/** A cache whose loads may bring their own expiry, so that one can stand before another. */
export interface AsideCache extends Cache {
  readEntry(key: string, load: () => Promise<Entry>): Promise<Entry>;
  /** Forgets in this process only. */
  forget(keys: readonly string[]): Promise<void>;
}

/** A load underway, with the ticket of the look-up that began it. */
interface Flight<Ticket> {
  readonly ticket: Ticket | undefined;
  readonly loading: Promise<Entry>;
}

/**
 * Builds cache-aside over a store; expiry is counted from the start of a load, never from its end.
 * @param place whether the store is this process's memory, for the counters
 */
export function createAsideCache<Ticket>(
  store: EntryStore<Ticket>,
  place: 'near' | 'far',
): AsideCache {
  const flights = new Map<string, Flight<Ticket>>();
  let hits = 0;
  let misses = 0;
  let invalidations = 0;

  // A flight stands until its entry is kept, so that whoever looked before that still finds it.
  async function land(key: string, flight: Flight<Ticket>): Promise<void> {
    try {
      const loaded = await flight.loading;
      if (flight.ticket !== undefined) await store.put(key, loaded, flight.ticket);
    } catch {
      // Whoever reads gets the error of the load; nothing is to be kept.
    }
    if (flights.get(key) === flight) flights.delete(key);
  }

  async function readEntry(key: string, load: () => Promise<Entry>): Promise<Entry> {
    const { entry, ticket } = await store.lookUp(key);
    if (entry !== undefined) {
      hits += 1;
      return entry;
    }
    const underway = flights.get(key);
    // Another ticket means that the row changed (perhaps through another process) since that load began.
    if (underway !== undefined && underway.ticket === ticket) {
      hits += 1;
      return underway.loading;
    }
    misses += 1;
    const flight = { ticket, loading: load() };
    flights.set(key, flight);
    void land(key, flight);
    return flight.loading;
  }

  function leaveFlights(keys: readonly string[]): void {
    for (const key of keys) flights.delete(key);
  }

  async function forget(keys: readonly string[]): Promise<void> {
    await store.remove(keys);
    // Whoever reads from now on must not join a load that began before the change.
    leaveFlights(keys);
  }

  return {
    readEntry,
    forget,
    invalidate: async (keys) => {
      invalidations += keys.length;
      await forget(keys);
    },
    read: async (key, ttlMs, load) => {
      const entry = await readEntry(key, async () => {
        const expiresAtMs = Date.now() + ttlMs;
        return { bytes: await load(), expiresAtMs };
      });
      return entry.bytes;
    },
    counters: () => ({
      ...{ hits, misses, invalidations, bypasses: 0, errors: store.errors() },
      ...{ nearHits: place === 'near' ? hits : 0, farHits: place === 'far' ? hits : 0 },
    }),
    ready: () => Promise.resolve(),
    close: () => store.close(),
  };
}
