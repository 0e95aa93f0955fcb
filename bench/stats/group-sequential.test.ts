// Looks and the level of each, against published constants and by seeded simulation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildLooks,
  computeNominalAlpha,
  computeNormalNominalAlpha,
  type Sides,
} from './group-sequential.ts';
import { computeSignedRankCut } from './signed-rank.ts';
import { tQuantile } from './t-distribution.ts';
import { buildDisturbed, buildNormal, buildUniform, type Noise } from './test-noise.ts';

describe('looks', () => {
  it('grow by a half, and the last is where the groups end', () => {
    expect(buildLooks(90)).toEqual([8, 12, 18, 27, 40, 60, 90]);
    expect(buildLooks(27)).toEqual([8, 12, 18, 27]);
    expect(buildLooks(34)).toEqual([8, 12, 18, 27, 34]);
  });

  it('do not end on two looks close together', () => {
    expect(buildLooks(33)).toEqual([8, 12, 18, 33]);
    expect(buildLooks(28)).toEqual([8, 12, 18, 28]);
    expect(buildLooks(9)).toEqual([9]);
    expect(buildLooks(10)).toEqual([8, 10]);
  });

  it('are a single one where there are fewer than eight groups', () => {
    for (const groups of [1, 3, 7, 8]) expect(buildLooks(groups)).toEqual([groups]);
    expect(() => buildLooks(0)).toThrow(RangeError);
    expect(() => buildLooks(8.5)).toThrow(RangeError);
  });

  it('ascend by at least a quarter whatever the number of groups', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (mostGroups) => {
        const looks = buildLooks(mostGroups);
        expect(looks.at(-1)).toBe(mostGroups);
        for (const [index, look] of looks.slice(1).entries()) {
          expect(look / (looks[index] ?? 0)).toBeGreaterThanOrEqual(1.25);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

/** Looks after equal steps, as in the published tables. */
const equalLooks = (count: number) => Array.from({ length: count }, (_, index) => 10 * (index + 1));

describe('nominal level of normal theory', () => {
  it('gives the constants of Pocock for equally spaced looks', () => {
    for (const [count, nominal] of [
      [2, 0.0294],
      [3, 0.0221],
      [4, 0.0182],
      [5, 0.0158],
      [10, 0.0106],
    ] as const) {
      const found = computeNormalNominalAlpha(equalLooks(count), 0.05, 2);
      expect(Math.abs(found / nominal - 1)).toBeLessThan(0.01);
    }
  });

  it('is a little higher where looks grow by a half', () => {
    const looks = buildLooks(27);
    expect(computeNormalNominalAlpha(looks, 0.05, 2)).toBeCloseTo(0.0186, 4);
    expect(computeNormalNominalAlpha(looks, 0.01, 2)).toBeCloseTo(0.00335, 5);
  });

  it('lies between an equal share for each look and the whole, and rises with the whole', () => {
    const cases = fc.record({
      mostGroups: fc.integer({ min: 10, max: 300 }),
      overall: fc.constantFrom(0.2, 0.05, 0.01, 0.001),
      sides: fc.constantFrom<Sides>(1, 2),
    });
    fc.assert(
      fc.property(cases, ({ mostGroups, overall, sides }) => {
        const looks = buildLooks(mostGroups);
        const nominal = computeNormalNominalAlpha(looks, overall, sides);
        expect(nominal).toBeLessThanOrEqual(overall);
        expect(nominal).toBeGreaterThanOrEqual(overall / looks.length);
        expect(computeNormalNominalAlpha(looks, overall * 1.1, sides)).toBeGreaterThan(nominal);
        expect(computeNominalAlpha(looks, overall, sides)).toBeLessThanOrEqual(nominal);
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('is the whole level for a single look, and refuses looks that do not ascend', () => {
    expect(computeNominalAlpha([8], 0.05, 2)).toBe(0.05);
    expect(computeNominalAlpha([5], 0.01, 1)).toBe(0.01);
    for (const looks of [[], [8, 8], [12, 8], [0, 4], [2.5]]) {
      expect(() => computeNominalAlpha(looks, 0.05, 2)).toThrow(RangeError);
    }
    expect(() => computeNominalAlpha([8, 12], 0, 2)).toThrow(RangeError);
  });
});

interface Design {
  readonly looks: readonly number[];
  readonly alpha: number;
  readonly sides: Sides;
  readonly runs: number;
}

/** Share of runs in which the t test rejects a true 0 at any look. */
function tErrorRatio({ looks, alpha, sides, runs }: Design, noise: Noise): number {
  const criticals = looks.map((look) => tQuantile(1 - alpha / sides, look - 1));
  let wrong = 0;
  for (let run = 0; run < runs; run += 1) {
    let [groups, sum, squares] = [0, 0, 0];
    const isWrong = looks.some((look, index) => {
      for (; groups < look; groups += 1) {
        const value = noise();
        sum += value;
        squares += value * value;
      }
      const variance = (squares - (sum * sum) / groups) / (groups - 1);
      const t = sum / Math.sqrt(groups * variance);
      return (sides === 2 ? Math.abs(t) : t) > (criticals[index] ?? 0);
    });
    if (isWrong) wrong += 1;
  }
  return wrong / runs;
}

/**
 * The same for the rule of the paired interval: the signed-rank cut, or t where there is none. The
 * lower bound is above 0 exactly where fewer than k of the Walsh averages are below it.
 */
function pairedErrorRatio({ looks, alpha, runs }: Design, noise: Noise): number {
  const rules = looks.map((look) => ({
    k: computeSignedRankCut(look, 1 - alpha)?.k,
    t: tQuantile(1 - alpha / 2, look - 1),
  }));
  let wrong = 0;
  for (let run = 0; run < runs; run += 1) {
    const values: number[] = [];
    let positive = 0;
    const isWrong = looks.some((look, index) => {
      while (values.length < look) {
        const value = noise();
        values.push(value);
        for (const other of values) if (value + other > 0) positive += 1;
      }
      const { k, t } = rules[index] ?? { k: 0, t: 0 };
      const extreme = Math.min(positive, (look * (look + 1)) / 2 - positive);
      return k === undefined ? computeT(values) > t : extreme < k;
    });
    if (isWrong) wrong += 1;
  }
  return wrong / runs;
}

function computeT(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const squares = values.reduce((a, b) => a + (b - sum / values.length) ** 2, 0);
  return Math.abs(sum) / Math.sqrt((squares * values.length) / (values.length - 1));
}

describe('overall error of the looks', () => {
  const looks = buildLooks(27);
  const runs = 60_000;
  /** Three standard errors of the simulation. */
  const slack = (overall: number, count: number): number => 3 * Math.sqrt(overall / count);

  it('is what normal theory says where groups are many', () => {
    const many = [200, 300, 450];
    const alpha = computeNormalNominalAlpha(many, 0.1, 2);
    const error = tErrorRatio({ looks: many, alpha, sides: 2, runs: 10_000 }, normalNoise(1));
    expect(Math.abs(error - 0.1)).toBeLessThan(slack(0.1, 10_000));
  });

  it('is above what was asked for with t at very few groups, until corrected', () => {
    const few = [3, 4, 6, 9];
    const errorAt = (alpha: number): number =>
      tErrorRatio({ looks: few, alpha, sides: 2, runs }, normalNoise(2));
    expect(errorAt(computeNormalNominalAlpha(few, 0.05, 2))).toBeGreaterThan(0.055);
    expect(errorAt(computeNominalAlpha(few, 0.05, 2))).toBeLessThan(0.05);
  });

  it.each([
    [0.05, 2],
    [0.01, 2],
    [0.05, 1],
  ] as const)('is at most %d over %i sides with t, and not much less', (overall, sides) => {
    const alpha = computeNominalAlpha(looks, overall, sides);
    const error = tErrorRatio({ looks, alpha, sides, runs }, normalNoise(3));
    expect(error).toBeLessThan(overall + slack(overall, runs));
    expect(error).toBeGreaterThan(0.85 * overall);
    const disturbed = buildDisturbed(buildUniform(4));
    expect(tErrorRatio({ looks, alpha, sides, runs: 20_000 }, disturbed)).toBeLessThan(overall);
  });

  it.each([0.05, 0.01])('is at most %d with the paired interval, disturbed or not', (overall) => {
    const design = {
      looks,
      alpha: computeNominalAlpha(looks, overall, 2),
      sides: 2,
      runs: 20_000,
    } as const;
    for (const noise of [normalNoise(5), buildDisturbed(buildUniform(6))]) {
      const error = pairedErrorRatio(design, noise);
      expect(error).toBeLessThan(overall + slack(overall, design.runs));
      expect(error).toBeGreaterThan(0.7 * overall);
    }
  });
});

function normalNoise(seed: number): Noise {
  return buildNormal(buildUniform(seed));
}
