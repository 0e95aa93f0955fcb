// Which percentiles of an open load are the generator's own, and when a variant did not keep up.
import { expect, test } from 'vitest';
import { buildHistogram, encodeHistogram, recordLatency } from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { findLateness, isSaturated, nonesLate } from './lateness.ts';

const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')], groups: 6 });
const trials = buildTestRecords(experiment, buildPlan(experiment)).filter(
  (record): record is TrialRecord => record.kind === 'trial',
);

/** A thousand values, the highest of them as told. @param tail share of them, and their value */
function encodeUs(usualUs: number, tailUs = usualUs, tail = 0): string {
  const histogram = buildHistogram();
  for (let each = 0; each < 1_000; each += 1)
    recordLatency(histogram, each < 1_000 * (1 - tail) ? usualUs : tailUs);
  return encodeHistogram(histogram);
}

interface Figures {
  readonly latency?: string;
  readonly lateness?: string;
  /** Of each slice. */
  readonly drainMs?: number;
}

function change(trial: TrialRecord, figures: Figures): TrialRecord {
  const { latency = encodeUs(1_000), lateness = encodeUs(100), drainMs = 2 } = figures;
  const { measurement, slices } = trial;
  return {
    ...trial,
    slices: slices.map((slice) => ({ ...slice, windowUs: 30_000, drainMs })),
    measurement: {
      ...measurement,
      sendLateness: lateness,
      routes: measurement.routes
        .slice(0, 1)
        .map((route) => ({ ...route, successLatency: latency })),
    },
  };
}

/** @param late trials of each hundred that are so */
const find = (figures: Figures, late = 100) =>
  findLateness(
    trials.map((trial, index) =>
      change(trial, index < (late / 100) * trials.length ? figures : {}),
    ),
    0.25,
  );

test('the lowest percentile that is late is found, and what is within the limits is not', () => {
  expect(find({}).lateFrom).toBe(nonesLate);
  expect(find({ lateness: encodeUs(100, 3_000, 0.02) }).lateFrom).toBe(99);
  expect(find({ lateness: encodeUs(100, 3_000, 0.07) }).lateFrom).toBe(95);
  expect(find({ lateness: encodeUs(600) }).lateFrom).toBe(50);
  // A millisecond at p99 is the clock's, and a quarter of a latency is little.
  expect(find({ lateness: encodeUs(100, 990, 0.02) }).lateFrom).toBe(nonesLate);
  const slow = { latency: encodeUs(1_000, 20_000, 0.02), lateness: encodeUs(100, 4_000, 0.02) };
  expect(find(slow).lateFrom).toBe(nonesLate);
});

test('a fifth of the trials may be late, more may not, of whichever variant', () => {
  const figures = { lateness: encodeUs(100, 3_000, 0.02) };
  expect(find(figures, 19)).toMatchObject({ lateFrom: nonesLate, judged: trials.length });
  expect(find(figures, 19).late).toBeGreaterThan(0);
  expect(find(figures, 40).lateFrom).toBe(99);
});

test('a saturated variant is left aside, since its sends wait for it', () => {
  const backlog = { latency: encodeUs(10_000), lateness: encodeUs(5_000), drainMs: 20 };
  expect(find(backlog, 40)).toMatchObject({ lateFrom: nonesLate, late: 0 });
  expect(find(backlog, 40).saturated).toBeGreaterThan(0);
});

test('a backlog is not a few slow answers in short slices', () => {
  const [trial] = trials;
  if (trial === undefined) throw new Error('there is no trial');
  // A backlog of 40 ms: the typical request waits half of it.
  expect(isSaturated(change(trial, { latency: encodeUs(20_000), drainMs: 40 }))).toBe(true);
  const delayed = { latency: encodeUs(1_000, 44_000, 0.1), drainMs: 40 };
  expect(isSaturated(change(trial, delayed))).toBe(false);
  expect(isSaturated(change(trial, { latency: encodeUs(20_000), drainMs: 4 }))).toBe(false);
});
