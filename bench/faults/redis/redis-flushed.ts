// The cache goes cold at one blow: all keys of the variant's Redis are gone.
import type { Fault, Verification } from '../fault.ts';
import { askRedis, checkOwnRedis, requireOwnRedis } from './own-redis.ts';

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
      ? 'There was not one key to flush.'
      : `Keys before: ${before}; right after: ${after}.`;
  return { tookEffect: isEmptied, evidence };
}

export const redisFlushed: Fault = {
  id: 'redis-flushed',
  title: 'Redis flushed',
  // Freed in the background, so that the fault is a cold cache and not a stall besides.
  mechanism: 'FLUSHALL ASYNC: every key is gone at once, and the cache fills again by itself.',
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
