// Real generator processes, one, two and four, against a server of known truth: together they are one generator.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder } from '../../measurement/latency-recorder.ts';
import { parseRequestLog } from '../../measurement/request-log.ts';
import {
  startTruthServerProcess,
  type TruthServerProcess,
} from '../../tools/selftest/truth-server-process.ts';
import { createChildSession } from '../child/session.ts';
import {
  inlineScenario,
  isAlive,
  openSession,
  pathsScenario,
  runUntil,
  sentOf,
  startServer,
  totalsOf,
  unaccountedFor,
} from '../contract-session.ts';
import type {
  DriverSession,
  Load,
  ScenarioRef,
  SessionOptions,
  SliceOrder,
  TrialMeasurement,
} from '../driver.ts';
import { createOpenDriver } from '../open/driver.ts';
import { builtOptions, findBuiltEntry } from '../test-built.ts';
import { assertSameScenario, chooseCpus, openPartsSession } from './session.ts';
import { listRanks } from './test-buckets.ts';

const driver = createOpenDriver(findBuiltEntry('open'));
const builtEntry = findBuiltEntry('open') ?? new URL('../open/child.ts', import.meta.url);
const closed: Load = { kind: 'closed', connections: 5 };
const open: Load = { kind: 'open', rateRps: 400, arrivals: 'poisson', maxConnections: 32 };

function sliceOf(load: Load, order: Partial<SliceOrder> = {}): SliceOrder {
  return { variantId: 'a', load, durationMs: 400, dropFirstMs: 100, recorded: true, ...order };
}

async function startTruth(): Promise<TruthServerProcess> {
  const truth = await startTruthServerProcess();
  onTestFinished(() => truth.close());
  return truth;
}

describe.each([
  { load: closed, generators: 1 },
  { load: closed, generators: 2 },
  { load: closed, generators: 4 },
  { load: open, generators: 1 },
  { load: open, generators: 2 },
  { load: open, generators: 4 },
])('$generators generators in a $load.kind loop', ({ load, generators }) => {
  it('count what the truth server counted', async () => {
    const truth = await startTruth();
    const latency = { kind: 'constant', latencyMs: 3 } as const;
    const baseUrl = await truth.begin({ latency, trouble: { kind: 'status-500', every: 9 } }, 3);
    const session = await openSession(driver, [{ baseUrl }], pathsScenario('/'), { generators });
    const sum = await runUntil(session, sliceOf(load), ({ slice }) => slice.failed > 5);
    const measurements = await session.collect();
    await session.close();
    const record = await truth.end(baseUrl);

    expect(record.requests).toHaveLength(sentOf(sum.outcomes));
    expect(unaccountedFor(sum.slice)).toBe(0);
    expect(unaccountedFor(sum.window)).toBe(0);
    expect(sum.slice.failed).toBe(record.requests.filter(({ status }) => status === 500).length);
    const totals = totalsOf(measurements);
    expect(totals.succeeded).toBe(sum.window.succeeded);
    expect(totals.inSuccessHistograms).toBe(sum.window.succeeded);
    const parts = sum.outcomes.map((outcome) => outcome.generators?.length);
    expect(new Set(parts)).toEqual(new Set([generators === 1 ? undefined : generators]));
    if (load.kind === 'closed') expect(record.connectionsAccepted).toBe(load.connections);
  });
});

/** A part whose own histograms can be looked at. */
async function startPart(session: SessionOptions, collected: (readonly TrialMeasurement[])[]) {
  const child = await createChildSession({ entry: builtEntry, driverName: 'open', session });
  return {
    ...child,
    async collect() {
      const own = await child.collect();
      collected.push(own);
      return own;
    },
  };
}

/** Parts that write down each request, so that what is merged can be made anew from all samples. */
async function openLoggedParts(baseUrl: string, count: number, load: Load) {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-parts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const collected: (readonly TrialMeasurement[])[] = [];
  const pathOf = (index: number) => join(folder, `requests-${index}.jsonl`);
  const session = await openPartsSession({
    ...{ driverName: 'open', count },
    session: optionsOf(baseUrl, pathsScenario('/delay/1', '/half')),
    openPart: (options) =>
      startPart({ ...options, requestLogPath: pathOf(options.part?.index ?? 0) }, collected),
  });
  onTestFinished(() => session.close());
  const outcome = await session.runSlice(sliceOf(load, { durationMs: 600 }));
  const requests = Array.from({ length: count }, (_, index) =>
    parseRequestLog(readFileSync(pathOf(index), 'utf8')),
  ).flatMap((log) =>
    log.requests.map((request) => ({ ...request, routeName: log.routes[request.route] ?? '' })),
  );
  return { session, outcome, requests, collected };
}

function optionsOf(baseUrl: string, scenario: ScenarioRef): SessionOptions {
  return {
    ...{ targets: [{ variantId: 'a', baseUrl }], scenario, seed: 7, data: null },
    ...{ requestTimeoutMs: 5_000, bodyCheckRatio: 0, cpus: undefined, ...builtOptions },
  };
}

