// Faults of a Redis that is the variant's alone: it hangs, crashes, forgets, is full. A given server may be used by others, and is left alone.

import type { Message } from '../../../reports/document/message.ts';
import { quoteText, writeMessage } from '../../../reports/document/messages/message.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import type { RedisControl, RedisServer } from '../../services/redis.ts';
import { openRedis } from '../../services/redis-database.ts';
import { failBy, tellCause } from '../../tell-failure.ts';
import { awaitEffect, awaitHealed, withinMs } from '../bounded-wait.ts';
import type { Fault, FaultSurroundings, Verification } from '../fault.ts';
import { defineFixedFault, type FaultKind } from '../fault-parameters.ts';
import { pauseProcesses } from '../processes.ts';

export const redisPaused: Fault = {
  id: 'redis-paused',
  title: 'Redis paused',
  mechanism: writeMessage('how-redis-paused'),
  check: checkOwnRedis,
  async apply(surroundings) {
    const { server, pid } = requireOwnRedis(surroundings);
    const paused = pauseProcesses([pid], surroundings.journal);
    return {
      verify: () => awaitEffect(() => paused.verify()),
      async heal() {
        paused.resume();
        await awaitRedisAnswer(server, 'woken up');
      },
    };
  },
};

async function verifyGone(server: RedisServer, pid: number): Promise<Verification> {
  if (readStartTicks(pid) !== undefined) {
    return { tookEffect: false, evidence: writeMessage('evidence-redis-runs', { pid }) };
  }
  try {
    await askRedis(server, (redis) => redis.ping());
    return { tookEffect: false, evidence: writeMessage('evidence-redis-answers', { pid }) };
  } catch (thrown) {
    const cause = tellCause(thrown);
    return { tookEffect: true, evidence: writeMessage('evidence-redis-gone', { pid, cause }) };
  }
}

export const redisKilled: Fault = {
  id: 'redis-killed',
  title: 'Redis killed',
  mechanism: writeMessage('how-redis-killed'),
  check: checkOwnRedis,
  async apply(surroundings) {
    const { server, control, pid } = requireOwnRedis(surroundings);
    const heal = async () => {
      await awaitHealed('Redis was killed and does not start', () => control.revive());
      await awaitRedisAnswer(server, 'started again');
    };
    try {
      await control.kill();
    } catch (thrown) {
      await heal();
      throw thrown;
    }
    return { verify: () => awaitEffect(() => verifyGone(server, pid)), heal };
  },
};

/** Keys in all databases by `INFO keyspace`, whose lines read `db0:keys=12,expires=0,…`. */
export function parseKeyCount(info: string): number {
  let count = 0;
  for (const [, keys] of info.matchAll(/^db\d+:keys=(\d+)/gm)) count += Number(keys);
  return count;
}

function judge(before: number, after: number): Verification {
  const isEmptied = before > 0 && after === 0;
  const evidence =
    before === 0
      ? writeMessage('evidence-no-keys')
      : writeMessage('evidence-flushed', { before, after });
  return { tookEffect: isEmptied, evidence };
}

export const redisFlushed: Fault = {
  id: 'redis-flushed',
  title: 'Redis flushed',
  // Freed in the background, so that the fault is a cold cache and not a stall besides.
  mechanism: writeMessage('how-redis-flushed'),
  check: checkOwnRedis,
  async apply(surroundings) {
    const { server } = requireOwnRedis(surroundings);
    // One transaction: the service writes keys again before another question could be asked.
    const replies = await askRedis(server, (redis) =>
      redis.multi().info('keyspace').flushall('ASYNC').info('keyspace').exec(),
    );
    const [before, flushed, after] = replies ?? [];
    const failure = before?.[0] ?? flushed?.[0] ?? after?.[0];
    if (failure) throw failure;
    const seen = judge(parseKeyCount(String(before?.[1])), parseKeyCount(String(after?.[1])));
    return {
      verify: async () => seen,
      // Nothing is to be undone: what a cache held is not brought back by anybody.
      heal: async () => {},
    };
  },
};

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
      if (value === undefined) throw failBy('cause-redis-untold', { name });
      return value;
    };
    const used = /^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1];
    if (used === undefined) throw failBy('cause-redis-memory');
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
      const evidence = writeMessage('evidence-set-refused', { cause: quoteText(message) });
      return { tookEffect: message.startsWith('OOM'), evidence };
    }
    await redis.del(probeKey);
    return { tookEffect: false, evidence: writeMessage('evidence-set-accepted') };
  });
}

export const redisFull: Fault = {
  id: 'redis-full',
  title: 'Redis full',
  mechanism: writeMessage('how-redis-full'),
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

/** A Redis that is the variant's alone. */
interface OwnRedis {
  readonly server: RedisServer;
  readonly control: RedisControl;
  readonly pid: number;
}

/** Time for one question and its answer, ms. */
const askLimitMs = 3_000;

/** The check of every fault of Redis: others may use a given server. */
async function checkOwnRedis({ redis }: FaultSurroundings): Promise<Message | undefined> {
  if (redis === undefined) return writeMessage('no-redis');
  if (redis.control === undefined) return writeMessage('foreign-redis');
  return undefined;
}

/** @throws Error where there is none of its own, or it does not run */
function requireOwnRedis({ redis }: FaultSurroundings): OwnRedis {
  if (redis?.control === undefined) throw failBy('cause-no-redis');
  if (redis.pid === undefined) throw failBy('cause-redis-down');
  return { server: redis, control: redis.control, pid: redis.pid };
}

type Connection = Awaited<ReturnType<typeof openRedis>>;

/**
 * Asks on a connection of its own, named `loadstone`.
 * @throws Error where Redis does not answer in time
 */
async function askRedis<T>(
  { url }: RedisServer,
  ask: (redis: Connection) => Promise<T>,
): Promise<T> {
  const opening = openRedis(url);
  try {
    return await withinMs(opening.then(ask), askLimitMs);
  } finally {
    // Also one that opens after the time is up.
    void opening.then(
      (redis) => redis.disconnect(),
      () => {},
    );
  }
}

/** @throws LoadstoneError FAULT_NOT_HEALED where it stays silent */
async function awaitRedisAnswer(server: RedisServer, done: string): Promise<void> {
  await awaitHealed(`Redis does not answer after it was ${done}`, async () => {
    await askRedis(server, (redis) => redis.ping());
  });
}

export const redisFaults: readonly FaultKind[] = [
  redisPaused,
  redisKilled,
  redisFlushed,
  redisFull,
].map(defineFixedFault);
