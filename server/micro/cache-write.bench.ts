// A change in the cache, at each level that keeps something: forget one entry, then fill it again.
import { buildFilledCache } from './filled-cache.ts';

const count = 256;

function describeLevel(level: 'memory' | 'redis' | 'tiered') {
  return {
    prepare: async ({ redisUrl }: { readonly redisUrl: string | undefined }) => {
      const { cache, keys, read } = await buildFilledCache(level, redisUrl, count);
      const change = async (index: number) => {
        await cache.invalidate([keys[index] ?? '']);
        return read(index);
      };
      let index = 0;
      return {
        run: async () => {
          index = (index + 1) % count;
          return (await change(index)).length;
        },
        answer: async () => (await change(7)).toString(),
        end: () => cache.close(),
      };
    },
  };
}

/** One customer forgotten and kept again. */
export const suite = {
  name: 'cache-write',
  operation: 'one customer forgotten and kept again',
  baseline: 'memory',
  alternatives: [
    { name: 'memory', ...describeLevel('memory') },
    { name: 'tiered', needs: 'redis' as const, ...describeLevel('tiered') },
    { name: 'redis', needs: 'redis' as const, ...describeLevel('redis') },
  ],
};
