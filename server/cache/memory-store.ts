// Entries in this process's memory, the least recently used going first.
import { LRUCache } from 'lru-cache';
import type { Entry, EntryStore } from './cache.ts';

const generationCount = 4096;

function hashKey(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) {
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  }
  return (hash >>> 0) % generationCount;
}

/** A store that can also drop everything at once. */
export interface MemoryStore extends EntryStore<number> {
  clear(): void;
}

/**
 * A store of at most `maxEntries`. A ticket is the generation of the key's bucket, which each removal
 * raises: constant memory, and a neighbour's removal at worst costs one entry that isn't kept.
 */
export function createMemoryStore(maxEntries: number): MemoryStore {
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  const generations = new Uint32Array(generationCount);
  const readGeneration = (key: string) => generations[hashKey(key)] ?? 0;
  return {
    lookUp: (key) => {
      const entry = entries.get(key);
      if (entry !== undefined && entry.expiresAtMs > Date.now()) {
        return Promise.resolve({ entry, ticket: undefined });
      }
      return Promise.resolve({ entry: undefined, ticket: readGeneration(key) });
    },
    put: (key, entry, ticket) => {
      if (readGeneration(key) === ticket) entries.set(key, entry);
      return Promise.resolve();
    },
    remove: (keys) => {
      for (const key of keys) {
        const bucket = hashKey(key);
        generations[bucket] = (generations[bucket] ?? 0) + 1;
        entries.delete(key);
      }
      return Promise.resolve();
    },
    clear: () => {
      for (let bucket = 0; bucket < generationCount; bucket += 1) {
        generations[bucket] = (generations[bucket] ?? 0) + 1;
      }
      entries.clear();
    },
    errors: () => 0,
    close: () => Promise.resolve(),
  };
}
