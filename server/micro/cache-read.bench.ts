// A hit in the cache, at each level that keeps something.
import { buildFilledCache } from './filled-cache.ts';

const count = 256;

function describeLevel(level: 'memory' | 'redis' | 'tiered') {
  return {
    prepare: async ({ redisUrl }: { readonly redisUrl: string | undefined }) => {
      const { cache, read } = await buildFilledCache(level, redisUrl, count);
      let index = 0;
      return {
        run: async () => {
          index = (index + 1) % count;
          return (await read(index)).length;
        },
        answer: async () => (await read(7)).toString(),
        end: () => cache.close(),
      };
    },
  };
}

/** One cached customer read. */
export const suite = {
  name: 'cache-read',
  operation: 'one cached customer read',
  baseline: 'memory',
  alternatives: [
    { name: 'memory', ...describeLevel('memory') },
    { name: 'tiered', needs: 'redis' as const, ...describeLevel('tiered') },
    { name: 'redis', needs: 'redis' as const, ...describeLevel('redis') },
  ],
};
