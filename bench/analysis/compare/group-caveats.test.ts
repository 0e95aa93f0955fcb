// Caveats about groups: a slow launch that the typical group hides, and groups that resemble their neighbours.
import { expect, it } from 'vitest';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const memory = 'cache=memory,threads=single';
const small = { slicesPerGroup: 2, sliceMs: 1_000, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 };

function analyse(options: TestRunOptions, groups = 8) {
  const experiment = buildTestExperiment({
    ...{ scenarios: [buildTestScenario('browse')], groups, slices: small },
  });
  const plan = buildPlan(experiment, { variantPatterns: [memory] });
  return analyseRun({ experiment, plan, records: buildTestRecords(experiment, plan, options) });
}

it('a launch whose p99 is far above the others is named beside the typical figure', () => {
  const experiment = buildTestExperiment({
    ...{ scenarios: [buildTestScenario('browse')], groups: 8, slices: small },
  });
  const plan = buildPlan(experiment, { variantPatterns: [memory] });
  const slow = buildTestRecords(experiment, plan, { behaviours: { [memory]: { speed: 0.3 } } });
  const late = slow.find(
    (record) => record.kind === 'trial' && record.group === 3 && record.variantId === memory,
  );
  const analysis = analyse({
    change: (trial) =>
      late?.kind === 'trial' && trial.variantId === memory && trial.group === 3
        ? { ...trial, measurement: late.measurement }
        : trial,
  });
  const cell = analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === memory);
  const warning = cell?.warnings.find(({ code }) => code === 'GROUPS_DISAGREE');
  expect(warning?.message?.text).toMatch(
    /^In \d of 8 groups p99 was more than twice .*: up to .* ms against/,
  );
  // The figure is that of the typical group, which the slow launch hardly moves.
  const p99 = cell?.metrics.find(({ metric }) => metric === 'latencyP99Us');
  expect(p99?.estimator).toBe('typical-group');
  expect(Math.max(...(p99?.perGroup ?? []).map((us) => us ?? 0))).toBeGreaterThan(
    2 * (p99?.value ?? 0),
  );
  const quiet = analyse({ sliceSd: 0.001, launchSd: 0.001 }, 3);
  const codes = quiet.scenarios.flatMap(({ cells }) => cells.flatMap(({ warnings }) => warnings));
  expect(codes.map(({ code }) => code)).not.toContain('GROUPS_DISAGREE');
});

it('groups that resemble their neighbours are told, with by how much intervals are too narrow', () => {
  const analysis = analyse(
    {
      sliceSd: 0.001,
      launchSd: 0.001,
      change: (trial) => {
        if (trial.variantId !== memory) return trial;
        const speed = 1 + 0.2 * Math.sin(trial.group / 2);
        const slices = trial.slices.map((slice) => ({
          ...slice,
          succeeded: Math.round(slice.succeeded * speed),
        }));
        return { ...trial, slices };
      },
    },
    18,
  );
  const warning = analysis.warnings.find(({ code }) => code === 'GROUPS_NOT_INDEPENDENT');
  expect(warning?.message?.text).toContain('too narrow by a factor of about');
  expect(analyse({}).warnings.map(({ code }) => code)).not.toContain('GROUPS_NOT_INDEPENDENT');
});

it('successes are of all requests, with the worst group beside them', () => {
  const analysis = analyse({
    change: (trial) => {
      if (trial.variantId !== memory || trial.group > 0) return trial;
      const failed = Math.round(trial.counts.succeeded / 2);
      const succeeded = trial.counts.succeeded - failed;
      return { ...trial, counts: { ...trial.counts, succeeded, failed } };
    },
  });
  const cell = analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === memory);
  const success = cell?.metrics.find(({ metric }) => metric === 'successRatio');
  expect(success?.value).toBeGreaterThan(0.9);
  expect(success?.value).toBeLessThan(0.97);
  expect(success?.worstGroup).toBeCloseTo(0.5, 2);
});

it('a success share of which body checks saw a part is told with what the rest would make of it', () => {
  const spoil = (checkedBodies: number, wrongBodies: number) =>
    analyse({
      change: (trial) => {
        if (trial.variantId !== memory) return trial;
        const succeeded = 1_000 - wrongBodies;
        const counts = { ...trial.counts, scheduled: 1_000, succeeded, failed: wrongBodies };
        return { ...trial, counts, checkedBodies, wrongBodies };
      },
    })
      .scenarios[0]?.cells.find(({ variantId }) => variantId === memory)
      ?.warnings.find(({ code }) => code === 'BODIES_SAMPLED');
  // 50 of 1,000 answers were looked at, and all of them were wrong: nothing is known to be right.
  expect(spoil(50, 50)?.message?.text).toContain(
    'covered 5% of the responses; 400 of 400 (100%) were wrong. The success ratio of 95% counts all others as right; if they are wrong as often, it is 0%.',
  );
  expect(spoil(100, 20)?.message?.text).toContain('160 of 800 (20%) were wrong');
  expect(spoil(100, 20)?.message?.text).toContain('of 98% counts all others as right');
  expect(spoil(100, 20)?.message?.text).toContain('it is 80%.');
  expect(spoil(50, 0)).toBeUndefined();
  expect(spoil(1_000, 60)).toBeUndefined();
});
