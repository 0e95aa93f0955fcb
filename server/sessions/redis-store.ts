// Sessions in Redis: one GET for each request of somebody who is logged in. What can't be read is 503, never "not logged in".

import type { Session } from 'fastify';
import type { Redis } from 'ioredis';
import { ServiceError } from '../errors.ts';
import type { LevelCounters } from '../plugins/level-counters.ts';
import type { SessionStore } from './stored-sessions.ts';

/** @param redis closed by the caller */
export function createRedisStore(
  redis: Redis,
  namespace: string,
  acts: LevelCounters,
  ttlMs: number,
): SessionStore {
  const keyOf = (idHash: Buffer) => `${namespace}:session:${idHash.toString('base64url')}`;
  return {
    read: async (idHash) => {
      acts.add('sessionReadsRedis');
      const text = await orUnavailable(redis.get(keyOf(idHash)));
      return text === null ? undefined : (JSON.parse(text) as Session);
    },
    write: async (idHash, session) => {
      await orUnavailable(redis.set(keyOf(idHash), JSON.stringify(session), 'PX', ttlMs));
    },
    remove: async (idHash) => {
      await orUnavailable(redis.del(keyOf(idHash)));
    },
  };
}

/** @throws ServiceError SESSION_UNAVAILABLE */
async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (cause) {
    throw new ServiceError('SESSION_UNAVAILABLE', 'The sessions are unavailable.', { cause });
  }
}
