// What services are asked, on real servers: the harness's own requests never pass for load.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ResolvedCounter } from '../spec/experiment.ts';
import { type HttpServer, httpGet } from './http-get.ts';
import { countBetween } from './request-counter.ts';
import { createServiceReadings, type ReadingsOptions } from './service-readings.ts';

const counter: ResolvedCounter = {
  ...{ path: '/count', metric: undefined, labels: {}, url: undefined, countsOwnRequests: true },
};

/** Counts every request that it gets, before or after it answers; `/count` says how many. */
async function startCounting(when: 'before' | 'after', offset = 0): Promise<HttpServer> {
  let total = offset;
  const server: Server = createServer((request, response) => {
    if (when === 'before') total += 1;
    const stats = { requests: { total }, cache: { hits: 1, misses: 2 }, config: { at: offset } };
    response.end(request.url === '/stats' ? JSON.stringify(stats) : `${total}`);
    if (when === 'after') total += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function countLoad(options: ReadingsOptions, load: () => Promise<void>) {
  const readings = createServiceReadings(options);
  await readings.readStats();
  const before = await readings.readRequests();
  await load();
  await readings.readStats();
  await readings.get('/data', 1_000);
  return countBetween(before, await readings.readRequests());
}

const send = async (server: HttpServer, count: number) => {
  for (let sent = 0; sent < count; sent += 1) await httpGet(server, '/load', 1_000);
};

test.each(['before', 'after'] as const)(
  'a counter of all requests, counted %s the answer, comes out at the load alone',
  async (when) => {
    const server = await startCounting(when);
    const options = { servers: [server], statsPath: '/stats', counterServer: undefined } as const;
    expect(await countLoad({ ...options, counter }, () => send(server, 7))).toBe(7);
    // Taken as it stands, the same counter has one GET each of counter, statistics and data more.
    const plain = { ...counter, countsOwnRequests: false };
    expect(await countLoad({ ...options, counter: plain }, () => send(server, 7))).toBe(10);
  },
);

test('several addresses are asked one by one and add up, statistics and counter alike', async () => {
  const servers = [await startCounting('after', 100), await startCounting('before', 50)] as const;
  const options = { servers, statsPath: '/stats', counter, counterServer: undefined };
  const load = async () => {
    await send(servers[0], 3);
    await send(servers[1], 4);
  };
  expect(await countLoad(options, load)).toBe(7);
  const stats = await createServiceReadings(options).readStats();
  expect(stats?.cache).toEqual({ hits: 2, misses: 4 });
  // Settings that differ from one address to the next are as nobody planned.
  expect(stats?.config).toEqual({ at: [100, 50] });
});

test('of a counter elsewhere only the GETs of the service are taken off', async () => {
  const [service, proxy] = [await startCounting('after'), await startCounting('after', 1_000)];
  const options = {
    servers: [service],
    statsPath: '/stats',
    counter,
    counterServer: proxy,
  } as const;
  // The proxy counts the load, one GET of statistics and one of data, and its own reading apart.
  const throughProxy = async () => send(proxy, 7 + 2 - 1);
  expect(await countLoad(options, throughProxy)).toBe(7);
});

test('a counter that was asked for and does not answer is a fault that names its key', async () => {
  const server = await startCounting('after');
  const broken = { ...counter, path: '/stats' };
  const options = { servers: [server], statsPath: undefined, counterServer: undefined } as const;
  const readings = createServiceReadings({ ...options, counter: broken });
  await expect(readings.readRequests()).rejects.toMatchObject({
    code: 'SERVICE_NOT_READY',
    message: expect.stringMatching(/^target\.counter\.path: GET \/stats gave: neither a number/),
  });
});

test('without a counter the statistics count, and without either nothing is offered', async () => {
  const server = await startCounting('after', 20);
  const options = { servers: [server], counter: undefined, counterServer: undefined } as const;
  const withStats = createServiceReadings({ ...options, statsPath: '/stats' });
  expect(await withStats.readRequests()).toEqual({ kind: 'counted', total: 20 });
  const without = createServiceReadings({ ...options, statsPath: undefined });
  expect(await without.readRequests()).toEqual({ kind: 'not-offered' });
});

test('headers of the config go with every request to the service, and to no counter elsewhere', async () => {
  const startNoting = async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end(request.url === '/count' ? '5' : '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const [own, elsewhere] = [await startNoting(), await startNoting()];
  const readings = createServiceReadings({
    servers: [{ baseUrl: own.baseUrl, headers: { authorization: 'Bearer of-the-config' } }],
    ...{ statsPath: '/stats', counter, counterServer: { baseUrl: elsewhere.baseUrl } },
  });
  await readings.readStats();
  await readings.get('/data', 1_000);
  await readings.readRequests();
  expect(own.seen).toEqual(['Bearer of-the-config', 'Bearer of-the-config']);
  expect(elsewhere.seen).toEqual([undefined]);
});
