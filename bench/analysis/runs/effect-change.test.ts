import { expect, test } from 'vitest';
import type { Cell, Comparison, MetricName } from '../../../reports/document/result.ts';
import { buildUniform } from '../../stats/test-noise.ts';
import { type EffectChange, estimateChange, judgeChange, type RunEffect } from './effect-change.ts';
import { simulateRun } from './test-two-runs.ts';

/** The only effect of a run with this truth, almost without noise. */
function effectOf(effect: number, metric: MetricName = 'cpuPerRequestUs'): RunEffect {
  const uniform = buildUniform(Math.round(effect * 1_000));
  const { scenarios } = simulateRun(
    { id: 'r', groups: 8, primaryMetric: metric, effects: [effect], sd: 0.02, mood: 1 },
    () => uniform() - 0.5,
  );
  const [baseline, variant] = scenarios[0]?.cells ?? [];
  const [comparison] = variant?.comparisons ?? [];
  if (baseline === undefined || variant === undefined || comparison === undefined) {
    throw new Error('no effect');
  }
  return { baseline, variant, comparison };
}

function estimate(a: RunEffect, b: RunEffect, metric: MetricName = 'cpuPerRequestUs') {
  const change = estimateChange(metric, a, b, 0.95);
  if (change === undefined) throw new Error('no change');
  return change;
}

test.each([
  [2, 3, 'grew'],
  [3, 2, 'shrank'],
  [0.5, 0.3, 'grew'],
  [0.3, 0.5, 'shrank'],
  [2, 0.5, 'reversed'],
  [2, 2.01, 'same'],
] as const)('from %f to %f an effect is judged as %s', (from, to, verdict) => {
  const [a, b] = [effectOf(from), effectOf(to)];
  const change = estimate(a, b);
  expect(change.estimate).toBeCloseTo(Math.log(to / from), 1);
  const evidence = { margin: Math.log(1.05), alpha: 0.05, adjustedPValue: change.p };
  expect(judgeChange({ ...evidence, change, a: a.comparison, b: b.comparison })).toBe(verdict);
});

const bounds = (ratioLower: number, ratioUpper: number): Comparison => ({
  ...effectOf(1).comparison,
  ...{ ratioLower, ratioUpper },
});
const fall: EffectChange = {
  ...{ estimate: -0.3, lower: -0.4, upper: -0.2, p: 0.001, degreesOfFreedom: 14 },
  ...{ method: 'welch-groups', logA: 0.02, logB: -0.28 },
};
const rule = { margin: Math.log(1.05), alpha: 0.05, adjustedPValue: 0.001 };

test('from an effect that A does not tell from none, it grew and did not reverse', () => {
  const evidence = { ...rule, change: fall, a: bounds(0.98, 1.06), b: bounds(0.7, 0.8) };
  expect(judgeChange(evidence)).toBe('grew');
  expect(judgeChange({ ...evidence, a: bounds(1.01, 1.03) })).toBe('reversed');
});

test('what Holm leaves undecided is unclear, and inside the margin it is the same however sure', () => {
  const evidence = { ...rule, change: fall, a: bounds(0.98, 1.06), b: bounds(0.7, 0.8) };
  expect(judgeChange({ ...evidence, adjustedPValue: 0.06 })).toBe('unclear');
  const slight = { ...fall, estimate: -0.02, lower: -0.03, upper: -0.01 };
  expect(judgeChange({ ...evidence, change: slight })).toBe('same');
});

test('groups that are not those of the comparison are not used: its interval is', () => {
  const [a, b] = [effectOf(2), effectOf(3)];
  const cut = (cell: Cell): Cell => ({
    ...cell,
    metrics: cell.metrics.map((one) => ({ ...one, perGroup: one.perGroup.slice(1) })),
  });
  const other = { ...b, variant: cut(b.variant), baseline: cut(b.baseline) };
  expect(estimate(a, b).method).toBe('welch-groups');
  expect(estimate(a, other).method).toBe('welch-intervals');
});

test('without an interval, and without groups, nothing is said', () => {
  const a = effectOf(2, 'throughputRps');
  const comparison = { ...a.comparison, ratioLower: null, ratioUpper: null };
  expect(estimateChange('throughputRps', a, { ...a, comparison }, 0.95)).toBeUndefined();
});
