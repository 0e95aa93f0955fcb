// The share of the time that is measured load, and the pace that later plans expect.
import { expect, test } from 'vitest';
import type { GroupPhases, RunRecord, TrialRecord } from '../../measurement/records.ts';
import { measurePace } from '../run-records.ts';
import { sumTimeUse } from './run-tables.ts';

const phases: GroupPhases = {
  ...{ prepareMs: 0, launchMs: 1_000, generatorMs: 200, warmupMs: 600 },
  ...{ measuredMs: 4_000, switchMs: 160, stopMs: 40 },
};

function startGroup(group: number, changes: object = {}): RunRecord {
  return {
    ...{ kind: 'group-started', group, at: '', launchOrder: ['a', 'b'] },
    ...changes,
  } as RunRecord;
}

function endGroup(group: number, changes: Partial<GroupPhases> = {}): RunRecord {
  const spent = { ...phases, ...changes };
  const elapsedMs = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  return {
    ...{ kind: 'group-ended', group, at: '', status: 'valid', elapsedMs, phases: spent },
  } as RunRecord;
}

const trial = (group: number, variantId: string): RunRecord =>
  ({
    ...{ kind: 'trial', group, scenario: 's', loadId: 'closed-8', variantId },
    slices: Array.from({ length: 4 }, () => ({})),
  }) as unknown as TrialRecord;

const runGroup = (group: number, started: object = {}, changes: Partial<GroupPhases> = {}) => [
  startGroup(group, started),
  trial(group, 'a'),
  trial(group, 'b'),
  endGroup(group, changes),
];

test('measured load is the lengths of the slices, out of all the time from the start of the services on', () => {
  const use = sumTimeUse([
    ...runGroup(0, { betweenMs: 3_900 }),
    ...runGroup(1, { betweenMs: 100 }),
    { kind: 'run-ended', at: '', status: 'complete' },
  ]);
  expect(use).toEqual({ elapsedMs: 16_000, measuredMs: 8_000, warmupMs: 1_200, launchMs: 2_000 });
});

test('the time between parts of a run does not count, nor does a group that was cut off', () => {
  const use = sumTimeUse([
    ...runGroup(0, { betweenMs: 2_000 }),
    startGroup(1, { betweenMs: 50 }),
    ...runGroup(1, { betweenMs: 1_950 }),
  ]);
  expect(use).toEqual({ elapsedMs: 16_000, measuredMs: 8_000, warmupMs: 1_200, launchMs: 2_000 });
});

test('a run from before phases were recorded has no share', () => {
  const { phases: _, ...older } = endGroup(1) as { phases?: unknown };
  expect(sumTimeUse([...runGroup(0), older as RunRecord])).toBeUndefined();
  expect(sumTimeUse([])).toBeUndefined();
});

test('the pace is for one variant, block or slice, and of changed groups apart', () => {
  const restarted = { isDatabaseRestarted: true };
  const records = [
    ...runGroup(0, { betweenMs: 5_000 }),
    ...runGroup(1, restarted, { prepareMs: 900, launchMs: 1_400 }),
    ...runGroup(2, { ...restarted, areTemplatesRebuilt: true }, { prepareMs: 8_000 }),
  ];
  expect(measurePace(records)).toEqual({
    ...{ launchMs: 500, blockMs: 200, warmupMs: 300, switchMs: 20, switchRatio: 0.04, stopMs: 20 },
    ...{ restartMs: 900, rebuildMs: 8_000, setupMs: 5_000 },
  });
  expect(measurePace([])).toEqual({});
});
