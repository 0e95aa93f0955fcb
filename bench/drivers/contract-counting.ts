// The driver contract on a service that answers: counts, histograms, checks, the same requests for all.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { decodeHistogram } from '../measurement/histogram.ts';
import {
  caveatsBesidesPace,
  inlineScenario,
  openSession,
  pathsScenario,
  reasonsOfSent,
  runUntil,
  sentOf,
  sliceOf,
  smallLoad,
  startServer,
  totalsOf,
  unaccountedFor,
} from './contract-session.ts';
import type { Driver, Load, ScenarioRef, SliceOutcome } from './driver.ts';
import { syntheticText } from './synthetic-server.ts';

const tellingScenario: ScenarioRef = {
  kind: 'module',
  name: 'contract',
  path: fileURLToPath(new URL('contract-scenario.ts', import.meta.url)),
};

export function describeCounting(driver: Driver, loadKind: Load['kind']): void {
  const load = smallLoad(loadKind);

  it('counts what the server counts, in slices that add up', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok', '/delay/3'));
    const outcomes: SliceOutcome[] = [];
    for (const dropFirstMs of [0, 100]) {
      const order = sliceOf(driver, load, { dropFirstMs });
      const sum = await runUntil(session, order, ({ slice }) => slice.succeeded > 10);
      expect(sum.slice.succeeded).toBeGreaterThan(10);
      outcomes.push(...sum.outcomes);
    }
    for (const outcome of outcomes) {
      const { sliceCounts, windowCounts, windowUs } = outcome;
      expect(unaccountedFor(sliceCounts)).toBe(0);
      expect(unaccountedFor(windowCounts)).toBe(0);
      expect(sliceCounts.succeeded).toBeGreaterThanOrEqual(windowCounts.succeeded);
      expect(windowUs).toBeGreaterThan(0);
      expect(caveatsBesidesPace(outcome)).toEqual([]);
    }
    expect(server.received.length).toBe(sentOf(outcomes));
    const inWindows = outcomes.reduce((sum, { windowCounts }) => sum + windowCounts.succeeded, 0);
    const totals = totalsOf(await session.collect());
    expect(totals).toMatchObject({ succeeded: inWindows, failed: 0, timedOut: 0 });
    expect(totals.inSuccessHistograms).toBe(inWindows);
    expect(totals.inServiceHistograms).toBe(inWindows);
  });

  it('counts by route where no trial is recorded, which has them itself', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok', '/half'));
    for (const recorded of [false, true]) {
      const order = { ...sliceOf(driver, load), recorded };
      const { outcomes } = await runUntil(session, order, ({ slice }) => slice.failed > 0);
      for (const { sliceCounts, routeCounts } of outcomes) {
        expect(routeCounts === undefined).toBe(recorded);
        if (routeCounts === undefined) continue;
        const routes = Object.values(routeCounts);
        const { succeeded, failed, timedOut } = sliceCounts;
        expect(routes.reduce((sum, one) => sum + one.succeeded, 0)).toBe(succeeded);
        expect(routes.reduce((sum, one) => sum + one.failed, 0)).toBe(failed + timedOut);
        expect(routes.length).toBeLessThanOrEqual(2);
      }
    }
  });

  it('drops the first part of a slice from the window alone', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/delay/1'));
    const order = sliceOf(driver, load);
    const { outcomes, slice, window } = await runUntil(
      session,
      { ...order, dropFirstMs: order.durationMs / 2 },
      (sum) => sum.window.succeeded > 0 && sum.window.succeeded < sum.slice.succeeded,
    );
    expect(window.succeeded).toBeGreaterThan(0);
    expect(window.succeeded).toBeLessThan(slice.succeeded);
    // Timers may fire a millisecond early.
    for (const { windowUs } of outcomes)
      expect(windowUs).toBeGreaterThan((order.durationMs / 2 - 1) * 1_000);
  });

  it('takes an unexpected status for a failure, as often as the server gave it', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/half'));
    const outcome = await session.runSlice(sliceOf(driver, load));
    const { sliceCounts, windowCounts } = outcome;
    expect(sliceCounts.failed).toBe(server.answered[500]);
    expect(sliceCounts.succeeded).toBe(server.answered[200]);
    expect(reasonsOfSent(outcome)).toEqual({ 'status 500': sliceCounts.failed });
    const measurements = await session.collect();
    expect(measurements[0]?.routes[0]?.statusCounts).toEqual({
      200: windowCounts.succeeded,
      500: windowCounts.failed,
    });
  });

  it('takes an expected status for a success, whatever it is', async () => {
    const server = await startServer();
    const scenario = inlineScenario([
      { path: '/fail', expectedStatuses: [404, 500] },
      { path: '/empty', expectedStatuses: [204] },
    ]);
    const session = await openSession(driver, [server], scenario);
    const order = sliceOf(driver, load);
    const { slice } = await runUntil(session, order, (sum) => sum.slice.succeeded > 10);
    expect(slice.succeeded).toBeGreaterThan(10);
    expect(slice.succeeded).toBe(slice.scheduled - slice.dropped);
  });

  it('never lets a fast failure into the latency of successes', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/fail', '/delay/20'));
    const { outcomes, window } = await runUntil(
      session,
      sliceOf(driver, load),
      (sum) => sum.window.failed > 0 && sum.outcomes.at(-1)?.latencyP50Us !== undefined,
    );
    const [trial] = await session.collect();
    const failures = trial?.routes.find(({ route }) => route === '/fail');
    const successes = trial?.routes.find(({ route }) => route === '/delay/20');
    expect(failures?.failed).toBe(window.failed);
    expect(decodeHistogram(failures?.successLatency ?? '').totalCount).toBe(0);
    expect(decodeHistogram(failures?.failureLatency ?? '').totalCount).toBe(failures?.failed);
    const shortestUs = decodeHistogram(successes?.successLatency ?? '').minNonZeroValue;
    // The server waits at least 19 ms (timers may fire a millisecond early).
    expect(shortestUs).toBeGreaterThan(18_000);
    expect(outcomes.at(-1)?.latencyP50Us).toBeGreaterThan(18_000);
  });

  it('has no latency where nothing succeeded', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/fail'));
    const order = sliceOf(driver, load);
    const { outcomes, window } = await runUntil(session, order, (sum) => sum.window.failed > 10);
    expect(window.failed).toBeGreaterThan(10);
    expect(window.succeeded).toBe(0);
    for (const { latencyP50Us } of outcomes) expect(latencyP50Us).toBeUndefined();
  });

  it('takes a wrong body for a failure where it checks the body', async () => {
    const server = await startServer();
    const scenario = inlineScenario([{ path: '/wrong', bodyIncludes: '"ok":true' }]);
    const all = await openSession(driver, [server], scenario, { bodyCheckRatio: 1 });
    const checked = await all.runSlice(sliceOf(driver, load));
    expect(checked.sliceCounts.succeeded).toBe(0);
    expect(checked.checkedBodies).toBe(checked.sliceCounts.failed);
    expect(checked.wrongBodies).toBe(checked.sliceCounts.failed);
    expect(Object.keys(reasonsOfSent(checked))).toEqual(['body: does not hold "\\"ok\\":true"']);
    const none = await openSession(driver, [server], scenario, { bodyCheckRatio: 0 });
    const unchecked = await none.runSlice(sliceOf(driver, load));
    expect(unchecked).toMatchObject({ checkedBodies: 0, wrongBodies: 0 });
    expect(reasonsOfSent(unchecked)).toEqual({});
    const some = await openSession(driver, [server], scenario, { bodyCheckRatio: 0.5 });
    const { outcomes, slice } = await runUntil(
      some,
      sliceOf(driver, load),
      (sum) => sum.slice.failed > 0 && sum.slice.succeeded > 0,
    );
    for (const { wrongBodies, sliceCounts } of outcomes)
      expect(wrongBodies).toBe(sliceCounts.failed);
    expect(slice.failed).toBeGreaterThan(0);
    expect(slice.succeeded).toBeGreaterThan(0);
  });

  it('reads bodies that come in odd pieces, character by character', async () => {
    const server = await startServer();
    const scenario = inlineScenario([
      { path: '/chunked', bodyIncludes: syntheticText },
      { path: '/late-body/5', bodyIncludes: '{"ok":true}' },
      { path: '/continue', bodyIncludes: '"ok":true' },
      { path: '/ok', method: 'HEAD', route: 'head' },
    ]);
    const session = await openSession(driver, [server], scenario);
    const order = sliceOf(driver, load);
    const { outcomes, slice } = await runUntil(session, order, (sum) => sum.slice.succeeded > 10);
    for (const outcome of outcomes) expect(reasonsOfSent(outcome)).toEqual({});
    expect(slice.succeeded).toBeGreaterThan(10);
  });

  it('decodes what is compressed before it looks at it', async () => {
    const server = await startServer();
    const codings = ['gzip', 'deflate', 'br', 'zstd'];
    const scenario = inlineScenario(
      codings.map((coding) => ({ path: `/encoded/${coding}`, bodyIncludes: syntheticText })),
    );
    const session = await openSession(driver, [server], scenario, { acceptEncoding: 'gzip, br' });
    const outcome = await session.runSlice(sliceOf(driver, load));
    expect(reasonsOfSent(outcome)).toEqual({});
    expect(outcome.checkedBodies).toBe(outcome.sliceCounts.succeeded);
    expect(outcome.sliceCounts.succeeded).toBeGreaterThan(0);
    expect([...server.acceptEncodings]).toEqual(['gzip, br']);
  });

  it('takes a body for wrong that is no JSON though it is sent as such, or whose encoding is broken', async () => {
    const server = await startServer();
    const paths = ['/no-json', '/encoded/broken', '/ok'];
    const session = await openSession(driver, [server], pathsScenario(...paths));
    const outcome = await session.runSlice(sliceOf(driver, load));
    const seen = (path: string) => server.received.filter((line) => line === `GET ${path}`).length;
    const { wrongBodies, checkedBodies, sliceCounts } = outcome;
    expect(sliceCounts.succeeded).toBe(seen('/ok'));
    expect(sliceCounts.failed).toBe(seen('/no-json') + seen('/encoded/broken'));
    expect(wrongBodies).toBe(sliceCounts.failed);
    expect(checkedBodies).toBe(sliceCounts.failed + sliceCounts.succeeded);
    expect(Object.keys(reasonsOfSent(outcome)).every((each) => each.startsWith('body: '))).toBe(
      true,
    );
    expect([...server.acceptEncodings]).toEqual(['']);
  });

  it('escapes in a path what a URL must not hold, as a browser does', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], pathsScenario('/ok/王 小明?name=Müller'));
    const { sliceCounts } = await session.runSlice(sliceOf(driver, load));
    expect(sliceCounts.succeeded).toBeGreaterThan(0);
    const sent = 'GET /ok/%E7%8E%8B%20%E5%B0%8F%E6%98%8E?name=M%C3%BCller';
    expect(new Set(server.received)).toEqual(new Set([sent]));
  });

  it('sends method, body and Host as the scenario has them', async () => {
    const server = await startServer();
    const body = JSON.stringify({ text: syntheticText });
    const headers = { 'content-type': 'application/json' };
    const scenario = inlineScenario([{ method: 'POST', path: '/ok?x=1', body, headers }]);
    const session = await openSession(driver, [server], scenario);
    await session.runSlice(sliceOf(driver, load));
    expect(new Set(server.received)).toEqual(new Set([`POST /ok?x=1 ${body}`]));
    expect([...server.hosts]).toEqual([server.baseUrl.replace('http://', '')]);
  });

  it('calls a service by its name, at the address that was pinned', async () => {
    const server = await startServer();
    const { port } = new URL(server.baseUrl);
    const hostHeader = `shop.test:${port}`;
    const targets = [{ variantId: 'a', baseUrl: server.baseUrl, hostHeader }];
    const session = await openSession(driver, [server], pathsScenario('/ok'), { targets });
    const { sliceCounts } = await session.runSlice(sliceOf(driver, load));
    expect(sliceCounts.succeeded).toBeGreaterThan(0);
    expect([...server.hosts]).toEqual([hostHeader]);
  });

  it('draws the same requests for every variant from one seed', async () => {
    let shared = 0;
    // Anew until two slices fit enough: what follows in a session depends on how many fitted the one before.
    for (let attempt = 0; attempt < 20 && shared <= 10; attempt += 1) {
      const servers = [await startServer(), await startServer()];
      const options = { bodyCheckRatio: 0, data: 'd' };
      const session = await openSession(driver, servers, tellingScenario, options);
      // One connection, so that requests arrive in the order in which they are drawn.
      for (const variantId of ['a', 'b']) {
        await session.runSlice(sliceOf(driver, smallLoad(loadKind, 1), { variantId }));
      }
      const [first = [], second = []] = servers.map(({ received }) => received);
      shared = Math.min(first.length, second.length);
      expect(first.slice(0, shared)).toEqual(second.slice(0, shared));
      expect(new Set(first).size).toBeGreaterThanOrEqual(first.length / 2);
      for (const line of first.slice(0, 1)) expect(line).toMatch(/data=d&number=\d+&seen=0/);
    }
    expect(shared).toBeGreaterThan(10);
  });

  it('tells the source of the answers that it reads', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], tellingScenario, { bodyCheckRatio: 1 });
    let before = 0;
    for (let slice = 0; slice < 20 && server.received.length - before <= 5; slice += 1) {
      before = server.received.length;
      await session.runSlice(sliceOf(driver, smallLoad(loadKind, 1)));
    }
    // An answer holds how many requests the server has had; the next request tells it back.
    expect(server.received[before + 5]).toMatch(new RegExp(`&seen=${before + 5}$`));
  });
}
