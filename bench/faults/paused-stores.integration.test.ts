import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { journalFolder, readJournalFiles } from '../services/journal-file.ts';
import { readStartTicks } from '../services/process-identity.ts';
import { sweepDeadRuns } from '../services/sweep.ts';
import type { Verification } from './fault.ts';

interface Paused {
  readonly pids: readonly number[];
  readonly seen: readonly Verification[];
}

const listAlive = (pids: readonly number[]) =>
  pids.filter((pid) => readStartTicks(pid) !== undefined);

/** Starts a harness that pauses both stores, and kills it. */
async function killPausedHarness(stateDir: string): Promise<Paused> {
  const script = join(import.meta.dirname, 'fixtures/paused-stores-harness.mjs');
  const child = spawn(process.execPath, [script, stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const paused: Paused = JSON.parse(String(line));
  onTestFinished(() => {
    for (const pid of listAlive(paused.pids)) process.kill(pid, 'SIGKILL');
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  return paused;
}

test('after kill -9 in the middle of a pause the sweep leaves no stopped process', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'loadstone-paused-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const { pids, seen } = await killPausedHarness(stateDir);
  expect(seen.map(({ tookEffect }) => tookEffect)).toEqual([true, true]);
  const noted = readJournalFiles(stateDir).flatMap((file) =>
    file.entries.filter(({ kind }) => kind === 'stopped-process'),
  );
  expect(noted.length).toBe(pids.length);
  // A stopped postmaster does not hear that its parent died: without the sweep it stays for ever.
  expect(listAlive(pids).length).toBeGreaterThan(4);
  const sentences = await sweepDeadRuns(stateDir);
  expect(sentences.join('\n')).toMatch(/Woke up process \d+, stopped by a fault of a dead run/);
  expect(listAlive(pids)).toEqual([]);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});
