// k6 scripts of the user's own are played as they are, under our load.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  caveatsBesidesPace,
  openSession,
  sliceOf,
  smallLoad,
  startServer,
  unaccountedFor,
} from '../contract-session.ts';
import type { ScenarioRef } from '../driver.ts';
import { findBuiltEntry } from '../test-built.ts';
import { createK6Driver } from './driver.ts';
import { findK6 } from './find-k6.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../../.loadstone', import.meta.url)),
});

/** A script that is gone with the test. */
function writeScript(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-script-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'script.js');
  writeFileSync(path, text);
  return path;
}

function scriptScenario(name: string): ScenarioRef {
  const path = fileURLToPath(
    new URL(`../../../scenarios/k6/fixtures/${name}.k6.ts`, import.meta.url),
  );
  return { kind: 'k6-script', name, path };
}

// Where k6 is missing, k6.integration.test.ts says so, and fails in CI.
describe.runIf(k6.kind === 'found')('k6 script', () => {
  if (k6.kind === 'none') return;
  const driver = createK6Driver({ k6, entry: findBuiltEntry('k6') });

  it.each(['closed', 'open'] as const)('counts what the server counts, %s loop', async (kind) => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('scenario'));
    const outcome = await session.runSlice(sliceOf(driver, smallLoad(kind)));
    const { sliceCounts, windowCounts } = outcome;
    expect(unaccountedFor(sliceCounts)).toBe(0);
    expect(sliceCounts.succeeded).toBe(server.answered[200]);
    expect(sliceCounts.failed).toBe(server.answered[500]);
    expect(outcome.failureReasons['status 500']).toBe(sliceCounts.failed);
    expect(outcome.wrongBodies).toBe(0);
    expect(caveatsBesidesPace(outcome)).toEqual([]);
    // What its setup sent is not of the window.
    expect(windowCounts.succeeded).toBeLessThan(sliceCounts.succeeded);
    expect(outcome.checkedBodies).toBe(sliceCounts.succeeded - 1);
    const [measurement] = await session.collect();
    expect(measurement?.routes.map(({ route }) => route)).toEqual(['GET', 'delay']);
    expect(outcome.latencyP50Us).toBeGreaterThan(1_000);
  });

  it('names a caveat of a slice whose script threw', async () => {
    const server = await startServer();
    const session = await openSession(driver, [server], scriptScenario('throwing'));
    const { sliceCounts, caveats } = await session.runSlice(sliceOf(driver, smallLoad('closed')));
    expect(sliceCounts.succeeded).toBe(server.received.length);
    expect(caveats.map(({ text }) => text).join()).toContain('nothing works');
  });

  it.each([
    ['another machine', 'http://192.0.2.1/'],
    ['another port of this one', undefined],
  ])('sends nothing to %s, and is refused', async (_, address) => {
    const [server, other] = [await startServer(), await startServer()];
    const elsewhere = address ?? `${other.baseUrl}/ok`;
    const path = writeScript(`
      import http from 'k6/http';
      export default function () { http.get(__ENV.API_HOST || '${elsewhere}'); }`);
    const session = await openSession(driver, [server], {
      kind: 'k6-script',
      name: 'foreign',
      path,
    });
    await expect(session.runSlice(sliceOf(driver, smallLoad('closed', 1)))).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining(`sends requests to ${elsewhere}`),
    });
    expect(other.received).toEqual([]);
  });

  it('plays the function that is named, and refuses to choose among several', async () => {
    const server = await startServer();
    const path = writeScript(`
      import http from 'k6/http';
      const arrivals = { executor: 'constant-arrival-rate', rate: 9, duration: '5s', preAllocatedVUs: 3 };
      export const options = { scenarios: { read: arrivals, write: { ...arrivals, exec: 'write', env: { PART: 'w' } } } };
      export default function () { http.get(__ENV.BASE_URL + '/ok?read'); }
      export function write() { http.post(__ENV.BASE_URL + '/ok?' + __ENV.PART, '{}'); }`);
    const script = { kind: 'k6-script', name: 'two', path } as const;
    await expect(openSession(driver, [server], script)).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('(default, write)'),
    });
    const session = await openSession(driver, [server], { ...script, exec: 'write' });
    await session.runSlice(sliceOf(driver, smallLoad('closed', 1)));
    expect(new Set(server.received)).toEqual(new Set(['POST /ok?w {}']));
  });

  it('takes a missed time for no wrong answer, however the functions of k6/http are imported', async () => {
    const server = await startServer();
    const path = writeScript(`
      import { get, batch } from 'k6/http'; import { check } from 'k6';
      export default function () {
        const answer = get(__ENV.BASE_URL + '/delay/5');
        check(answer, { 'status is 200': (r) => r.status === 200 && r.json('ok') === true,
          'under 1 ms': ({ timings: { duration } }) => duration < 1 });
        const [first] = batch([['GET', __ENV.BASE_URL + '/ok']]);
        check(first, { 'never': (r) => r.timings.waiting < 0, 'is wrong': (r) => r.status === 201 });
      }`);
    const session = await openSession(driver, [server], { kind: 'k6-script', name: 'timed', path });
    const outcome = await session.runSlice(sliceOf(driver, smallLoad('closed', 2)));
    const iterations = outcome.arrivals ?? 0;
    expect(iterations).toBeGreaterThan(0);
    expect(outcome.speedChecks).toEqual({
      'under 1 ms': { made: iterations, missed: iterations },
      never: { made: iterations, missed: iterations },
    });
    expect(outcome).toMatchObject({ checkedBodies: 2 * iterations, wrongBodies: iterations });
    expect(outcome.failureReasons).toEqual({ 'body: check "is wrong"': iterations });
  });

  it.each(['closed', 'open'] as const)(
    'accuses no service of what a script does to its connections, %s loop',
    async (kind) => {
      const server = await startServer();
      const path = writeScript(`
      import http from 'k6/http'; import { group } from 'k6';
      export let options = { vus: 5, duration: '30s', noConnectionReuse: true };
      export default () => {
        if (__ITER % 2) return;
        group('page', () => http.batch(['/ok?a', '/ok?b', '/ok?c'].map((path) => ['GET', __ENV.BASE_URL + path])));
        http.get(http.url\`\${__ENV.BASE_URL}/ok?\${__ITER}\`);
      };`);
      const session = await openSession(driver, [server], {
        kind: 'k6-script',
        name: 'batch',
        path,
      });
      const load =
        kind === 'open'
          ? ({ kind, rateRps: 60, arrivals: 'uniform', maxConnections: 20 } as const)
          : smallLoad(kind, 3);
      const outcome = await session.runSlice(sliceOf(driver, load));
      expect(caveatsBesidesPace(outcome)).toEqual([]);
      expect(outcome.sliceCounts.succeeded).toBe(server.received.length);
      expect(outcome.sliceCounts.succeeded % 4).toBe(0);
      if (kind === 'open') {
        // Every second iteration of a user sends nothing, the others four requests each.
        expect(outcome.arrivals).toBeGreaterThanOrEqual(outcome.sliceCounts.succeeded / 4);
        expect(outcome.arrivals).toBeLessThanOrEqual(outcome.sliceCounts.succeeded / 2);
        // Where k6 gets no CPU it makes fewer than 60 or ends late; the script's own options would make thousands.
        expect(outcome.arrivals).toBeLessThan(120);
      }
    },
  );

  it('is refused with the exception where k6 cannot load it', async () => {
    const server = await startServer();
    const broken = openSession(driver, [server], scriptScenario('broken'));
    await expect(broken).rejects.toMatchObject({
      code: 'SCENARIO_INVALID',
      message: expect.stringContaining('nothing to load'),
    });
    const missing = openSession(driver, [server], scriptScenario('nowhere'));
    await expect(missing).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
  });
});
