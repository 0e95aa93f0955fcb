// Time estimates add up, and a budget cuts whole groups only.
import { describe, expect, it } from 'vitest';
import { buildPlan } from './build-plan.ts';
import { estimateGroupMs, estimatePlanMs, fitGroupsToBudget } from './plan-time.ts';
import { buildTestExperiment } from './test-experiment.ts';

const assumptions = { setupMs: 5_000, launchMs: 1_000, blockMs: 300, switchMs: 50, stopMs: 100 };

describe('plan time', () => {
  const experiment = buildTestExperiment({ groups: 5 });
  const plan = buildPlan(experiment, { scenarioNames: ['browse'] });

  it('adds launches, warm-ups, slices and stops', () => {
    const [group] = plan.groups;
    const groupMs = 6 * 1_100 + 300 + 6 * 2_050 + 24 * 1_050;
    expect(group && estimateGroupMs(experiment, group, assumptions)).toBe(groupMs);
    expect(estimatePlanMs(experiment, plan, assumptions)).toBe(5_000 + 5 * groupMs);
  });

  it('fits whole groups into a budget', () => {
    const groupsWithin = (budgetMs: number) =>
      fitGroupsToBudget(experiment, plan, budgetMs, assumptions).groups.length;
    const all = estimatePlanMs(experiment, plan, assumptions);
    expect(groupsWithin(all)).toBe(5);
    expect(groupsWithin(all - 1)).toBe(4);
    expect(groupsWithin(1_000_000_000)).toBe(5);
    expect(groupsWithin(0)).toBe(0);
  });
});
