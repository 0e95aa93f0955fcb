// The autocannon driver keeps the contract of drivers; what it makes of hostile answers is in driver.slow.test.ts.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeDriverContract } from '../contract.ts';
import {
  openSession,
  pathsScenario,
  runUntil,
  sliceOf,
  smallLoad,
  startServer,
} from '../contract-session.ts';
import type { ScenarioRef } from '../driver.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createAutocannonDriver } from './driver.ts';

const create = () => createAutocannonDriver(findBuiltEntry('autocannon'));

describeDriverContract('autocannon', create);

describe('autocannon driver', () => {
  const driver = create();

  it('refuses an open load, which autocannon does not truly have', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'));
    const slice = session.runSlice(sliceOf(driver, smallLoad('open')));
    await expect(slice).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    expect(server.received).toEqual([]);
  });

  it('waits for the requests in flight at the end, so that none is left', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/delay/400'));
    const outcome = await session.runSlice(sliceOf(driver, smallLoad('closed')));
    expect(outcome.sliceCounts.inFlightAtEnd).toBe(0);
    expect(outcome.sliceCounts.succeeded).toBe(server.received.length);
    expect(outcome.sliceCounts.succeeded).toBeGreaterThan(outcome.windowCounts.succeeded);
  });

  it('tells a request in the second of its send, not of its end', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/delay/450'));
    const order = sliceOf(driver, smallLoad('closed'), { durationMs: 1_500, dropFirstMs: 100 });
    const outcome = await session.runSlice(order);
    const [first, second] = (await session.collect())[0]?.timeline ?? [];
    // What is sent after the first second, 1,100 ms into the slice, ends after the window; what comes before, within it.
    expect(first?.succeeded).toBe(outcome.windowCounts.succeeded);
    expect(first?.succeeded).toBeGreaterThan(0);
    expect(second).toMatchObject({ startMs: 1_000, loadMs: 400, succeeded: 0 });
  });

  it('tells the source of requests that were sent in vain', async () => {
    const server = await startServer();
    const path = fileURLToPath(new URL('../open/log-scenario.fixture.ts', import.meta.url));
    const scenario: ScenarioRef = { kind: 'module', name: 'log', path };
    const session = await openSession(driver, [server], scenario, {
      ...{ requestTimeoutMs: 100, bodyCheckRatio: 0 },
    });
    const order = sliceOf(driver, smallLoad('closed', 1));
    const { slice: sliceCounts } = await runUntil(
      session,
      order,
      ({ slice }) => slice.failed + slice.timedOut > 2,
    );
    const inVain = server.received.map((line) => Number(/inVain=(\d+)/.exec(line)?.[1]));
    const failures = sliceCounts.failed + sliceCounts.timedOut;
    // The next request is drawn before the one sent has ended.
    expect(Math.max(...inVain)).toBeGreaterThanOrEqual(failures - 2);
    expect(Math.max(...inVain)).toBeLessThanOrEqual(failures);
    expect(failures).toBeGreaterThan(2);
  });

  it('refuses to write a request log', async () => {
    const server = await startServer();
    await expect(
      openSession(driver, [server], pathsScenario('/ok'), { requestLogPath: '/nowhere/log' }),
    ).rejects.toMatchObject({ code: 'DRIVER_FAILED', message: expect.stringContaining('log') });
  });

  it('names no caveat of a slice whose only new connections follow its own time-outs', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/hang'), {
      requestTimeoutMs: 100,
    });
    const outcome = await session.runSlice(sliceOf(driver, smallLoad('closed')));
    expect(outcome.connectionsOpened).toBeGreaterThan(4);
    expect(outcome.caveats).toEqual([]);
  });
});
