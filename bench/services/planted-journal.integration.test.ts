// Journals that no run of ours wrote: whatever they name survives, for each thing that a journal can undo.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { readProcess } from '../probes/processes.ts';
import { openJournal } from './journal.ts';
import { type JournalEntry, journalFolder } from './journal-file.ts';
import { makeFolder } from './made-folder.ts';
import { openPostgresAdmin } from './postgres-admin.ts';
import { openDatabases } from './postgres-databases.ts';
import { readBootId, readStartTicks } from './process-identity.ts';
import { sweepDeadRuns } from './sweep.ts';

const token = '0123456789abcdef'.repeat(2);
const mark = '2-1';

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadstone-planted-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sweeps a state folder in which somebody put a journal, as a dead run of this boot would have left it. */
async function sweepPlanted(
  entries: readonly JournalEntry[],
  name = mark,
  more: readonly object[] = [],
): Promise<{ readonly sentences: readonly string[]; readonly stateDir: string }> {
  const stateDir = createFolder();
  mkdirSync(journalFolder(stateDir), { recursive: true });
  const opened = { op: 'opened', bootId: readBootId(), at: new Date().toISOString() };
  const adds = entries.map((entry) => ({ op: 'add', entry }));
  const lines = [opened, ...adds, ...more].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(join(journalFolder(stateDir), `${name}.jsonl`), lines.join(''));
  return { sentences: await sweepDeadRuns(stateDir), stateDir };
}

/** A folder with something in it. */
function createVictim(parent = createFolder()): string {
  const victim = join(parent, 'victim');
  mkdirSync(join(victim, 'deep'), { recursive: true });
  writeFileSync(join(victim, 'deep/file'), 'precious');
  return victim;
}

const expectWhole = (victim: string) =>
  expect(readFileSync(join(victim, 'deep/file'), 'utf8')).toBe('precious');

async function startSleeper(env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    ...{ detached: true, stdio: 'ignore' },
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child;
}

function identify({ pid = 0 }: ChildProcess) {
  return { pid, startTicks: readStartTicks(pid) ?? 0 };
}

test('a folder without a token, with another one, or behind a link is not removed', async () => {
  const victim = createVictim();
  const bare = await sweepPlanted([{ kind: 'folder', path: victim, token }]);
  expect(bare.sentences).toEqual([expect.stringContaining('it bears no token of a run')]);
  expect(readdirSync(journalFolder(bare.stateDir))).toEqual([]);
  writeFileSync(join(victim, '.loadstone-token'), 'f'.repeat(32));
  const other = await sweepPlanted([{ kind: 'folder', path: victim, token }]);
  expect(other.sentences).toEqual([expect.stringContaining('the token of another')]);
  expectWhole(victim);
  writeFileSync(join(victim, '.loadstone-token'), token);
  const way = createFolder();
  symlinkSync(join(victim, '..'), join(way, 'link'));
  symlinkSync(victim, join(way, 'direct'));
  const linked = await sweepPlanted([
    { kind: 'folder', path: join(way, 'link/victim'), token },
    { kind: 'folder', path: join(way, 'direct'), token },
  ]);
  expect(linked.sentences).toEqual([
    expect.stringContaining('leads over a link'),
    expect.stringContaining('it is no folder of this user'),
  ]);
  expectWhole(victim);
});

test('a token that is a link to one proves nothing', async () => {
  const victim = createVictim();
  const elsewhere = join(createFolder(), 'token');
  writeFileSync(elsewhere, token);
  symlinkSync(elsewhere, join(victim, '.loadstone-token'));
  await sweepPlanted([{ kind: 'folder', path: victim, token }]);
  expectWhole(victim);
});

test('what protects a folder is more than its token', async () => {
  for (const path of ['/', process.cwd(), process.env.HOME ?? '/root']) {
    const { sentences } = await sweepPlanted([{ kind: 'folder', path, token }]);
    expect(sentences).toEqual([expect.stringContaining('not removed whatever it holds')]);
  }
});

