// Ranks that bound a quantile, against the textbook and by seeded simulation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeQuantileRanks } from './order-statistic-interval.ts';
import { buildUniform } from './test-noise.ts';

/** P(B ≤ k), summed up by the ratio of neighbouring terms. */
function sumBinomial(k: number, trials: number, probability: number): number {
  let term = (1 - probability) ** trials;
  let sum = 0;
  for (let successes = 0; successes <= k; successes += 1) {
    sum += term;
    term *= ((trials - successes) / (successes + 1)) * (probability / (1 - probability));
  }
  return sum;
}

describe('order-statistic interval', () => {
  it('gives the textbook ranks of a median', () => {
    expect(computeQuantileRanks(5, 0.5, 0.95)).toBeUndefined();
    expect(computeQuantileRanks(6, 0.5, 0.95)).toMatchObject({ lowerRank: 1, upperRank: 6 });
    expect(computeQuantileRanks(20, 0.5, 0.95)).toMatchObject({ lowerRank: 6, upperRank: 15 });
    expect(computeQuantileRanks(20, 0.5, 0.95)?.achievedConfidence).toBeCloseTo(0.9586, 4);
  });

  it('needs about 368 values to bound a p99', () => {
    // The largest value lies above the p99 with probability 1 − 0.99ⁿ.
    expect(computeQuantileRanks(367, 0.99, 0.95)).toBeUndefined();
    expect(computeQuantileRanks(368, 0.99, 0.95)?.upperRank).toBe(368);
    expect(computeQuantileRanks(0, 0.99, 0.95)).toBeUndefined();
    expect(() => computeQuantileRanks(10, 1, 0.95)).toThrow(RangeError);
    expect(() => computeQuantileRanks(1.5, 0.5, 0.95)).toThrow(RangeError);
  });

  it('takes the tightest ranks with at most half of the rest in either tail', () => {
    const cases = fc.record({
      size: fc.integer({ min: 10, max: 250 }),
      quantile: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      confidence: fc.constantFrom(0.8, 0.95, 0.99),
    });
    fc.assert(
      fc.property(cases, ({ size, quantile, confidence }) => {
        const ranks = computeQuantileRanks(size, quantile, confidence);
        if (ranks === undefined) return;
        const tail = (1 - confidence) / 2;
        const below = (k: number): number => sumBinomial(k, size, quantile);
        expect(below(ranks.lowerRank - 1)).toBeLessThanOrEqual(tail + 1e-9);
        expect(below(ranks.lowerRank)).toBeGreaterThan(tail - 1e-9);
        expect(below(ranks.upperRank - 1)).toBeGreaterThanOrEqual(1 - tail - 1e-9);
        expect(below(ranks.upperRank - 2)).toBeLessThan(1 - tail + 1e-9);
        expect(ranks.achievedConfidence).toBeGreaterThanOrEqual(confidence - 1e-9);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('works at the size of a load test, close to the normal approximation', () => {
    const ranks = computeQuantileRanks(10_000_000, 0.999, 0.95);
    const half = 1.959964 * Math.sqrt(1e7 * 0.999 * 0.001);
    expect(Math.abs((ranks?.lowerRank ?? 0) - (9_990_000 - half))).toBeLessThan(2);
    expect(Math.abs((ranks?.upperRank ?? 0) - (9_990_000 + half))).toBeLessThan(2);
  });

  it('covers the quantile as often as it promises', () => {
    const ranks = computeQuantileRanks(60, 0.9, 0.95);
    const uniform = buildUniform(2);
    let covered = 0;
    for (let run = 0; run < 10_000; run += 1) {
      let below = 0;
      for (let value = 0; value < 60; value += 1) if (uniform() < 0.9) below += 1;
      if (below >= (ranks?.lowerRank ?? 0) && below < (ranks?.upperRank ?? 0)) covered += 1;
    }
    expect(Math.abs(covered / 10_000 - (ranks?.achievedConfidence ?? 0))).toBeLessThan(0.007);
  });
});