describe.each([closed, open])('the merged histogram of a $kind loop', (load) => {
  it.each([2, 4])('of %i parts is that of all their samples, bucket by bucket', async (count) => {
    const server = await startServer();
    const { session, outcome, requests, collected } = await openLoggedParts(
      server.baseUrl,
      count,
      load,
    );
    expect(requests).toHaveLength(outcome.sliceCounts.scheduled);
    expect(server.received).toHaveLength(sentOf([outcome]));

    const windowStartMs = outcome.startedAtMs + 100;
    const windowEndMs = outcome.startedAtMs + 600;
    const byRoute = new Map<string, ReturnType<typeof createLatencyRecorder>>();
    for (const { routeName, outcome: end, dueMs, endMs } of requests) {
      if (end !== 'succeeded' || dueMs < windowStartMs || dueMs >= windowEndMs) continue;
      const latency = byRoute.get(routeName) ?? createLatencyRecorder();
      byRoute.set(routeName, latency);
      latency.record((endMs - dueMs) * 1_000);
    }
    const [trial] = await session.collect();
    const sampled = [...byRoute].toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(sampled.map(([route]) => route)).toEqual(['/delay/1', '/half']);
    expect(trial?.routes.map(({ route }) => route)).toEqual(['/delay/1', '/half']);
    for (const { route, successLatency } of trial?.routes ?? []) {
      const merged = listRanks(successLatency);
      const ofSamples = listRanks(
        encodeHistogram((byRoute.get(route) ?? createLatencyRecorder()).toHistogram()),
      );
      expect(merged).toHaveLength(ofSamples.length);
      // The log rounds both times to the µs, so a sample may lie in the bucket beside; no rank moves further.
      const isSame = (us: number, rank: number) =>
        Math.abs(us - (ofSamples[rank] ?? 0)) <= 2 + us / 500;
      expect(merged.filter((us, rank) => !isSame(us, rank))).toEqual([]);
      const ofParts = collected.flatMap((trials) => trials[0]?.routes ?? []);
      const texts = ofParts.filter((one) => one.route === route);
      const sum = texts.flatMap((one) => listRanks(one.successLatency));
      expect(merged).toEqual(sum.toSorted((x, y) => x - y));
    }
  });
});

describe('parts', () => {
  it('send the same requests as one process, each once', async () => {
    const writes = inlineScenario([
      { route: 'w', method: 'POST', path: '/ok', body: '{}' },
      { path: '/delay/1' },
    ]);
    const uniform: Load = { kind: 'open', rateRps: 200, arrivals: 'uniform', maxConnections: 64 };
    const received: string[][] = [];
    for (const generators of [1, 3]) {
      const server = await startServer();
      const session = await openSession(driver, [server], writes, { generators });
      const { sliceCounts } = await session.runSlice(sliceOf(uniform, { durationMs: 1_000 }));
      expect(sliceCounts.dropped).toBe(0);
      received.push(server.received.toSorted());
    }
    expect(received[0]?.length).toBeGreaterThan(150);
    expect(received[1]).toEqual(received[0]);
  });

  it('of which one dies in a slice give no figures, but its name', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'), { generators: 3 });
    await session.runSlice(sliceOf(closed));
    process.kill(pidOf(session, 1), 'SIGKILL');
    await expect(session.runSlice(sliceOf(closed))).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: 'the open generator 2 of 3 ended (signal SIGKILL)',
    });
    await expect(session.runSlice(sliceOf(closed))).rejects.toThrow('2 of 3');
    await expect(session.collect()).rejects.toThrow('2 of 3');
    await session.close();
    for (const index of [0, 1, 2]) expect(isAlive(pidOf(session, index))).toBe(false);
  });

  it('of which one never starts end the session with its name, and leave nobody behind', async () => {
    const server = await startServer();
    const pids: number[] = [];
    const opened = openPartsSession({
      ...{ driverName: 'open', count: 2 },
      session: optionsOf(server.baseUrl, pathsScenario('/ok')),
      openPart: async (options) => {
        const session = await createChildSession({
          entry: options.part?.index === 1 ? brokenEntry() : builtEntry,
          ...{ driverName: 'open', session: options },
        });
        pids.push(session.pid);
        return session;
      },
    });
    await expect(opened).rejects.toThrow('the open generator 2 of 2 ended (exit code 4)');
    expect(pids.map(isAlive)).toEqual([false]);
  });

  it('that read another scenario are refused by name', async () => {
    const server = await startServer();
    const folder = mkdtempSync(join(tmpdir(), 'loadstone-parts-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'scenario.mjs');
    const write = (route: string) =>
      writeFileSync(
        path,
        `export const scenario = { name: 'changing', description: 'It changes.', routes: { ${route}: { weight: 1, writes: false, expectedStatuses: [200] } },
          createSource: () => ({ next: () => ({ route: '${route}', method: 'GET', path: '/ok' }) }) };`,
      );
    write('before');
    const first = Promise.withResolvers<void>();
    const opened = openPartsSession({
      ...{ driverName: 'open', count: 2 },
      session: optionsOf(server.baseUrl, { kind: 'module', name: 'changing', path }),
      openPart: async (session) => {
        if (session.part?.index === 1) {
          await first.promise;
          write('after');
        }
        const child = await createChildSession({ entry: builtEntry, driverName: 'open', session });
        first.resolve();
        return child;
      },
    });
    await expect(opened).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: 'the open generator 2 of 2 has read another scenario than the first one',
    });
  });

  it('have CPUs of their own where there are enough', () => {
    const of = (cpus: readonly number[] | undefined, index: number, count: number) =>
      chooseCpus(cpus, { index, count });
    expect([0, 1].map((index) => of([4, 5, 6], index, 2))).toEqual([[4, 6], [5]]);
    expect(of([3], 1, 2)).toEqual([3]);
    expect(of(undefined, 0, 2)).toBeUndefined();
    expect(() => assertSameScenario('open', ['a', 'a', 'a'])).not.toThrow();
  });
});

function pidOf({ pid, morePids = [] }: DriverSession, index: number): number {
  const found = [pid, ...morePids][index];
  if (found === undefined) throw new Error(`there is no generator ${index}`);
  return found;
}

/** An entry that ends at once. */
function brokenEntry(): URL {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-parts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'child.mjs');
  writeFileSync(path, 'process.exit(4);');
  return new URL(`file://${path}`);
}
