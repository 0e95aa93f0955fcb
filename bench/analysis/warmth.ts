// How warm variants were: requests of warm-up, and what of their look-ups the cache had.
import type { CacheCounts, TrialRecord, WarmupRecord } from '../measurement/records.ts';
import { median } from '../stats/descriptive.ts';

/** Requests of a variant's warm-up, median over the groups; undefined where there was none. */
export function countWarmup(
  warmups: readonly WarmupRecord[],
  variantId: string,
): number | undefined {
  const counts = warmups.flatMap(({ variants }) =>
    variants.flatMap((each) => (each.variantId === variantId ? each.requests : [])),
  );
  const count = median(counts);
  return count === undefined ? undefined : Math.round(count);
}

/** Undefined where nothing was looked up. */
export function poolHits(
  records: readonly TrialRecord[],
  key: 'cacheAtStart' | 'cacheAtEnd',
): number | undefined {
  const all = records.flatMap((record): CacheCounts[] => {
    const counts = record[key];
    return counts === undefined ? [] : [counts];
  });
  const hits = all.reduce((sum, counts) => sum + counts.hits, 0);
  const lookUps = all.reduce((sum, counts) => sum + counts.hits + counts.misses, 0);
  return lookUps > 0 ? hits / lookUps : undefined;
}
