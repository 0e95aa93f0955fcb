// Factorial effects: worked by hand, against the textbook formulas, and by seeded simulation of coverage.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import {
  buildPooledInterval,
  type Contrast,
  computeVariation,
  findContrastWeights,
  listGroupContrasts,
} from './factorial.ts';
import { findStandardFraction, listFactors } from './fraction.ts';
import type { IntervalEstimate } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';
import { buildPairedInterval } from './paired-interval.ts';
import { analyseTwoLevel } from './two-level.ts';

function buildRandom(seed: number) {
  const rng = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(rng);
  return { uniform, normal: (): number => normalQuantile(uniform() || 0.5) };
}

/** All cells of a full design; bit j of a two-level cell's place is the level of factor j. */
function listCells(levelCounts: readonly number[]): readonly (readonly number[])[] {
  let cells: readonly (readonly number[])[] = [[]];
  for (const count of levelCounts.toReversed()) {
    cells = cells.flatMap((cell) => Array.from({ length: count }, (_, level) => [level, ...cell]));
  }
  return cells;
}

const otherOf = (factors: readonly number[]): Contrast =>
  new Map(factors.map((factor) => [factor, 1]));

describe('a contrast', () => {
  const cells = listCells([2, 2]);
  // Cells in order 00, 10, 01, 11 of (cache, index): the cache helps 2.1 times without the index, 1.05 with it.
  const logs = [1, 2.1, 4, 4.2].map(Math.log);
  const ratioOf = (contrast: Contrast, given?: ReadonlyMap<number, number>) =>
    Math.exp(listGroupContrasts([logs], findContrastWeights(cells, contrast, given))[0] ?? 0);

  it('is a ratio averaged over the other factor, a ratio of ratios, or a ratio at a given level', () => {
    expect(cells).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    expect(ratioOf(otherOf([0]))).toBeCloseTo(Math.sqrt(2.1 * 1.05), 12);
    expect(ratioOf(otherOf([0, 1]))).toBeCloseTo(1.05 / 2.1, 12);
    expect(ratioOf(otherOf([0]), new Map([[1, 0]]))).toBeCloseTo(2.1, 12);
    expect(ratioOf(otherOf([0]), new Map([[1, 1]]))).toBeCloseTo(1.05, 12);
  });

  it('of a factor of three levels compares one of them with the reference', () => {
    const three = listCells([3, 2]);
    const weights = findContrastWeights(three, new Map([[0, 2]]));
    expect(weights).toEqual([-0.5, 0, 0.5, -0.5, 0, 0.5]);
  });
});

describe('variation', () => {
  it('of a design worked by hand falls into its parts', () => {
    // Box means 1, 3, 5, 15 and two groups 2 apart: q_A = 3, q_B = 4, q_AB = 2, no error.
    const groups = [
      [0, 2, 4, 14],
      [2, 4, 6, 16],
    ];
    const variation = computeVariation(listCells([2, 2]), groups, [[0], [1], [0, 1]]);
    expect(variation.effects).toEqual([72, 128, 32]);
    expect(variation).toMatchObject({ groups: 8, error: 0, total: 240, degreesOfFreedom: 3 });
  });

  it('of factors with three, two and four levels adds up to the whole', () => {
    const { normal } = buildRandom(3);
    const cells = listCells([3, 2, 4]);
    const groups = Array.from({ length: 5 }, () => cells.map(normal));
    const effects = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];
    const variation = computeVariation(cells, groups, effects);
    const sum = variation.effects.reduce((total, squares) => total + squares, 0);
    expect(sum + variation.groups + variation.error).toBeCloseTo(variation.total, 9);
    expect(variation.error).toBeGreaterThan(0);
  });

  it.each([2, 3, 4])('agrees with the textbook formulas of 2^%i·r in everything', (factorCount) => {
    const { normal } = buildRandom(factorCount);
    const cells = listCells(Array.from({ length: factorCount }, () => 2));
    const groups = Array.from({ length: 4 }, () => {
      const drift = 3 * normal();
      return cells.map((cell) => drift + (cell[0] ?? 0) + normal());
    });
    const effects = analyseTwoLevel(groups, 0.95);
    const words = effects.map(({ word }) => listFactors(word));
    const variation = computeVariation(cells, groups, words);
    expect(effects).toHaveLength(2 ** factorCount - 1);
    effects.forEach(({ q, lower, upper, variationRatio }, index) => {
      const factors = words[index] ?? [];
      const weights = findContrastWeights(cells, otherOf(factors));
      const scale = 2 ** factors.length;
      const pooled = buildPooledInterval(groups, weights, variation, 0.95);
      expect(pooled?.estimate).toBeCloseTo(scale * q, 10);
      expect(pooled?.lower).toBeCloseTo(scale * lower, 10);
      expect(pooled?.upper).toBeCloseTo(scale * upper, 10);
      const share = (variation.effects[index] ?? 0) / (variation.total - variation.groups);
      expect(share).toBeCloseTo(variationRatio, 10);
    });
  });

  it('of a fraction is found from the shortest words of its alias classes', () => {
    const runs = findStandardFraction(5, 5) ?? [];
    const cells = runs.map((run) => [0, 1, 2, 3, 4].map((factor) => (run >>> factor) & 1));
    const logs = cells.map(([a = 0, , c = 0, , e = 0]) => 0.7 * a - 0.3 * c + 0.5 * c * e);
    const find = (factors: readonly number[]) =>
      listGroupContrasts([logs], findContrastWeights(cells, otherOf(factors)))[0];
    expect(find([0])).toBeCloseTo(0.7, 12);
    expect(find([2])).toBeCloseTo(-0.3 + 0.25, 12);
    expect(find([2, 4])).toBeCloseTo(0.5, 12);
    expect(find([0, 1])).toBeCloseTo(0, 12);
    const singles = [0, 1, 2, 3, 4].map((factor) => [factor]);
    const pairs = singles.flatMap(([a = 0]) =>
      singles.flatMap(([b = 0]) => (a < b ? [[a, b]] : [])),
    );
    const { effects, total } = computeVariation(cells, [logs], [...singles, ...pairs]);
    expect(effects).toHaveLength(15);
    expect(effects.reduce((sum, squares) => sum + squares, 0)).toBeCloseTo(total, 10);
  });
});

