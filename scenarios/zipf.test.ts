// Tests of the skewed draws.
import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { createZipf } from './zipf.ts';

function countRanks(count: number, theta: number, draws: number): number[] {
  const draw = createZipf({ count, theta, random: createRandom(11) });
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < draws; i++) {
    const rank = draw();
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  return counts;
}

function expectedRatios(count: number, theta: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => (rank + 1) ** -theta);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

describe.each([0, 0.5, 0.9, 0.99, 1, 1.5])('with theta %d', (theta) => {
  test('every rank is drawn as often as the law says', () => {
    const draws = 200_000;
    const counts = countRanks(50, theta, draws);
    expect(counts).toHaveLength(50);
    for (const [rank, ratio] of expectedRatios(50, theta).entries()) {
      const deviation = Math.sqrt(draws * ratio * (1 - ratio));
      // 4.5 standard deviations: one false alarm in 150,000 ranks.
      expect(Math.abs((counts[rank] ?? 0) - draws * ratio)).toBeLessThan(4.5 * deviation);
    }
  });
});

test('over 100,000 ranks the first has 8 % and the top tenth most of the draws', () => {
  const draws = 100_000;
  const counts = countRanks(100_000, 0.99, draws);
  const topTenth = counts.slice(0, 10_000).reduce((sum, count) => sum + count, 0);
  const ratios = expectedRatios(100_000, 0.99);
  const expectedTop = ratios.slice(0, 10_000).reduce((sum, ratio) => sum + ratio, 0);
  expect((counts[0] ?? 0) / draws).toBeCloseTo(ratios[0] ?? 0, 2);
  expect(topTenth / draws).toBeCloseTo(expectedTop, 2);
  expect(counts).toHaveLength(100_000);
});

test('a single rank is drawn always', () => {
  expect(countRanks(1, 0.99, 100)).toEqual([100]);
});

test('the same seed draws the same ranks', () => {
  const [one, two] = [1, 2].map(() =>
    createZipf({ count: 1000, theta: 0.99, random: createRandom(5) }),
  );
  for (let i = 0; i < 1000; i++) expect(one?.()).toBe(two?.());
});

test('counts and skews that cannot be served are refused', () => {
  const random = createRandom(1);
  for (const count of [0, -1, 1.5, Number.NaN]) {
    expect(() => createZipf({ count, theta: 0.99, random })).toThrow(RangeError);
  }
  for (const theta of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => createZipf({ count: 10, theta, random })).toThrow(RangeError);
  }
});
