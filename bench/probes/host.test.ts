import { expect, test } from 'vitest';
import {
  type HostReading,
  readForeignCpu,
  readHost,
  readPressureRatio,
  readProbeSupport,
  readStealRatio,
} from './host.ts';
import { buildStatLine, createFakeTree } from './test-proc-tree.ts';

const tickNs = 10_000_000;
const reading = (total: number, idle: number, steal: number): HostReading => ({
  totalNs: total * tickNs,
  idleNs: idle * tickNs,
  stealNs: steal * tickNs,
  cpuPressureUs: undefined,
});

test('foreign CPU is what was neither idle, nor stolen, nor our own', () => {
  const before = reading(1_000, 500, 10);
  const after = reading(1_200, 560, 20);
  // Of 200 ticks 60 were idle, 10 stolen and 100 ours: 30 are foreign.
  expect(readForeignCpu(before, after, 100 * tickNs)).toBeCloseTo(0.15);
  expect(readStealRatio(before, after)).toBeCloseTo(0.05);
});

test('rounding of ticks never gives a share below 0', () => {
  expect(readForeignCpu(reading(0, 0, 0), reading(100, 50, 0), 51 * tickNs)).toBe(0);
});

test('a span of a few ticks gives no share at all', () => {
  expect(readForeignCpu(reading(0, 0, 0), reading(20, 0, 0), 0)).toBeUndefined();
  expect(readStealRatio(reading(0, 0, 0), reading(20, 0, 20))).toBeUndefined();
});

test('what is unknown stays unknown', () => {
  const after = reading(1_000, 0, 0);
  expect(readForeignCpu(undefined, after, 0)).toBeUndefined();
  expect(readForeignCpu(reading(0, 0, 0), after, undefined)).toBeUndefined();
  expect(readStealRatio(undefined, undefined)).toBeUndefined();
  expect(readHost('/nowhere')).toBeUndefined();
});

test('the host is read with pressure where the kernel offers it', () => {
  const stat = { stat: 'cpu  1 0 1 8 0 0 0 0 0 0\n' };
  expect(readHost(createFakeTree(stat).root)).toEqual(reading(10, 8, 0));
  const pressure = { 'pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=12\n' };
  expect(readHost(createFakeTree({ ...stat, ...pressure }).root)?.cpuPressureUs).toBe(12);
});

test('support tells full, coarse and none apart, with a reason', () => {
  const stat = { 'self/stat': buildStatLine(5, 1) };
  const full = createFakeTree({ ...stat, 'self/schedstat': '5 5 5' });
  expect(readProbeSupport(full.root)).toEqual({ kind: 'full' });
  const coarse = createFakeTree({ ...stat, 'self/schedstat': '0 0 0' });
  expect(readProbeSupport(coarse.root)).toMatchObject({
    kind: 'coarse',
    reason: expect.stringContaining('10 ms'),
  });
  expect(readProbeSupport('/nowhere')).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('no /proc'),
  });
});

test('pressure is the share of the elapsed time in which some task waited', () => {
  const at = (cpuPressureUs: number | undefined) => ({ ...reading(0, 0, 0), cpuPressureUs });
  expect(readPressureRatio(at(5_000_000), at(5_300_000), 1_000)).toBeCloseTo(0.3);
  expect(readPressureRatio(at(0), at(1_100_000), 1_000)).toBe(1);
  expect(readPressureRatio(at(undefined), at(1), 1_000)).toBeUndefined();
  expect(readPressureRatio(at(0), undefined, 1_000)).toBeUndefined();
  expect(readPressureRatio(at(0), at(0), 0)).toBeUndefined();
});
