// The engine over real sockets: the cases that other generators get wrong. Counts decide, not times.
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { decodeHistogram } from '../../measurement/histogram.ts';
import type { Generator } from '../child/protocol.ts';
import { inlineScenario, runUntil, startServer, unaccountedFor } from '../contract-session.ts';
import type { Load, SessionOptions, SliceOrder } from '../driver.ts';
import { openOpenGenerator } from './generator.ts';
import { okAnswer, type RawRequest, startRawServer } from './raw-server.fixture.ts';

const fourClosed: Load = { kind: 'closed', connections: 4 };

async function openGenerator(
  baseUrls: readonly string[],
  options: Partial<SessionOptions> = {},
): Promise<Generator> {
  const generator = await openOpenGenerator({
    targets: baseUrls.map((baseUrl, index) => ({ variantId: 'abc'.charAt(index), baseUrl })),
    scenario: inlineScenario([{ path: '/ok' }]),
    seed: 11,
    data: null,
    requestTimeoutMs: 5_000,
    bodyCheckRatio: 0,
    cpus: undefined,
    ...options,
  });
  onTestFinished(() => generator.close());
  return generator;
}

function sliceOf(load: Load, order: Partial<SliceOrder> = {}): SliceOrder {
  return { variantId: 'a', load, durationMs: 300, dropFirstMs: 0, recorded: true, ...order };
}

/** Values above a threshold, counted in steps of half a per cent. */
function countAbove(encoded: string | undefined, thresholdUs: number): number {
  const histogram = decodeHistogram(encoded ?? '');
  if (histogram.totalCount === 0) return 0;
  let steps = 0;
  for (let percentile = 0.5; percentile <= 100; percentile += 0.5) {
    if (histogram.getValueAtPercentile(percentile) > thresholdUs) steps += 1;
  }
  return Math.round((steps / 200) * histogram.totalCount);
}

test('a stall of the service shows in all arrivals that it held up, not only in those in flight', async () => {
  let stallEndsAtMs = 0;
  const server = await startRawServer(({ socket, number }) => {
    if (number === 60) stallEndsAtMs = performance.now() + 500;
    const heldMs = Math.max(0, stallEndsAtMs - performance.now());
    if (heldMs === 0) socket.write(okAnswer);
    else setTimeout(() => socket.write(okAnswer), heldMs);
  });
  const generator = await openGenerator([server.baseUrl]);
  const load: Load = { kind: 'open', rateRps: 200, arrivals: 'uniform', maxConnections: 4 };
  const outcome = await generator.runSlice(sliceOf(load, { durationMs: 1_500 }));
  expect(outcome.sliceCounts.scheduled).toBe(300);
  expect(outcome.sliceCounts.succeeded).toBe(300);
  const route = generator.collect()[0]?.routes[0];
  // 100 arrivals are due in 500 ms; those of its first 400 ms wait over 100 ms.
  const heldUp = countAbove(route?.successLatency, 100_000);
  expect(heldUp).toBeGreaterThanOrEqual(60);
  expect(countAbove(route?.serviceTime, 100_000)).toBeLessThan(heldUp / 2);
});

test('a connection that drops fails its own request and no other', async () => {
  const server = await startRawServer(({ socket, number }) => {
    if (number % 10 === 0) socket.resetAndDestroy();
    else socket.write(okAnswer);
  });
  const generator = await openGenerator([server.baseUrl]);
  const { sliceCounts, failureReasons } = await generator.runSlice(sliceOf(fourClosed));
  expect(sliceCounts.scheduled).toBe(server.requestCount);
  expect(sliceCounts.failed).toBe(Math.floor(server.requestCount / 10));
  expect(failureReasons).toEqual({ ECONNRESET: sliceCounts.failed });
});

test('a service that closes after every 50 answers, saying so, causes no failure and no caveat', async () => {
  const closing = okAnswer.replace('content', 'connection: close\r\ncontent');
  const server = await startRawServer(({ socket, numberOnConnection }) => {
    if (numberOnConnection === 50) socket.end(closing);
    else socket.write(okAnswer);
  });
  const generator = await openGenerator([server.baseUrl]);
  const { outcomes, slice } = await runUntil(
    generator,
    sliceOf(fourClosed),
    () => server.connectionsAccepted > 4,
  );
  expect(slice.succeeded).toBe(slice.scheduled);
  expect(slice.scheduled).toBe(server.requestCount);
  const opened = outcomes.reduce((sum, { connectionsOpened }) => sum + connectionsOpened, 0);
  expect(opened).toBeGreaterThan(4);
  expect(outcomes.flatMap(({ caveats }) => caveats)).toEqual([]);
});

