// The posterior of a threshold: against brute force, whatever the order, and what no trial can tell.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateThreshold, listContradictions, type ThresholdTrial } from './threshold.ts';

const range = { least: 10, most: 1_000 };

test('without a trial it is the middle of the range, as wide as a flat prior', () => {
  const { value, logSd } = estimateThreshold([], range);
  expect(value).toBeCloseTo(100, 0);
  expect(logSd).toBeCloseTo(Math.log(100) / Math.sqrt(12), 1);
});

test('it lies between what was met and what failed, and more trials narrow it', () => {
  const bracket = [
    { value: 200, met: true },
    { value: 240, met: false },
  ];
  const once = estimateThreshold(bracket, range);
  expect(once.value).toBeGreaterThan(195);
  expect(once.value).toBeLessThan(245);
  const thrice = estimateThreshold([...bracket, ...bracket, ...bracket], range);
  expect(thrice.logSd).toBeLessThan(once.logSd);
  expect(thrice.value).toBeCloseTo(Math.sqrt(200 * 240), -1);
});

test('one unlucky trial far below does not move it far; without it there is none', () => {
  const trials: readonly ThresholdTrial[] = [50, 100, 150, 190, 195].map((value) => ({
    ...{ value, met: true },
  }));
  const failed = [205, 210, 300].map((value) => ({ value, met: false }));
  const unlucky = { value: 60, met: false };
  const { value } = estimateThreshold([...trials, ...failed, unlucky], range);
  expect(Math.abs(Math.log(value / 200))).toBeLessThan(0.05);
  expect(listContradictions([...trials, ...failed, unlucky], value)).toEqual([unlucky]);
});

test('the order of the trials says nothing, and scaling all values scales the estimate', () => {
  const trial = fc.record({ value: fc.integer({ min: 10, max: 1_000 }), met: fc.boolean() });
  fc.assert(
    fc.property(fc.array(trial, { maxLength: 12 }), (trials) => {
      const one = estimateThreshold(trials, range);
      const other = estimateThreshold(trials.toReversed(), range);
      expect(other.value).toBeCloseTo(one.value, 6);
      const scaled = estimateThreshold(
        trials.map(({ value, met }) => ({ value: 7 * value, met })),
        { least: 70, most: 7_000 },
      );
      expect(scaled.value / 7).toBeCloseTo(one.value, 6);
      expect(one.value).toBeGreaterThanOrEqual(range.least);
      expect(one.value).toBeLessThanOrEqual(range.most);
    }),
    { numRuns: 50 },
  );
});
