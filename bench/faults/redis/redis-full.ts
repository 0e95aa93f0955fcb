// Redis has no room: it answers what it knows and refuses every write.
import type { RedisServer } from '../../services/redis.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { askRedis, checkOwnRedis, requireOwnRedis } from './own-redis.ts';

/** Limit of the memory, bytes (0: none), and what happens at it. */
interface MemoryLimit {
  readonly maxmemory: string;
  readonly policy: string;
}

/**
 * Part of the memory in use that the limit is set to. A little less than all of it, since closed
 * connections and expired keys would else make room at once.
 */
const limitRatio = 0.9;

const probeKey = 'loadstone:probe';

function readLimit(server: RedisServer): Promise<MemoryLimit & { readonly usedBytes: number }> {
  return askRedis(server, async (redis) => {
    const read = async (name: string) => {
      const [, value] = (await redis.config('GET', name)) as readonly string[];
      if (value === undefined) throw new Error(`Redis does not tell its ${name}`);
      return value;
    };
    const used = /^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1];
    if (used === undefined) throw new Error('Redis does not tell the memory that it uses');
    return {
      maxmemory: await read('maxmemory'),
      policy: await read('maxmemory-policy'),
      usedBytes: Number(used),
    };
  });
}

function writeLimit(server: RedisServer, { maxmemory, policy }: MemoryLimit): Promise<void> {
  return askRedis(server, async (redis) => {
    // The policy first: under another one the limit would evict what is in the cache.
    await redis.config('SET', 'maxmemory-policy', policy);
    await redis.config('SET', 'maxmemory', maxmemory);
  });
}

/** Puts back the limit first, for the same reason. */
function restoreLimit(server: RedisServer, { maxmemory, policy }: MemoryLimit): Promise<void> {
  return askRedis(server, async (redis) => {
    await redis.config('SET', 'maxmemory', maxmemory);
    await redis.config('SET', 'maxmemory-policy', policy);
  });
}

function verifyRefused(server: RedisServer): Promise<Verification> {
  return askRedis(server, async (redis) => {
    try {
      await redis.set(probeKey, '1', 'PX', 1_000);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      const evidence = `A SET was refused: ${message}`;
      return { tookEffect: message.startsWith('OOM'), evidence };
    }
    await redis.del(probeKey);
    return { tookEffect: false, evidence: 'A SET was accepted.' };
  });
}

export const redisFull: Fault = {
  id: 'redis-full',
  title: 'Redis full',
  mechanism:
    'CONFIG SET maxmemory to nine tenths of the memory in use, without eviction: writes are refused.',
  check: checkOwnRedis,
  async apply(surroundings) {
    const { server } = requireOwnRedis(surroundings);
    const before = await readLimit(server);
    const heal = () =>
      awaitHealed('Redis still refuses writes', () => restoreLimit(server, before));
    try {
      const maxmemory = `${Math.max(1, Math.floor(before.usedBytes * limitRatio))}`;
      await writeLimit(server, { maxmemory, policy: 'noeviction' });
    } catch (thrown) {
      await heal();
      throw thrown;
    }
    return { verify: () => awaitEffect(() => verifyRefused(server)), heal };
  },
};
