// p-values against brute force, an oracle and each other, and the adjustment for several of them.
import signedRankCdf from '@stdlib/stats-base-dists-signrank-cdf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustByHolm } from './adjusted-p-values.ts';
import { buildPairedInterval } from './paired-interval.ts';
import { computePairedPValue } from './paired-test.ts';
import { computeSignFlipPValue } from './sign-flip.ts';
import { tCdf } from './t-distribution.ts';
import { buildNormal, buildUniform } from './test-noise.ts';

/** Share of the sign patterns whose weighted sum is at least as far from 0 as the observed one. */
function flipAllSigns(values: readonly number[], weights: readonly number[]): number {
  const observed = values.reduce((sum, value, i) => sum + Math.sign(value) * (weights[i] ?? 0), 0);
  let sums = new Float64Array(1);
  for (const weight of weights) {
    const longer = new Float64Array(2 * sums.length);
    longer.set(sums.map((sum) => sum + weight));
    longer.set(
      sums.map((sum) => sum - weight),
      sums.length,
    );
    sums = longer;
  }
  let extreme = 0;
  for (const sum of sums) if (Math.abs(sum) > Math.abs(observed) - 1e-9) extreme += 1;
  return extreme / sums.length;
}

function computeMidRanks(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const below = values.filter((other) => Math.abs(other) < Math.abs(value)).length;
    const equal = values.filter((other) => Math.abs(other) === Math.abs(value)).length;
    return below + (equal + 1) / 2;
  });
}

/** Whole numbers, so that ties and zeros are common and sums are exact. */
const wholeDifferences = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 11 });

function draw(size: number, seed: number): readonly number[] {
  const normal = buildNormal(buildUniform(seed));
  return Array.from({ length: size }, () => 0.3 + normal());
}

