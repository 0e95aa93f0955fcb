// Which occasion groups belong to that are made when a run is gone on with.
import { expect, test } from 'vitest';
import type { RunRecord } from '../measurement/records.ts';
import type { Plan } from '../plan/plan.ts';
import { findEpoch } from './opened-run.ts';

const startMs = Date.UTC(2026, 10, 29);
const at = (minute: number) => new Date(startMs + minute * 60_000).toISOString();
const ended = (group: number, minute: number, epoch: number): RunRecord[] => [
  { kind: 'group-started', group, epoch, at: at(minute), launchOrder: [] },
  {
    ...{ kind: 'group-ended', group, at: at(minute + 1), elapsedMs: 60_000, status: 'valid' },
    ...{ voidReason: undefined, foreignCpuRatio: 0, stealRatio: 0, cpuPressureRatio: 0 },
    clockJumpMs: 0,
  },
];
const plan: Plan = {
  ...{ variants: [], seed: 1, epochs: 3 },
  groups: Array.from({ length: 6 }, (_, index) => ({ index, launchOrder: [], blocks: [] })),
};
const find = (records: readonly RunRecord[], minute: number, of: Plan = plan) =>
  findEpoch(records, of, startMs + minute * 60_000);

test('a run begins with the first', () => {
  expect(find([], 0)).toBe(0);
});

test('an epoch that was cut off soon goes on, and later is another one', () => {
  expect(find(ended(0, 0, 0), 2)).toBe(0);
  expect(find(ended(0, 0, 0), 20)).toBe(1);
});

test('an epoch that has all its groups is followed by the next one, however soon', () => {
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 3)).toBe(1);
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0), ...ended(2, 30, 1)], 32)).toBe(1);
});

test('groups appended without planned epochs belong to the last one while it is not long past', () => {
  const { epochs: _, ...plain } = plan;
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 3, plain)).toBe(0);
  expect(find([...ended(0, 0, 0), ...ended(1, 1, 0)], 30, plain)).toBe(1);
});
