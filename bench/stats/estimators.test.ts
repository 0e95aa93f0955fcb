// Estimators and intervals against values worked out by hand and against brute force.
import signedRankCdf from '@stdlib/stats-base-dists-signrank-cdf';
import signedRankQuantile from '@stdlib/stats-base-dists-signrank-quantile';
import fc from 'fast-check';
import jstat from 'jstat';
import { describe, expect, it } from 'vitest';
import { mean, median, quantile, sampleSd } from './descriptive.ts';
import {
  buildHodgesLehmannInterval,
  buildPairedInterval,
  buildWalshAverages,
} from './paired-interval.ts';
import { computePairsNeeded } from './pairs-needed.ts';
import { buildSignedRankProbabilities, computeSignedRankCut } from './signed-rank.ts';
import { buildTInterval } from './t-interval.ts';

const { jStat } = jstat;

describe('descriptive statistics', () => {
  const sample = [4, 1, 7.5, -2, 3, 3];

  it('agree with jstat', () => {
    expect(mean(sample)).toBeCloseTo(16.5 / 6, 12);
    expect(sampleSd(sample)).toBeCloseTo(jStat.stdev(sample, true), 12);
    expect(median(sample)).toBe(jStat.median(sample));
  });

  it('interpolate quantiles at (n − 1)·p', () => {
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(quantile([10, 20], 0.9)).toBeCloseTo(19, 12);
    // Far from the beginning, between two values that differ.
    expect(quantile([80, 10, 40, 20], 0.5)).toBe(30);
    expect(quantile([80, 10, 40, 20], 0.9)).toBeCloseTo(68, 12);
    expect([0, 1].map((probability) => quantile([80, 10, 40, 20], probability))).toEqual([10, 80]);
    expect(() => quantile([1], -0.1)).toThrow(RangeError);
    expect(quantile([], 0.5)).toBeUndefined();
    expect([median([3, 1]), median([5, 1, 2, 9, 7, 4])]).toEqual([2, 4.5]);
    expect(() => quantile(sample, 1.2)).toThrow(RangeError);
  });

  it('say nothing of an empty sample', () => {
    expect(mean([])).toBeUndefined();
    expect(median([])).toBeUndefined();
    expect(sampleSd([1])).toBeUndefined();
  });
});

/** P(W = w) by going through all 2ⁿ sign patterns. */
function countSignPatterns(pairs: number): number[] {
  const counts = new Array<number>((pairs * (pairs + 1)) / 2 + 1).fill(0);
  for (let pattern = 0; pattern < 2 ** pairs; pattern += 1) {
    let sum = 0;
    for (let rank = 1; rank <= pairs; rank += 1) if (pattern & (1 << (rank - 1))) sum += rank;
    counts[sum] = (counts[sum] ?? 0) + 1;
  }
  return counts.map((count) => count / 2 ** pairs);
}

describe('signed-rank distribution', () => {
  it('equals the enumeration of all sign patterns', () => {
    for (const pairs of [1, 2, 5, 9, 12]) {
      expect([...buildSignedRankProbabilities(pairs)]).toEqual(countSignPatterns(pairs));
    }
  });

  it('sums to one where counts would overflow', () => {
    const sum = buildSignedRankProbabilities(200).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 12);
  });

  it('agrees with the oracle in distribution and cuts', () => {
    for (const pairs of [8, 12, 27, 40]) {
      let below = 0;
      for (const [sum, probability] of buildSignedRankProbabilities(pairs).entries()) {
        below += probability;
        expect(below).toBeCloseTo(signedRankCdf(sum, pairs), 10);
      }
      for (const confidence of [0.9, 0.95, 0.983]) {
        expect(computeSignedRankCut(pairs, confidence)?.k).toBe(
          signedRankQuantile((1 - confidence) / 2, pairs),
        );
      }
    }
  });

  it('gives the textbook cuts at 95 %', () => {
    expect(computeSignedRankCut(5, 0.95)).toBeUndefined();
    expect(computeSignedRankCut(6, 0.95)).toEqual({ k: 1, achievedConfidence: 1 - 2 / 64 });
    expect(computeSignedRankCut(8, 0.95)).toEqual({ k: 4, achievedConfidence: 1 - 10 / 256 });
    expect(computeSignedRankCut(12, 0.95)?.k).toBe(14);
    expect(() => computeSignedRankCut(12, 1)).toThrow(RangeError);
    expect(() => buildSignedRankProbabilities(0)).toThrow(RangeError);
  });
});