test('what a service received and dropped is a failure, never sent again', async () => {
  const server = await startRawServer(({ socket, number }) => {
    if (number % 10 === 0) socket.end();
    else socket.write(okAnswer);
  });
  const generator = await openGenerator([server.baseUrl]);
  const outcome = await generator.runSlice(sliceOf(fourClosed));
  const { sliceCounts, failureReasons, resentRequests, caveats } = outcome;
  expect(sliceCounts.scheduled).toBe(server.requestCount);
  expect(sliceCounts.failed).toBe(Math.floor(server.requestCount / 10));
  expect(failureReasons).toEqual({ 'connection closed': sliceCounts.failed });
  expect([resentRequests, caveats]).toEqual([0, []]);
});

test('a service that closes after every 5 answers without a word fails what was sent meanwhile', async () => {
  const server = await startServer({ closeAfterAnswers: 5 });
  const generator = await openGenerator([server.baseUrl]);
  const outcome = await generator.runSlice(sliceOf(fourClosed));
  expect(outcome.sliceCounts.succeeded).toBe(server.answered[200]);
  expect(outcome.sliceCounts.failed).toBeGreaterThan(0);
  expect(unaccountedFor(outcome.sliceCounts)).toBe(0);
});

/** Closes a connection that is idle for so long, as a service with keep-alive does. */
function closesIdle(idleMs: number, announcedS?: number) {
  const timers = new WeakMap<Socket, NodeJS.Timeout>();
  const head =
    announcedS === undefined ? 'content' : `keep-alive: timeout=${announcedS}\r\ncontent`;
  return ({ socket }: RawRequest) => {
    clearTimeout(timers.get(socket));
    socket.write(okAnswer.replace('content', head));
    timers.set(
      socket,
      setTimeout(() => socket.end(), idleMs),
    );
  };
}

test('connections that the service closed for being idle are opened again before the slice', async () => {
  const server = await startRawServer(closesIdle(600));
  const scenario = inlineScenario([{ path: '/ok', method: 'POST', body: '{}' }]);
  const generator = await openGenerator([server.baseUrl], { scenario });
  const open: Load = { kind: 'open', rateRps: 400, arrivals: 'uniform', maxConnections: 32 };
  await generator.runSlice(sliceOf(fourClosed, { durationMs: 50 }));
  generator.collect();
  for (const load of [open, open]) {
    // Both sides have ended them: the generator lives in this process, and has seen it.
    await expect.poll(() => server.connectionsOpen).toBe(0);
    const outcome = await generator.runSlice(sliceOf(load, { durationMs: 100 }));
    expect(outcome.sliceCounts.succeeded).toBe(outcome.sliceCounts.scheduled);
    expect(outcome).toMatchObject({ resentRequests: 0, failureReasons: {} });
    // The four of the slice before at least; those that an open load opens at first are new.
    expect(outcome.connectionsRenewed).toBeGreaterThanOrEqual(4);
  }
});

test.each([
  { announcedS: 1, afterPause: [4, 4] },
  { announcedS: 600, afterPause: [0, 0] },
])(
  'connections idle for as long as the service announced ($announcedS s) are renewed, though they are open',
  async ({ announcedS, afterPause }) => {
    const server = await startRawServer(closesIdle(600_000, announcedS));
    const generator = await openGenerator([server.baseUrl]);
    const counts = [];
    for (const pauseMs of [0, 850]) {
      await wait(pauseMs);
      const outcome = await generator.runSlice(sliceOf(fourClosed, { durationMs: 50 }));
      expect(outcome.sliceCounts.succeeded).toBe(outcome.sliceCounts.scheduled);
      counts.push([outcome.connectionsOpened, outcome.connectionsRenewed]);
    }
    expect(counts).toEqual([[4, 0], afterPause]);
  },
);

