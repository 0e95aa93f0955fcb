// Gates against a limit, from trial records to the result: how often a service passes that is broken in some launches.
import { expect, it } from 'vitest';
import { buildTestRecords } from '../analysis/test-run.ts';
import { buildHistogram, encodeHistogram, recordLatency } from '../measurement/histogram.ts';
import type { RunRecord, TrialRecord } from '../measurement/records.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import type { ResolvedGate } from '../spec/experiment.ts';
import { binomialCdf } from '../stats/binomial-distribution.ts';
import { judgeRun } from './judge-gates.ts';
import { atLeast, atMost, buildGate } from './test-gates.ts';

const variantId = 'cache=memory,threads=single';

function encodeAt(requests: number, us: (place: number) => number): string {
  const histogram = buildHistogram();
  for (let place = 0; place < requests; place += 1) recordLatency(histogram, us(place));
  return encodeHistogram(histogram);
}

/** The most telling of bad launches: half of its requests fail. */
function breakHalf(trial: TrialRecord): TrialRecord {
  const failed = Math.round(trial.counts.succeeded / 2);
  const succeeded = trial.counts.succeeded - failed;
  return { ...trial, counts: { ...trial.counts, succeeded, failed } };
}

interface Simulated {
  readonly gate: ResolvedGate;
  readonly groups: number;
  /** Share of launches that are bad, each by chance. */
  readonly badRatio: number;
  readonly spoil: (trial: TrialRecord, isBad: boolean) => TrialRecord;
}

/**
 * Chances that the gate of the variant passes and fails. Groups are independent and alike, so what a run says depends
 * on how many are bad and not on which: each number is judged once, and weighed by its binomial chance.
 */
function judgeOver({ gate, groups, badRatio, spoil }: Simulated) {
  const experiment = buildTestExperiment({
    ...{ gates: [gate], groups, design: { kind: 'full' } },
    scenarios: [buildTestScenario('browse')],
  });
  const plan = buildPlan(experiment, { variantPatterns: [variantId] });
  const small = encodeAt(1_000, (place) => 1_000 + place);
  const lighten = (trial: TrialRecord): TrialRecord => ({
    ...trial,
    measurement: {
      ...trial.measurement,
      routes: trial.measurement.routes.map((route) => ({ ...route, successLatency: small })),
    },
  });
  const base = buildTestRecords(experiment, plan, { change: lighten });
  let [passRatio, failRatio] = [0, 0];
  for (let bad = 0; bad <= groups; bad += 1) {
    const chance =
      binomialCdf(bad, groups, badRatio) - (bad > 0 ? binomialCdf(bad - 1, groups, badRatio) : 0);
    if (chance < 0.002) continue;
    const records = base.map(
      (record): RunRecord =>
        record.kind === 'trial' && record.variantId === variantId
          ? spoil(record, record.group >= groups - bad)
          : record,
    );
    const [result] = judgeRun({ experiment, plan, records }).gates;
    if (result?.status === 'pass') passRatio += chance;
    if (result?.status === 'fail') failRatio += chance;
  }
  return { passRatio, failRatio };
}

const available = (badLaunchesRatio?: number) =>
  buildGate(
    'available',
    'successRatio',
    atLeast(0.999, badLaunchesRatio === undefined ? {} : { badLaunchesRatio }),
  );
const breakSome = (trial: TrialRecord, isBad: boolean) => (isBad ? breakHalf(trial) : trial);

it('a service broken in one launch of ten passes in fewer than 5 % where a tenth is asked for', () => {
  const broken = { groups: 29, spoil: breakSome, gate: available(0.1) };
  const { passRatio, failRatio } = judgeOver({ ...broken, badRatio: 0.1 });
  expect(passRatio).toBeLessThan(0.05);
  // It fails more often than it is left open: three such launches break the average.
  expect(failRatio).toBeGreaterThan(0.5);
  expect(judgeOver({ ...broken, badRatio: 0 }).passRatio).toBe(1);
});

it('eight groups pass a clean service, and hardly one that is broken in a third of its launches', () => {
  const few = { groups: 8, spoil: breakSome, gate: available() };
  expect(judgeOver({ ...few, badRatio: 0 }).passRatio).toBe(1);
  expect(judgeOver({ ...few, badRatio: 0.32 }).passRatio).toBeLessThan(0.05);
});

it('a p99 that most launches break passes in fewer than 5 %, though the merged one is within', () => {
  // Healthy launches answer a hundred times as much, so that the requests of all together look well.
  const within = encodeAt(100_000, () => 1_000);
  const beyond = encodeAt(1_000, (place) => (place % 50 === 0 ? 60_000 : 1_000));
  const spoil = (trial: TrialRecord, isBad: boolean): TrialRecord => ({
    ...trial,
    measurement: {
      ...trial.measurement,
      routes: trial.measurement.routes.map((route) => ({
        ...{ ...route, successLatency: isBad ? beyond : within },
      })),
    },
  });
  const slo = { gate: buildGate('slo', 'latencyP99Us', atMost(10_000)), groups: 12, spoil };
  expect(judgeOver({ ...slo, badRatio: 0.6 }).passRatio).toBeLessThan(0.05);
  expect(judgeOver({ ...slo, badRatio: 0.05 }).failRatio).toBeLessThan(0.01);
});
