import { expect, test } from 'vitest';
import { RandomStream, shuffleIds } from './random.ts';

/** sfc32 as its author defines it, in arithmetic that cannot overflow. */
function* referenceSfc32(seed: number, table: number, chunk: number): Generator<number> {
  const mask = 0xffff_ffffn;
  let [a, b, c, counter] = [BigInt(seed), BigInt(table), BigInt(chunk), 1n];
  for (let round = 0; ; round++) {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = (((c << 21n) & mask) | (c >> 11n)) + sum;
    c &= mask;
    if (round >= 15) yield Number(sum);
  }
}

test('a stream gives the numbers that sfc32 is defined to give', () => {
  const random = new RandomStream(4_294_967_295, 7, 123);
  const expected = referenceSfc32(4_294_967_295, 7, 123).take(1_000).toArray();
  expect(expected.map(() => random.next())).toEqual(expected);
});

test('streams of another seed, table or chunk have nothing in common', () => {
  const firsts = [
    [1, 5, 0],
    [2, 5, 0],
    [1, 6, 0],
    [1, 5, 1],
    [0, 0, 0],
  ].map(([seed = 0, table = 0, chunk = 0]) => new RandomStream(seed, table, chunk).next());
  expect(new Set(firsts).size).toBe(firsts.length);
});

test('numbers below a bound reach every value and never the bound', () => {
  const random = new RandomStream(1, 1, 1);
  const counts = new Array<number>(7).fill(0);
  for (let draw = 0; draw < 70_000; draw++) {
    const value = random.below(7);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  expect(counts).toHaveLength(7);
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('shuffled ids are all ids, once each, in another order', () => {
  const ids = shuffleIds(1_000, new RandomStream(1, 1, 0));
  const inOrder = Array.from({ length: 1_000 }, (_, index) => index + 1);
  expect([...ids].sort((a, b) => a - b)).toEqual(inOrder);
  expect([...ids]).not.toEqual(inOrder);
});