test('a folder under the name of an unfinished one is removed only while it is empty', async () => {
  const parent = createFolder();
  mkdirSync(join(parent, `work.${token}`));
  writeFileSync(join(parent, `work.${token}`, 'file'), 'precious');
  const entry = { kind: 'folder', path: join(parent, 'work'), token } as const;
  expect((await sweepPlanted([entry])).sentences).toEqual([]);
  expect(existsSync(join(parent, `work.${token}`, 'file'))).toBe(true);
  rmSync(join(parent, `work.${token}`, 'file'));
  expect((await sweepPlanted([entry])).sentences).toEqual([expect.stringContaining('Removed')]);
  expect(readdirSync(parent)).toEqual([]);
});

test('neither a worktree nor the repository of another is touched', async () => {
  const repoDir = createFolder();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      cwd: repoDir,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'First');
  const worktree = join(createFolder(), 'tree');
  git('worktree', 'add', '--quiet', '--detach', worktree);
  writeFileSync(join(worktree, 'work'), 'precious');
  const entry = { kind: 'git-worktree', repoDir, path: worktree, token } as const;
  const { sentences } = await sweepPlanted([entry]);
  expect(sentences).toEqual([expect.stringContaining('it bears no token of a run')]);
  expect(readFileSync(join(worktree, 'work'), 'utf8')).toBe('precious');
  expect(git('worktree', 'list')).toContain(worktree);
});

test('a process of the right pid and start that no run started goes on', async () => {
  const child = await startSleeper();
  const entry = { kind: 'process', ...identify(child), stopSignal: 'SIGTERM' } as const;
  const { sentences, stateDir } = await sweepPlanted([entry]);
  expect(sentences).toEqual([expect.stringContaining('it was not started by that run')]);
  expect(readStartTicks(entry.pid)).toBe(entry.startTicks);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});

test('a process that bears the mark of another run goes on, and one that another stopped stays stopped', async () => {
  const child = await startSleeper({ LOADSTONE_JOURNAL: '3-1' });
  child.kill('SIGSTOP');
  const who = identify(child);
  await expect.poll(() => readProcess(who.pid)?.state).toBe('T');
  await sweepPlanted([
    { kind: 'stopped-process', ...who },
    { kind: 'process', ...who, stopSignal: 'SIGTERM' },
  ]);
  expect(readProcess(who.pid)?.state).toBe('T');
});

test('a journal under the name of a run that lives does not end what that run started', async () => {
  const harness = await startSleeper();
  const { pid, startTicks } = identify(harness);
  const name = `${pid}-${startTicks}`;
  const service = await startSleeper({ LOADSTONE_JOURNAL: name });
  const entry = { kind: 'process', ...identify(service), stopSignal: 'SIGTERM' } as const;
  await sweepPlanted([entry], `${name}.1`, [{ op: 'closed' }]);
  expect(readStartTicks(entry.pid)).toBe(entry.startTicks);
  harness.kill('SIGKILL');
  await once(harness, 'exit');
  await sweepPlanted([entry], `${name}.1`, [{ op: 'closed' }]);
  expect(readStartTicks(entry.pid)).toBeUndefined();
});

test('a process that stems from a marked one is ended though it lost its own environment', async () => {
  const script = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: {}, stdio: 'ignore' })
      .on('spawn', function () { console.log(this.pid); }); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH ?? '', LOADSTONE_JOURNAL: mark },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [text] = await once(parent.stdout, 'data');
  const pid = Number(text);
  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => readProcess(pid)?.state).toBe('T');
  const entry = { kind: 'stopped-process', pid, startTicks: readStartTicks(pid) ?? 0 } as const;
  const { sentences } = await sweepPlanted([entry]);
  expect(sentences[0]).toMatch(/^Woke up process/);
  await expect.poll(() => readStartTicks(pid)).toBeUndefined();
});

