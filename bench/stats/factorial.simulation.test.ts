// Coverage of the intervals on a contrast, group by group and pooled, by seeded simulation.
import { describe, expect, it } from 'vitest';
import { computeVariation, findContrastWeights, listGroupContrasts } from './factorial.ts';
import type { IntervalEstimate } from './interval.ts';
import { buildPairedInterval } from './paired-interval.ts';
import { buildRandom, listCells } from './test-design.ts';
import { buildPooledInterval } from './test-textbook.ts';

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
