// Entries in Redis as commands: what is kept under which key, and what makes a late `write` void.
import type { Redis } from 'ioredis';
import type { Entry, LookUp } from './cache.ts';

// A generation outlives any load that could still hold it: loads end with their statements' timeouts.
const generationMs = 600_000;
const expiryBytes = 8;

// Sets only where no removal came since the look-up; several loaders of one generation may all set.
const writeScript = `
if (redis.call('GET', KEYS[2]) or '0') == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end`;

/** Each of these rejects where Redis fails, or is too slow for the client's limit. */
export interface RedisEntries {
  read(key: string): Promise<LookUp<string>>;
  write(key: string, entry: Entry, ticket: string): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

function encodeEntry(entry: Entry): Buffer {
  const expiry = Buffer.alloc(expiryBytes);
  expiry.writeDoubleBE(entry.expiresAtMs);
  return Buffer.concat([expiry, entry.bytes]);
}

function decodeEntry(stored: Buffer | null | undefined): Entry | undefined {
  if (stored === null || stored === undefined || stored.length < expiryBytes) return undefined;
  const expiresAtMs = stored.readDoubleBE();
  if (!(expiresAtMs > Date.now())) return undefined;
  return { expiresAtMs, bytes: stored.subarray(expiryBytes) };
}

/** Entries over a connected (or reconnecting) client, all of whose keys begin with the namespace. */
export function createRedisEntries(redis: Redis, namespace: string): RedisEntries {
  const entryKey = (key: string) => `${namespace}:e:${key}`;
  const generationKey = (key: string) => `${namespace}:g:${key}`;
  return {
    read: async (key) => {
      const [stored, generation] = await redis.mgetBuffer(entryKey(key), generationKey(key));
      return { entry: decodeEntry(stored), ticket: generation?.toString() ?? '0' };
    },
    write: async (key, entry, ticket) => {
      const leftMs = Math.ceil(entry.expiresAtMs - Date.now());
      if (leftMs <= 0) return;
      const keys = [entryKey(key), generationKey(key)];
      await redis.eval(writeScript, 2, ...keys, ticket, encodeEntry(entry), leftMs);
    },
    remove: async (keys) => {
      const pipeline = redis.pipeline();
      for (const key of keys) {
        pipeline.incr(generationKey(key)).pexpire(generationKey(key), generationMs);
        pipeline.del(entryKey(key));
      }
      const results = await pipeline.exec();
      const failed = results?.find(([error]) => error !== null);
      if (results === null || failed !== undefined) throw failed?.[0] ?? new Error('no answer');
    },
  };
}
