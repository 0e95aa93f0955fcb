// Several real k6, each with its segment, against a server of known truth: together they are one k6.
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { K6Settings } from '../../../scenarios/k6/protocol.ts';
import { createRandom } from '../../../scenarios/random.ts';
import { startTruthServerProcess } from '../../tools/selftest/truth-server-process.ts';
import {
  openSession,
  pathsScenario,
  runUntil,
  sentOf,
  sliceOf,
  smallLoad,
  startServer,
  totalsOf,
  unaccountedFor,
} from '../contract-session.ts';
import type { Driver, Load, OpenLoad, ScenarioRef } from '../driver.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createK6Driver } from './driver.ts';
import { findK6 } from './find-k6.ts';
import { nameTarget } from './options.ts';
import { createSettingsSource } from './player.ts';

// Where it is missing, k6.integration.test.ts says so, and fails in CI.
const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

describe.runIf(k6.kind === 'found')('k6 in segments', () => {
  if (k6.kind === 'found') describeSegments(createK6Driver({ k6, entry: findBuiltEntry('k6') }));
});

function describeSegments(driver: Driver): void {
  const loads: readonly Load[] = [
    { kind: 'closed', connections: 5 },
    { kind: 'open', rateRps: 100, arrivals: 'uniform', maxConnections: 8 },
  ];
  it.each(loads)('counts what the truth server counted in a $kind loop', async (load) => {
    const truth = await startTruthServerProcess();
    onTestFinished(() => truth.close());
    const latency = { kind: 'constant', latencyMs: 3 } as const;
    const baseUrl = await truth.begin({ latency, trouble: { kind: 'status-500', every: 9 } }, 3);
    const session = await openSession(driver, [{ baseUrl }], pathsScenario('/'), { generators: 3 });
    const order = sliceOf(driver, load, { dropFirstMs: 200 });
    const sum = await runUntil(session, order, ({ window }) => window.failed > 2);
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
    expect(totals.inFailureHistograms).toBe(sum.window.failed);
    for (const outcome of sum.outcomes) {
      expect(outcome.generators).toHaveLength(3);
      // k6 can tell none of them: no figure is made of that.
      expect(outcome).not.toHaveProperty('resentRequests');
      expect(outcome).not.toHaveProperty('isGeneratorLate');
    }
  });

  it('makes the arrivals of one k6, each once', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'), { generators: 3 });
    const load: OpenLoad = { ...(smallLoad('open', 10) as OpenLoad), rateRps: 50 };
    // One more may be due at the very end; where k6 gets no CPU, the last of them are missing.
    const isWhole = (count: number) => count === 50 || count === 51;
    const { outcomes } = await runUntil(session, sliceOf(driver, load), ({ outcomes: all }) =>
      isWhole(all.at(-1)?.sliceCounts.scheduled ?? 0),
    );
    expect(outcomes.at(-1)?.sliceCounts.scheduled).toSatisfy(isWhole);
    for (const { sliceCounts } of outcomes) expect(sliceCounts.scheduled).toBeLessThanOrEqual(51);
    expect(server.received).toHaveLength(sentOf(outcomes));
  });

  it.each([1, 3])('has the same five users with %i generators', async (generators) => {
    const server = await startServer();
    const path = fileURLToPath(new URL('../contract-scenario.ts', import.meta.url));
    const scenario: ScenarioRef = { kind: 'module', name: 'contract', path };
    const order = sliceOf(driver, { kind: 'closed', connections: 5 });
    const options = { generators, bodyCheckRatio: 0 };
    const session = await openSession(driver, [server], scenario, options);
    await session.runSlice(order);

    const target = { variantId: 'a', baseUrl: server.baseUrl };
    const nextSettings = createSettingsSource(
      {
        ...{ targets: [target], scenario, seed: 7, data: null, cpus: undefined },
        ...{ requestTimeoutMs: 5_000, bodyCheckRatio: 0 },
      },
      nameTarget(target),
      'data.cjs',
      undefined,
    );
    const { seed } = nextSettings(order) as K6Settings;
    const numbers = server.received.map((line) => Number(/number=(\d+)/.exec(line)?.[1]));
    for (const user of [1, 2, 3, 4, 5]) {
      const first = createRandom(seed + user).nextInt(1_000_000);
      // With numbers of its own in each segment, users 1 and 2 would be there thrice and 3 to 5 not at all.
      expect(numbers).toContain(first);
    }
    expect(new Set(numbers).size).toBeGreaterThan(numbers.length * 0.95);
  });

  it('refuses a slice that is too short for k6 and goes on', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'), { generators: 2 });
    const order = sliceOf(driver, smallLoad('closed'));
    const short = session.runSlice({ ...order, durationMs: 500 });
    await expect(short).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    const { outcomes } = await runUntil(session, order, ({ slice }) => slice.succeeded > 10);
    expect(server.received).toHaveLength(sentOf(outcomes));
  });
}
