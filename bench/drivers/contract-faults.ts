// The driver contract on a service that breaks: nothing is lost, nothing counted twice.
import { expect, it } from 'vitest';
import { decodeHistogram } from '../measurement/histogram.ts';
import {
  openSession,
  pathsScenario,
  runUntil,
  sliceOf,
  smallLoad,
  startServer,
  totalsOf,
  unaccountedFor,
} from './contract-session.ts';
import type { Driver, Load } from './driver.ts';

export function describeFaults(driver: Driver, loadKind: Load['kind']): void {
  const load = smallLoad(loadKind);
  // What is sent again unseen reaches the server, over a connection of its own, but not the counts.
  const resends = driver.capabilities.resendsUnseen === true;

  it('times out what is never answered, and keeps it in the tail', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/hang'), {
      requestTimeoutMs: 120,
    });
    const order = sliceOf(driver, load);
    const outcome = await session.runSlice({ ...order, durationMs: order.durationMs + 500 });
    expect(unaccountedFor(outcome.sliceCounts)).toBe(0);
    expect(outcome.sliceCounts.timedOut).toBeGreaterThan(0);
    expect(outcome.sliceCounts.succeeded + outcome.sliceCounts.failed).toBe(0);
    expect(outcome.windowCounts.timedOut).toBeGreaterThan(0);
    expect(outcome.latencyP50Us).toBeUndefined();
    const measurements = await session.collect();
    const totals = totalsOf(measurements);
    expect(totals.timedOut).toBe(outcome.windowCounts.timedOut);
    expect(totals.inFailureHistograms).toBe(totals.timedOut);
    const latency = measurements[0]?.routes[0]?.failureLatency ?? '';
    expect(decodeHistogram(latency).minNonZeroValue).toBeGreaterThan(110_000);
  });

  it('goes on with the next request after one timed out', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/hang', '/wrong'), {
      requestTimeoutMs: 100,
    });
    const { slice: sliceCounts } = await runUntil(
      session,
      sliceOf(driver, load, { durationMs: 1_000 }),
      ({ slice }) => slice.timedOut > 0 && slice.succeeded > 0,
    );
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(sliceCounts.timedOut).toBeGreaterThan(0);
    // Each answer belongs to its own request: what was lost before must not shift them. An answer
    // that was late on a busy machine is a time-out too, and what was sent as the slice ended is in flight.
    const hung = server.received.filter((line) => line === 'GET /hang').length;
    const late = sliceCounts.timedOut + sliceCounts.inFlightAtEnd - hung;
    expect(sliceCounts.failed).toBe(0);
    expect(sliceCounts.succeeded).toBeGreaterThan(0);
    expect(sliceCounts.succeeded).toBeLessThanOrEqual(server.answered[200] ?? 0);
    expect(sliceCounts.succeeded + late).toBeGreaterThanOrEqual(server.answered[200] ?? 0);
  });

  it.each(['/reset', '/half-answer', '/garbage'])(
    'fails the request on %s once, and names a caveat of the slice or not, but adds up',
    async (path) => {
      const server = await startServer();
      const session = await openSession(driver, [server], pathsScenario(path, '/ok'), {
        requestTimeoutMs: 2_000,
      });
      const countBroken = () => server.received.filter((line) => line === `GET ${path}`).length;
      const order = sliceOf(driver, load);
      const { outcomes, slice } = await runUntil(session, order, () => countBroken() > 0);
      const broken = countBroken();
      expect(unaccountedFor(slice)).toBe(0);
      expect(broken).toBeGreaterThan(0);
      expect(slice.failed).toBeLessThanOrEqual(broken);
      if (!resends) expect(slice.failed).toBe(broken);
      expect(slice.succeeded).toBe(server.answered[200] ?? 0);
      for (const { sliceCounts, failureReasons } of outcomes) {
        const reasons = Object.values(failureReasons).reduce((sum, count) => sum + count, 0);
        expect(reasons).toBe(sliceCounts.failed + sliceCounts.timedOut + sliceCounts.dropped);
      }
    },
  );

  it('matches answers with their requests where the server closes connections', async () => {
    const server = await startServer({ closeAfterAnswers: 10 });
    const session = await openSession(driver, [server], pathsScenario('/fail', '/ok'));
    const { outcomes, slice: sliceCounts } = await runUntil(
      session,
      sliceOf(driver, smallLoad(loadKind, 1)),
      () => server.connectionsAccepted > 2,
    );
    const connectionsOpened = outcomes.reduce((sum, each) => sum + each.connectionsOpened, 0);
    const caveats = outcomes.flatMap((outcome) => outcome.caveats);
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(sliceCounts.succeeded).toBe(server.answered[200]);
    expect(sliceCounts.failed).toBeGreaterThanOrEqual(server.answered[500] ?? 0);
    expect(connectionsOpened).toBeLessThanOrEqual(server.connectionsAccepted);
    if (!resends) expect(connectionsOpened).toBe(server.connectionsAccepted);
    expect(connectionsOpened).toBeGreaterThan(1);
    // What crossed the close was received and not answered: told as a failure, or as a caveat.
    const unanswered = sliceCounts.failed - (server.answered[500] ?? 0);
    if (loadKind === 'closed') expect(unanswered + caveats.length).toBeGreaterThan(0);
  });

  it('counts failures, and does not fail, where nobody listens', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok'));
    await server.close();
    const outcome = await session.runSlice(sliceOf(driver, load));
    expect(unaccountedFor(outcome.sliceCounts)).toBe(0);
    expect(outcome.sliceCounts.succeeded).toBe(0);
    expect(outcome.sliceCounts.failed + outcome.sliceCounts.dropped).toBeGreaterThan(0);
    expect(outcome.latencyP50Us).toBeUndefined();
    expect(Object.keys(outcome.failureReasons).join()).toContain('ECONNREFUSED');
  });
}
