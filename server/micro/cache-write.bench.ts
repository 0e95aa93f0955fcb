// A change in the cache, at each level that keeps something: forget one entry, then fill it again.
import { listLevels } from './filled-cache.ts';

/** One customer forgotten and kept again. */
export const suite = {
  name: 'cache-write',
  operation: 'one customer forgotten and kept again',
  baseline: 'memory',
  alternatives: listLevels(async ({ cache, keys, read }, index) => {
    await cache.invalidate([keys[index] ?? '']);
    return read(index);
  }),
};