test.each([
  ['GET', 1],
  ['POST', 0],
] as const)(
  'a close that crosses a %s on a connection long idle is told from a drop',
  async (method, resent) => {
    // Only the second request on a connection is met by the close, as if the two had crossed.
    const server = await startRawServer(({ socket, number }) => {
      if (number === 2) socket.end();
      else socket.write(okAnswer);
    });
    const scenario = inlineScenario([{ path: '/ok', method }]);
    const generator = await openGenerator([server.baseUrl], { scenario });
    const load: Load = { kind: 'open', rateRps: 20, arrivals: 'uniform', maxConnections: 1 };
    await generator.runSlice(sliceOf(load, { durationMs: 50 }));
    await wait(1_100);
    const outcome = await generator.runSlice(sliceOf(load, { durationMs: 50 }));
    expect(outcome.resentRequests).toBe(resent);
    expect(outcome.sliceCounts).toMatchObject({ succeeded: resent, failed: 1 - resent });
  },
);

test('a request that changes data is never sent twice', async () => {
  const server = await startServer({ closeAfterAnswers: 5 });
  const scenario = inlineScenario([{ path: '/ok', method: 'POST', body: '{}' }]);
  const generator = await openGenerator([server.baseUrl], { scenario });
  const { sliceCounts } = await generator.runSlice(sliceOf(fourClosed));
  expect(sliceCounts.succeeded).toBe(server.answered[200]);
  expect(sliceCounts.failed).toBe(sliceCounts.scheduled - sliceCounts.succeeded);
  expect(sliceCounts.failed).toBeGreaterThan(0);
  expect(server.received.length).toBeLessThanOrEqual(sliceCounts.scheduled);
});

test('connections closed while idle between two slices are no failure', async () => {
  const server = await startRawServer(({ socket }) => socket.write(okAnswer));
  const generator = await openGenerator([server.baseUrl]);
  await generator.runSlice(sliceOf(fourClosed, { durationMs: 50 }));
  server.dropConnections();
  await expect.poll(() => server.connectionsOpen).toBe(0);
  // The ends that were sent with it are read by then.
  await wait(50);
  const second = await generator.runSlice(sliceOf(fourClosed, { durationMs: 50 }));
  expect(second.sliceCounts.failed).toBe(0);
  expect(second.sliceCounts.succeeded).toBeGreaterThan(0);
  expect(second.connectionsOpened).toBe(4);
});

test('micro-slices switch between variants over connections that stay open', async () => {
  const servers = await Promise.all(
    [0, 1].map(() => startRawServer(({ socket }) => socket.write(okAnswer))),
  );
  const generator = await openGenerator(servers.map(({ baseUrl }) => baseUrl));
  const sent = [0, 0];
  for (let slice = 0; slice < 24; slice += 1) {
    const variant = slice % 2;
    const outcome = await generator.runSlice(
      sliceOf(fourClosed, { variantId: 'ab'.charAt(variant), durationMs: 25, dropFirstMs: 5 }),
    );
    expect(outcome.connectionsOpened).toBe(slice < 2 ? 4 : 0);
    expect(unaccountedFor(outcome.sliceCounts)).toBe(0);
    expect(outcome.windowUs).toBe(20_000);
    sent[variant] = (sent[variant] ?? 0) + outcome.sliceCounts.scheduled;
  }
  expect(servers.map(({ requestCount }) => requestCount)).toEqual(sent);
  expect(servers.map(({ connectionsAccepted }) => connectionsAccepted)).toEqual([4, 4]);
});

test('slice k of an open loop has the same arrivals for every variant', async () => {
  const servers = await Promise.all([startServer(), startServer()]);
  const generator = await openGenerator(servers.map(({ baseUrl }) => baseUrl));
  const load: Load = { kind: 'open', rateRps: 800, arrivals: 'poisson', maxConnections: 8 };
  const scheduled: Record<string, number[]> = { a: [], b: [] };
  for (const variantId of ['a', 'b', 'b', 'a', 'a', 'b', 'b', 'a']) {
    const { sliceCounts } = await generator.runSlice(sliceOf(load, { variantId, durationMs: 50 }));
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(sliceCounts.dropped).toBe(0);
    scheduled[variantId]?.push(sliceCounts.scheduled);
  }
  expect(scheduled.a).toEqual(scheduled.b);
  expect(new Set(scheduled.a).size).toBeGreaterThan(1);
});