describe('sign-flip test', () => {
  it('is the share of all sign patterns, ties and zeros included', () => {
    fc.assert(
      fc.property(wholeDifferences, (values) => {
        expect(computeSignFlipPValue(values)).toBeCloseTo(
          flipAllSigns(values, values.map(Math.abs)),
          12,
        );
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('cannot go below 0.0625 on five groups, and says 1 of nothing', () => {
    expect(computeSignFlipPValue([1, 2, 3, 4, 5])).toBe(0.0625);
    expect(computeSignFlipPValue(new Array<number>(24).fill(0.1))).toBe(2 / 2 ** 24);
    expect(computeSignFlipPValue([0, 0, 0])).toBe(1);
    expect(computeSignFlipPValue([])).toBe(1);
    expect(computeSignFlipPValue([0.1, 0.2, -0.3])).toBe(1);
  });

  it('does not change by more than 1 % where the grid takes over from the patterns', () => {
    for (const [seed, shift] of [
      [2, -0.1],
      [3, 0.2],
    ] as const) {
      const values = draw(21, seed).map((value) => value + shift);
      const exact = flipAllSigns(values, values.map(Math.abs));
      expect(exact).toBeGreaterThan(0.001);
      expect(Math.abs(computeSignFlipPValue(values) / exact - 1)).toBeLessThan(0.01);
    }
  });

  it('ignores order and the direction of worse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 30 }),
        (values) => {
          const p = computeSignFlipPValue(values);
          expect(computeSignFlipPValue(values.toReversed())).toBeCloseTo(p, 9);
          expect(computeSignFlipPValue(values.map((value) => -value))).toBeCloseTo(p, 9);
          expect(p).toBeGreaterThan(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50, seed: 2 },
    );
  });
});

describe('paired p-value', () => {
  it('is that of t for two differences, which for ranks are too few', () => {
    const two = computePairedPValue([0.1, 0.3], { smallestNeeded: 0.05 });
    // t = 0.2 ÷ 0.1 with one degree of freedom.
    expect(two?.method).toBe('t');
    expect(two?.p).toBeCloseTo(2 * tCdf(-2, 1), 12);
    expect(computePairedPValue([0.1], { smallestNeeded: 0.05 })).toBeUndefined();
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses %d, which is no level', (smallestNeeded) => {
    expect(() => computePairedPValue([0.1, 0.3], { smallestNeeded })).toThrow(RangeError);
  });

  it('agrees with the oracle where there are no ties', () => {
    for (const size of [8, 13, 30, 60]) {
      const values = draw(size, size);
      const ranks = computeMidRanks(values);
      const positive = ranks.reduce((sum, rank, i) => ((values[i] ?? 0) > 0 ? sum + rank : sum), 0);
      const total = (size * (size + 1)) / 2;
      const expected = 2 * signedRankCdf(Math.min(positive, total - positive), size);
      const found = computePairedPValue(values, { smallestNeeded: 0.05 });
      expect(found?.method).toBe('signed-rank');
      expect(found?.p).toBeCloseTo(Math.min(1, expected), 10);
    }
  });

  it('is exact with mid-ranks for ties and without zeros', () => {
    fc.assert(
      fc.property(wholeDifferences, (values) => {
        const moved = values.filter((value) => value !== 0);
        const expected = flipAllSigns(moved, computeMidRanks(moved));
        const found = computePairedPValue(values, { smallestNeeded: 0.999 });
        expect(found?.p).toBeCloseTo(expected, 12);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('leaves out 0 where the interval does', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const values = draw(5 + (seed % 12), seed);
      const alpha = [0.2, 0.05, 0.01][seed % 3] ?? 0;
      const interval = buildPairedInterval(values, 1 - alpha);
      const found = computePairedPValue(values, { smallestNeeded: alpha });
      const isOut = interval !== undefined && (interval.lower > 0 || interval.upper < 0);
      expect((found?.p ?? 1) <= alpha).toBe(isOut);
      expect(found?.method === 't').toBe(interval?.method === 't');
    }
  });

  it('turns to the t test where signs alone cannot reach the level', () => {
    const values = draw(8, 4);
    expect(computePairedPValue(values, { smallestNeeded: 2 / 256 })?.method).toBe('signed-rank');
    expect(computePairedPValue(values, { smallestNeeded: 0.0078 })?.method).toBe('t');
    const three = computePairedPValue([1, 2, 3], { smallestNeeded: 0.05 });
    expect(three?.p).toBeCloseTo(2 * tCdf(-2 * Math.sqrt(3), 2), 12);
  });

  it('says nothing of one difference and 1 of equal variants', () => {
    expect(computePairedPValue([3], { smallestNeeded: 0.05 })).toBeUndefined();
    expect(computePairedPValue([0, 0, 0], { smallestNeeded: 0.05 })?.p).toBe(1);
    expect(() => computePairedPValue([1, 2], { smallestNeeded: 0 })).toThrow(RangeError);
  });
});

describe('Holm adjustment', () => {
  it('gives the values of a worked example in the order of the input', () => {
    const adjusted = adjustByHolm([0.04, 0.01, 0.03, 0.005]);
    for (const [index, expected] of [0.06, 0.03, 0.06, 0.02].entries()) {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    }
    expect(adjustByHolm([])).toEqual([]);
    expect(() => adjustByHolm([0.2, 1.2])).toThrow(RangeError);
  });

  it('never shrinks a p-value, keeps their order, and follows a permutation', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
        const adjusted = adjustByHolm(ps);
        for (const [i, p] of ps.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          for (const [j, other] of ps.entries()) {
            if (p <= other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? Number.NaN);
          }
        }
        expect(adjustByHolm(ps.toReversed())).toEqual(adjusted.toReversed());
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it('finds something false in at most 5 % of families of true hypotheses', () => {
    const uniform = buildUniform(5);
    let wrong = 0;
    for (let family = 0; family < 10_000; family += 1) {
      const adjusted = adjustByHolm(Array.from({ length: 6 }, uniform));
      if (adjusted.some((p) => p <= 0.05)) wrong += 1;
    }
    expect(Math.abs(wrong / 10_000 - (1 - (1 - 0.05 / 6) ** 6))).toBeLessThan(0.007);
  });
});
