// Hours of CPU and memory that a million good answers take.
import { expect, test } from 'vitest';
import type { MetricName } from '../../reports/document/result.ts';
import { buildCostBasis, findCostBasis } from './cost-basis.ts';

const figures = (cpuUs: number, successRatio = 1): ReadonlyMap<MetricName, number> =>
  new Map<MetricName, number>([
    ['cpuPerRequestUs', cpuUs],
    ['successRatio', successRatio],
    ['rssBytes', 2 ** 30],
    ['throughputRps', 1_000],
  ]);

test('3,600 µs a request are one CPU hour a million, and failures are paid for by the good answers', () => {
  expect(findCostBasis(figures(3_600))?.cpuHoursPerMillion).toBe(1);
  expect(findCostBasis(figures(3_600, 0.5))?.cpuHoursPerMillion).toBe(2);
});

test('one GiB at 1,000 answers a second is held for 1,000 seconds a million', () => {
  expect(findCostBasis(figures(1))?.gibHoursPerMillion).toBeCloseTo(1_000 / 3_600, 12);
});

test('a cell has the median of its groups, and none where nothing is known', () => {
  const groups = [figures(3_600), figures(7_200), figures(36_000)];
  expect(buildCostBasis(groups)?.cpuHoursPerMillion).toBe(2);
  expect(buildCostBasis([new Map()])).toBeUndefined();
  const cpuOnly = new Map<MetricName, number>([
    ['cpuPerRequestUs', 3_600],
    ['successRatio', 1],
  ]);
  expect(buildCostBasis([cpuOnly])).toEqual({ cpuHoursPerMillion: 1, gibHoursPerMillion: null });
});
