// Ways in which a run ends that nobody planned: each keeps what was measured, and leaves nothing behind.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProcessTree } from '../bench/probes/processes.ts';
import { readStartTicks } from '../bench/services/process-identity.ts';
import { readDocument } from '../reports/document/versions.ts';
import {
  type CommandOutcome,
  commandEntry,
  runLoadstone,
  startLoadstone,
} from './support/command-line.ts';
import { findMarked, findVictims, listNames, type Victim } from './torture/processes.ts';
import { openScene, type Scene } from './torture/scenes.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene('tiny');
});
afterAll(() => scene.close());

const isRoot = process.getuid?.() === 0;

async function readRun(id: string, runs = 'runs') {
  const outcome = await runLoadstone(['report', id, '--runs', runs, '--json'], scene);
  expect(outcome.stderr).not.toContain('[');
  return readDocument('result', JSON.parse(outcome.stdout));
}

const lastRun = (runs = 'runs'): string =>
  listNames(join(scene.cwd, runs)).findLast((name) => /^\d/.test(name)) ?? '';

function expectNothingLeft(harnessPid: number | undefined): void {
  expect(findMarked([harnessPid ?? 0])).toEqual([]);
  expect(listNames(join(scene.stateDir, 'work'))).toEqual([]);
  expect(listNames(join(scene.stateDir, 'journal'))).toEqual([]);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends a run in order', async (signal) => {
  const started = startLoadstone(['run', ...scene.args], scene);
  await started.waitFor('group 1 of 3');
  started.child.kill(signal);
  const outcome = await started.ended;
  expect(outcome.stderr).toContain('Stopping in good order.');
  expect(outcome.code).toBe(130);
  const { run } = await readRun(lastRun());
  expect(run.status).toBe('interrupted');
  expect(run.groupsRun).toBeGreaterThanOrEqual(1);
  expectNothingLeft(started.child.pid);
});

test('Ctrl-C during a study of slices is no bug of ours', async () => {
  const started = startLoadstone(['slices'], scene);
  await started.waitFor(/of \d+ quads/);
  started.child.kill('SIGINT');
  const { stderr, code } = await started.ended;
  expect(stderr).toContain('loadstone: Interrupted. [INTERRUPTED]');
  expect(stderr).not.toContain('bug of Loadstone');
  expect(code).toBe(130);
});

test('a terminal that is closed ends a run in order', async () => {
  const line = [process.execPath, commandEntry, 'run', ...scene.args]
    .map((word) => `'${word}'`)
    .join(' ');
  const env = { ...process.env, ...scene.env, TERM: 'dumb' };
  const terminal = spawn(
    'script',
    ['--quiet', '--flush', '--command', `exec ${line}`, '/dev/null'],
    {
      ...{ cwd: scene.cwd, env, stdio: ['ignore', 'pipe', 'ignore'] },
    },
  );
  let text = '';
  terminal.stdout?.on('data', (piece: Buffer) => {
    text += piece;
  });
  const before = lastRun();
  await expect.poll(() => text, { timeout: 60_000 }).toMatch(/group 2/);
  const [harnessPid = 0] = readProcessTree(terminal.pid ?? 0).filter((pid) => pid !== terminal.pid);
  const startTicks = readStartTicks(harnessPid);
  // Nobody is left who would hold the terminal open.
  terminal.kill('SIGKILL');
  await expect
    .poll(() => readStartTicks(harnessPid) === startTicks, { timeout: 60_000 })
    .toBe(false);
  expect(lastRun()).not.toBe(before);
  expect((await readRun(lastRun())).run).toMatchObject({ status: 'interrupted', groupsRun: 1 });
  expectNothingLeft(harnessPid);
});

