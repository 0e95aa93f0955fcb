// A hit in the cache, at each level that keeps something.
import { listLevels } from './filled-cache.ts';

/** One cached customer read. */
export const suite = {
  name: 'cache-read',
  operation: 'one cached customer read',
  baseline: 'memory',
  alternatives: listLevels(({ read }, index) => read(index)),
};
