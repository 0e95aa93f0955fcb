// Which differences hold for their whole family, and what becomes of those that do not.
import { describe, expect, it } from 'vitest';
import { listMetricsOfKind, metricNames } from '../../../reports/document/metrics.ts';
import type { Cell, Comparison, MetricName } from '../../../reports/document/result.ts';
import { planLooks } from '../../plan/build-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { buildComparison } from './comparison.ts';
import { computeJudgementLevel, fixedLevel, type JudgementLevel } from './judgement-level.ts';
import {
  adjustAdvisory,
  adjustForFamily,
  countAdvisory,
  type PrimaryCell,
} from './multiplicity.ts';

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

  it('may be as large as the level, and no larger', () => {
    const verdictOf = (pValue: number, { verdict } = faster) =>
      adjustForFamily([cellOf({ ...faster, verdict, pValue })], rule.level)[0]?.verdict;
    expect([verdictOf(0.05), verdictOf(0.0501)]).toEqual(['better', 'inconclusive']);
    const slower = { ...faster, verdict: 'worse' } as const;
    expect([verdictOf(0.05, slower), verdictOf(0.0501, slower)]).toEqual(['worse', 'inconclusive']);
  });

  it('finds its cell past those that have none, and leaves the other metrics as they are', () => {
    const other = { ...faster, metric: 'latencyP99Us', pValue: 0.3 } as const;
    const none = { ...same, pValue: null };
    const both = { primaryMetric, cell: { comparisons: [other, faster], verdict: 'better' } };
    const cells = [
      ...[cellOf(none), cellOf({ ...faster, pValue: 0.02 }), cellOf(undefined)],
      ...[both as unknown as PrimaryCell, cellOf({ ...faster, pValue: 0.04 })],
    ];
    const adjusted = adjustForFamily(cells, rule.level);
    const told = adjusted.map(({ comparisons, verdict }) => [
      verdict,
      ...comparisons.map(({ adjustedPValue }) => adjustedPValue),
    ]);
    expect(told).toEqual([
      ['equivalent', null],
      ['better', 0.04],
      ['baseline'],
      ['better', null, 3 * (faster.pValue ?? 0)],
      ['better', 0.04],
    ]);
  });

  it('advises no groups where occasions are what lacks', () => {
    const cells = [cellOf({ ...faster, pValue: 0.3 }), cellOf({ ...same, pValue: 0.5 })];
    const moreOf = (unit: JudgementLevel['unit']) =>
      adjustForFamily(cells, { ...rule.level, unit })[0]?.comparisons[0]?.moreGroups;
    expect(moreOf('group')).toBeGreaterThan(0);
    expect(moreOf('epoch')).toBeNull();
  });

  it('is none where groups are appended at will', () => {
    const level: JudgementLevel = { ...fixedLevel(8), kind: 'anytime' };
    const comparison = buildComparison(primaryMetric, values, { ...rule, level });
    expect(comparison).toMatchObject({ method: 'confidence-sequence', pValue: null });
    const [cell] = adjustForFamily([cellOf(comparison)], level);
    expect(cell?.verdict).toBe(comparison.verdict);
  });
});

describe('what is beside the primary metrics', () => {
  const level = fixedLevel(8);
  const of = (metric: MetricName, pValue: number | null): Comparison => ({
    ...buildComparison(metric, [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1], {
      ...{ toleranceRatio: 0.05, level, familySize: 1 },
    }),
    pValue,
  });

  it('is one family with the routes, by Benjamini and Hochberg, and the primary one stays out', () => {
    const cell = {
      comparisons: [of('latencyP99Us', 0.02), of(primaryMetric, 0.5), of('rssBytes', null)],
      routes: [{ route: 'r', comparisons: [of('latencyP50Us', 0.04), of('latencyP99Us', 0.9)] }],
      verdict: 'better',
    };
    const [judged] = adjustAdvisory([{ primaryMetric, cell: cell as unknown as Cell }], level);
    const tell = ({ verdict, adjustedPValue }: Comparison) => [verdict, adjustedPValue];
    expect(judged?.comparisons.map(tell)).toEqual([
      ...[['inconclusive', expect.closeTo(0.06)], tell(of(primaryMetric, 0.5))],
      [of('rssBytes', null).verdict, null],
    ]);
    // Holm would give 0.08 where this gives 0.06.
    expect(judged?.routes[0]?.comparisons.map(tell)).toEqual([
      ...[
        ['inconclusive', expect.closeTo(0.06)],
        ['inconclusive', 0.9],
      ],
    ]);
    expect(judged?.verdict).toBe('better');
  });

  it('are all metrics but one, and two percentiles of each route', () => {
    expect(countAdvisory(1, 0, true)).toBe(metricNames.length - 1);
    expect(countAdvisory(3, 2, true)).toBe(3 * (metricNames.length + 3));
    const withoutPages = metricNames.length - listMetricsOfKind('page').length;
    expect(countAdvisory(1, 0)).toBe(withoutPages - 1);
  });
});

it('the level of each look is below the overall one, and of a single look it is the same', () => {
  const planOf = (groups: number) =>
    ({ groups: Array.from({ length: groups }), looks: planLooks(groups) }) as unknown as Plan;
  expect(computeJudgementLevel(planOf(8), 5)).toMatchObject({ kind: 'fixed', nominalAlpha: 0.05 });
  const many = computeJudgementLevel(planOf(27), 5);
  expect(many).toMatchObject({ kind: 'group-sequential', looks: [8, 12, 18, 27] });
  expect(many.nominalAlpha).toBeGreaterThan(0.015);
  expect(many.nominalAlpha).toBeLessThan(0.02);
});