/** Groups of a 2×3 design in which nothing differs: cells scatter unequally, launches go astray. */
function drawGroups(
  random: ReturnType<typeof buildRandom>,
  cells: readonly (readonly number[])[],
  count: number,
  world: 'equal' | 'unequal' | 'astray',
): readonly (readonly number[])[] {
  return Array.from({ length: count }, () => {
    const drift = random.normal();
    return cells.map(([a = 0, b = 0]) => {
      // The last level of the second factor is a restless one, as a cluster on two cores is.
      const sd = world !== 'equal' && a === 1 && b === 2 ? 6 : 1;
      const isAstray = world === 'astray' && random.uniform() < 0.05;
      return drift + 0.03 * sd * random.normal() * (isAstray ? 10 : 1);
    });
  });
}

describe('coverage of 95 % intervals on a contrast', () => {
  const cells = listCells([2, 3]);
  const calm = findContrastWeights(cells, new Map([[1, 1]]));
  const restless = findContrastWeights(cells, new Map([[0, 1]]), new Map([[1, 2]]));
  const repetitions = 2_000;
  const miss = (interval: IntervalEstimate | undefined): number =>
    interval !== undefined && interval.lower <= 0 && interval.upper >= 0 ? 0 : 1;

  function missRatios(
    weights: readonly number[],
    count: number,
    world: Parameters<typeof drawGroups>[3],
  ) {
    const random = buildRandom(count * 31 + world.length);
    let [byGroup, pooled] = [0, 0];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const groups = drawGroups(random, cells, count, world);
      const variation = computeVariation(cells, groups, []);
      byGroup += miss(buildPairedInterval(listGroupContrasts(groups, weights), 0.95));
      pooled += miss(buildPooledInterval(groups, weights, variation, 0.95));
    }
    return { byGroup: byGroup / repetitions, pooled: pooled / repetitions };
  }

  it.each([4, 8])('is right for both where all cells of %i groups scatter alike', (count) => {
    const { byGroup, pooled } = missRatios(calm, count, 'equal');
    expect(Math.abs(byGroup - 0.05)).toBeLessThan(0.015);
    expect(Math.abs(pooled - 0.05)).toBeLessThan(0.015);
  });

  it.each([
    [4, 'unequal'],
    [8, 'unequal'],
    [12, 'unequal'],
    [8, 'astray'],
    [12, 'astray'],
  ] as const)(
    'is kept group by group, but not pooled, with %i groups of %s scatter',
    (count, world) => {
      const found = missRatios(restless, count, world);
      expect(found.byGroup).toBeLessThan(0.065);
      expect(found.pooled).toBeGreaterThan(0.15);
      // The pooled interval of calm cells is as wrong the other way: it takes on the noise of others.
      expect(missRatios(calm, count, world).pooled).toBeLessThan(0.02);
    },
  );
});
