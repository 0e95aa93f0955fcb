// The request log over real sockets: intents before anything is sent, every request with its end.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { LoadstoneError } from '../../errors.ts';
import { parseRequestLog, type RequestLog } from '../../measurement/request-log.ts';
import { openSession, startServer, unaccountedFor } from '../contract-session.ts';
import type { Load, ScenarioRef, SessionOptions, SliceOrder } from '../driver.ts';
import { createOpenDriver } from './driver.ts';
import { Engine } from './engine.ts';
import { openOpenGenerator } from './generator.ts';
import { scenario as logScenario } from './log-scenario.fixture.ts';
import { startPacer } from './pacer.ts';
import { type RequestLogFile, RequestLogWriter } from './request-log-writer.ts';

const path = fileURLToPath(new URL('log-scenario.fixture.ts', import.meta.url));
const scenario: ScenarioRef = { kind: 'module', name: 'log', path };
const closed: Load = { kind: 'closed', connections: 4 };
/** One connection cannot carry it, since some requests are never answered: arrivals are dropped. */
const open: Load = { kind: 'open', rateRps: 400, arrivals: 'poisson', maxConnections: 1 };

function newLogPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'requests.jsonl');
}

async function openGenerator(baseUrl: string, options: Partial<SessionOptions>) {
  const generator = await openOpenGenerator({
    ...{ targets: [{ variantId: 'a', baseUrl }], scenario, seed: 5, data: null },
    ...{ requestTimeoutMs: 150, bodyCheckRatio: 0, cpus: undefined },
    ...options,
  });
  onTestFinished(() => generator.close());
  return generator;
}

function sliceOf(load: Load, order: Partial<SliceOrder> = {}): SliceOrder {
  return { variantId: 'a', load, durationMs: 800, dropFirstMs: 200, recorded: true, ...order };
}

function readLog(logPath: string): RequestLog {
  return parseRequestLog(readFileSync(logPath, 'utf8'));
}

function tally(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) if (value !== undefined) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

test.each([closed, open])(
  'in a $kind loop each request of a slice has one end, however it ended',
  async (load) => {
    const server = await startServer();
    const requestLogPath = newLogPath();
    const generator = await openGenerator(server.baseUrl, { requestLogPath });
    const order = sliceOf(load);
    const { sliceCounts, startedAtMs, failureReasons } = await generator.runSlice(order);
    const { intents, requests, isTorn } = readLog(requestLogPath);

    expect(isTorn).toBe(false);
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(requests).toHaveLength(sliceCounts.scheduled);
    const { succeeded, failed, timedOut, dropped, inFlightAtEnd } = sliceCounts;
    // On a busy machine a request that was sent last may be given up by the drain.
    const none = { succeeded: 0, failed: 0, 'timed-out': 0, dropped: 0, 'in-flight': 0 };
    const ends = { succeeded, failed, 'timed-out': timedOut, dropped, 'in-flight': inFlightAtEnd };
    expect({ ...none, ...tally(requests.map(({ outcome }) => outcome)) }).toEqual(ends);
    expect(Math.min(succeeded, failed, timedOut)).toBeGreaterThan(0);
    expect(dropped > 0).toBe(load.kind === 'open');
    expect(tally(requests.map(({ reason }) => reason))).toEqual(failureReasons);

    const ofUser = tally(requests.map(({ user }) => String(user)));
    expect(Object.keys(ofUser).toSorted()).toEqual(['0', '1', '2']);
    expect(Math.max(...Object.values(ofUser)) - Math.min(...Object.values(ofUser))).toBeLessThan(2);

    const sentWrites = requests.filter(({ writes, sentMs }) => writes && sentMs !== undefined);
    const intended = intents.map(({ operationId }) => operationId);
    expect(intended.toSorted()).toEqual(sentWrites.map((one) => one.operationId).toSorted());
    expect(new Set(intended).size).toBe(intended.length);
    expect(intents.every(({ amount }) => amount === 5)).toBe(true);

    for (const { dueMs, sentMs = dueMs, endMs } of requests) {
      expect(dueMs).toBeGreaterThanOrEqual(startedAtMs - 0.001);
      expect(dueMs).toBeLessThan(startedAtMs + order.durationMs + 1);
      expect(sentMs).toBeGreaterThanOrEqual(dueMs);
      expect(endMs).toBeGreaterThanOrEqual(sentMs);
    }
  },
);

test('versions come from right answers alone, and every body of their routes is read', async () => {
  const server = await startServer();
  const requestLogPath = newLogPath();
  const generator = await openGenerator(server.baseUrl, { requestLogPath });
  const { checkedBodies, sliceCounts } = await generator.runSlice(sliceOf(closed));
  const { requests } = readLog(requestLogPath);
  for (const { outcome, observedVersions } of requests) {
    expect(observedVersions).toHaveLength(outcome === 'succeeded' ? 1 : 0);
  }
  expect(checkedBodies).toBe(requests.filter(({ statusCode }) => statusCode === 200).length);
  const wrong = requests.filter(({ reason }) => reason === 'body: not ok');
  expect(wrong.length).toBeGreaterThan(0);
  // The last request sent tells how many were in vain before it: all but wrong bodies and what came after.
  const inVain = server.received.map((line) => Number(/inVain=(\d+)/.exec(line)?.[1]));
  const failures = sliceCounts.failed - wrong.length + sliceCounts.timedOut;
  expect(Math.max(...inVain)).toBeLessThanOrEqual(failures);
  expect(Math.max(...inVain)).toBeGreaterThanOrEqual(failures - 4);
});

