// Time estimates add up, and a budget cuts whole groups only.
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../spec/experiment.ts';
import { buildPlan } from './build-plan.ts';
import {
  estimateGroupMs,
  estimatePlanMs,
  estimateShare,
  fitGroupsToBudget,
  learnTimeAssumptions,
} from './plan-time.ts';
import { buildTestExperiment } from './test-experiment.ts';

const assumptions = {
  ...{ setupMs: 5_000, launchMs: 1_000, blockMs: 300, switchMs: 50, stopMs: 100 },
  ...{ switchRatio: 0.2, visitMs: 300, restartMs: 3_000, rebuildMs: 20_000 },
};

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

  it('adds the visits of pages under open loads', () => {
    const list = ['one', 'two'].map((name) => ({ name, path: '/', shows: 'h1' }));
    const pages = { list, rounds: 3, satisfiedMs: 500, timeoutMs: 10_000 };
    const measure = (changes: Partial<Experiment>) => {
      const changed = { ...experiment, ...changes };
      const [group] = buildPlan(changed, { scenarioNames: ['browse'] }).groups;
      return (group && estimateGroupMs(changed, group, assumptions)) ?? 0;
    };
    const [open] = [
      { id: 'open', load: { kind: 'open', rateRps: 10, arrivals: 'poisson', maxConnections: 8 } },
    ] as const;
    const visits = 6 * 3 * 2 * 2;
    expect(measure({ pages, loads: [open] }) - measure({ loads: [open] })).toBe(visits * 300);
    expect(measure({ pages })).toBe(measure({}));
  });

  it('adds what is changed before a group', () => {
    const [group] = plan.groups;
    if (group === undefined) throw new Error('a plan without a group');
    const cycle = { swapsCpus: true, restartsDatabase: true, rebuildsTemplates: true };
    const [bare, changed] = [group, { ...group, cycle }].map((one) =>
      estimateGroupMs(experiment, one, assumptions),
    );
    expect((changed ?? 0) - (bare ?? 0)).toBe(23_000);
  });

  it('takes the median of earlier runs, and guesses what none of them measured', () => {
    const guess = learnTimeAssumptions([]);
    expect(guess.warmupMs).toBeUndefined();
    const learned = learnTimeAssumptions([
      { launchMs: 400, warmupMs: 3_000, setupMs: 60_000 },
      { launchMs: 600, warmupMs: 2_000, setupMs: 4_000 },
      { launchMs: 5_000, warmupMs: 2_500 },
    ]);
    expect(learned).toEqual({ ...guess, launchMs: 600, warmupMs: 2_500, setupMs: 4_000 });
    const groupMs = (pace: typeof learned) =>
      plan.groups[0] && estimateGroupMs(experiment, plan.groups[0], pace);
    // 6 variants: 600 ms sooner up, and warmed for 500 ms more than the settings say.
    expect((groupMs(learned) ?? 0) - (groupMs(guess) ?? 0)).toBe(6 * (500 - 600));
  });

  it('tells the share of measured load, and the load that would make it another one', () => {
    const expectedMs = estimatePlanMs(experiment, plan, assumptions);
    const share = estimateShare(experiment, plan, expectedMs, 0.6);
    // 5 groups of 6 variants with 4 slices of a second each.
    expect(share?.measuredRatio).toBeCloseTo(120_000 / expectedMs, 12);
    expect(share?.loadMs).toBe(4_000);
    const restMs = (expectedMs - 120_000) / 30;
    expect(share?.wantedLoadMs).toBeGreaterThanOrEqual(1.5 * restMs);
    expect(share?.wantedLoadMs).toBeLessThan(1.5 * restMs + 100);
    expect(estimateShare(experiment, { ...plan, groups: [] }, 1_000, 0.6)).toBeUndefined();
  });
});
