// Many comparisons of equal variants: a difference is called in at most 5 % of the runs, not of the comparisons.
import { describe, expect, it } from 'vitest';
import type { Cell, Comparison } from '../../reports/schema/result.ts';
import { planLooks } from '../plan/build-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { buildNormal, buildUniform } from '../stats/test-noise.ts';
import { buildComparison } from './comparison.ts';
import { findJudgementLevel, fixedLevel, type JudgementLevel } from './judgement-level.ts';
import { adjustForFamily } from './multiplicity.ts';

const primaryMetric = 'throughputRps';

const cellOf = (
  comparison: Comparison | undefined,
): { cell: Cell; primaryMetric: 'throughputRps' } => {
  const comparisons = comparison === undefined ? [] : [comparison];
  const verdict = comparison?.verdict ?? 'baseline';
  return { primaryMetric, cell: { comparisons, verdict } as unknown as Cell };
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
    const level = findJudgementLevel(plan, 21);
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

describe('the adjusted p-value', () => {
  const values = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1];
  const rule = { toleranceRatio: 0.05, level: fixedLevel(8), familySize: 3 };
  const faster = buildComparison(primaryMetric, values, rule);
  const same = buildComparison(
    primaryMetric,
    values.map((_, index) => (index % 2 ? 1e-3 : -1e-3)),
    rule,
  );

  it('keeps a clear difference, and leaves the baseline and equivalent variants alone', () => {
    const cells = adjustForFamily([cellOf(undefined), cellOf(faster), cellOf(same)], rule.level);
    expect(cells.map(({ verdict }) => verdict)).toEqual(['baseline', 'better', 'equivalent']);
    expect(cells[1]?.comparisons[0]?.adjustedPValue).toBeCloseTo(2 * (faster.pValue ?? 0));
  });

  it('makes a difference inconclusive that is only one of many, with more groups as advice', () => {
    const barely = { ...faster, pValue: 0.04 };
    const others = Array.from({ length: 9 }, () => cellOf({ ...same, pValue: 0.5 }));
    const [cell] = adjustForFamily([cellOf(barely), ...others], rule.level);
    expect(cell).toMatchObject({ verdict: 'inconclusive' });
    expect(cell?.comparisons[0]?.adjustedPValue).toBeCloseTo(0.4);
    // Ten comparisons ask for p = 0.005, a deviate of 2.81 instead of 2.05: 8 · (2.81 ÷ 2.05)² groups.
    expect(cell?.comparisons[0]?.moreGroups).toBe(7);
  });

  it('is none where groups are appended at will', () => {
    const level: JudgementLevel = { ...fixedLevel(8), kind: 'anytime' };
    const comparison = buildComparison(primaryMetric, values, { ...rule, level });
    expect(comparison).toMatchObject({ method: 'confidence-sequence', pValue: null });
    const [cell] = adjustForFamily([cellOf(comparison)], level);
    expect(cell?.verdict).toBe(comparison.verdict);
  });
});

it('the level of each look is below the overall one, and of a single look it is the same', () => {
  const planOf = (groups: number) =>
    ({ groups: Array.from({ length: groups }), looks: planLooks(groups) }) as unknown as Plan;
  expect(findJudgementLevel(planOf(8), 5)).toMatchObject({ kind: 'fixed', nominalAlpha: 0.05 });
  const many = findJudgementLevel(planOf(27), 5);
  expect(many).toMatchObject({ kind: 'group-sequential', looks: [8, 12, 18, 27] });
  expect(many.nominalAlpha).toBeGreaterThan(0.015);
  expect(many.nominalAlpha).toBeLessThan(0.02);
});
