import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computePeakInverse, fitUsl, predictUsl, type Usl } from './usl.ts';
import { estimateUsl } from './usl-estimate.ts';

const share = (max: number) => fc.double({ min: 0, max, noNaN: true });
const laws = fc.record({
  lambda: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
  sigma: share(0.9),
  kappa: share(0.2),
});
const sizesOf = fc.constantFrom([1, 2, 4], [1, 2, 3, 4], [1, 4, 16, 64], [2, 3, 5, 7, 11]);
const pointsOf = (law: Usl, sizes: readonly number[]) =>
  sizes.map((size) => [size, predictUsl(law, size)] as const);

describe('a fit', () => {
  test('through points of a law finds that law, whatever it is', () => {
    fc.assert(
      fc.property(laws, sizesOf, (law, sizes) => {
        for (const isBounded of [true, false]) {
          const found = fitUsl(pointsOf(law, sizes), isBounded);
          expect((found?.lambda ?? 0) / law.lambda).toBeCloseTo(1, 6);
          expect(found?.sigma).toBeCloseTo(law.sigma, 6);
          expect(found?.kappa).toBeCloseTo(law.kappa, 6);
        }
      }),
    );
  });

  test('keeps σ and κ at 0 or above where that is asked for, and is then no better than without', () => {
    // Twice the size, more than twice the throughput: only a negative σ can do that.
    const points = [
      [1, 100],
      [2, 230],
      [4, 500],
    ] as const;
    expect(fitUsl(points, false)?.sigma).toBeLessThan(0);
    const bounded = fitUsl(points, true);
    expect(bounded).toMatchObject({ sigma: 0, kappa: 0 });
    // Least squares of relative errors of N ÷ X: Σw ÷ Σw² with w = X ÷ N.
    const weights = points.map(([size, rps]) => rps / size);
    const sum = (of: readonly number[]) => of.reduce((total, each) => total + each, 0);
    const a = sum(weights) / sum(weights.map((weight) => weight ** 2));
    expect(bounded?.lambda).toBeCloseTo(1 / a, 9);
  });

  test('has nothing to say of fewer than three sizes, or of a size without throughput', () => {
    expect(fitUsl([], true)).toBeUndefined();
    const twice = [
      [1, 10],
      [1, 11],
      [2, 19],
    ] as const;
    expect(fitUsl(twice, true)).toBeUndefined();
    const silent = [
      [1, 10],
      [2, 0],
      [4, 30],
    ] as const;
    expect(fitUsl(silent, true)).toBeUndefined();
  });
});

test('the peak is where the throughput is greatest', () => {
  fc.assert(
    fc.property(laws, (law) => {
      fc.pre(law.kappa > 1e-3);
      const peak = 1 / Math.sqrt(computePeakInverse(law));
      for (const beside of [0.9, 1.1])
        expect(predictUsl(law, peak * beside)).toBeLessThan(predictUsl(law, peak));
    }),
  );
});

describe('an estimate over groups', () => {
  const law = { lambda: 1000, sigma: 0.1, kappa: 0.02 };
  const sizes = [1, 2, 4, 8];
  /** Launches that are faster and slower by turns. */
  const groups = [1.02, 0.97, 1.01, 0.99, 1.03, 0.98].map((factor, group) =>
    sizes.map((size, index) => predictUsl(law, size) * factor ** ((group + index) % 3)),
  );

  test('is the same whatever a group does to all of its sizes, but for λ', () => {
    const weather = groups.map((group, index) => group.map((rps) => rps * (1 + index / 10)));
    const [calm, stormy] = [groups, weather].map((each) => estimateUsl(sizes, each, 0.95));
    // The means of the groups differ in one factor; so do the fits that leave a group out.
    expect(stormy?.usl.sigma).toBeCloseTo(calm?.usl.sigma ?? Number.NaN, 9);
    expect(stormy?.kappa.lower).toBeCloseTo(calm?.kappa.lower ?? Number.NaN, 9);
    expect(stormy?.kappa.upper).toBeCloseTo(calm?.kappa.upper ?? Number.NaN, 9);
    expect(stormy?.usl.lambda).toBeGreaterThan(calm?.usl.lambda ?? Number.NaN);
  });

  test('holds the truth, and its interval grows with the confidence', () => {
    const [narrow, wide] = [0.8, 0.99].map((level) => estimateUsl(sizes, groups, level));
    for (const key of ['sigma', 'kappa', 'peakInverse'] as const) {
      expect(wide?.[key].lower).toBeLessThanOrEqual(narrow?.[key].lower ?? Number.NaN);
      expect(wide?.[key].upper).toBeGreaterThan(narrow?.[key].upper ?? Number.NaN);
    }
    const at = wide?.predict(4);
    expect(at?.lower).toBeLessThan(at?.estimate ?? Number.NaN);
    expect(at?.upper).toBeGreaterThan(at?.estimate ?? Number.NaN);
    expect(wide?.isSuperlinear).toBe(false);
  });

  test('calls growth beyond the size by its name', () => {
    const faster = groups.map((group) => group.map((rps, index) => rps * 1.6 ** index));
    expect(estimateUsl(sizes, faster, 0.95)?.isSuperlinear).toBe(true);
  });

  test('needs two groups and a confidence between 0 and 1', () => {
    expect(estimateUsl(sizes, groups.slice(0, 1), 0.95)).toBeUndefined();
    expect(() => estimateUsl(sizes, groups, 1)).toThrow(RangeError);
  });
});
