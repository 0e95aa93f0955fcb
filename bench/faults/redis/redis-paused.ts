// Redis hangs: its connections stay open and nothing is answered.
import { awaitEffect } from '../bounded-wait.ts';
import type { Fault } from '../fault.ts';
import { pauseProcesses } from '../paused-processes.ts';
import { awaitRedisAnswer, checkOwnRedis, requireOwnRedis } from './own-redis.ts';

export const redisPaused: Fault = {
  id: 'redis-paused',
  title: 'Redis paused',
  mechanism: 'SIGSTOP to redis-server, SIGCONT at the end: connections stay open, nothing answers.',
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
