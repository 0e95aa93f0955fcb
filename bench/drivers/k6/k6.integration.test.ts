// The k6 driver with a real k6: its life, and what is its own. What the contract of drivers asks of its loops is in
// k6.slow.test.ts, as each of its slices takes a second or more.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeLifecycle } from '../contract-lifecycle.ts';
import {
  caveatsBesidesPace,
  openSession,
  pathsScenario,
  runUntil,
  sliceOf,
  smallLoad,
  startServer,
} from '../contract-session.ts';
import type { Driver, OpenLoad, ScenarioRef } from '../driver.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createK6Driver } from './driver.ts';
import { findK6 } from './find-k6.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

if (k6.kind === 'none') {
  const title = `the k6 driver is not tested here: ${k6.reason}. ${k6.hint}`;
  // In CI the real one must run; elsewhere the reason is printed, as skipped tests are not listed.
  if (process.env.CI === undefined) console.warn(title);
  it.skipIf(process.env.CI === undefined)(title, () => expect.fail(title));
} else {
  const driver = createK6Driver({ k6, entry: findBuiltEntry('k6') });
  describe('k6, session', () => describeLifecycle(driver));
  describe('k6 driver', () => describeK6(driver));
}

function describeK6(driver: Driver): void {
  it('counts an arrival for which no user was free as dropped', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/delay/300'));
    const load = { ...smallLoad('open', 1), rateRps: 20 } as const;
    const order = sliceOf(driver, load);
    const { outcomes, slice } = await runUntil(session, order, (sum) => sum.slice.dropped > 5);
    expect(slice.dropped).toBeGreaterThan(5);
    expect(slice.scheduled - slice.dropped).toBe(server.received.length);
    for (const outcome of outcomes) {
      // 20 arrivals in the second, and one at its end; where k6 gets no CPU, the last of them are missing.
      expect(outcome.sliceCounts.scheduled).toBeLessThanOrEqual(21);
      expect(caveatsBesidesPace(outcome)).toEqual([]);
    }
  });

  it('plays the stages of a load, the steps between them too', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'));
    const load: OpenLoad = {
      ...{ kind: 'open', rateRps: 75, arrivals: 'uniform', maxConnections: 20 },
      shape: [
        { fromRps: 0, toRps: 0, durationS: 1 },
        { fromRps: 100, toRps: 200, durationS: 1 },
      ],
    };
    const order = sliceOf(driver, load, { durationMs: 2_000 });
    // 150 in its second half; the rates of k6 move in steps of its own. Where it gets no CPU, it makes fewer.
    const isWhole = (count: number) => count > 130 && count < 165;
    const { outcomes } = await runUntil(session, order, (sum) =>
      isWhole(sum.outcomes.at(-1)?.sliceCounts.scheduled ?? 0),
    );
    expect(outcomes.at(-1)?.sliceCounts.scheduled).toSatisfy(isWhole);
    for (const outcome of outcomes) {
      expect(outcome.sliceCounts.scheduled).toBeLessThan(165);
      expect(caveatsBesidesPace(outcome)).toEqual([]);
    }
  });

  it('gives each slice and user a seed of its own, the same for each variant', async () => {
    const servers = [await startServer(), await startServer()];
    const path = fileURLToPath(new URL('../contract-scenario.ts', import.meta.url));
    const scenario: ScenarioRef = { kind: 'module', name: 'contract', path };
    const session = await openSession(driver, servers, scenario, { bodyCheckRatio: 0 });
    const order = sliceOf(driver, smallLoad('closed', 2));
    for (const variantId of ['a', 'b', 'a', 'b']) await session.runSlice({ ...order, variantId });
    const [first = [], second = []] = servers.map(({ received }) => received);
    // Of a million numbers few are drawn twice by chance; with one seed for two it would be half of them.
    expect(new Set(first).size).toBeGreaterThan(first.length * 0.95);
    const drawnForSecond = new Set(second);
    const shared = first.filter((line) => drawnForSecond.has(line));
    expect(shared.length).toBeGreaterThan(Math.min(first.length, second.length) * 0.5);
  });

  it('refuses a slice that is too short for k6, and goes on', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'));
    const order = sliceOf(driver, smallLoad('closed'));
    const short = session.runSlice({ ...order, durationMs: 500 });
    await expect(short).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    const { slice } = await runUntil(session, order, (sum) => sum.slice.succeeded > 10);
    expect(slice.succeeded).toBeGreaterThan(10);
  });
}
