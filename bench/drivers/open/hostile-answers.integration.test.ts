// Answers that come too early, too large or without end: each is told by its name, and the load goes on.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeLimits } from '../contract-limits.ts';
import {
  inlineScenario,
  openSession,
  sliceOf,
  smallLoad,
  unaccountedFor,
} from '../contract-session.ts';
import type { InlineRequest } from '../driver.ts';
import { startHostileServer } from '../hostile-server.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createOpenDriver } from './driver.ts';

const driver = createOpenDriver(findBuiltEntry('open'));

describe('open, answers without end or sense', () => {
  describeLimits(driver, {
    reasons: {
      '/endless-line': 'head above 64 KiB',
      '/endless-fields': 'head above 64 KiB',
      '/endless-interims': 'head above 64 KiB',
      '/endless-size': 'chunk size and extension above 64 KiB',
      '/endless-extension': 'chunk size and extension above 64 KiB',
      '/endless-trailers': 'trailers above 64 KiB',
      '/negative-length': 'bad content-length',
      '/negative-chunk': 'bad chunk size',
      '/no-number': 'bad content-length',
      '/no-chunk-number': 'bad chunk size',
      '/bomb/gzip': 'body: above 16 MiB once decoded from gzip, too large to check',
      '/bomb/deflate': 'body: above 16 MiB once decoded from deflate, too large to check',
      '/bomb/br': 'body: above 16 MiB once decoded from br, too large to check',
      '/bomb/zstd': 'body: above 16 MiB once decoded from zstd, too large to check',
    },
    mostGrowthMib: 64,
  });
});

/** Answers when the head of a request has come, and treats the connection as the test says. */
async function startEarlyServer(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { baseUrl: `http://127.0.0.1:${port}`, sockets };
}

const upload: Partial<InlineRequest> = {
  ...{ route: 'upload', method: 'POST', path: '/upload', body: 'x'.repeat(16 * 1024 * 1024) },
};

const tooLarge = 'HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n';

test('a connection whose answer came before the whole request had left is not used again', async () => {
  const server = await startEarlyServer((socket) => {
    // Never reads the rest: what is sent next would wait behind it.
    socket.pause();
    socket.write(`${tooLarge}\r\n`);
  });
  const session = await openSession(driver, [server], inlineScenario([upload]));
  const outcome = await session.runSlice(sliceOf(driver, smallLoad('closed', 1)));
  expect(unaccountedFor(outcome.sliceCounts)).toBe(0);
  expect(outcome.failureReasons).toEqual({ 'status 413': outcome.sliceCounts.scheduled });
  expect(outcome.connectionsOpened).toBe(server.sockets.size);
  expect(outcome.connectionsOpened).toBeGreaterThanOrEqual(outcome.sliceCounts.scheduled);
});

test('an early answer of a service that closes, once it has read the rest, is an answer', async () => {
  const server = await startEarlyServer((socket) => {
    socket.on('data', () => {});
    socket.end(`${tooLarge}connection: close\r\n\r\n`);
  });
  const session = await openSession(driver, [server], inlineScenario([upload]));
  const { sliceCounts, failureReasons } = await session.runSlice(
    sliceOf(driver, smallLoad('closed', 2)),
  );
  expect(unaccountedFor(sliceCounts)).toBe(0);
  expect(failureReasons).toEqual({ 'status 413': sliceCounts.scheduled });
});

test('a body that is too large fails the requests of routes with a check, and no others', async () => {
  const server = await startHostileServer();
  onTestFinished(() => server.close());
  const large = { path: '/large/17' };
  const plain = await openSession(driver, [server], inlineScenario([large]));
  const passed = await plain.runSlice(sliceOf(driver, smallLoad('closed', 1)));
  expect(passed.sliceCounts.succeeded).toBe(passed.sliceCounts.scheduled);
  const checked = await openSession(
    driver,
    [server],
    inlineScenario([{ ...large, bodyIncludes: 'x' }]),
  );
  const { sliceCounts, failureReasons, wrongBodies } = await checked.runSlice(
    sliceOf(driver, smallLoad('closed', 1)),
  );
  expect(failureReasons).toEqual({
    'body: above 16 MiB, too large to check': sliceCounts.scheduled,
  });
  expect(wrongBodies).toBe(sliceCounts.scheduled);
});