test('a database is dropped only where its comment bears the token', async () => {
  const adminUrl = inject('postgresUrl');
  const name = `loadstone_run_planted_${process.pid}`;
  const admin = openPostgresAdmin(adminUrl);
  const count = async (one = name) =>
    (await admin.query('SELECT FROM pg_database WHERE datname = $1', [one])).length;
  onTestFinished(async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`);
    await admin.end();
  });
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const entry = { kind: 'database', adminUrl, name, token } as const;
  const { sentences } = await sweepPlanted([entry]);
  expect(sentences).toEqual([expect.stringContaining('its comment bears no token of that run')]);
  for (const comment of [token, '{"token":null}', '{"loadstone":1,"token":"other"}', '[]']) {
    await admin.query(
      `COMMENT ON DATABASE ${pg.escapeIdentifier(name)} IS ${pg.escapeLiteral(comment)}`,
    );
    await sweepPlanted([entry]);
    expect(await count()).toBe(1);
  }
  await sweepPlanted([{ ...entry, name: 'postgres' }]);
  expect(await count('postgres')).toBe(1);
});

test('a database that was cut off anywhere in its making is dropped', async () => {
  const adminUrl = inject('postgresUrl');
  const admin = openPostgresAdmin(adminUrl);
  onTestFinished(() => admin.end());
  const list = async () =>
    (
      await admin.query<{ datname: string }>(
        `SELECT datname FROM pg_database WHERE datname LIKE '%cut_${process.pid}' OR starts_with(datname, 'loadstone_new_')`,
      )
    ).map(({ datname }) => datname);
  const steps = ['CREATE', 'COMMENT', 'ALTER'];
  for (const step of [...steps, 'none']) {
    const stateDir = createFolder();
    const journal = openJournal(stateDir);
    const dying: typeof admin = {
      ...admin,
      query: async (text, values) => {
        if (text.startsWith(step)) throw new Error('killed');
        // A dead harness does not clean up either.
        if (text.startsWith('DROP')) return [];
        return admin.query(text, values);
      },
    };
    const noted: JournalEntry[] = [];
    const spy = {
      ...journal,
      addDatabase: (url: string, name: string, given: string) =>
        void noted.push({ kind: 'database', adminUrl: url, name, token: given }),
      removeDatabase: () => {},
    };
    const name = `loadstone_run_cut_${process.pid}`;
    const cloning = openDatabases(dying, spy, true).clone(undefined, name);
    if (step === 'none') await cloning;
    else await expect(cloning).rejects.toThrow('killed');
    expect(await list()).toHaveLength(step === 'CREATE' ? 0 : 1);
    await sweepPlanted(noted);
    expect(await list()).toEqual([]);
    journal.close();
  }
});

test('the keys of a Redis database without the claim stay', async () => {
  const url = `${inject('redisUrl')}/5`;
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  await redis.set('planted', 'precious');
  await sweepPlanted([
    { kind: 'redis-database', url, token: '01234567-89ab-cdef-0123-456789abcdef' },
    { kind: 'redis-database', url, token: null } as unknown as JournalEntry,
  ]);
  expect(await redis.get('planted')).toBe('precious');
  await redis.del('planted');
});

test('a folder that a run made goes, whenever its making or its removal was cut off', async () => {
  const parent = createFolder();
  const stateDir = createFolder();
  const journal = openJournal(stateDir);
  const made = makeFolder(join(parent, 'deep/work'), journal);
  writeFileSync(join(made.path, 'file'), 'x');
  mkdirSync(join(made.path, 'more'));
  const entry = { kind: 'folder', ...made } as const;
  expect((await sweepPlanted([entry])).sentences).toEqual([
    expect.stringContaining('Removed the folder'),
  ]);
  expect(readdirSync(join(parent, 'deep'))).toEqual([]);
  expect((await sweepPlanted([entry])).sentences).toEqual([]);
  journal.removeFolder(made);
  journal.close();
});
