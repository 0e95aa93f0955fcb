import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { journalFolder } from '../services/journal-file.ts';
import { readStartTicks } from '../services/process-identity.ts';
import { sweepDeadRuns } from '../services/sweep.ts';
import type { NamedFault } from './catalogue.ts';

const script = join(import.meta.dirname, 'fixtures/harness.mjs');
const isGone = (pid: number) => readStartTicks(pid) === undefined;

/** Starts a harness that applies the fault, and kills it while the fault is applied. */
async function killHarness(stateDir: string, named: NamedFault) {
  const child = spawn(process.execPath, [script, JSON.stringify({ stateDir, named })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const made: { pids: number[]; agentFolder: string; tookEffect: boolean } = JSON.parse(`${line}`);
  onTestFinished(() => {
    for (const pid of made.pids) if (!isGone(pid)) process.kill(pid, 'SIGKILL');
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  return made;
}

test.each([
  [{ fault: 'service-paused' }, 3],
  [{ fault: 'cpu-hog', hogsPerCpu: 2 }, 5],
  [{ fault: 'event-loop-blocked', forMs: 50, everyMs: 100 }, 3],
  [{ fault: 'descriptors-used-up' }, 3],
])('after kill -9 during %j the next start leaves nothing behind', async (named, processes) => {
  const stateDir = mkdtempSync(join(tmpdir(), 'loadstone-killed-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const made = await killHarness(stateDir, named);
  expect(made.tookEffect).toBe(true);
  expect(made.pids.length).toBe(processes);
  expect(existsSync(made.agentFolder)).toBe(true);
  const sentences = await sweepDeadRuns(stateDir);
  // Workers that are stopped cannot hear that their primary is gone.
  if (named.fault === 'service-paused') expect(sentences.join('\n')).toMatch(/Woke up process/);
  await expect.poll(() => made.pids.filter((pid) => !isGone(pid)), { timeout: 20_000 }).toEqual([]);
  expect(existsSync(made.agentFolder)).toBe(false);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});
