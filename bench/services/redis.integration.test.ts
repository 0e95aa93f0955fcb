import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { type Journal, openJournal } from './journal.ts';
import { journalFolder, readJournalFiles } from './journal-file.ts';
import { readStartTicks } from './process-identity.ts';
import { findRedis, startRedis } from './redis.ts';

let stateDir: string;
let journal: Journal;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-redis-'));
  journal = openJournal(stateDir);
});

afterEach(() => {
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
  rmSync(stateDir, { recursive: true });
});

function connect(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
}

const listNotedPids = () =>
  readJournalFiles(stateDir).flatMap((file) =>
    file.entries.flatMap((entry) => (entry.kind === 'process' ? [entry.pid] : [])),
  );

const optionsFor = (url: string | undefined, name = 'redis') => ({
  url,
  folder: join(stateDir, name),
  cpus: undefined,
  journal,
});

test('each variant gets a server of its own, which writes nothing and is gone after stop', async () => {
  const first = await startRedis(optionsFor(undefined, 'a'));
  const second = await startRedis(optionsFor(undefined, 'b'));
  expect(first.version).toMatch(/^\d+\.\d+/);
  const [a, b] = [connect(first.url), connect(second.url)];
  await a.set('key', 'a');
  expect(await b.get('key')).toBeNull();
  expect(await a.config('GET', 'save')).toEqual(['save', '']);
  await first.stop();
  await second.stop();
  expect(readStartTicks(first.pid ?? 0)).toBeUndefined();
  expect(existsSync(join(stateDir, 'a'))).toBe(false);
});

/** What every user of the machine can read of a process. */
const readCommandLine = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

test('a server of ours answers on loopback only, to those who know its password, which no process shows', async () => {
  const server = await startRedis(optionsFor(undefined));
  const other = await startRedis(optionsFor(undefined, 'other'));
  const { password, hostname } = new URL(server.url);
  expect(password.length).toBeGreaterThanOrEqual(24);
  expect(new URL(other.url).password).not.toBe(password);
  expect(hostname).toBe('127.0.0.1');
  const stranger = new URL(server.url);
  stranger.password = '';
  await expect(connect(stranger.toString()).ping()).rejects.toThrow(/NOAUTH/);
  stranger.password = 'guessed';
  await expect(connect(stranger.toString()).ping()).rejects.toThrow(/WRONGPASS|NOAUTH/);
  expect(await connect(server.url).config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [readCommandLine(Number(name))];
      } catch {
        return [];
      }
    });
  expect(lines.some((line) => line.includes('redis-server'))).toBe(true);
  expect(lines.filter((line) => line.includes(password))).toEqual([]);
  const modes = ['', 'redis.conf'].map(
    (name) => statSync(join(stateDir, 'redis', name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600]);
  await server.control?.kill();
  await server.control?.revive();
  expect(await connect(server.url).ping()).toBe('PONG');
  await expect(connect(stranger.toString()).ping()).rejects.toThrow(/WRONGPASS|NOAUTH/);
  await server.stop();
  await other.stop();
});

test('a killed server comes back empty on the same port, and its pid follows in the journal', async () => {
  const server = await startRedis(optionsFor(undefined));
  await connect(server.url).set('key', 'value');
  const before = server.pid ?? 0;
  await server.control?.kill();
  expect([server.pid, readStartTicks(before)]).toEqual([undefined, undefined]);
  expect(listNotedPids()).toEqual([]);
  await server.control?.revive();
  expect(server.pid).not.toBe(before);
  expect(listNotedPids()).toEqual([server.pid]);
  expect(await connect(server.url).dbsize()).toBe(0);
  const last = server.pid ?? 0;
  await server.stop();
  expect(readStartTicks(last)).toBeUndefined();
});

test('of a given server each variant gets an empty database, emptied again afterwards', async () => {
  const url = inject('redisUrl');
  const given = connect(url);
  await given.set('loadstone-redis:mine', 'stays');
  const first = await startRedis(optionsFor(url));
  const second = await startRedis(optionsFor(url));
  expect(first.url).not.toBe(second.url);
  expect([first.pid, first.control]).toEqual([undefined, undefined]);
  const database = connect(first.url);
  expect(await database.get('loadstone-redis:mine')).toBeNull();
  await database.mset('a', '1', 'b', '2');
  await first.stop();
  await second.stop();
  expect(await database.dbsize()).toBe(0);
  expect(await given.get('loadstone-redis:mine')).toBe('stays');
  await given.del('loadstone-redis:mine');
});

test('a database that holds keys is never used', async () => {
  const own = await startRedis(optionsFor(undefined));
  const redis = connect(own.url);
  await redis.select(5);
  await redis.set('mine', 'stays');
  await expect(startRedis(optionsFor(`${own.url}/5`))).rejects.toMatchObject({
    code: 'REDIS_UNAVAILABLE',
    message: expect.stringContaining('is empty'),
  });
  expect(await redis.get('mine')).toBe('stays');
  await own.stop();
});

test('what would be used is told with its version, without the password', async () => {
  expect(await findRedis(undefined)).toMatchObject({ kind: 'binary' });
  expect((await findRedis(inject('redisUrl'))).detail).toMatch(/\(\d+\.\d+/);
  const missing = await findRedis('redis://:secret@127.0.0.1:1');
  expect(missing.kind).toBe('none');
  expect(missing.detail).not.toContain('secret');
  await expect(startRedis(optionsFor('redis://127.0.0.1:1'))).rejects.toMatchObject({
    code: 'REDIS_UNAVAILABLE',
  });
});
