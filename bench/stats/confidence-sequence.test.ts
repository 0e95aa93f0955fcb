// The confidence sequence by its definition: where the mixed likelihood ratio reaches 1/α.
import { describe, expect, it } from 'vitest';
import {
  buildConfidenceSequenceInterval,
  computeSequenceTestLevel,
} from './confidence-sequence.ts';
import { mean, sampleSd } from './descriptive.ts';
import { buildTInterval } from './t-interval.ts';
import { buildNormal, buildUniform } from './test-noise.ts';

/** Likelihood ratio of the sample for effects N(0, 1) in units of the sd, against the truth being this. */
function mixedRatio(values: readonly number[], truth: number): number {
  const n = values.length;
  const t = (Math.sqrt(n) * ((mean(values) ?? 0) - truth)) / (sampleSd(values) ?? 0);
  const [r, df] = [1 + n, n - 1];
  return ((1 + t ** 2 / df) / (1 + t ** 2 / (df * r))) ** (n / 2) / Math.sqrt(r);
}

describe('t confidence sequence', () => {
  it.each([0.9, 0.95, 0.99, 0.995])('at %f ends where the ratio is one to α', (confidence) => {
    const normal = buildNormal(buildUniform(14));
    for (const size of [8, 12, 27, 100]) {
      const values = Array.from({ length: size }, normal);
      const interval = buildConfidenceSequenceInterval(values, confidence);
      for (const end of [interval?.lower, interval?.upper])
        expect(mixedRatio(values, end ?? 0) * (1 - confidence)).toBeCloseTo(1, 9);
    }
  });

  it('is the t interval at the level that stands for it in a power analysis', () => {
    const values = [1, 3, 2, 5, 4, 4, 2, 3];
    const level = computeSequenceTestLevel(values.length, 0.95) ?? 1;
    expect(level).toBeLessThan(0.05);
    const [one, other] = [
      buildConfidenceSequenceInterval(values, 0.95),
      buildTInterval(values, 1 - level),
    ];
    expect(one?.lower).toBeCloseTo(other?.lower ?? 0, 9);
    expect(one?.upper).toBeCloseTo(other?.upper ?? 0, 9);
    expect([1, 2, 3, 4].map((size) => computeSequenceTestLevel(size, 0.95))).toEqual(
      [1, 2, 3, 4].map(() => undefined),
    );
    expect(computeSequenceTestLevel(5, 0.95)).toBeGreaterThan(0);
  });

  it('has no end on very few values, and is then wider than the t interval, never without limit', () => {
    const normal = buildNormal(buildUniform(13));
    const values = Array.from({ length: 400 }, normal);
    const widthRatio = (size: number): number => {
      const part = values.slice(0, size);
      const sequence = buildConfidenceSequenceInterval(part, 0.95);
      const plain = buildTInterval(part, 0.95);
      if (sequence === undefined || plain === undefined) return Number.POSITIVE_INFINITY;
      return (sequence.upper - sequence.lower) / (plain.upper - plain.lower);
    };
    expect([2, 3, 4].map(widthRatio)).toEqual([2, 3, 4].map(() => Number.POSITIVE_INFINITY));
    expect(widthRatio(5)).toBeGreaterThan(1.5);
    for (const size of [8, 27, 400]) {
      expect(widthRatio(size)).toBeGreaterThan(1.3);
      expect(widthRatio(size)).toBeLessThan(2.2);
    }
  });

  it('widens with the confidence and keeps the mean in its middle', () => {
    const values = [1, 3, 2, 5, 4, 4, 2, 3];
    const narrow = buildConfidenceSequenceInterval(values, 0.9);
    const wide = buildConfidenceSequenceInterval(values, 0.99);
    expect(narrow?.estimate).toBe(3);
    expect((narrow?.lower ?? 0) + (narrow?.upper ?? 0)).toBeCloseTo(6, 12);
    expect(wide?.lower).toBeLessThan(narrow?.lower ?? 0);
  });

  it('refuses what is no confidence, and says nothing of one value', () => {
    for (const confidence of [0, 1, -0.5, Number.NaN]) {
      expect(() => buildConfidenceSequenceInterval([1, 2, 3], confidence)).toThrow(RangeError);
      expect(() => computeSequenceTestLevel(8, confidence)).toThrow(RangeError);
    }
    expect(buildConfidenceSequenceInterval([1], 0.1)).toBeUndefined();
    expect(buildConfidenceSequenceInterval([], 0.1)).toBeUndefined();
    // Two are enough where hardly any confidence is asked for.
    expect(buildConfidenceSequenceInterval([1, 2], 0.1)?.estimate).toBe(1.5);
    expect(computeSequenceTestLevel(2, 0.1)).toBeLessThan(1);
  });
});
