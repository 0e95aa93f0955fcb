import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { readGivenUrls } from './given-url.ts';
import { openJournal } from './journal.ts';
import { type JournalEntry, journalFolder } from './journal-file.ts';
import { makeFolder, removeFolder } from './made-folder.ts';
import { startPostgres } from './postgres.ts';
import { readStartTicks } from './process-identity.ts';
import { sweepDeadRuns } from './sweep.ts';

function createStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-sweep-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Made {
  readonly pids: readonly number[];
  readonly folder: string;
  readonly database: string;
  readonly redisUrl: string;
}

/** Starts a harness that makes one thing of every kind, and kills it. */
async function killHarness(options: Readonly<Record<string, unknown>>): Promise<Made> {
  const script = join(import.meta.dirname, 'fixtures/harness.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const made: Made = JSON.parse(String(line));
  onTestFinished(() => {
    for (const pid of made.pids)
      if (readStartTicks(pid) !== undefined) process.kill(pid, 'SIGKILL');
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  return made;
}

/** Writes a journal as a dead harness would have left it. */
function writeDeadJournal(stateDir: string, entries: readonly JournalEntry[]): void {
  mkdirSync(journalFolder(stateDir), { recursive: true });
  const lines = entries.map((entry) => JSON.stringify({ op: 'add', entry }));
  writeFileSync(join(journalFolder(stateDir), '2-1.jsonl'), `${lines.join('\n')}\n`);
}

const isGone = (pid: number) => readStartTicks(pid) === undefined;

test('after kill -9 the sweep leaves no process, folder or database of an embedded run', async () => {
  const stateDir = createStateDir();
  const made = await killHarness({ stateDir });
  expect(made.pids.length).toBe(5);
  expect(existsSync(made.folder)).toBe(true);
  const sentences = await sweepDeadRuns(stateDir);
  expect(sentences.join('\n')).toMatch(/Ended process/);
  expect(made.pids.filter((pid) => !isGone(pid))).toEqual([]);
  expect(existsSync(made.folder)).toBe(false);
  expect(existsSync(join(stateDir, 'redis'))).toBe(false);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
  expect(await sweepDeadRuns(stateDir)).toEqual([]);

  const journal = openJournal(stateDir);
  const options = { settings: {}, stateDir, cpus: undefined, journal };
  const postgres = await startPostgres({ ...options, url: undefined });
  const url = await postgres.cloneDatabase(undefined, 'loadstone_run_next');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
    made.database,
  ]);
  await client.end();
  await postgres.stop();
  journal.close();
  expect(rows).toEqual([]);
});

test('after kill -9 the sweep drops the databases of given servers and touches nothing else', async () => {
  const stateDir = createStateDir();
  const postgresUrl = inject('postgresUrl');
  const redis = new Redis(inject('redisUrl'), { db: 3 });
  onTestFinished(() => redis.disconnect());
  await redis.set('loadstone-sweep:mine', 'stays');
  const made = await killHarness({ stateDir, postgresUrl, redisUrl: inject('redisUrl') });
  const claimed = new Redis(made.redisUrl);
  onTestFinished(() => claimed.disconnect());
  await claimed.set('left', 'behind');
  const [noted] = readdirSync(journalFolder(stateDir));
  const journal = readFileSync(join(journalFolder(stateDir), noted ?? ''), 'utf8');
  expect(journal).toContain(made.database);
  expect(new URL(postgresUrl).password).not.toBe('');
  expect(journal).not.toContain(`${new URL(postgresUrl).password}@`);
  await sweepDeadRuns(
    stateDir,
    await readGivenUrls({ postgres: postgresUrl, redis: inject('redisUrl') }, new Set()),
  );
  expect(await claimed.dbsize()).toBe(0);
  expect(await redis.get('loadstone-sweep:mine')).toBe('stays');
  await redis.del('loadstone-sweep:mine');
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const sql = 'SELECT FROM pg_database WHERE datname = $1';
  const { rows } = await client.query(sql, [made.database]);
  await client.end();
  expect(rows).toEqual([]);
});

test('a process that got the pid of a dead run later is left alone', async () => {
  const stateDir = createStateDir();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const startTicks = readStartTicks(pid) ?? 0;
  const entry = { kind: 'process', pid, stopSignal: 'SIGTERM' } as const;
  writeDeadJournal(stateDir, [{ ...entry, startTicks: startTicks - 1 }]);
  expect(await sweepDeadRuns(stateDir)).toEqual([]);
  expect(readStartTicks(pid)).toBe(startTicks);
});

test('the journal of a live run is not swept', async () => {
  const stateDir = createStateDir();
  const journal = openJournal(stateDir);
  const made = makeFolder(join(stateDir, 'work'), journal);
  expect(await sweepDeadRuns(stateDir)).toEqual([]);
  expect(existsSync(made.path)).toBe(true);
  removeFolder(made, journal);
  expect(existsSync(made.path)).toBe(false);
  journal.close();
});

test('what cannot be undone now stays in the journal for the next start', async () => {
  const stateDir = createStateDir();
  const name = 'loadstone_run_later';
  const adminUrl = 'postgres://nobody:secret@127.0.0.1:1/postgres';
  const path = join(journalFolder(stateDir), '2-1.jsonl');
  const opened = { op: 'opened', bootId: 'before', at: new Date().toISOString() };
  const add = { op: 'add', entry: { kind: 'database', adminUrl, name, token: 'a'.repeat(32) } };
  mkdirSync(journalFolder(stateDir));
  writeFileSync(path, `${JSON.stringify(opened)}\n${JSON.stringify(add)}\n`);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const [sentence, ...others] = await sweepDeadRuns(stateDir);
    expect(sentence).toContain(`Cannot remove database ${name}`);
    expect(sentence).not.toContain('secret');
    expect(others).toEqual([]);
  }
  expect(existsSync(path)).toBe(true);
});
