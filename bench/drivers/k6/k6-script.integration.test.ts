// k6 scripts of the user's own are played as they are, under our load.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  openSession,
  sliceOf,
  smallLoad,
  startServer,
  unaccountedFor,
} from '../contract-session.ts';
import type { ScenarioRef } from '../driver.ts';
import { createK6Driver } from './driver.ts';
import { findK6 } from './find-k6.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

function scriptScenario(name: string): ScenarioRef {
  const path = fileURLToPath(
    new URL(`../../../scenarios/k6/fixtures/${name}.k6.ts`, import.meta.url),
  );
  return { kind: 'k6-script', name, path };
}

// Where k6 is missing, k6.integration.test.ts says so, and fails in CI.
describe.runIf(k6.kind === 'found')('k6 script', () => {
  if (k6.kind === 'none') return;
  const driver = createK6Driver({ k6 });

  it.each(['closed', 'open'] as const)('counts what the server counts, %s loop', async (kind) => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('scenario'));
    const outcome = await session.runSlice(sliceOf(driver, smallLoad(kind)));
    const { sliceCounts, windowCounts } = outcome;
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(sliceCounts.succeeded).toBe(server.answered[200]);
    expect(sliceCounts.failed).toBe(server.answered[500]);
    expect(outcome.failureReasons['status 500']).toBe(sliceCounts.failed);
    expect(outcome).toMatchObject({ wrongBodies: 0, doubts: [] });
    // What its setup sent is not of the window.
    expect(windowCounts.succeeded).toBeLessThan(sliceCounts.succeeded);
    expect(outcome.checkedBodies).toBe(sliceCounts.succeeded - 1);
    const [measurement] = await session.collect();
    expect(measurement?.routes.map(({ route }) => route)).toEqual(['GET', 'delay']);
    expect(outcome.latencyP50Us).toBeGreaterThan(1_000);
  });

  it('doubts a slice whose script threw', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('throwing'));
    const { sliceCounts, doubts } = await session.runSlice(sliceOf(driver, smallLoad('closed')));
    expect(sliceCounts.succeeded).toBe(server.received.length);
    expect(doubts.join()).toContain('nothing works');
  });

  it('sends nothing to another machine', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('foreign'));
    const { sliceCounts, failureReasons } = await session.runSlice(
      sliceOf(driver, smallLoad('closed', 1)),
    );
    expect(sliceCounts.failed).toBe(sliceCounts.scheduled);
    // 1110 is k6's code of an address that is not allowed.
    expect(failureReasons).toEqual({ 'connection (k6 1110)': sliceCounts.failed });
  });

  it('is refused with the exception where k6 cannot load it', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('broken'));
    const slice = session.runSlice(sliceOf(driver, smallLoad('closed')));
    await expect(slice).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('nothing to load'),
    });
    const missing = openSession(driver, [server], scriptScenario('nowhere'));
    await expect(missing).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
  });
});
