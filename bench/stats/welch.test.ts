import { expect, test } from 'vitest';
import { buildTInterval } from './t-interval.ts';
import { buildNormal, buildUniform } from './test-noise.ts';
import { compareMeans, describeMean, recoverMean } from './welch.ts';

const describe = (values: readonly number[]) => {
  const described = describeMean(values);
  if (described === undefined) throw new Error('a mean needs two values');
  return described;
};

test('the difference of two small samples is what the formula gives by hand', () => {
  // Variances 3.5 and 21.5, six values each: t = 4 / √(3.5/6 + 21.5/6).
  const found = compareMeans(describe([1, 2, 3, 4, 5, 6]), describe([2, 4, 6, 8, 10, 15]), 0.95);
  const [v, w] = [3.5 / 6, 21.5 / 6];
  expect(found?.estimate).toBeCloseTo(4, 12);
  expect(found?.degreesOfFreedom).toBeCloseTo((v + w) ** 2 / (v ** 2 / 5 + w ** 2 / 5), 12);
  // Tables: t(.975) is 2.4469 at 6 degrees of freedom and 2.3646 at 7.
  expect((found?.upper ?? 0) - 4).toBeGreaterThan(2.3646 * Math.sqrt(v + w));
  expect((found?.upper ?? 0) - 4).toBeLessThan(2.4469 * Math.sqrt(v + w));
});

test('of few values the lesser degrees of freedom are taken, so that far tails are not too thin', () => {
  const few = compareMeans(describe([1, 2, 3]), describe([5, 6, 7, 8, 9, 10, 11]), 0.95);
  expect(few?.degreesOfFreedom).toBe(2);
});

test('equal spreads and sizes give the degrees of freedom of Student', () => {
  const found = compareMeans(describe([1, 2, 3, 4, 5, 6]), describe([5, 6, 7, 8, 9, 10]), 0.95);
  expect(found?.degreesOfFreedom).toBeCloseTo(10, 12);
});

test('an error recovered from a t interval is the one that it was made from', () => {
  const values = [0.1, 0.4, -0.2, 0.3, 0.25];
  const interval = buildTInterval(values, 0.98);
  if (interval === undefined) throw new Error('no interval');
  const recovered = recoverMean(interval, 0.98, values.length);
  expect(recovered?.standardError).toBeCloseTo(describe(values).standardError, 12);
});

test('without any error, or with one value, nothing is said', () => {
  expect(compareMeans(describe([1, 1]), describe([2, 2]), 0.95)).toBeUndefined();
  expect(describeMean([1])).toBeUndefined();
  expect(recoverMean({ estimate: 1, lower: 1, upper: 1 }, 0.95, 1)).toBeUndefined();
});

test('the p-value is the error at which the interval just reaches 0', () => {
  for (const [one, other] of [
    [
      [1, 2, 3, 4, 5, 6],
      [2, 4, 6, 8, 10, 15],
    ],
    [
      [5, 6, 7, 8],
      [1, 2, 2, 4, 5],
    ],
  ] as const) {
    const p = compareMeans(describe(one), describe(other), 0.95)?.p ?? 1;
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
    const touching = compareMeans(describe(one), describe(other), 1 - p);
    const nearest = Math.min(Math.abs(touching?.lower ?? 1), Math.abs(touching?.upper ?? 1));
    expect(nearest).toBeCloseTo(0, 9);
  }
  const same = compareMeans(describe([1, 2, 3]), describe([1, 2, 3]), 0.95);
  expect(same?.p).toBeCloseTo(1, 12);
});

test('two values are enough for an error, which is 0 where both are the same', () => {
  const interval = buildTInterval([1, 3], 0.95);
  if (interval === undefined) throw new Error('no interval');
  expect(recoverMean(interval, 0.95, 2)?.standardError).toBeCloseTo(1, 12);
  expect(recoverMean({ estimate: 1, lower: 1, upper: 1 }, 0.95, 2)?.standardError).toBe(0);
  expect(recoverMean({ estimate: 1, lower: 2, upper: 1 }, 0.95, 2)).toBeUndefined();
});

test.each([0, 1, -1, Number.NaN])('%d is no confidence', (confidence) => {
  const [one, other] = [describe([1, 2, 4]), describe([2, 3, 7])];
  expect(() => compareMeans(one, other, confidence)).toThrow(RangeError);
  expect(() => recoverMean({ estimate: 1, lower: 0, upper: 2 }, confidence, 3)).toThrow(RangeError);
  expect(() => buildTInterval([1, 2, 4], confidence)).toThrow(RangeError);
});

test('of samples of unequal size and spread, 95% of the intervals hold the true difference', () => {
  const normal = buildNormal(buildUniform(11));
  const draw = (count: number, sd: number) => Array.from({ length: count }, () => sd * normal());
  const rounds = 4_000;
  let covered = 0;
  for (let round = 0; round < rounds; round += 1) {
    const found = compareMeans(describe(draw(8, 1)), describe(draw(18, 4)), 0.95);
    if (found && found.lower <= 0 && found.upper >= 0) covered += 1;
  }
  expect(covered / rounds).toBeGreaterThan(0.94);
  expect(covered / rounds).toBeLessThan(0.96);
});
