// Which differences hold for their whole family, and what becomes of those that do not.
import { describe, expect, it } from 'vitest';
import type { Cell, Comparison } from '../../reports/schema/result.ts';
import { planLooks } from '../plan/build-plan.ts';
import type { Plan } from '../plan/plan.ts';
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
