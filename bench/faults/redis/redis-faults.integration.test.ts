import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { type Journal, openJournal } from '../../services/journal.ts';
import { journalFolder, readJournalFiles } from '../../services/journal-file.ts';
import { type RedisServer, startRedis } from '../../services/redis.ts';
import type { RunningService } from '../../target/running-service.ts';
import type { Fault, FaultSurroundings } from '../fault.ts';
import {
  parseKeyCount,
  redisFlushed,
  redisFull,
  redisKilled,
  redisPaused,
} from './redis-faults.ts';

let stateDir: string;
let journal: Journal;
let server: RedisServer;

const start = (url?: string) =>
  startRedis({ url, folder: join(stateDir, 'redis'), cpus: undefined, journal });

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loadstone-faults-redis-'));
  journal = openJournal(stateDir);
  server = await start();
});

afterEach(async () => {
  await server.stop();
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
  rmSync(stateDir, { recursive: true });
});

function buildSurroundings(redis: RedisServer | undefined = server): FaultSurroundings {
  return {
    ...{ redis, journal, service: {} as RunningService, postgres: undefined, database: undefined },
    ...{ proxies: undefined, agentFolder: undefined, serviceCpus: undefined },
  };
}

function connect(): Redis {
  const redis = new Redis(server.url, { retryStrategy: () => null });
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  return redis;
}

async function apply(fault: Fault) {
  expect(await fault.check(buildSurroundings())).toBeUndefined();
  return fault.apply(buildSurroundings());
}

/** Heals twice, as an interrupt in the middle of healing would. */
async function healAndUse(applied: Awaited<ReturnType<typeof apply>>): Promise<void> {
  await applied.heal();
  await applied.heal();
  const redis = connect();
  await redis.set('after', 'healing');
  expect(await redis.get('after')).toBe('healing');
}

const listStopped = () =>
  readJournalFiles(stateDir).flatMap((file) =>
    file.entries.filter(({ kind }) => kind === 'stopped-process'),
  );

test('a paused Redis is stopped and noted until it is woken up', async () => {
  const applied = await apply(redisPaused);
  expect(await applied.verify()).toEqual({
    tookEffect: true,
    evidence: writeMessage('evidence-stopped', { count: 1, all: 1 }),
  });
  expect(listStopped()).toMatchObject([{ pid: server.pid }]);
  await healAndUse(applied);
  expect(listStopped()).toEqual([]);
});

test('a paused Redis that somebody else woke up is seen', async () => {
  const applied = await apply(redisPaused);
  expect((await applied.verify()).tookEffect).toBe(true);
  process.kill(server.pid ?? 0, 'SIGCONT');
  // The state changes when the process is next scheduled, which a question to it proves.
  await connect().ping();
  expect(await applied.verify()).toMatchObject({ tookEffect: false });
  await healAndUse(applied);
});

test('a killed Redis is gone until it comes back empty on the same port', async () => {
  await connect().set('key', 'value');
  const before = server.pid;
  const applied = await apply(redisKilled);
  expect(await applied.verify()).toMatchObject({
    tookEffect: true,
    evidence: {
      code: 'evidence-redis-gone',
      params: { pid: before, cause: { code: 'as-written' } },
    },
  });
  await healAndUse(applied);
  expect(server.pid).not.toBe(before);
  expect(await connect().get('key')).toBeNull();
});

test('a killed Redis that was started again meanwhile is seen', async () => {
  const applied = await apply(redisKilled);
  await server.control?.revive();
  expect(await applied.verify()).toMatchObject({
    tookEffect: false,
    evidence: { code: 'evidence-redis-answers' },
  });
  await healAndUse(applied);
});

test('a kill that fails half way is undone before it is told', async () => {
  const { control } = server;
  const kill = async () => {
    await control?.kill();
    throw new Error('half way');
  };
  const revive = async () => control?.revive();
  const broken: RedisServer = { ...server, control: { kill, revive } };
  await expect(redisKilled.apply(buildSurroundings(broken))).rejects.toThrow('half way');
  expect(await connect().ping()).toBe('PONG');
});

test('keys of all databases are flushed, and an empty Redis is no fault', async () => {
  const redis = connect();
  await redis.mset('a', '1', 'b', '2');
  await redis.select(4);
  await redis.set('c', '3');
  const applied = await apply(redisFlushed);
  expect(await applied.verify()).toEqual({
    tookEffect: true,
    evidence: writeMessage('evidence-flushed', { before: 3, after: 0 }),
  });
  expect(await redis.dbsize()).toBe(0);
  const again = await apply(redisFlushed);
  expect(await again.verify()).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-no-keys'),
  });
  await healAndUse(again);
  expect(parseKeyCount('# Keyspace\r\ndb0:keys=12,expires=0\r\ndb3:keys=1,expires=1\r\n')).toBe(13);
});

test('a full Redis reads and refuses to write, and has its old limits back afterwards', async () => {
  const redis = connect();
  await redis.config('SET', 'maxmemory', '100mb');
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await redis.set('known', 'value');
  const applied = await apply(redisFull);
  expect(await applied.verify()).toMatchObject({
    tookEffect: true,
    evidence: {
      code: 'evidence-set-refused',
      params: { cause: { code: 'as-written', text: expect.stringMatching(/^OOM/) } },
    },
  });
  await expect(redis.set('new', 'value')).rejects.toThrow(/^OOM/);
  expect(await redis.get('known')).toBe('value');
  await healAndUse(applied);
  expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', `${100 * 2 ** 20}`]);
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual([
    'maxmemory-policy',
    'allkeys-lru',
  ]);
});

test('a full Redis that was given more room is seen', async () => {
  const applied = await apply(redisFull);
  await connect().config('SET', 'maxmemory', '0');
  expect(await applied.verify()).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-set-accepted'),
  });
  expect(await connect().dbsize()).toBe(0);
  await healAndUse(applied);
});

test('a given Redis is left alone', async () => {
  const given = await start(inject('redisUrl'));
  for (const fault of [redisPaused, redisKilled, redisFlushed, redisFull]) {
    expect((await fault.check(buildSurroundings(given)))?.code).toBe('foreign-redis');
  }
  await given.stop();
});
