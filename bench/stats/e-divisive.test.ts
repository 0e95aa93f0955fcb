// E-divisive against its formula term by term.
import { mersenne } from 'pure-rand/generator/mersenne';
import { describe, expect, it } from 'vitest';
import { findChangePoints, findEnergySplit } from './e-divisive.ts';
import { shuffleInPlace } from './seeded-shuffle.ts';
import { buildUniform, drawNormals } from './test-noise.ts';

const strict = { leastLength: 5, significance: 0.01, permutations: 999, seed: 1 };

/** Q of two samples, written as in the paper. */
function sumQ(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [first.length, second.length];
  const between = first.flatMap((x) => second.map((y) => Math.abs(x - y)));
  const pairs = (part: readonly number[]) =>
    part.flatMap((x, index) => part.slice(index + 1).map((y) => Math.abs(x - y)));
  const sum = (distances: readonly number[]) => distances.reduce((a, b) => a + b, 0);
  return (
    (2 / (m + n)) * sum(between) -
    ((2 * m) / ((m + n) * (n - 1))) * sum(pairs(first)) -
    ((2 * n) / ((m + n) * (m - 1))) * sum(pairs(second))
  );
}

/** Greatest Q of the segments between the edges, term by term, and where. */
function findBestPlainly(series: readonly number[], edges: readonly number[], least: number) {
  let best = { index: 0, statistic: Number.NEGATIVE_INFINITY };
  for (const [place, start] of edges.slice(0, -1).entries()) {
    const end = edges[place + 1] ?? 0;
    for (let tau = start + least; tau <= end - least; tau += 1) {
      for (let kappa = tau + least; kappa <= end; kappa += 1) {
        const statistic = sumQ(series.slice(start, tau), series.slice(tau, kappa));
        if (statistic > best.statistic) best = { index: tau, statistic };
      }
    }
  }
  return best;
}

/** Change points with their p-values, by plain search and all permutations. */
function searchPlainly(
  series: readonly number[],
  {
    leastLength,
    significance,
    permutations,
    seed,
  }: { leastLength: number; significance: number; permutations: number; seed: number },
): readonly (readonly [number, number])[] {
  const generator = mersenne(seed);
  const found: [number, number][] = [];
  for (;;) {
    found.sort(([a], [b]) => a - b);
    const edges = [0, ...found.map(([index]) => index), series.length];
    const best = findBestPlainly(series, edges, leastLength);
    if (best.statistic === Number.NEGATIVE_INFINITY) return found;
    const shuffled = Float64Array.from(series);
    let asGood = 1;
    for (let permutation = 0; permutation < permutations; permutation += 1) {
      for (const [place, start] of edges.slice(0, -1).entries())
        shuffleInPlace(shuffled, start, edges[place + 1] ?? 0, generator);
      const rival = findBestPlainly([...shuffled], edges, leastLength);
      if (rival.statistic >= best.statistic - 1e-9) asGood += 1;
    }
    const pValue = asGood / (permutations + 1);
    if (pValue > significance) return found;
    found.push([best.index, pValue]);
  }
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the best split', () => {
  it('is the greatest Q over all splits and ends, summed term by term', () => {
    const normal = drawNormals(buildUniform(3));
    for (let repetition = 0; repetition < 20; repetition += 1) {
      const series = Array.from({ length: 17 }, normal);
      let best = { index: 0, statistic: Number.NEGATIVE_INFINITY };
      for (let tau = 3; tau <= 14; tau += 1) {
        for (let kappa = tau + 3; kappa <= 17; kappa += 1) {
          const statistic = sumQ(series.slice(0, tau), series.slice(tau, kappa));
          if (statistic > best.statistic) best = { index: tau, statistic };
        }
      }
      const padded = Float64Array.from([9, 9, ...series, 9]);
      const found = findEnergySplit(padded, 2, 19, 3);
      expect(found?.index).toBe(best.index + 2);
      expect(found?.statistic).toBeCloseTo(best.statistic, 10);
    }
  });

  it('does not exist in a segment that holds no two parts', () => {
    expect(findEnergySplit(Float64Array.from([1, 2, 3, 4, 5]), 0, 5, 3)).toBeUndefined();
    const two = Float64Array.from([0, 0, 0, 9, 9, 9]);
    expect(findEnergySplit(two, 0, 6, 3)).toEqual({ index: 3, statistic: 27 });
  });
});