describe('Hodges-Lehmann interval', () => {
  it('is the median of the Walsh averages between the k-th from either end', () => {
    const values = [1, 2, 4, 8, 16, 32];
    const averages = buildWalshAverages(values);
    expect(averages).toHaveLength(21);
    expect(buildHodgesLehmannInterval(values, 0.95)).toEqual({
      estimate: averages[10],
      lower: 1,
      upper: 32,
    });
  });

  it('is hardly moved by one wild group', () => {
    const calm = [0.1, 0.11, 0.09, 0.1, 0.12, 0.1, 0.11, 0.1, 0.09, 0.1, 0.1, 0.11];
    const wild = [...calm.slice(1), 9];
    expect(buildHodgesLehmannInterval(wild, 0.95)?.estimate).toBeCloseTo(0.105, 2);
  });

  it('takes over from the t interval at eight pairs', () => {
    const seven = [3, 1, 4, 1.5, 5, 9, 2.6];
    expect(buildPairedInterval(seven, 0.95)).toEqual({
      ...buildTInterval(seven, 0.95),
      method: 't',
    });
    expect(buildPairedInterval([...seven, 5.3], 0.95)?.method).toBe('hodges-lehmann');
    expect(buildPairedInterval([1], 0.95)).toBeUndefined();
  });
});

describe('paired interval and bound', () => {
  const differences = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 2,
    maxLength: 20,
  });
  const close = (found: number | undefined, expected: number | undefined): void => {
    expect(found ?? 0).toBeCloseTo(expected ?? Number.NaN, 9);
  };

  it('ignores the order and mirrors with the sign', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const interval = buildPairedInterval(values, 0.95);
        const turned = buildPairedInterval(values.toReversed(), 0.95);
        const mirrored = buildPairedInterval(
          values.map((value) => -value),
          0.95,
        );
        for (const side of ['estimate', 'lower', 'upper'] as const) {
          close(turned?.[side], interval?.[side]);
        }
        close(mirrored?.estimate, -(interval?.estimate ?? 0));
        close(mirrored?.lower, -(interval?.upper ?? 0));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('widens with the confidence while the method stays the same', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const narrow = buildPairedInterval(values, 0.9);
        const wide = buildPairedInterval(values, 0.95);
        expect(wide?.method).toBe(narrow?.method);
        expect(wide?.lower).toBeLessThanOrEqual(narrow?.lower ?? 0);
        expect(wide?.upper).toBeGreaterThanOrEqual(narrow?.upper ?? 0);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('t interval', () => {
  it('is d̄ ± t·s/√n', () => {
    const interval = buildTInterval([1, 2, 3, 4, 5], 0.95);
    const half = (jStat.studentt.inv(0.975, 4) * Math.sqrt(2.5)) / Math.sqrt(5);
    expect(interval?.estimate).toBe(3);
    expect(interval?.upper).toBeCloseTo(3 + half, 8);
    expect(interval?.lower).toBeCloseTo(3 - half, 8);
  });
});

describe('pairs needed', () => {
  it('reproduces the published table for a half-width of 5 %', () => {
    const needed = [1, 2, 3, 5, 10, 20].map((cv) =>
      computePairsNeeded((Math.SQRT2 * cv) / 100, Math.log(1.05), 0.95, 1_000),
    );
    expect(needed).toEqual([3, 4, 6, 11, 35, 132]);
  });

  it('does not answer where the number is past all sense', () => {
    expect(computePairsNeeded(100, 0.1, 0.95, 1_000)).toBeUndefined();
    expect(computePairsNeeded(1, 0, 0.95, 1_000)).toBeUndefined();
    expect(computePairsNeeded(0, 1, 0.95, 1_000)).toBe(2);
  });
});

describe('the estimate of paired differences', () => {
  it('is the middle of all averages of two, by hand, where their number is even', () => {
    // 36 averages of 8 values, the 18th and the 19th of which differ.
    const values = [0, 1, 3, 7, 15, 31, 63, 127];
    const averages = values
      .flatMap((one, index) => values.slice(index).map((other) => (one + other) / 2))
      .sort((a, b) => a - b);
    const [lower = 0, upper = 0] = averages.slice(17, 19);
    expect(averages).toHaveLength(36);
    expect(upper).toBeGreaterThan(lower);
    const interval = buildHodgesLehmannInterval(values, 0.95);
    expect(interval?.estimate).toBe((lower + upper) / 2);
    // The 4th from either end (Wilcoxon's table: 3 at 5 % of 8 pairs).
    expect([interval?.lower, interval?.upper]).toEqual([averages[3], averages[32]]);
    expect(buildHodgesLehmannInterval([], 0.95)).toBeUndefined();
  });
});
