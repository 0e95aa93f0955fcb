// The port of the cache: what routes see, and what stores and buses must offer to be one.

/** Reads since the start. hits + misses = reads; a miss is a load from the database. */
export interface CacheCounters {
  readonly hits: number;
  readonly misses: number;
  /** Hits in the memory of the process that was asked. */
  readonly nearHits: number;
  /** Hits in a storage that processes share; nearHits + farHits = hits. */
  readonly farHits: number;
  /** Keys that this service's own writes made it forget. */
  readonly invalidations: number;
  /** Reads that passed memory over, because what others change could not be heard just then. */
  readonly bypasses: number;
  /** Operations that the cache's own storage failed or refused. */
  readonly errors: number;
}

/** Of a cache that was never asked. */
export const noCacheCounters: CacheCounters = {
  ...{ hits: 0, misses: 0, nearHits: 0, farHits: 0 },
  ...{ invalidations: 0, bypasses: 0, errors: 0 },
};

/** The sums of two processes. */
export function addCacheCounters(left: CacheCounters, right: CacheCounters): CacheCounters {
  return {
    hits: left.hits + right.hits,
    misses: left.misses + right.misses,
    nearHits: left.nearHits + right.nearHits,
    farHits: left.farHits + right.farHits,
    invalidations: left.invalidations + right.invalidations,
    bypasses: left.bypasses + right.bypasses,
    errors: left.errors + right.errors,
  };
}

/**
 * Cache-aside over the final bytes of answers; none of its methods fails because of its storage, unless
 * CRM_CACHE_FALLBACK is off: then `read` and `invalidate` reject with ServiceError CACHE_UNAVAILABLE.
 */
export interface Cache {
  /** The bytes kept for a key, at most ttlMs old, else those that `load` gives (its errors pass through). */
  read(key: string, ttlMs: number, load: () => Promise<Buffer>): Promise<Buffer>;
  /** Forgets keys; call it after the commit and await it before answering. */
  invalidate(keys: readonly string[]): Promise<void>;
  counters(): CacheCounters;
  /** Resolves, never rejects: once it keeps what it is given, or after a time limit. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes with the moment (epoch, ms) at which they are too old. */
export interface Entry {
  readonly bytes: Buffer;
  readonly expiresAtMs: number;
}

/** What a look-up found, and the ticket that a later `put` of the same key needs. */
export interface LookUp<Ticket> {
  readonly entry: Entry | undefined;
  /** Undefined where the store can't take an entry now. */
  readonly ticket: Ticket | undefined;
}

/** Storage of entries. A `put` whose ticket is older than a `remove` of its key is refused. */
export interface EntryStore<Ticket> {
  lookUp(key: string): Promise<LookUp<Ticket>>;
  put(key: string, entry: Entry, ticket: Ticket): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  /** Operations that failed since the start. */
  errors(): number;
  close(): Promise<void>;
}

/** Longest wait of a starting process for its bus, ms; it then serves past its memory until the bus is there. */
export const readyLimitMs = 2_000;

/** Tells the other processes of the service which keys to forget. */
export interface InvalidationBus {
  /** Resolves once every other process has forgotten the keys, or after a time limit. */
  publish(keys: readonly string[]): Promise<void>;
  /** `forget` is called with keys, or with undefined for everything. */
  listen(forget: (keys: readonly string[] | undefined) => void): void;
  /** False while messages of others may be missed, so that what memory holds can't be trusted. */
  isConnected(): boolean;
  /** Resolves, never rejects: once it is connected, or after a time limit. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** What a level is made of; each part is made when it is asked for. */
export interface CacheParts {
  readonly maxEntries: number;
  /** The bus that CRM_CACHE_BUS chooses, between memories; undefined where no other process serves the rows. */
  openMemoryBus(): InvalidationBus | undefined;
  /** Entries in Redis, and a bus over the same connection; for a level that needs Redis. */
  openRedis(): { readonly store: EntryStore<string>; openBus(): InvalidationBus };
}

export interface CacheLevel {
  readonly needsRedis: boolean;
  /** What it does with CRM_CACHE_BUS: nothing, takes the one chosen, or goes with that of Redis alone. */
  readonly bus: 'unused' | 'chosen' | 'redis';
  create(parts: CacheParts): Cache;
}