describe('change points', () => {
  it('are where a clean step is, with the means on either side', () => {
    const series = [...Array<number>(12).fill(1), ...Array<number>(8).fill(3)];
    expect(findChangePoints(series, strict)).toEqual([
      { index: 12, meanBefore: 1, meanAfter: 3, pValue: 0.001 },
    ]);
  });

  it('come in pairs where a change is taken back', () => {
    const normal = drawNormals(buildUniform(8));
    const series = Array.from(
      { length: 60 },
      (_, index) => 0.03 * normal() + (index >= 20 && index < 35 ? 0.1 : 0),
    );
    expect(findChangePoints(series, strict).map(({ index }) => index)).toEqual([20, 35]);
  });

  it('do not exist where nothing changes or too little was measured', () => {
    expect(findChangePoints(Array<number>(40).fill(0.1), strict)).toEqual([]);
    expect(findChangePoints([0, 0, 0, 0, 0, 9, 9, 9, 9], strict)).toEqual([]);
    expect(findChangePoints([], strict)).toEqual([]);
  });

  it('are the same for the same seed', () => {
    const normal = drawNormals(buildUniform(4));
    const series = Array.from({ length: 40 }, (_, index) => normal() + (index < 20 ? 0 : 1.5));
    const found = findChangePoints(series, strict);
    expect(found).toHaveLength(1);
    expect(findChangePoints(series, strict)).toEqual(found);
  });

  it('are never nearer to each other or an end than the least length', () => {
    const normal = drawNormals(buildUniform(5));
    const series = Array.from(
      { length: 40 },
      (_, index) => 0.1 * normal() + (index % 8 < 4 ? 0 : 9),
    );
    for (const leastLength of [2, 4, 6]) {
      const found = findChangePoints(series, { ...strict, leastLength, significance: 0.2 });
      const edges = [0, ...found.map(({ index }) => index), 40];
      const lengths = edges.slice(1).map((edge, place) => edge - (edges[place] ?? 0));
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(leastLength);
    }
  });

  it('are refused where the arguments make no sense', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => findChangePoints([1, value], strict)).toThrow(
        new RangeError('A series holds finite numbers only.'),
      );
    const of = (change: Partial<typeof strict>) => findChangePoints([1], { ...strict, ...change });
    for (const leastLength of [1, 2.5, Number.NaN])
      expect(() => of({ leastLength })).toThrow(
        new RangeError(`A segment has at least 2 values, not ${leastLength}.`),
      );
    for (const significance of [0, 1, -0.1, 1.5, Number.NaN])
      expect(() => of({ significance })).toThrow(
        new RangeError(`A significance lies between 0 and 1, not ${significance}.`),
      );
    for (const permutations of [0, 1.5, Number.NaN])
      expect(() => of({ permutations })).toThrow(
        new RangeError(`A permutation test takes at least 1 permutation, not ${permutations}.`),
      );
    for (const seed of [0.5, Number.NaN])
      expect(() => of({ seed })).toThrow(new RangeError(`A seed is a whole number, not ${seed}.`));
    expect(of({ leastLength: 2, permutations: 1 })).toEqual([]);
  });

  it('are those of the search as it is described, test by test', () => {
    const normal = drawNormals(buildUniform(11));
    let found = 0;
    for (let seed = 0; seed < 24; seed += 1) {
      const series = Array.from(
        { length: 15 },
        (_, index) => normal() + (index % 10 < 5 ? 0 : (seed % 4) * 1.5),
      );
      const options = {
        ...{ leastLength: 2 + (seed % 2), permutations: 19, seed },
        significance: [0.05, 0.25, 0.5][seed % 3] ?? 0.5,
      };
      const expected = searchPlainly(series, options);
      const points = findChangePoints(series, options);
      expect(points.map(({ index, pValue }) => [index, pValue])).toEqual(expected);
      const edges = [0, ...points.map(({ index }) => index), 15];
      for (const [place, { meanBefore, meanAfter }] of points.entries()) {
        expect(meanBefore).toBeCloseTo(meanOf(series.slice(edges[place], edges[place + 1])), 12);
        expect(meanAfter).toBeCloseTo(meanOf(series.slice(edges[place + 1], edges[place + 2])), 12);
      }
      found += points.length;
    }
    // Series without a change, with one and with several are among them.
    expect(found).toBeGreaterThan(20);
  });
});

describe('the seeded shuffle', () => {
  it('gives every order of three values about as often', () => {
    const generator = mersenne(1);
    const counts = new Map<string, number>();
    for (let repetition = 0; repetition < 12_000; repetition += 1) {
      const values = Float64Array.from([1, 2, 3]);
      shuffleInPlace(values, 0, 3, generator);
      counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard errors about 2,000.
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(205);
  });

  it('leaves what is outside the segment', () => {
    const values = Float64Array.from([0, 1, 2, 3, 4, 5]);
    shuffleInPlace(values, 2, 5, mersenne(9));
    expect([values[0], values[1], values[5]]).toEqual([0, 1, 5]);
    expect([...values].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
