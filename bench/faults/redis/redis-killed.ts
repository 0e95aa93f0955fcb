// Redis crashes and stays away until the end of the fault, when it comes back empty.
import { messageOf } from '../../errors.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import type { RedisServer } from '../../services/redis.ts';
import { awaitEffect, awaitHealed } from '../bounded-wait.ts';
import type { Fault, Verification } from '../fault.ts';
import { askRedis, awaitRedisAnswer, checkOwnRedis, requireOwnRedis } from './own-redis.ts';

async function verifyGone(server: RedisServer, pid: number): Promise<Verification> {
  if (readStartTicks(pid) !== undefined) {
    return { tookEffect: false, evidence: `Process ${pid} still runs.` };
  }
  try {
    await askRedis(server, (redis) => redis.ping());
    return { tookEffect: false, evidence: `Process ${pid} is gone, but Redis answers again.` };
  } catch (thrown) {
    const evidence = `Process ${pid} is gone and its port does not answer (${messageOf(thrown)}).`;
    return { tookEffect: true, evidence };
  }
}

export const redisKilled: Fault = {
  id: 'redis-killed',
  title: 'Redis killed',
  mechanism: 'SIGKILL to redis-server; started again at the end, empty, on the same port.',
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
