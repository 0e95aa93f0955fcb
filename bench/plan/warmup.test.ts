// Which warm-up an experiment has, and what it is expected to take.
import { expect, test } from 'vitest';
import { buildPlan } from './build-plan.ts';
import { estimateLongestPlanMs, estimatePlanMs } from './plan-time.ts';
import { buildTestExperiment } from './test-experiment.ts';
import {
  chooseLoneWarmupMs,
  estimateWarmupMs,
  findWarmup,
  listLoadsBefore,
  shortenAfter,
} from './warmup.ts';

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

test('the second load of a scenario in a group takes less, unless a plain number was asked for', () => {
  expect(shortenAfter(usual, 0)).toEqual(usual);
  expect(shortenAfter(usual, 1)).toEqual({ requests: 250, untilSteady: true, maxMs: 3_000 });
  expect(shortenAfter({ ...usual, untilSteady: false }, 1).requests).toBe(1_000);
  const experiment = buildTestExperiment({ warmup: usual });
  const [load] = experiment.loads;
  const twice = { ...experiment, loads: load ? [load, { ...load, id: 'again' }] : [] };
  const [group] = buildPlan(twice, { groups: 1 }).groups;
  if (group === undefined) throw new Error('there is a group');
  for (const [index, { scenario }] of group.blocks.entries()) {
    const isSecond = group.blocks.findIndex((one) => one.scenario === scenario) < index;
    expect(listLoadsBefore(group, index)).toHaveLength(isSecond ? 1 : 0);
  }
  const [one, both] = [experiment, twice].map((each) => {
    const plan = buildPlan(each, { groups: 1 });
    return estimateLongestPlanMs(each, plan) - estimatePlanMs(each, plan);
  });
  // Half of the time of each, and the expected part is bounded by it: 3 s against 3 s.
  expect(both).toBe(one);
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