test('a user who is no whole number ends the slice as the fault of the scenario', async () => {
  const server = await startServer();
  const generator = await openGenerator(server.baseUrl, { data: 'half-a-user' });
  await expect(generator.runSlice(sliceOf(closed))).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining('user 0.5 is no whole number'),
  });
  expect(server.received).toEqual([]);
});

test('an intent is in the file before the service sees the request', async () => {
  const requestLogPath = newLogPath();
  const unseen: string[] = [];
  let writes = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.method === 'POST') {
        writes += 1;
        if (!readFileSync(requestLogPath, 'utf8').includes(`["i","${body}",5,`)) unseen.push(body);
      }
      response.end('{"ok":true,"served":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const generator = await openGenerator(`http://127.0.0.1:${port}`, {
    ...{ requestLogPath, data: 'all-well', requestTimeoutMs: 5_000 },
  });
  await generator.runSlice(sliceOf({ ...open, rateRps: 100 }, { durationMs: 400 }));
  expect(writes).toBeGreaterThan(0);
  expect(unseen).toEqual([]);
});

test('slices follow each other in one file, warm-ups too: what they wrote must not be lost either', async () => {
  const server = await startServer();
  const requestLogPath = newLogPath();
  // A request that a busy machine lets time out while it connects never reaches the server.
  const generator = await openGenerator(server.baseUrl, {
    ...{ requestLogPath, data: 'all-well', requestTimeoutMs: 20_000 },
  });
  let scheduled = 0;
  for (const recorded of [false, true, false, true]) {
    const order = sliceOf({ ...open, rateRps: 200 }, { durationMs: 250, recorded });
    const { sliceCounts } = await generator.runSlice(order);
    scheduled += sliceCounts.scheduled;
    expect(readLog(requestLogPath).requests).toHaveLength(scheduled);
  }
  expect(server.received).toHaveLength(scheduled);
});

test('a generator that is killed leaves the intent of every write that was sent', async () => {
  const server = await startServer();
  const requestLogPath = newLogPath();
  const session = await openSession(createOpenDriver(), [server], scenario, { requestLogPath });
  const slice = session.runSlice(sliceOf({ ...open, maxConnections: 64 }, { durationMs: 30_000 }));
  slice.catch(() => {});
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBeGreaterThan(100);
  process.kill(session.pid, 'SIGKILL');
  await expect(slice).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
  const { intents, requests } = readLog(requestLogPath);
  const intended = new Set(intents.map(({ operationId }) => operationId));
  const written = server.received.flatMap((line) => /operation-\d+$/.exec(line) ?? []);
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((operationId) => !intended.has(operationId))).toEqual([]);
  expect(requests.length).toBeGreaterThan(0);
});

test.each([closed, open])(
  'a $kind loop ends with the failure where the log can no longer be written',
  async (load) => {
    const server = await startServer();
    let writes = 0;
    const file: RequestLogFile = {
      write() {
        writes += 1;
        if (writes > 20) throw new LoadstoneError('DRIVER_FAILED', 'no space left');
      },
      close() {},
    };
    const engine = new Engine({
      createCookies: () => undefined,
      session: { seed: 5, data: 'all-well', requestTimeoutMs: 5_000, bodyCheckRatio: 0 },
      targets: [
        {
          ...{ variantId: 'a', baseUrl: server.baseUrl },
          addresses: [
            {
              address: '127.0.0.1',
              port: Number(new URL(server.baseUrl).port),
              host: 'x',
              tls: undefined,
            },
          ],
        },
      ],
      scenario: logScenario,
      pacer: await startPacer(),
      requestLog: new RequestLogWriter(file, Object.keys(logScenario.routes)),
    });
    onTestFinished(() => engine.close().catch(() => {}));
    const slice = engine.runSlice(sliceOf(load, { durationMs: 30_000 }));
    await expect(slice).rejects.toMatchObject({ code: 'DRIVER_FAILED', message: 'no space left' });
  },
);

test('a log that cannot be begun, or would be of two targets, is refused before anything is sent', async () => {
  const server = await startServer();
  for (const requestLogPath of ['/nowhere/requests.jsonl', '/dev/full']) {
    await expect(openGenerator(server.baseUrl, { requestLogPath })).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: expect.stringContaining(requestLogPath),
    });
  }
  const targets = ['a', 'b'].map((variantId) => ({ variantId, baseUrl: server.baseUrl }));
  await expect(
    openGenerator(server.baseUrl, { targets, requestLogPath: newLogPath() }),
  ).rejects.toMatchObject({
    code: 'DRIVER_FAILED',
    message: expect.stringContaining('one target'),
  });
  expect(server.received).toEqual([]);
});