test.runIf(isRoot)(
  'a full disk ends a run with its path, and what was measured goes on',
  async () => {
    const runs = join(scene.cwd, 'small');
    mkdirSync(runs);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', runs]);
    try {
      const started = startLoadstone(['run', ...scene.args, '--runs', runs], scene);
      await started.waitFor('group 1 of 3');
      fillUp(join(runs, 'filler'));
      const outcome = await started.ended;
      const id = lastRun('small');
      expect(outcome.stderr).toContain(`${join(runs, id, 'records.jsonl')}: ENOSPC`);
      expect(outcome.stderr).toContain('[DISK_FULL]');
      expect(outcome.code).toBe(3);
      expectNothingLeft(started.child.pid);
      // Nothing can be written, and everything can be read.
      const report = await runLoadstone(['report', id, '--runs', runs], scene);
      expect(report.stdout).toContain('speed = fast');
      expect(report.code).toBe(3);
      rmSync(join(runs, 'filler'));
      expect((await readRun(id, runs)).run.groupsRun).toBeGreaterThanOrEqual(1);
      const resumed = await runLoadstone(['run', '--resume', id, '--runs', runs], scene);
      expect(resumed.code).toBe(0);
      expect((await readRun(id, runs)).run).toMatchObject({ status: 'complete', groupsRun: 3 });
    } finally {
      spawnSync('umount', ['--lazy', runs]);
    }
  },
);

function fillUp(path: string): void {
  for (const size of [65_536, 1_024, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size));
    } catch {
      // Smaller pieces fit in what is left.
    }
  }
}

test('a run folder that is removed ends its run at once', async () => {
  const started = startLoadstone(['run', ...scene.args], scene);
  await started.waitFor('group 1 of 3');
  const folder = join(scene.cwd, 'runs', lastRun());
  rmSync(folder, { recursive: true });
  const outcome = await started.ended;
  expect(outcome.stderr).toContain(`${folder}/records.jsonl was removed while it was written.`);
  expect(outcome.code).toBe(3);
  expectNothingLeft(started.child.pid);
});

/** Kills one process below a run, as the kernel does where memory runs out, while its first group is loaded. */
async function killUnderLoad(
  own: Scene,
  victim: Victim,
  choose: (pids: readonly number[]) => number,
) {
  const started = startLoadstone(['run', ...own.args], own);
  const harnessPid = started.child.pid ?? 0;
  let ended: CommandOutcome | undefined;
  void started.ended.then((outcome) => {
    ended = outcome;
  });
  for (;;) {
    const there = [...findVictims(harnessPid).keys()];
    // A generator is there only while a group is loaded.
    if (there.includes('generator') && there.includes(victim)) break;
    if (ended !== undefined) throw new Error(`It ended before: ${ended.stderr}`);
    await wait(20);
  }
  process.kill(choose(findVictims(harnessPid).get(victim) ?? []), 'SIGKILL');
  const outcome = await started.ended;
  const id = listNames(join(own.cwd, 'runs')).findLast((name) => /^\d/.test(name)) ?? '';
  const report = await runLoadstone(['report', id, '--json'], own);
  const { groups, run } = readDocument('result', JSON.parse(report.stdout));
  expect(findMarked([harnessPid])).toEqual([]);
  expect(listNames(join(own.stateDir, 'journal'))).toEqual([]);
  expect(run).toMatchObject({ status: 'complete', groupsRun: 3 });
  expect(groups.map(({ status }) => status)).toEqual(['void', 'valid', 'valid']);
  expect(groups[0]?.voidReason).not.toBeNull();
  return { outcome, reason: groups[0]?.voidReason?.text ?? '' };
}

const first = (pids: readonly number[]): number => pids[0] ?? 0;

test.each([
  ['service', 'The service'],
  ['generator', 'the open generator ended'],
] as const)('a %s that is killed voids its group alone', async (victim, words) => {
  const { reason } = await killUnderLoad(scene, victim, first);
  expect(reason).toContain(words);
  expect(reason).toContain('SIGKILL');
});

test('stores that are killed void their group alone, and PostgreSQL is started again', async () => {
  const crm = await openScene('crm');
  try {
    const redis = await killUnderLoad(crm, 'redis', first);
    expect(redis.reason).toContain('The Redis of cache = redis ended under load.');
    const server = await killUnderLoad(crm, 'postgres', first);
    expect(server.reason).toMatch(/PostgreSQL/);
    expect(server.outcome.stderr).toContain('PostgreSQL was lost in a group and is started again.');
    // The server itself lives on, and starts all its processes anew.
    const backend = await killUnderLoad(crm, 'postgres', (pids) => pids.at(-1) ?? 0);
    expect(backend.reason).toMatch(/PostgreSQL/);
  } finally {
    await crm.close();
  }
});
