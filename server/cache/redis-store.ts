// Entries in Redis, where one that is slow, gone or full costs hits but never a request.
import type { Redis } from 'ioredis';
import type { Entry, EntryStore, LookUp } from './cache.ts';
import { createCircuit } from './circuit.ts';

// A generation outlives any load that could still hold it: loads end with their statements' timeouts.
const generationMs = 600_000;
const expiryBytes = 8;

// Sets only where no removal came since the look-up; several loaders of one generation may all set.
const putScript = `
if (redis.call('GET', KEYS[2]) or '0') == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end`;

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

/** A store over a connected (or reconnecting) client, all of whose keys begin with the namespace. */
export function createRedisStore(redis: Redis, namespace: string): EntryStore<string> {
  const entryKey = (key: string) => `${namespace}:e:${key}`;
  const generationKey = (key: string) => `${namespace}:g:${key}`;
  // Removals that Redis didn't confirm. Nothing is read from it again before they have been made.
  const owed = new Set<string>();
  let errorCount = 0;

  async function removeNow(keys: readonly string[]): Promise<void> {
    const pipeline = redis.pipeline();
    for (const key of keys) {
      pipeline.incr(generationKey(key)).pexpire(generationKey(key), generationMs);
      pipeline.del(entryKey(key));
    }
    const results = await pipeline.exec();
    const failed = results?.find(([error]) => error !== null);
    if (results === null || failed !== undefined) throw failed?.[0] ?? new Error('no answer');
  }

  async function probe(): Promise<void> {
    await redis.ping();
    while (owed.size > 0) {
      const some = [...owed].slice(0, 1_000);
      await removeNow(some);
      for (const key of some) owed.delete(key);
    }
  }

  const circuit = createCircuit({ failureLimit: 3, retryMs: 500, probe });

  function countFailure(): void {
    errorCount += 1;
    circuit.fail();
  }

  async function lookUp(key: string): Promise<LookUp<string>> {
    if (circuit.isOpen() || owed.has(key)) return { entry: undefined, ticket: undefined };
    try {
      const [stored, generation] = await redis.mgetBuffer(entryKey(key), generationKey(key));
      circuit.succeed();
      return { entry: decodeEntry(stored), ticket: generation?.toString() ?? '0' };
    } catch {
      countFailure();
      return { entry: undefined, ticket: undefined };
    }
  }

  return {
    lookUp,
    put: async (key, entry, ticket) => {
      const leftMs = Math.ceil(entry.expiresAtMs - Date.now());
      if (circuit.isOpen() || leftMs <= 0) return;
      const keys = [entryKey(key), generationKey(key)];
      await redis
        .eval(putScript, 2, ...keys, ticket, encodeEntry(entry), leftMs)
        .then(circuit.succeed, countFailure);
    },
    remove: async (keys) => {
      for (const key of keys) owed.add(key);
      if (circuit.isOpen()) return;
      try {
        await removeNow(keys);
        for (const key of keys) owed.delete(key);
        circuit.succeed();
      } catch {
        countFailure();
        // One removal that failed is reason enough: what Redis holds is no longer known to be right.
        for (let failure = 1; failure < 3; failure += 1) circuit.fail();
      }
    },
    errors: () => errorCount,
    close: async () => {
      circuit.close();
      redis.disconnect();
    },
  };
}
