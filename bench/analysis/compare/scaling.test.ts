// Scaling laws of whole synthetic runs: what is fitted, and why something is not.
import { describe, expect, test } from 'vitest';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import {
  buildTestExperiment,
  buildTestLevel,
  buildTestScenario,
} from '../../plan/test-experiment.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { predictUsl, type Usl } from '../../stats/usl.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const factorOf = (sizes: readonly number[]): Experiment['factors'] => [
  {
    name: 'instances',
    levels: [
      buildTestLevel('direct'),
      ...sizes.map((size) => ({ ...buildTestLevel(String(size)), size })),
    ],
  },
];

/** Variants behave as the law says; the level without a size is as fast as size 1. */
function runLaw(
  law: Omit<Usl, 'lambda'>,
  sizes: readonly number[],
  changes: Partial<Experiment> = {},
  options: TestRunOptions = {},
) {
  const experiment = buildTestExperiment({
    scenarios: [buildTestScenario('browse')],
    ...{ factors: factorOf(sizes), baseline: { instances: 'direct' }, ...changes },
  });
  const plan = buildPlan(experiment);
  const speeds = sizes.map((size) => [
    `instances=${size}`,
    { speed: predictUsl({ ...law, lambda: 1 }, size) },
  ]);
  const records = buildTestRecords(experiment, plan, {
    ...options,
    behaviours: { ...Object.fromEntries(speeds), ...options.behaviours },
  });
  return analyseRun({ experiment, plan, records, placement: { service: '0', generator: '1' } });
}

describe('a factor with sizes', () => {
  const law = { sigma: 0.1, kappa: 0.03 };
  const [found, ...others] = runLaw(law, [4, 1, 2, 8]).scaling ?? [];

  test('yields one law, by size, without the level that has none', () => {
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{ scenario: 'browse', over: 'factor', factor: 'instances', loadId: 'closed-16' },
      ...{ variantId: 'instances=1', groups: 8, refusal: null },
    });
    expect(found?.points.map(({ size }) => size)).toEqual([1, 2, 4, 8]);
    expect(found?.points.every(({ perGroupRps }) => perGroupRps.length === 8)).toBe(true);
  });

  test('has its coefficients and its peak inside their intervals', () => {
    const { fit } = found ?? {};
    for (const [key, truth] of Object.entries(law)) {
      const estimate = fit?.[key as 'sigma' | 'kappa'];
      expect(estimate?.lower).toBeLessThan(truth);
      expect(estimate?.upper).toBeGreaterThan(truth);
    }
    const peak = Math.sqrt((1 - law.sigma) / law.kappa);
    expect(fit?.peak.lower).toBeLessThan(peak);
    expect(fit?.peak.upper).toBeGreaterThan(peak);
    expect(fit?.isFormTested).toBe(true);
    expect(fit?.largestMisfitRatio).toBeLessThan(0.1);
    expect(fit?.curve[0]?.size).toBe(1);
    expect(fit?.curve.at(-1)?.size).toBeCloseTo(12, 9);
    expect(fit?.curve.every((at) => at.lowerRps <= at.throughputRps)).toBe(true);
    expect(fit?.curve.every((at) => at.upperRps >= at.throughputRps)).toBe(true);
  });

  test('has no end of the peak where nothing holds growth back', () => {
    const { fit } = runLaw({ sigma: 0, kappa: 0 }, [1, 2, 4]).scaling?.[0] ?? {};
    expect(fit?.peak.upper).toBeNull();
    expect(fit?.isFormTested).toBe(false);
    expect(fit?.gainRatio).toBeGreaterThan(3);
  });
});

describe('nothing is fitted', () => {
  const law = { sigma: 0.05, kappa: 0.01 };
  const refusalOf = (...run: Parameters<typeof runLaw>) => {
    const [found] = runLaw(...run).scaling ?? [];
    expect(found?.fit).toBeNull();
    return found?.refusal?.code;
  };

  test('with fewer than three sizes, and with one there is no law to speak of', () => {
    expect(refusalOf(law, [1, 2])).toBe('scaling-few-sizes');
    expect(runLaw(law, [2]).scaling).toBeUndefined();
  });

  test('with fewer than three groups', () => {
    expect(refusalOf(law, [1, 2, 4], { groups: 2 })).toBe('scaling-invalid-run');
    const voidGroups = [0, 2];
    expect(refusalOf(law, [1, 2, 4], { groups: 4 }, { voidGroups })).toBe('scaling-invalid-run');
    // A valid run, two groups of which have every size.
    const change = (trial: TrialRecord) =>
      trial.group > 1 && trial.variantId === 'instances=4'
        ? { ...trial, variantId: 'nobody' }
        : trial;
    expect(refusalOf(law, [1, 2, 4], {}, { change })).toBe('scaling-few-groups');
  });

  test('where a size was not run, or answered wrong', () => {
    const behave = (behaviour: NonNullable<TestRunOptions['behaviours']>[string]) => ({
      behaviours: { 'instances=4': behaviour },
    });
    expect(refusalOf(law, [1, 2, 4], {}, behave({ notRunReason: 'No CPU.' }))).toBe(
      'scaling-not-run',
    );
    expect(refusalOf(law, [1, 2, 4], {}, behave({ wrongBodies: 1 }))).toBe('scaling-excluded');
  });

  test('where throughput grows faster than the size', () => {
    expect(refusalOf({ sigma: -0.15, kappa: 0 }, [1, 2, 4])).toBe('scaling-superlinear');
  });
});

test('three closed loads yield the law over connections for each variant', () => {
  const connections = [1, 4, 16];
  const loads = connections.map((count) => ({
    ...{ id: `closed-${count}`, load: { kind: 'closed' as const, connections: count } },
  }));
  const { scaling = [] } = runLaw({ sigma: 0.1, kappa: 0 }, [1, 2], { loads });
  const found = scaling.filter(({ over }) => over === 'connections');
  expect(found.map(({ variantId }) => variantId)).toEqual([
    ...['instances=direct', 'instances=1', 'instances=2'],
  ]);
  for (const { points, factor, loadId } of found) {
    expect([factor, loadId]).toEqual([null, null]);
    expect(points.map((point) => [point.size, point.loadId])).toEqual(
      connections.map((count) => [count, `closed-${count}`]),
    );
  }
});

test('an open load says nothing of scaling', () => {
  const loads: Experiment['loads'] = [
    {
      id: 'open-500',
      load: { kind: 'open', rateRps: 500, arrivals: 'poisson', maxConnections: 64 },
    },
  ];
  expect(runLaw({ sigma: 0, kappa: 0 }, [1, 2, 4], { loads }).scaling).toBeUndefined();
});

test('copies that are held to a share of a CPU are told with their share, others are not', () => {
  const held = (names: readonly string[]): Experiment['factors'] =>
    factorOf([1, 2, 4]).map((factor) => ({
      ...factor,
      levels: factor.levels.map((level) =>
        names.includes(level.name) ? { ...level, cpusEach: 0.15 } : level,
      ),
    }));
  const tell = (names: readonly string[]) =>
    runLaw({ sigma: 0, kappa: 0 }, [1, 2, 4], { factors: held(names) })
      .warnings.filter(({ code }) => code === 'CPU_SHARES')
      .map(({ message }) => message.text);
  expect(tell(['1', '2', '4'])).toEqual([
    'Each copy of instances = 1, 2 and 4 is held to 15% of a CPU, so that all of them fit on this machine: the gain shows how throughput grows with copies, not what as many machines carry.',
  ]);
  expect(tell(['1'])).toEqual([]);
  expect(tell([])).toEqual([]);
});
