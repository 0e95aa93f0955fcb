// A Redis that is stopped, killed, or was never there costs hits, but no answer and no truth; unless
// the protections are taken away.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectRedis } from '../plugins/redis.ts';
import { findFreePort, waitUntil } from '../testing.fixture.ts';
import { createAsideCache } from './aside-cache.ts';
import type { Cache } from './cache.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisStore, createStrictRedisStore } from './redis-store.ts';
import { createTieredCache } from './tiered-cache.ts';

const ttlMs = 60_000;
const timeoutMs = 100;
const load = (value: string) => async () => Buffer.from(value);

let port: number;
let server: ChildProcess;
const opened: Cache[] = [];

async function startRedis(...more: readonly string[]): Promise<void> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more];
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

const connect = (limitMs?: number) => connectRedis(`redis://127.0.0.1:${port}`, limitMs);

const makers = {
  redis: () => createAsideCache(createRedisStore(connect(timeoutMs), 'o'), 'far'),
  strict: () => createAsideCache(createStrictRedisStore(connect(timeoutMs), 'o'), 'far'),
  // As the driver comes out of the box.
  unlimited: () => createAsideCache(createRedisStore(connect(), 'o'), 'far'),
  tiered: () => {
    const publisher = connect(timeoutMs);
    const bus = createRedisBus(publisher, connect(timeoutMs), 'o', timeoutMs);
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

test('a Redis that comes back and refuses to subscribe does not end the process', async () => {
  const subscriber = connect(timeoutMs);
  await waitUntil(() => subscriber.status === 'ready');
  await subscriber.subscribe('channel');
  await killRedis();
  await startRedis('--rename-command', 'SUBSCRIBE', 'nothing');
  // By the answer to this one the client has heard of any subscription of its own that was refused.
  await waitUntil(() => subscriber.ping().then(Boolean, () => false));
  await expect(subscriber.subscribe('channel')).rejects.toThrow('unknown command');
  subscriber.disconnect();
});

/** Reads one key until it is a hit, however often that fails: then all that was sent before has been answered. */
async function waitForStrictHit(cache: Cache): Promise<void> {
  const { hits } = cache.counters();
  await waitUntil(async () => {
    await cache.read('probe', ttlMs, load('probe')).catch(() => {});
    return cache.counters().hits > hits;
  });
}

const unavailable = { code: 'CACHE_UNAVAILABLE', statusCode: 503 };

test('without a fallback each request to a stopped Redis fails, and the next after it succeeds', async () => {
  const cache = open('strict');
  await waitForStrictHit(cache);
  const { errors } = cache.counters();
  server.kill('SIGSTOP');
  for (let turn = 1; turn <= 5; turn += 1) {
    await expect(cache.read(`k${turn}`, ttlMs, load('there'))).rejects.toMatchObject(unavailable);
    // No circuit opens: Redis is asked each time.
    expect(cache.counters().errors).toBe(errors + turn);
  }
  await expect(cache.invalidate(['k1'])).rejects.toMatchObject(unavailable);
  server.kill('SIGCONT');
  await waitForStrictHit(cache);
});

test('without timeouts a stopped Redis is waited for', async () => {
  const cache = open('unlimited');
  await waitForHit(cache);
  server.kill('SIGSTOP');
  const reading = cache.read('key', ttlMs, load('there'));
  const pending = Promise.withResolvers<string>();
  setTimeout(pending.resolve, timeoutMs * 10, 'pending');
  expect(await Promise.race([reading, pending.promise])).toBe('pending');
  server.kill('SIGCONT');
  expect(String(await reading)).toBe('there');
});

test('without timeouts what a killed Redis was asked is sent to the next one', async () => {
  const cache = open('unlimited');
  await waitForHit(cache);
  await killRedis();
  const reading = cache.read('key', ttlMs, load('there'));
  const pending = Promise.withResolvers<string>();
  setTimeout(pending.resolve, timeoutMs * 10, 'pending');
  expect(await Promise.race([reading, pending.promise])).toBe('pending');
  await startRedis();
  expect(String(await reading)).toBe('there');
  expect(cache.counters().errors).toBe(0);
});
