// Cache look-ups at the start and at the end of what is measured, read between the slices.
import type { CacheCounts } from '../measurement/records.ts';

/** Look-ups of a variant in the first and the last quarter of its slices, one slice at least. */
export interface MarkedCaches {
  readonly start: CacheCounts | undefined;
  readonly end: CacheCounts | undefined;
}

interface CacheMarks {
  beforeSlice(variantId: string): Promise<void>;
  afterSlice(variantId: string): Promise<void>;
  read(): ReadonlyMap<string, MarkedCaches>;
}

interface CacheReader {
  readCache(variantId: string): Promise<CacheCounts | undefined>;
}

/** Four readings a variant, none inside a slice. */
export function createCacheMarks(sliceOrder: readonly string[], meter: CacheReader): CacheMarks {
  const readings = new Map<string, Map<string, CacheCounts | undefined>>();
  const played = new Map<string, number>();
  const countOf = (variantId: string): number => sliceOrder.filter((id) => id === variantId).length;
  const mark = async (variantId: string, name: string): Promise<void> => {
    const own = readings.get(variantId) ?? new Map<string, CacheCounts | undefined>();
    own.set(name, await meter.readCache(variantId));
    readings.set(variantId, own);
  };
  return {
    beforeSlice: async (variantId) => {
      const [done, all] = [played.get(variantId) ?? 0, countOf(variantId)];
      if (done === 0) await mark(variantId, 'start');
      if (done === all - quarterOf(all)) await mark(variantId, 'endsFrom');
    },
    afterSlice: async (variantId) => {
      const [done, all] = [(played.get(variantId) ?? 0) + 1, countOf(variantId)];
      played.set(variantId, done);
      if (done === quarterOf(all)) await mark(variantId, 'startsUntil');
      if (done === all) await mark(variantId, 'end');
    },
    read: () =>
      new Map(
        [...readings].map(([variantId, own]) => [
          variantId,
          {
            start: subtractCache(own.get('start'), own.get('startsUntil')),
            end: subtractCache(own.get('endsFrom'), own.get('end')),
          },
        ]),
      ),
  };
}

function quarterOf(slices: number): number {
  return Math.max(1, Math.floor(slices / 4));
}

/** Look-ups between two readings; undefined where either is not known. */
export function subtractCache(
  before: CacheCounts | undefined,
  after: CacheCounts | undefined,
): CacheCounts | undefined {
  if (before === undefined || after === undefined) return undefined;
  return { hits: after.hits - before.hits, misses: after.misses - before.misses };
}
