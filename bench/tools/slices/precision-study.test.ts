// The table of half-widths, from simulated trials whose spread is known.
import { expect, test } from 'vitest';
import { buildTestRecords } from '../../analysis/test-run.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { type StudiedLength, summarisePrecision } from './precision-study.ts';

const levels = { cache: 'none', threads: 'single' };
const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  design: {
    kind: 'named',
    variants: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, levels })),
  },
  groups: 20,
});
const plan = buildPlan(experiment);
const parts = { database: false, cache: false };

function study(sliceMs: number, launchSd: number): StudiedLength {
  const records = buildTestRecords(experiment, plan, { seed: 4, launchSd, sliceSd: 0.0001 });
  const trials = records.filter((record): record is TrialRecord => record.kind === 'trial');
  const [first] = trials;
  return {
    sliceMs,
    trials: trials.filter(({ loadId }) => loadId === first?.loadId),
    elapsedMs: [1_000, 3_000],
  };
}

test('the spread of equal variants is found, and half-widths shrink with groups as t and root n say', () => {
  const rows = summarisePrecision([study(500, 0.04), study(50, 0.02)], plan.variants, parts);
  const throughput = rows.filter(({ metric }) => metric === 'throughputRps');
  expect(throughput.map(({ sliceMs }) => sliceMs)).toEqual([50, 500]);
  for (const [index, launchSd] of [0.02, 0.04].entries()) {
    const row = throughput[index];
    expect(row).toMatchObject({ pairs: 15, groups: 20, elapsedMsPerGroup: 2_000 });
    // Two launches differ by √2 of one's spread, known within a fifth from 100 degrees of freedom.
    const trueSd = Math.SQRT2 * launchSd;
    expect(row?.sdLog).toBeGreaterThan(0.8 * trueSd);
    expect(row?.sdLog).toBeLessThan(1.2 * trueSd);
    // t(0.975, 7) and t(0.975, 26) of the usual tables.
    const logOf = (groups: number) => Math.log1p(row?.halfWidthRatios[groups] ?? Number.NaN);
    expect(logOf(8) / (row?.sdLog ?? 1)).toBeCloseTo(2.3646 / Math.sqrt(8), 4);
    expect(logOf(27) / (row?.sdLog ?? 1)).toBeCloseTo(2.0555 / Math.sqrt(27), 4);
  }
});

test('a length that no two groups measured has no row', () => {
  const { trials, ...rest } = study(50, 0.02);
  const once = trials.filter(({ group }) => group === 0);
  expect(summarisePrecision([{ ...rest, trials: once }], plan.variants, parts)).toEqual([]);
  expect(summarisePrecision([{ ...rest, trials: [] }], plan.variants, parts)).toEqual([]);
});
