// The rate check is about the generator: chance and saturation are no fault of it, missing data is no pass.
import { expect, test } from 'vitest';
import type { CalibrationRecord, TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { checkRate } from './load-checks.ts';

const load = { kind: 'open', rateRps: 500, arrivals: 'poisson', maxConnections: 64 } as const;
const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  loads: [{ id: 'open', load }],
  slices: { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 100, warmupMs: 0, loadMs: 2_000 },
  groups: 4,
});
const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
const calibration: CalibrationRecord = {
  ...{ kind: 'calibration', group: 0, scenario: 'browse', loadId: 'open', load },
  ...{ sliceMs: 1_000, dropFirstMs: 100, slicesPerGroup: 4, capacityRps: undefined },
};

/** @param scheduled arrivals of the first trials, where 2,000 are asked for; the others have those. */
function judge(
  scheduled: readonly number[],
  records: readonly CalibrationRecord[] = [calibration],
) {
  const trials = buildTestRecords(experiment, plan)
    .filter((record): record is TrialRecord => record.kind === 'trial')
    .map((trial, index) => ({
      ...trial,
      counts: { ...trial.counts, scheduled: scheduled[index] ?? 2_000 },
    }));
  expect(trials).toHaveLength(8);
  return checkRate({
    ...{ experiment, plan, trials, calibrations: records, groups: [], validGroups: [] },
    ...{ configuration: { checks: [], deviations: [] }, placement: undefined },
  });
}

test('chance alone is no fault', () => {
  // The standard deviation of a Poisson count of 2,000 is 45.
  expect(judge([2_090, 1_910, 2_134, 1_866]).status).toBe('ok');
});

test('one trial with too few arrivals is a warning, more than a fifth make the run invalid', () => {
  expect(judge([1_700]).status).toBe('warning');
  const many = judge([1_700, 1_700]);
  expect(many.status).toBe('failed');
  expect(many.detail?.text).toContain('2 of 8 open-loop trials');
});

test('too many arrivals are a fault, too', () => {
  expect(judge([2_400, 2_400]).status).toBe('failed');
});

test('equal gaps leave less to chance', () => {
  const uniform = { ...calibration, load: { ...load, arrivals: 'uniform' } } as const;
  expect(judge([1_900, 1_900], [uniform]).status).toBe('failed');
  expect(judge([1_996, 2_004], [uniform]).status).toBe('ok');
});

test('a rate that is not recorded is a warning, never a pass', () => {
  expect(judge([], []).status).toBe('warning');
});
