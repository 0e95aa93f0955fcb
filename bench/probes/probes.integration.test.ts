import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCpuLedger, readCpuNs } from './cpu.ts';
import { readMachine } from './fingerprint.ts';
import { readHost } from './host.ts';
import { readProcessTree, readRssBytes } from './processes.ts';
import { createFakeTree } from './test-proc-tree.ts';

const isLinux = process.platform === 'linux';

/** A process whose worker thread alone burns CPU time, then tells and waits. */
const burnInWorker = `
  const { Worker } = require('node:worker_threads');
  const code = "const end = process.cpuUsage().user + 300000; while (process.cpuUsage().user < end);" +
    "require('node:worker_threads').parentPort.postMessage('done'); setInterval(() => {}, 1000);";
  new Worker(code, { eval: true }).on('message', () => console.log('done'));
`;

test.runIf(isLinux)('CPU time that a worker thread burnt counts for its process', async () => {
  const child = spawn(process.execPath, ['-e', burnInWorker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const ledger = createCpuLedger();
  const before = ledger.read('service', [pid]);
  expect(before?.cpuNs).toBeGreaterThan(300_000_000);
  expect(readRssBytes([pid])).toBeGreaterThan(10 * 1024 * 1024);
  expect(readProcessTree(process.pid)).toContain(pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(ledger.read('service', [pid])).toEqual(before);
  expect(readCpuNs([pid])).toBeUndefined();
});

test.runIf(isLinux)('the host has more CPU time than this process', () => {
  const own = readCpuNs([process.pid])?.cpuNs ?? Number.NaN;
  expect(readHost()?.totalNs).toBeGreaterThan(own);
});

test('a checkout is known by its commit and by whether it was changed', async () => {
  const { root } = createFakeTree();
  expect((await readMachine(root)).gitCommit).toBeUndefined();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '-m', 'first');
  const clean = await readMachine(root);
  expect(clean.gitCommit).toMatch(/^[0-9a-f]{40}$/);
  expect(clean.gitDirty).toBe(false);
  writeFileSync(join(root, 'new.txt'), 'x');
  expect((await readMachine(root)).gitDirty).toBe(true);
  expect(clean.cpuCount).toBeGreaterThan(0);
  expect(clean.memoryBytes).toBeGreaterThan(0);
  expect(clean.kernel).not.toBe('');
});
