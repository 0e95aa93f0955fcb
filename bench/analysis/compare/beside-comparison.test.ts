// What stands beside a comparison: the one without foreign CPU, the one over all scenarios, the ones by route.
import { describe, expect, it } from 'vitest';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const memory = 'cache=memory,threads=single';

function analyse(options: TestRunOptions, scenarios = ['browse']) {
  const experiment = buildTestExperiment({
    scenarios: scenarios.map((name) => buildTestScenario(name)),
  });
  const plan = buildPlan(experiment, { variantPatterns: [memory] });
  return analyseRun({ experiment, plan, records: buildTestRecords(experiment, plan, options) });
}

const comparisonOf = (analysis: ReturnType<typeof analyse>, metric = 'throughputRps') =>
  analysis.scenarios[0]?.cells
    .find(({ variantId }) => variantId === memory)
    ?.comparisons.find((each) => each.metric === metric);

/** Foreign CPU that comes and goes takes a share of the throughput, and more of it falls on one variant. */
function disturb(trial: TrialRecord): TrialRecord {
  const isMemory = trial.variantId === memory;
  const slices = trial.slices.map((slice) => {
    const wave = ((slice.position * 7 + trial.group * 3) % 10) / 10;
    const foreignCpuRatio = isMemory ? 0.05 + 0.3 * wave : 0.02 + 0.1 * wave;
    const left = Math.exp(-1.5 * foreignCpuRatio);
    return { ...slice, foreignCpuRatio, succeeded: Math.round(slice.succeeded * left) };
  });
  return { ...trial, slices };
}

describe('the comparison without foreign CPU', () => {
  const calm = { seed: 4, sliceSd: 0.01, launchSd: 0.01 };

  it('takes off what other programs took, and the raw one stays as it is', () => {
    const comparison = comparisonOf(analyse({ ...calm, change: disturb }));
    expect(comparison?.ratio).toBeLessThan(0.9);
    expect(comparison?.foreignAdjusted?.ratio).toBeGreaterThan(0.97);
    expect(comparison?.foreignAdjusted?.ratio).toBeLessThan(1.03);
    expect(comparison?.verdict).toBe('worse');
  });

  it('changes hardly anything where foreign CPU has no effect', () => {
    const change = (trial: TrialRecord) => ({
      ...trial,
      slices: trial.slices.map((slice) => ({
        ...slice,
        foreignCpuRatio: ((slice.position * 7 + trial.group * 3) % 10) / 50,
      })),
    });
    const comparison = comparisonOf(analyse({ ...calm, change }));
    expect(comparison?.foreignAdjusted?.ratio).toBeCloseTo(comparison?.ratio ?? 0, 1);
  });

  it('is none where foreign CPU never differed or was not read, nor for figures of whole trials', () => {
    expect(comparisonOf(analyse(calm))?.foreignAdjusted).toBeNull();
    const change = (trial: TrialRecord) => ({
      ...trial,
      slices: trial.slices.map((slice) => ({ ...slice, foreignCpuRatio: undefined })),
    });
    expect(comparisonOf(analyse({ ...calm, change }))?.foreignAdjusted).toBeNull();
    const disturbed = analyse({ ...calm, change: disturb });
    expect(comparisonOf(disturbed, 'cpuPerRequestUs')?.foreignAdjusted).toBeNull();
  });
});

describe('variants over all scenarios', () => {
  /** Twice as fast under browse, half as fast under search. */
  const mixed = (trial: TrialRecord): TrialRecord => {
    if (trial.variantId !== memory) return trial;
    const factor = trial.scenario === 'browse' ? 2 : 0.5;
    const slices = trial.slices.map((slice) => ({ ...slice, succeeded: slice.succeeded * factor }));
    return { ...trial, slices };
  };
  const throughputOf = (analysis: ReturnType<typeof analyse>) =>
    analysis.overall[0]?.comparisons.find(({ metric }) => metric === 'throughputRps');

  it('are the geometric mean: twice and half are the same again', () => {
    const analysis = analyse({ seed: 6, change: mixed }, ['browse', 'search']);
    expect(analysis.overall).toHaveLength(1);
    expect(analysis.overall[0]).toMatchObject({
      variantId: memory,
      scenarios: ['browse', 'search'],
    });
    expect(throughputOf(analysis)?.ratio).toBeCloseTo(1, 1);
    expect(throughputOf(analysis)?.groups).toBe(8);
  });

  it('are none for a single scenario, and leave groups out in which a scenario is missing', () => {
    expect(analyse({ seed: 6 }).overall).toEqual([]);
    const gap = (trial: TrialRecord): TrialRecord =>
      trial.scenario === 'search' && trial.group < 2 && trial.variantId === memory
        ? {
            ...trial,
            slices: trial.slices.map((slice) => ({ ...slice, succeeded: 0 })),
            counts: { ...trial.counts, succeeded: 0 },
          }
        : trial;
    expect(throughputOf(analyse({ seed: 6, change: gap }, ['browse', 'search']))?.groups).toBe(6);
  });
});

describe('routes', () => {
  const routesOf = (options: TestRunOptions, id = memory) =>
    analyse(options).scenarios[0]?.cells.find(({ variantId }) => variantId === id)?.routes;

  it('are compared with the same route of the baseline, group by group', () => {
    const [route] = routesOf({ seed: 7, behaviours: { [memory]: { speed: 0.5 } } }) ?? [];
    const p50 = route?.comparisons.find(({ metric }) => metric === 'latencyP50Us');
    expect(p50).toMatchObject({ groups: 8, verdict: 'worse' });
    expect(p50?.ratio).toBeCloseTo(2, 0);
  });

  it('of the baseline, and those that the baseline lacks, have no comparison', () => {
    expect(routesOf({ seed: 7 }, 'cache=none,threads=single')?.[0]?.comparisons).toEqual([]);
    const renamed = (trial: TrialRecord): TrialRecord => {
      if (trial.variantId !== memory) return trial;
      const routes = trial.measurement.routes.map((each) => ({ ...each, route: 'other' }));
      return { ...trial, measurement: { ...trial.measurement, routes } };
    };
    expect(routesOf({ seed: 7, change: renamed })?.[0]).toMatchObject({
      route: 'other',
      comparisons: [],
    });
  });
});
