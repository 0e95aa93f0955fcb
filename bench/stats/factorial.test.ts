// Factorial effects: worked by hand and against the textbook formulas.
import { describe, expect, it } from 'vitest';
import {
  type Contrast,
  computeVariation,
  findContrastWeights,
  listGroupContrasts,
} from './factorial.ts';
import { findStandardFraction, listFactors } from './fraction.ts';
import { buildRandom, listCells } from './test-design.ts';
import { analyseTwoLevel, buildPooledInterval } from './test-textbook.ts';

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

describe('the pooled interval', () => {
  const cells = listCells([2]);
  const weights = findContrastWeights(cells, otherOf([0]));

  it('of two cells in two groups is the t interval of their two differences', () => {
    const groups = [
      [0, 1],
      [0, 3],
    ];
    const variation = computeVariation(cells, groups, [[0]]);
    expect(variation.degreesOfFreedom).toBe(1);
    const { estimate, lower, upper } =
      buildPooledInterval(groups, weights, variation, 0.95) ?? Object.create(null);
    expect(estimate).toBeCloseTo(2, 12);
    // The differences 1 and 3 have the standard error 1, and t is 12.706 with one degree of freedom.
    expect(lower).toBeCloseTo(2 - 12.7062047, 6);
    expect(upper).toBeCloseTo(2 + 12.7062047, 6);
  });

  it('does not exist for one group, whose error nothing tells, nor for none', () => {
    const one = [[0, 1]];
    const variation = computeVariation(cells, one, []);
    expect(buildPooledInterval(one, weights, variation, 0.95)).toBeUndefined();
    expect(buildPooledInterval([], weights, { ...variation, degreesOfFreedom: 4 }, 0.95)).toBe(
      undefined,
    );
  });
});
