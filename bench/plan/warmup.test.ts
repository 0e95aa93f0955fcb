// Which warm-up an experiment has, and what it is expected to take.
import { expect, test } from 'vitest';
import { buildPlan } from './build-plan.ts';
import { estimateLongestPlanMs, estimatePlanMs } from './plan-time.ts';
import { buildTestExperiment } from './test-experiment.ts';
import { chooseLoneWarmupMs, estimateWarmupMs, findWarmup } from './warmup.ts';

const usual = { requests: 1_000, untilSteady: true, maxMs: 6_000 };

test('runs from before there was a warm-up by requests have one by time; cold ones have none', () => {
  const older = buildTestExperiment();
  expect(findWarmup(older)).toEqual({ requests: 0, untilSteady: false, maxMs: 2_000 });
  expect(findWarmup({ ...older, warmup: usual })).toEqual(usual);
  expect(findWarmup({ ...older, warmup: usual, phase: 'cold' }).maxMs).toBe(0);
});

test('a plan expects less than the longest warm-up, and tells the longest', () => {
  expect(estimateWarmupMs(usual)).toBe(3_000);
  expect(estimateWarmupMs({ ...usual, maxMs: 500 })).toBe(500);
  expect(estimateWarmupMs({ ...usual, requests: 5_000 })).toBe(5_000);
  expect(estimateWarmupMs({ requests: 0, untilSteady: false, maxMs: 4_000 })).toBe(4_000);
  const experiment = buildTestExperiment({ warmup: usual });
  const plan = buildPlan(experiment, { groups: 1 });
  const blocks = (plan.groups[0]?.blocks.length ?? 0) * plan.variants.length;
  const difference = estimateLongestPlanMs(experiment, plan) - estimatePlanMs(experiment, plan);
  expect(difference).toBe(3_000 * blocks);
});

test('a lone variant is warmed by time, at most as long as a block', () => {
  const experiment = buildTestExperiment();
  expect(chooseLoneWarmupMs(experiment)).toBe(2_000);
  expect(chooseLoneWarmupMs({ ...experiment, warmup: usual })).toBe(2_000);
  expect(chooseLoneWarmupMs({ ...experiment, warmup: { ...usual, maxMs: 300 } })).toBe(300);
  expect(chooseLoneWarmupMs({ ...experiment, warmup: { ...usual, maxMs: 0 } })).toBe(1);
});

test('a cold run has one scenario and one load', () => {
  const cold = buildTestExperiment({ phase: 'cold' });
  expect(() => buildPlan(cold)).toThrow(/one scenario and one load; this plan has 3 and 1/);
  expect(buildPlan(cold, { scenarioNames: ['browse'] }).groups[0]?.blocks).toHaveLength(1);
});
