// What the faults of Redis share: whose server it is, and whether it answers.
import { say } from '../../../reports/document/messages/message.ts';
import type { Phrase } from '../../../reports/document/phrase.ts';
import type { RedisControl, RedisServer } from '../../services/redis.ts';
import { openRedis } from '../../services/redis-database.ts';
import { awaitHealed, withinMs } from '../bounded-wait.ts';
import type { FaultSurroundings } from '../fault.ts';

/** A Redis that is the variant's alone. */
export interface OwnRedis {
  readonly server: RedisServer;
  readonly control: RedisControl;
  readonly pid: number;
}

/** Time for one question and its answer, ms. */
const askLimitMs = 3_000;

/** The check of every fault of Redis: others may use a given server. */
export async function checkOwnRedis({ redis }: FaultSurroundings): Promise<Phrase | undefined> {
  if (redis === undefined) return say('no-redis');
  if (redis.control === undefined) return say('foreign-redis');
  return undefined;
}

/** @throws Error where there is none of its own, or it does not run */
export function requireOwnRedis({ redis }: FaultSurroundings): OwnRedis {
  if (redis?.control === undefined) throw new Error('the variant has no Redis of its own');
  if (redis.pid === undefined) throw new Error('the Redis of the variant does not run');
  return { server: redis, control: redis.control, pid: redis.pid };
}

type Connection = Awaited<ReturnType<typeof openRedis>>;

/**
 * Asks on a connection of its own, named `loadstone`.
 * @throws Error where Redis does not answer in time
 */
export async function askRedis<T>(
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
export async function awaitRedisAnswer(server: RedisServer, done: string): Promise<void> {
  await awaitHealed(`Redis does not answer after it was ${done}`, async () => {
    await askRedis(server, (redis) => redis.ping());
  });
}
