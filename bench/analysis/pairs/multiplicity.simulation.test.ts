// Many comparisons of equal variants: a difference is called in at most 5 % of the runs, not of the comparisons.
import { describe, expect, it } from 'vitest';
import type { Cell, Comparison } from '../../../reports/document/result.ts';
import type { Plan } from '../../plan/plan.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import { buildComparison } from './comparison.ts';
import { computeJudgementLevel, fixedLevel, type JudgementLevel } from './judgement-level.ts';
import { adjustForFamily, type PrimaryCell } from './multiplicity.ts';

const primaryMetric = 'throughputRps';

const cellOf = (comparison: Comparison): PrimaryCell => {
  const { verdict } = comparison;
  return { primaryMetric, cell: { comparisons: [comparison], verdict } as unknown as Cell };
};

/** Verdicts of 7 variants in 3 scenarios; the baseline's groups are shared, as in a run. */
function judgeFamily(level: JudgementLevel, groups: number, normal: () => number) {
  const rule = { toleranceRatio: 0.0001, level, familySize: 21 };
  const cells = Array.from({ length: 3 }, () => {
    const baseline = Array.from({ length: groups }, () => 0.04 * normal());
    return Array.from({ length: 7 }, () =>
      cellOf(
        buildComparison(
          primaryMetric,
          baseline.map((value) => 0.04 * normal() - value),
          rule,
        ),
      ),
    );
  }).flat();
  const count = (all: readonly Cell[]) =>
    all.filter(({ verdict }) => verdict === 'better' || verdict === 'worse').length;
  return {
    before: count(cells.map(({ cell }) => cell)),
    after: count(adjustForFamily(cells, level)),
  };
}

describe('seven equal variants in three scenarios', () => {
  it.each([8, 18])('are told apart in at most 5 %% of the runs of %i groups', (groups) => {
    const normal = buildNormal(buildUniform(21));
    let [anyBefore, anyAfter] = [0, 0];
    const runs = 400;
    for (let run = 0; run < runs; run += 1) {
      const { before, after } = judgeFamily(fixedLevel(groups), groups, normal);
      if (before > 0) anyBefore += 1;
      if (after > 0) anyAfter += 1;
    }
    expect(anyAfter / runs).toBeLessThanOrEqual(0.05);
    // Without the correction some pair looks different in every other run.
    expect(anyBefore / runs).toBeGreaterThan(0.25);
  });

  it('are told apart no more often where somebody looks after every group', () => {
    const plan = { groups: [], looks: { kind: 'anytime', groups: [] } } as unknown as Plan;
    const level = computeJudgementLevel(plan, 21);
    expect(level.nominalAlpha).toBeCloseTo(0.05 / 21);
    const normal = buildNormal(buildUniform(22));
    let any = 0;
    const runs = 60;
    for (let run = 0; run < runs; run += 1) {
      const values = Array.from({ length: 21 }, () => Array.from({ length: 40 }, () => normal()));
      const isTold = values.some((series) =>
        [12, 20, 30, 40].some((groups) => {
          const rule = { toleranceRatio: 0.0001, level, familySize: 21 };
          const { verdict } = buildComparison(primaryMetric, series.slice(0, groups), rule);
          return verdict === 'better' || verdict === 'worse';
        }),
      );
      if (isTold) any += 1;
    }
    expect(any / runs).toBeLessThanOrEqual(0.05);
  });
});
