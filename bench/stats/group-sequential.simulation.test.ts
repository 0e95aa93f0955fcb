// How often several looks err together, by seeded simulation of the tests that use their level.
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
      return k === undefined ? findT(values) > t : extreme < k;
    });
    if (isWrong) wrong += 1;
  }
  return wrong / runs;
}

function findT(values: readonly number[]): number {
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
