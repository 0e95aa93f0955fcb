// A queue in a stream of Redis: a consumer group hands out entries, and takes back those that nobody acknowledged.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { messageOf, ServiceError } from '../../errors.ts';
import type { Database } from '../../plugins/database.ts';
import { raceWithTimeLimit } from '../../threads/closing.ts';
import type { OrderRequest } from '../orders/request.ts';
import { isRefusal, type JobQueue } from './queue.ts';

const group = 'workers';

/** Longest wait of a starting process for Redis; its workers then go on asking. */
const readyLimitMs = 2_000;

/** An entry that was handed out this long ago belongs to a worker that is gone, or that failed. */
const claimAfterMs = 5_000;

/** Id, then names and values of its fields in turn. */
type Entry = readonly [id: string, fields: readonly string[]];

interface Job {
  readonly id: string;
  readonly request: OrderRequest;
}

function readJob(entries: readonly Entry[] | undefined): Job | undefined {
  const [entry] = entries ?? [];
  if (entry === undefined) return undefined;
  const [id, [, request = '']] = entry;
  return { id, request: JSON.parse(request) as OrderRequest };
}

/** Runs commands in one turn. @throws the first error of any of them */
async function runAll(redis: Redis, commands: readonly (readonly string[])[]): Promise<void> {
  const results = await redis.pipeline(commands.map((command) => [...command])).exec();
  for (const [error] of results ?? []) if (error !== null) throw error;
}

/**
 * A worker that dies after its commit and before it acknowledged leaves an entry that is delivered again; the order's key
 * then tells that it is there. The queue is as durable as its Redis, the orders that were acknowledged as PostgreSQL.
 * @param redis a connected (or reconnecting) client, closed with the queue
 */
export function createRedisQueue(redis: Redis, namespace: string, database: Database): JobQueue {
  const stream = `${namespace}:order-jobs`;
  const consumer = randomUUID();

  async function makeGroup(): Promise<void> {
    await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((cause: unknown) => {
      if (!messageOf(cause).startsWith('BUSYGROUP')) throw cause;
    });
  }

  async function take(): Promise<Job | undefined> {
    const read = (await redis.xreadgroup(
      ...(['GROUP', group, consumer, 'COUNT', 1, 'STREAMS', stream, '>'] as const),
    )) as readonly (readonly [string, readonly Entry[]])[] | null;
    const fresh = readJob(read?.[0]?.[1]);
    if (fresh !== undefined) return fresh;
    const claimed = (await redis.xautoclaim(
      ...([stream, group, consumer, claimAfterMs, '0', 'COUNT', 1] as const),
    )) as [cursor: string, entries?: readonly Entry[]];
    return readJob(claimed[1]);
  }

  return {
    put: async (requests) => {
      try {
        await runAll(
          redis,
          requests.map((request) => ['xadd', stream, '*', 'request', JSON.stringify(request)]),
        );
      } catch (cause) {
        throw new ServiceError('QUEUE_UNAVAILABLE', 'The queue is unavailable.', { cause });
      }
    },
    deliver: async (write) => {
      let job: Job | undefined;
      try {
        job = await take();
      } catch (cause) {
        // A stream that was never written to, or a Redis that began anew.
        if (!messageOf(cause).startsWith('NOGROUP')) throw cause;
        await makeGroup();
        job = await take();
      }
      if (job === undefined) return undefined;
      const { id, request } = job;
      const takeOff = [
        ['xack', stream, group, id],
        ['xdel', stream, id],
      ];
      try {
        await database.transaction((transaction) => write(transaction, request));
        await runAll(redis, takeOff);
        return { request, refusal: undefined };
      } catch (cause) {
        if (!isRefusal(cause)) throw cause;
        const keep = ['xadd', `${stream}:refused`, '*', 'request', JSON.stringify(request)];
        await runAll(redis, [keep, ...takeOff]);
        return { request, refusal: cause };
      }
    },
    ready: async () => {
      if (redis.status === 'ready') return;
      const isReady = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
      await raceWithTimeLimit(isReady, readyLimitMs);
    },
    close: async () => redis.disconnect(),
  };
}
