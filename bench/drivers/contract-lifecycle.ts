// The driver contract on sessions: what is recorded, what is refused, and that processes end.

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  isAlive,
  openSession,
  pathsScenario,
  runUntil,
  sentOf,
  sliceOf,
  smallLoad,
  startServer,
  totalsOf,
} from './contract-session.ts';
import type { Driver, ScenarioRef } from './driver.ts';
import { readSharedClockMs } from './shared-clock.ts';

export function describeLifecycle(driver: Driver): void {
  const loadKind = driver.capabilities.loads[0] ?? 'closed';
  const load = smallLoad(loadKind);
  const scenario = pathsScenario('/delay/1');

  it('records nothing of a warm-up', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scenario);
    const order = sliceOf(driver, load, { recorded: false });
    const { slice } = await runUntil(session, order, (sum) => sum.slice.succeeded > 10);
    expect(slice.succeeded).toBeGreaterThan(10);
    expect(totalsOf(await session.collect())).toMatchObject({
      succeeded: 0,
      inSuccessHistograms: 0,
    });
  });

  it('gives each recorded request once, by variant', async () => {
    const servers = [await startServer(), await startServer()];
    const session = await openSession(driver, servers, scenario);
    const first = await session.runSlice(sliceOf(driver, load, { variantId: 'b' }));
    const collected = await session.collect();
    expect(totalsOf(collected, 'a').succeeded).toBe(0);
    expect(totalsOf(collected, 'b').succeeded).toBe(first.windowCounts.succeeded);
    const second = await session.runSlice(sliceOf(driver, load, { variantId: 'a' }));
    const again = await session.collect();
    expect(totalsOf(again, 'a').succeeded).toBe(second.windowCounts.succeeded);
    expect(totalsOf(again, 'b').succeeded).toBe(0);
    expect(servers[0]?.received.length).toBe(sentOf([second]));
    expect(servers[1]?.received.length).toBe(sentOf([first]));
  });

  it('tells its own cost and the time of the slice', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scenario);
    const beforeMs = readSharedClockMs();
    const outcome = await session.runSlice(sliceOf(driver, load));
    expect(outcome.generatorCpuNs).toBeGreaterThan(0);
    expect(outcome.generatorEventLoopDelayP99Us).toBeGreaterThanOrEqual(0);
    // k6 tells whole milliseconds.
    expect(outcome.startedAtMs).toBeGreaterThan(beforeMs - 2);
    expect(outcome.startedAtMs).toBeLessThan(readSharedClockMs());
  });

  describe.runIf(driver.capabilities.loads.includes('closed'))('closed loop', () => {
    it('keeps all connections busy, and opens no more', async () => {
      const server = await startServer();
      const session = await openSession(driver, [server], pathsScenario('/delay/20'));
      const outcome = await session.runSlice(sliceOf(driver, { kind: 'closed', connections: 7 }));
      expect(outcome.connectionsOpened).toBe(7);
      expect(server.connectionsAccepted).toBe(7);
      expect(server.mostConcurrent).toBe(7);
    });
  });

  it('fails with DRIVER_FAILED where the generator is killed, and stays so', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scenario);
    const slice = session.runSlice(sliceOf(driver, load, { durationMs: 30_000 }));
    process.kill(session.pid, 'SIGKILL');
    await expect(slice).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    await expect(session.collect()).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    await session.close();
  });

  it('leaves no process once it is closed, in the middle of a slice too', async () => {
    const server = await startServer();
    const idle = await openSession(driver, [server], scenario);
    expect(isAlive(idle.pid)).toBe(true);
    await idle.close();
    expect(isAlive(idle.pid)).toBe(false);
    await idle.close();
    const busy = await openSession(driver, [server], scenario);
    const slice = busy.runSlice(sliceOf(driver, load, { durationMs: 30_000 }));
    slice.catch(() => {});
    await busy.close();
    expect(isAlive(busy.pid)).toBe(false);
    await expect(slice).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
  });

  it('refuses a variant that is not of the session, and goes on', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scenario);
    const strange = session.runSlice(sliceOf(driver, load, { variantId: 'z' }));
    await expect(strange).rejects.toMatchObject({ code: 'DRIVER_FAILED' });
    const outcome = await session.runSlice(sliceOf(driver, load));
    expect(outcome.sliceCounts.succeeded).toBeGreaterThan(0);
  });

  it('refuses a scenario that cannot be loaded or cannot draw, saying why', async () => {
    const server = await startServer();
    const missing: ScenarioRef = { kind: 'module', name: 'm', path: '/nowhere/scenario.ts' };
    await expect(openSession(driver, [server], missing)).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('/nowhere/scenario.ts'),
    });
    const path = fileURLToPath(new URL('contract-scenario.ts', import.meta.url));
    const telling: ScenarioRef = { kind: 'module', name: 'contract', path };
    await expect(
      openSession(driver, [server], telling, { data: 'unusable' }),
    ).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('data must be usable'),
    });
    const session = await openSession(driver, [server], telling, { data: 'draws-ten' });
    await expect(session.runSlice(sliceOf(driver, load))).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('nothing left to draw'),
    });
  });
}
