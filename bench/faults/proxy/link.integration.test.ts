// Toxics on real sockets: what clients and the service see of them. Times are lower bounds only.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import {
  askEcho,
  awaitClose,
  openClient,
  readBytes,
  startEcho,
  startService,
  startTestProxy,
  waitUntil,
} from './test-peers.ts';
import type { Toxic } from './toxic.ts';

function toxic(
  type: Toxic['type'],
  attributes: Toxic['attributes'],
  more: Partial<Toxic> = {},
): Toxic {
  return { name: type, type, stream: 'downstream', toxicity: 1, attributes, ...more };
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const quietMs = 250;

test('eight megabytes pass whole both ways at once, through slices too, and each half closes by itself', async () => {
  const [there, back] = [randomBytes(8_000_000), randomBytes(8_000_000)];
  const got = Promise.withResolvers<Buffer>();
  const port = await startService((socket) => {
    socket.write(back.subarray(0, 7_999_000));
    readBytes(socket, there.length).then(got.resolve, got.reject);
    // The rest goes the one way that is still open.
    socket.once('end', () => socket.end(back.subarray(7_999_000)));
  });
  const proxy = await startTestProxy(port);
  const slices = { average_size: 3_000, size_variation: 2_000, delay: 0 };
  await proxy.addToxic('link', toxic('slicer', slices));
  const client = await openClient(proxy);
  const answer = readBytes(client, back.length);
  client.end(there);
  expect(hashOf(await got.promise)).toBe(hashOf(there));
  expect(hashOf(await answer)).toBe(hashOf(back));
  await waitUntil(async () => (await proxy.counters('link')).connectionsOpen === 0);
  expect(await proxy.counters('link')).toEqual({
    ...{ connectionsOpened: 1, connectionsOpen: 0, resets: 0 },
    ...{ bytesUpstream: 8_000_000, bytesDownstream: 8_000_000 },
  });
});

test('a service that does not read stops the client, and the proxy holds little', async () => {
  const sent = randomBytes(64_000_000);
  const joined = Promise.withResolvers<Socket>();
  const port = await startService((socket) => joined.resolve(socket.pause()));
  const proxy = await startTestProxy(port);
  const readPeakKb = () =>
    Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${proxy.pid}/status`, 'utf8'))?.[1]);
  const client = await openClient(proxy);
  const service = await joined.promise;
  const beforeKb = readPeakKb();
  for (let offset = 0; offset < sent.length; offset += 64_000) {
    client.write(sent.subarray(offset, offset + 64_000));
  }
  client.end();
  // Until nothing moves any more: a longer wait would only make the test stricter.
  let [length, quiet] = [client.writableLength, 0];
  await waitUntil(() => {
    quiet = client.writableLength === length ? quiet + 1 : 0;
    length = client.writableLength;
    return quiet >= quietMs / 10;
  });
  expect(length).toBeGreaterThan(20_000_000);
  expect(readPeakKb() - beforeKb).toBeLessThan(30_000);
  expect(hashOf(await readBytes(service, sent.length))).toBe(hashOf(sent));
});

test('latency befalls open connections at once, changes, and is gone after removal', async () => {
  const proxy = await startTestProxy(await startEcho());
  const client = await openClient(proxy);
  await askEcho(client);
  await proxy.addToxic('link', toxic('latency', { latency: 300, jitter: 0 }));
  expect(await askEcho(client)).toBeGreaterThanOrEqual(300);
  await proxy.updateToxic('link', toxic('latency', { latency: 400 }));
  expect(await askEcho(client)).toBeGreaterThanOrEqual(400);
  // As long as an hour, so that the answer can only have come through the removal.
  await proxy.updateToxic('link', toxic('latency', { latency: 3_600_000 }));
  const answer = askEcho(client);
  await waitUntil(async () => (await proxy.counters('link')).bytesUpstream === 20);
  await proxy.removeToxic('link', 'latency');
  await answer;
  await askEcho(client);
});

test('a black hole holds what open and new connections send, and lets it on when healed', async () => {
  const proxy = await startTestProxy(await startEcho());
  const before = await openClient(proxy);
  await askEcho(before);
  await proxy.addToxic('link', toxic('timeout', { timeout: 0 }, { stream: 'upstream' }));
  const after = await openClient(proxy);
  await waitUntil(async () => (await proxy.counters('link')).connectionsOpen === 2);
  const answers = [askEcho(before, 'before'), askEcho(after, 'after')];
  const answered: number[] = [];
  for (const answer of answers) void answer.then((ms) => void answered.push(ms));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answered).toEqual([]);
  expect(await proxy.counters('link')).toMatchObject({ bytesUpstream: 5, connectionsOpen: 2 });
  await proxy.removeAll();
  await Promise.all(answers);
});

test('a black hole with a time closes both sides after it', async () => {
  const joined = Promise.withResolvers<Socket>();
  const proxy = await startTestProxy(
    await startService((socket) => joined.resolve(socket.resume())),
  );
  const client = await openClient(proxy);
  const service = await joined.promise;
  const startMs = performance.now();
  await proxy.addToxic('link', toxic('timeout', { timeout: 80 }));
  const ends = [once(client.resume(), 'end'), once(service, 'end')];
  await Promise.all(ends);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(80);
});

test('reset_peer resets open and new connections on both sides', async () => {
  const joined: Socket[] = [];
  const proxy = await startTestProxy(await startService((socket) => joined.push(socket.resume())));
  const client = await openClient(proxy);
  await waitUntil(() => joined.length === 1);
  const codes = [awaitClose(client), awaitClose(joined[0] as Socket)];
  await proxy.addToxic('link', toxic('reset_peer', { timeout: 0 }));
  expect(await Promise.all(codes)).toEqual(['ECONNRESET', 'ECONNRESET']);
  const next = connect(proxy.address('link'));
  expect(await awaitClose(next)).toBe('ECONNRESET');
  expect(await proxy.counters('link')).toMatchObject({ connectionsOpened: 2, resets: 2 });
});

test('a reset of either side reaches the other, and a service that refuses resets the client', async () => {
  const joined: Socket[] = [];
  const port = await startService((socket) => joined.push(socket.resume()));
  const proxy = await startTestProxy(port);
  const first = await openClient(proxy);
  await waitUntil(() => joined.length === 1);
  const firstCode = awaitClose(joined[0] as Socket);
  first.resetAndDestroy();
  expect(await firstCode).toBe('ECONNRESET');
  const second = await openClient(proxy);
  await waitUntil(() => joined.length === 2);
  const secondCode = awaitClose(second.resume());
  joined[1]?.resetAndDestroy();
  expect(await secondCode).toBe('ECONNRESET');
  const nobody = await startTestProxy(1);
  expect(await awaitClose(connect(nobody.address('link')))).toBe('ECONNRESET');
});

test('bandwidth is never above what was asked', async () => {
  const sent = randomBytes(60_000);
  const proxy = await startTestProxy(await startService((socket) => socket.end(sent)));
  await proxy.addToxic('link', toxic('bandwidth', { rate: 100 }));
  const startMs = performance.now();
  const client = await openClient(proxy);
  const got = await readBytes(client, sent.length);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(600);
  expect(hashOf(got)).toBe(hashOf(sent));
});

test('slow_close holds the end of the stream back, limit_data ends it early', async () => {
  const proxy = await startTestProxy(await startService((socket) => socket.end('hello world')));
  await proxy.addToxic('link', toxic('slow_close', { delay: 120 }));
  const startMs = performance.now();
  const client = await openClient(proxy);
  const ended = once(client, 'end');
  expect((await readBytes(client, 11)).toString()).toBe('hello world');
  await ended;
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(120);
  await proxy.removeAll();
  await proxy.addToxic('link', toxic('limit_data', { bytes: 5 }));
  const cut = await openClient(proxy);
  const chunks: Buffer[] = [];
  cut.on('data', (chunk) => chunks.push(chunk));
  await once(cut, 'end');
  expect(Buffer.concat(chunks).toString()).toBe('hello');
});

test('a link that is down refuses, cuts what is open, and has its port back afterwards', async () => {
  const proxy = await startTestProxy(await startEcho());
  const client = await openClient(proxy);
  await askEcho(client);
  const ended = once(client, 'end');
  client.resume();
  await proxy.setEnabled('link', false);
  await proxy.setEnabled('link', false);
  await ended;
  expect(await awaitClose(connect(proxy.address('link')))).toBe('ECONNREFUSED');
  expect(await proxy.counters('link')).toMatchObject({ connectionsOpen: 0 });
  await proxy.setEnabled('link', true);
  await askEcho(await openClient(proxy));
});

test('toxicity befalls its share of the connections, the same ones with the same seed', async () => {
  const port = await startEcho();
  const befallen = async (seed: number): Promise<string> => {
    const proxy = await startTestProxy(port, seed);
    await proxy.addToxic('link', toxic('reset_peer', {}, { toxicity: 0.5 }));
    let text = '';
    for (let count = 0; count < 40; count += 1) {
      const socket = connect(proxy.address('link'));
      const code = awaitClose(socket);
      const echoed = once(
        socket.on('data', () => {}),
        'data',
      ).then(
        () => 'echoed',
        () => 'reset',
      );
      socket.write('x');
      const fate = await Promise.race([code, echoed]);
      socket.destroy();
      text += fate === 'echoed' ? '.' : 'R';
    }
    return text;
  };
  const [first, again, other] = [await befallen(1), await befallen(1), await befallen(2)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(first.split('R').length - 1).toBeGreaterThan(8);
  expect(first.split('R').length - 1).toBeLessThan(32);
});

test('a real Redis works through the proxy, waits out a black hole and comes back after a reset', async () => {
  const { hostname, port } = new URL(inject('redisUrl'));
  const proxy = await startTestProxy(Number(port));
  expect(hostname).toBe('127.0.0.1');
  const redis = new Redis({ ...proxy.address('link'), retryStrategy: () => 20 });
  redis.on('error', () => {});
  onTestFinished(() => redis.disconnect());
  const big = randomBytes(1_000_000);
  await redis.set('loadstone-proxy:big', big);
  expect(hashOf((await redis.getBuffer('loadstone-proxy:big')) as Buffer)).toBe(hashOf(big));
  await proxy.addToxic('link', toxic('timeout', { timeout: 0 }));

  const held = redis.incr('loadstone-proxy:count');
  await waitUntil(async () => (await proxy.counters('link')).bytesUpstream > 1_000_100);
  await proxy.removeAll();

  expect(await held).toBe(1);

  await proxy.addToxic('link', toxic('reset_peer', { timeout: 0 }));
  await waitUntil(async () => (await proxy.counters('link')).resets > 0);
  await proxy.removeAll();

  expect(await redis.incr('loadstone-proxy:count')).toBe(2);

  await redis.del('loadstone-proxy:big', 'loadstone-proxy:count');
});