test('arrivals that could never be sent are dropped, and stay in the tail with the time they waited', async () => {
  const server = await startServer();
  const generator = await openGenerator([server.baseUrl], {
    scenario: inlineScenario([{ path: '/hang' }]),
    requestTimeoutMs: 100,
  });
  const load: Load = { kind: 'open', rateRps: 400, arrivals: 'uniform', maxConnections: 2 };
  const outcome = await generator.runSlice(sliceOf(load));
  const { sliceCounts, windowCounts } = outcome;
  expect(sliceCounts.scheduled).toBe(120);
  expect(sliceCounts.dropped).toBeGreaterThan(50);
  expect(unaccountedFor(sliceCounts)).toBe(0);
  expect(windowCounts.timedOut).toBe(120);
  const tail = decodeHistogram(generator.collect()[0]?.routes[0]?.failureLatency ?? '');
  expect(tail.totalCount).toBe(120);
  expect(tail.minNonZeroValue).toBeGreaterThan(90_000);
});

test('an open loop fails where its scenario cannot draw at the time of an arrival', async () => {
  const server = await startServer();
  const path = fileURLToPath(new URL('../contract-scenario.ts', import.meta.url));
  const generator = await openGenerator([server.baseUrl], {
    ...{ scenario: { kind: 'module', name: 'contract', path }, data: 'draws-ten' },
  });
  // One connection: the eleventh is drawn when the tenth was answered, and not while it is under way.
  const load: Load = { kind: 'open', rateRps: 100, arrivals: 'uniform', maxConnections: 1 };
  await expect(generator.runSlice(sliceOf(load))).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining('nothing left to draw'),
  });
  expect(server.received).toHaveLength(10);
});

test('a request that ends after its window is in the histograms all the same', async () => {
  const server = await startServer();
  const generator = await openGenerator([server.baseUrl], {
    scenario: inlineScenario([{ path: '/delay/100' }]),
  });
  // A slice so short may be over before anything was sent.
  const order = sliceOf(fourClosed, { durationMs: 20 });
  const { outcomes, window } = await runUntil(generator, order, (sum) => sum.window.succeeded > 0);
  expect(window.succeeded).toBe(4);
  expect(outcomes.at(-1)?.latencyP50Us).toBeGreaterThan(90_000);
});

test('each arrival belongs to the second in which it was to start, though the service stalled', async () => {
  let stallEndsAtMs: number | undefined;
  const server = await startRawServer(({ socket }) => {
    stallEndsAtMs ??= performance.now() + 1_800;
    setTimeout(() => socket.write(okAnswer), Math.max(0, stallEndsAtMs - performance.now()));
  });
  const generator = await openGenerator([server.baseUrl]);
  const load: Load = { kind: 'open', rateRps: 20, arrivals: 'uniform', maxConnections: 4 };
  await generator.runSlice(sliceOf(load, { durationMs: 2_500, dropFirstMs: 500, phase: 'stall' }));
  const timeline = generator.collect()[0]?.timeline ?? [];
  expect(timeline.map(({ startMs, phase }) => [startMs, phase])).toEqual([
    [0, 'stall'],
    [1_000, 'stall'],
  ]);
  // An arrival just where one second ends may be taken for either.
  expect(timeline.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(40);
  expect(Math.abs((timeline[0]?.succeeded ?? 0) - 20)).toBeLessThanOrEqual(1);
});

test('a request that would smuggle a header line is refused as the fault of the scenario', async () => {
  const server = await startServer();
  const opened = openGenerator([server.baseUrl], {
    scenario: inlineScenario([{ path: '/ok', headers: { x: 'a\r\nhost: other' } }]),
  });
  await expect(opened).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
  });
});

test('a slice goes on after the service was away, and each attempt was one failure', async () => {
  const server = await startServer();
  const generator = await openGenerator([server.baseUrl]);
  await server.close();
  const away = await generator.runSlice(sliceOf(fourClosed));
  expect(away.sliceCounts.succeeded).toBe(0);
  expect(away.sliceCounts.failed).toBe(away.sliceCounts.scheduled);
  // 300 ms with back-offs of 10, 20, 40 … ms: some rounds of four attempts, never a storm.
  expect(away.sliceCounts.failed).toBeLessThan(60);
  expect(Object.keys(away.failureReasons)).toEqual(['ECONNREFUSED']);
});
