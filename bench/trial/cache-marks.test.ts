// Look-ups at start and end: of the first and last quarter of a variant's slices, read outside of them.
import { expect, test } from 'vitest';
import { createCacheMarks } from './cache-marks.ts';

async function play(slices: number) {
  const order = Array.from({ length: slices }, () => ['a', 'b']).flat();
  const hits = new Map([
    ['a', 0],
    ['b', 0],
  ]);
  let readings = 0;
  const marks = createCacheMarks(order, {
    readCache: async (id) => {
      readings += 1;
      return id === 'b' ? undefined : { hits: hits.get(id) ?? 0, misses: 0 };
    },
  });
  for (const [index, id] of order.entries()) {
    await marks.beforeSlice(id);
    hits.set(id, (hits.get(id) ?? 0) + index + 1);
    await marks.afterSlice(id);
  }
  return { marks: marks.read(), readings };
}

test('of eight slices the first two and the last two', async () => {
  const { marks, readings } = await play(8);
  // Variant a has the slices 1, 3, 5 … 15.
  expect(marks.get('a')).toEqual({
    start: { hits: 1 + 3, misses: 0 },
    end: { hits: 13 + 15, misses: 0 },
  });
  expect(marks.get('b')).toEqual({ start: undefined, end: undefined });
  expect(readings).toBe(8);
});

test('of two slices each', async () => {
  expect((await play(2)).marks.get('a')).toEqual({
    start: { hits: 1, misses: 0 },
    end: { hits: 3, misses: 0 },
  });
});
