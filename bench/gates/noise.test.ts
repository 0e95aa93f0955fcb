// The noise floor: its spread is that of the groups, and gates on equal variants hardly ever fail on it.
import { describe, expect, it } from 'vitest';
import { measureRecords } from '../analysis/compare/analyse-run.ts';
import { buildTestRecords } from '../analysis/test-run.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import { buildDisturbed, buildNormal, buildUniform } from '../stats/test-noise.ts';
import { computeLeastSlowdown, listNoiseSeries, resampleGates } from './noise.ts';

function measure(groups: number) {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')], groups });
  const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
  const records = buildTestRecords(experiment, plan, { seed: 5, launchSd: 0.04, sliceSd: 0.001 });
  return measureRecords({ experiment, plan, records }).measured;
}

describe('the series of a calibration', () => {
  it('hold one log-ratio a group, with the spread of two launches', () => {
    const series = listNoiseSeries(measure(20)).find(({ metric }) => metric === 'throughputRps');
    expect(series).toMatchObject({ scenario: 'browse', loadId: 'closed-16', groups: 20 });
    expect(series?.logRatios).toHaveLength(20);
    // √2 · 0.04 = 0.057, known within a third from twenty groups.
    expect(series?.sdLog).toBeGreaterThan(0.038);
    expect(series?.sdLog).toBeLessThan(0.076);
  });

  it('leave out counts that do not vary, and say nothing on fewer than six groups', () => {
    const metrics = listNoiseSeries(measure(6)).map(({ metric }) => metric);
    expect(metrics).toContain('latencyP99Us');
    expect(metrics).not.toContain('databaseCallsPerRequest');
    expect(metrics).not.toContain('successRatio');
    expect(listNoiseSeries(measure(5))).toEqual([]);
  });
});

describe('gates replayed on equal variants', () => {
  const usual = { metric: 'throughputRps', toleranceRatio: 0.05, gates: 1_500, seed: 3 } as const;
  const draw = (sd: number, isDisturbed: boolean) => {
    const uniform = buildUniform(11);
    const noise = isDisturbed ? buildDisturbed(uniform) : buildNormal(uniform);
    return Array.from({ length: 20 }, () => sd * noise());
  };

  it.each([
    [0.03, false],
    [0.1, false],
    [0.06, true],
  ])('fail in fewer than 1 %% at a spread of %f, disturbed: %s', (sd, isDisturbed) => {
    const outcome = resampleGates(draw(sd, isDisturbed), { ...usual, mostGroups: 27 });
    expect(outcome.failRatio).toBeLessThan(0.01);
    const { failRatio, passRatio, inconclusiveRatio } = outcome;
    expect(failRatio + passRatio + inconclusiveRatio).toBeCloseTo(1);
  });

  it('pass nearly always where the spread is below the tolerance, and give the same again', () => {
    const calm = draw(0.02, false);
    const outcome = resampleGates(calm, { ...usual, mostGroups: 27 });
    expect(outcome.passRatio).toBeGreaterThan(0.99);
    expect(resampleGates(calm, { ...usual, mostGroups: 27 })).toEqual(outcome);
  });
});

describe('the least slowdown', () => {
  it('shrinks with groups and grows with the spread', () => {
    const [eight = 0, many = 0] = [8, 27].map((groups) => computeLeastSlowdown(0.05, groups));
    expect(eight).toBeGreaterThan(many);
    expect(many).toBeGreaterThan(1.03);
    expect(many).toBeLessThan(1.06);
    expect(computeLeastSlowdown(0.1, 27)).toBeGreaterThan(many);
  });
});
