import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { estimateHostNeed } from '../plan/host-need.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import { readHostCapacity } from '../probes/capacity.ts';
import { assertHostSuffices, judgeHostCapacity } from './preflight.ts';

/** Six variants, one scenario, 100 connections, 10 slices of 100 ms for each variant. */
const experiment = buildTestExperiment({
  scenarios: [buildTestScenario('browse')],
  loads: [{ id: 'closed-100', load: { kind: 'closed', connections: 100 } }],
  slices: { slicesPerGroup: 10, sliceMs: 100, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
});
const plan = buildPlan(experiment);
const enough = { openFiles: 1_024, localPorts: 28_232 };

test('a driver that keeps connections needs files for all variants at once, but no ports again', () => {
  expect(plan.variants).toHaveLength(6);
  const need = estimateHostNeed({ ...experiment, driver: 'open' }, plan);
  expect(need).toEqual({ openFiles: 728, localPorts: 100 });
});

test('a driver that opens them in each slice needs a port for each, as long as TIME_WAIT lasts', () => {
  const need = estimateHostNeed(experiment, plan);
  expect(need).toEqual({ openFiles: 228, localPorts: 1_100 });
  const slices = { ...experiment.slices, slicesPerGroup: 10_000 };
  // 60 s hold 100 turns of the six variants, however many slices the group has.
  const many = estimateHostNeed({ ...experiment, slices }, plan);
  expect(many.localPorts).toBe(10_200);
});

test('a machine with as much as is needed, and no more, suffices', () => {
  const need = { openFiles: 1_024, localPorts: 28_232 };
  expect(judgeHostCapacity(need, enough).map(({ status }) => status)).toEqual(['ok', 'ok']);
  expect(assertHostSuffices(need, enough)).toEqual([]);
});

test.each([
  [
    'files',
    { openFiles: 1_025, localPorts: 1 },
    /1025 open files; 1024 are there/,
    /ulimit -n 1025/,
  ],
  [
    'ports',
    { openFiles: 1, localPorts: 28_233 },
    /28233 free local ports.*28232 are there/,
    /port_range/,
  ],
])('too few %s are refused with both figures and what to do', (_, need, message, hint) => {
  const refuse = () => assertHostSuffices(need, enough);
  expect(refuse).toThrow(message);
  try {
    refuse();
  } catch (thrown) {
    const error = thrown instanceof LoadstoneError ? thrown : undefined;
    expect([error?.code, error?.exitCode]).toEqual(['HOST_TOO_SMALL', 3]);
    expect(error?.hint).toMatch(hint);
  }
});

test('what is not known is said, never taken for enough', () => {
  const unknown = { openFiles: undefined, localPorts: undefined };
  const need = { openFiles: 1, localPorts: 1 };
  expect(judgeHostCapacity(need, unknown).map(({ status }) => status)).toEqual([
    'unknown',
    'unknown',
  ]);
  expect(assertHostSuffices(need, unknown)).toHaveLength(2);
});

test('limits are read from files like those of /proc', () => {
  const root = mkdtempSync(join(tmpdir(), 'loadstone-capacity-'));
  try {
    expect(readHostCapacity(root)).toEqual({ openFiles: undefined, localPorts: undefined });
    mkdirSync(join(root, 'self'));
    mkdirSync(join(root, 'sys/net/ipv4'), { recursive: true });
    const limits = 'Limit  Soft Limit  Hard Limit  Units\nMax open files   1024   4096   files\n';
    writeFileSync(join(root, 'self/limits'), limits);
    writeFileSync(join(root, 'sys/net/ipv4/ip_local_port_range'), '32768\t60999\n');
    expect(readHostCapacity(root)).toEqual({ openFiles: 1_024, localPorts: 28_232 });
    // Ports 32768 (twice) and 60999 of the range, and 22, which is not of it.
    const line = (port: string) => `   0: 0100007F:${port} 00000000:0000 0A 00000000:00000000\n`;
    const head = '  sl  local_address rem_address   st tx_queue rx_queue\n';
    mkdirSync(join(root, 'net'));
    writeFileSync(join(root, 'net/tcp'), head + line('8000') + line('8000') + line('0016'));
    const six = '   0: 00000000000000000000000000000000:EE47 00000000:0000 06\n';
    writeFileSync(join(root, 'net/tcp6'), head + six);
    expect(readHostCapacity(root)).toEqual({ openFiles: 1_024, localPorts: 28_230 });
  } finally {
    rmSync(root, { recursive: true });
  }
});
