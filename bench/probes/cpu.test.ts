import { expect, test } from 'vitest';
import { createCpuLedger, readCpuNs } from './cpu.ts';
import { buildStatLine, createFakeTree } from './test-proc-tree.ts';

test('the threads of a process are added up, since its own schedstat is of the main thread', () => {
  const tree = createFakeTree({
    '7/schedstat': '100 10 1',
    '7/task/7/schedstat': '100 10 1',
    '7/task/8/schedstat': '900 90 1',
    '9/task/9/schedstat': '50 5 1',
  });
  expect(readCpuNs([7, 9], tree.root)).toEqual({ cpuNs: 1_050, runQueueNs: 105 });
});

test('what a thread or process had used stays in the sum after it ended', () => {
  const tree = createFakeTree({
    '7/task/7/schedstat': '100 10 1',
    '7/task/8/schedstat': '900 90 1',
    '9/task/9/schedstat': '50 5 1',
  });
  const ledger = createCpuLedger(tree.root);
  ledger.read('service', [7, 9]);
  tree.remove('7/task/8');
  tree.remove('9');
  tree.write('7/task/7/schedstat', '160 11 1');
  expect(ledger.read('service', [7, 9])).toEqual({ cpuNs: 1_110, runQueueNs: 106 });
  expect(ledger.read('service', [])).toEqual({ cpuNs: 1_110, runQueueNs: 106 });
});

test('a thread id that is used again counts as a new thread and never lowers the sum', () => {
  const tree = createFakeTree({ '7/task/8/schedstat': '900 90 1' });
  const ledger = createCpuLedger(tree.root);
  ledger.read('service', [7]);
  tree.write('7/task/8/schedstat', '30 3 1');
  expect(ledger.read('service', [7])).toEqual({ cpuNs: 930, runQueueNs: 93 });
});

test('roles keep sums of their own', () => {
  const tree = createFakeTree({ '7/task/7/schedstat': '1 1 1', '9/task/9/schedstat': '20 2 1' });
  const ledger = createCpuLedger(tree.root);
  expect(ledger.read('a', [7])?.cpuNs).toBe(1);
  expect(ledger.read('b', [9])?.cpuNs).toBe(20);
});

test('without scheduler statistics CPU time comes from ticks and run-queue time is unknown', () => {
  const stat = buildStatLine(7, 1, { cpuTicks: 25 });
  const missing = createFakeTree({ '7/stat': stat });
  expect(readCpuNs([7], missing.root)).toEqual({ cpuNs: 250_000_000, runQueueNs: undefined });
  const zeros = createFakeTree({ '7/stat': stat, '7/task/7/schedstat': '0 0 0' });
  expect(readCpuNs([7], zeros.root)).toEqual({ cpuNs: 250_000_000, runQueueNs: undefined });
});

test('processes that cannot be read give undefined, not zero', () => {
  expect(readCpuNs([7], createFakeTree().root)).toBeUndefined();
  expect(readCpuNs([], createFakeTree().root)).toBeUndefined();
  expect(readCpuNs([1], '/nowhere')).toBeUndefined();
});
