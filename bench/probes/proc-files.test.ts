import { expect, test } from 'vitest';
import {
  parseBootTimeS,
  parseHostCpu,
  parsePressureUs,
  parseProcessStat,
  parseRssBytes,
  parseSchedstat,
} from './proc-files.ts';
import { buildStatLine } from './test-proc-tree.ts';

test('a schedstat line gives CPU and run-queue time in ns', () => {
  expect(parseSchedstat('111417 76302 2\n')).toEqual({ cpuNs: 111_417, runQueueNs: 76_302 });
  expect(parseSchedstat('')).toBeUndefined();
  expect(parseSchedstat('x y z')).toBeUndefined();
});

test('a command with spaces and parentheses does not shift the fields of stat', () => {
  const text = buildStatLine(42, 7, { command: 'tmux: (a) b)', cpuTicks: 13, startTicks: 991 });
  expect(parseProcessStat(text)).toEqual({
    pid: 42,
    command: 'tmux: (a) b)',
    state: 'S',
    parentPid: 7,
    processGroup: 42,
    cpuNs: 130_000_000,
    startTicks: 991,
  });
});

test('a stat line that is cut off is no process', () => {
  expect(parseProcessStat('42 (node) S 7')).toBeUndefined();
  expect(parseProcessStat('')).toBeUndefined();
});

test('host time leaves guest time out, which is counted as user time already', () => {
  const text = 'cpu  100 10 50 800 20 5 5 10 70 3\ncpu0 1 1 1 1 1 1 1 1 1 1\nbtime 1700000000\n';
  expect(parseHostCpu(text)).toEqual({
    totalNs: 1_000 * 10_000_000,
    idleNs: 820 * 10_000_000,
    stealNs: 10 * 10_000_000,
  });
  expect(parseBootTimeS(text)).toBe(1_700_000_000);
  expect(parseHostCpu('intr 5')).toBeUndefined();
});

test('pressure is the total of some, not of full', () => {
  const text =
    'some avg10=1.17 avg60=1.63 avg300=0.97 total=31429191\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n';
  expect(parsePressureUs(text)).toBe(31_429_191);
  expect(parsePressureUs('')).toBeUndefined();
});

test('resident memory is read from status in bytes, and absent for a zombie', () => {
  expect(parseRssBytes('Name:\tnode\nVmHWM:\t 9 kB\nVmRSS:\t   52416 kB\n')).toBe(52_416 * 1024);
  expect(parseRssBytes('Name:\tnode\nState:\tZ (zombie)\n')).toBeUndefined();
});
