// A Redis that is stopped, killed, or was never there costs hits, but no answer and no truth.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectRedis } from '../plugins/redis.ts';
import { findFreePort, waitUntil } from '../testing.fixture.ts';
import { createAsideCache } from './aside-cache.ts';
import type { Cache } from './cache.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore } from './redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

const ttlMs = 60_000;
const timeoutMs = 100;
const load = (value: string) => async () => Buffer.from(value);

let port: number;
let server: ChildProcess;
const opened: Cache[] = [];

async function startRedis(): Promise<void> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  server.stdout?.on('data', (text: Buffer) => {
    output += text.toString();
  });
  await waitUntil(() => output.includes('Ready to accept connections'));
}

async function killRedis(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}

beforeEach(async () => {
  port = await findFreePort();
  await startRedis();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((cache) => cache.close()));
  await killRedis();
});

const makers = {
  redis: () =>
    createAsideCache(createRedisStore(connectRedis(`redis://127.0.0.1:${port}`, timeoutMs), 'o')),
  tiered: () => {
    const url = `redis://127.0.0.1:${port}`;
    const publisher = connectRedis(url, timeoutMs);
    const bus = createRedisBus(publisher, connectRedis(url, timeoutMs), 'o', timeoutMs);
    return createTieredCache(100, createRedisStore(publisher, 'o'), bus);
  },
};

function open(kind: keyof typeof makers): Cache {
  const cache = makers[kind]();
  opened.push(cache);
  return cache;
}

/** Reads fresh keys until one of them is a hit, that is, until Redis is used (again). */
async function waitForHit(cache: Cache): Promise<void> {
  const { hits } = cache.counters();
  await waitUntil(async () => {
    await cache.read('probe', ttlMs, load('probe'));
    return cache.counters().hits > hits;
  });
}

describe.each(['redis', 'tiered'] as const)('%s', (kind) => {
  test('answers while Redis is stopped, and uses it again afterwards', async () => {
    const cache = open(kind);
    await waitForHit(cache);
    server.kill('SIGSTOP');
    for (let turn = 0; turn < 20; turn += 1) {
      expect(String(await cache.read(`k${turn}`, ttlMs, load('there')))).toBe('there');
    }
    server.kill('SIGCONT');
    await waitForHit(cache);
  });

  test('an invalidation that a stopped Redis could not take is made up for', async () => {
    const cache = open(kind);
    await waitForHit(cache);
    await cache.read('changed', ttlMs, load('old'));
    server.kill('SIGSTOP');
    await cache.invalidate(['changed']);
    expect(String(await cache.read('changed', ttlMs, load('new')))).toBe('new');
    server.kill('SIGCONT');
    await waitForHit(cache);
    expect(String(await cache.read('changed', ttlMs, load('new')))).toBe('new');
  });

  test('answers while Redis is killed, and finds the next one', async () => {
    const cache = open(kind);
    await waitForHit(cache);
    await killRedis();
    for (let turn = 0; turn < 20; turn += 1) {
      expect(String(await cache.read(`k${turn}`, ttlMs, load('there')))).toBe('there');
    }
    await cache.invalidate(['k1']);
    await startRedis();
    await waitForHit(cache);
  });

  test('answers where there never was a Redis, and counts the errors', async () => {
    await killRedis();
    const cache = open(kind);
    expect(String(await cache.read('key', ttlMs, load('there')))).toBe('there');
    await cache.invalidate(['key']);
    expect(cache.counters().errors).toBeGreaterThan(0);
  });
});

test('what another process cannot be told of is not served from memory', async () => {
  const one = open('tiered');
  const other = open('tiered');
  await Promise.all([waitForHit(one), waitForHit(other)]);
  await other.read('row', ttlMs, load('old'));
  server.kill('SIGSTOP');
  await one.invalidate(['row']);
  // The heartbeat finds out by itself, without any request having failed.
  await waitUntil(async () => String(await other.read('row', ttlMs, load('new'))) === 'new');
  server.kill('SIGCONT');
  await waitForHit(other);
  expect(String(await other.read('row', ttlMs, load('new')))).toBe('new');
});
