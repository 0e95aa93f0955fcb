import { expect, test } from 'vitest';
import { RandomStream } from './random.ts';
import { drawIndexes, inversePower, WeightedDraw, zipfWeights } from './weighted-draw.ts';

test('powers by square roots are those of Math.pow up to rounding', () => {
  for (const base of [1, 2, 3, 10, 97, 20_000, 1_000_000]) {
    for (const exponent of [0, 1, 512, 614, 881, 922, 1_023]) {
      const expected = base ** (-exponent / 1_024);
      expect(Math.abs(inversePower(base, exponent) / expected - 1)).toBeLessThan(1e-13);
    }
  }
});

test('draws come as often as their weights say', () => {
  const weights = zipfWeights(50, 881);
  const draw = new WeightedDraw(
    weights,
    Array.from({ length: 50 }, (_, index) => 100 + index),
  );
  const random = new RandomStream(3, 1, 4);
  const drawCount = 500_000;
  const counts = new Map<number, number>();
  for (let index = 0; index < drawCount; index++) {
    const outcome = draw.draw(random);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  weights.forEach((weight, index) => {
    const expected = (weight / sum) * drawCount;
    const seen = counts.get(100 + index) ?? 0;
    expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});

test('a single outcome is always drawn', () => {
  const random = new RandomStream(1, 2, 3);
  const draw = drawIndexes([0.1]);
  expect([draw.draw(random), draw.draw(random)]).toEqual([0, 0]);
});
