// Options of a session and a load beyond the plain ones: TLS, several addresses, think time, stages.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inlineScenario, runUntil, startServer, unaccountedFor } from '../contract-session.ts';
import type { ClosedLoad, DriverTarget, OpenLoad, SessionOptions } from '../driver.ts';
import { openOpenGenerator } from './generator.ts';
import { okAnswer, startRawServer } from './raw-server.fixture.ts';
import { createSelfSigned } from './self-signed.fixture.ts';

async function openGenerator(
  targets: readonly DriverTarget[],
  options: Partial<SessionOptions> = {},
) {
  const generator = await openOpenGenerator({
    ...{ targets, scenario: inlineScenario([{ path: '/ok' }]), seed: 3, data: null },
    ...{ requestTimeoutMs: 5_000, bodyCheckRatio: 0, cpus: undefined },
    ...options,
  });
  onTestFinished(() => generator.close());
  return generator;
}

const slice = { variantId: 'a', durationMs: 200, dropFirstMs: 0, recorded: true };
const twoClosed: ClosedLoad = { kind: 'closed', connections: 2 };

async function writeTemporaryFile(text: string, name = 'ca.pem'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loadstone-tls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('https is measured where the file of authorities vouches for the target, and refused without it', async () => {
  const certificate = createSelfSigned();
  const server = await startRawServer(({ socket }) => socket.write(okAnswer), certificate);
  const targets = [{ variantId: 'a', baseUrl: server.baseUrl.replace('http:', 'https:') }];
  const caPath = await writeTemporaryFile(certificate.cert);

  const trusting = await openGenerator(targets, { tls: { caPath } });
  const { sliceCounts } = await trusting.runSlice({ ...slice, load: twoClosed });
  expect(sliceCounts.succeeded).toBe(sliceCounts.scheduled);
  expect(sliceCounts.succeeded).toBe(server.requestCount);

  const strict = await openGenerator(targets);
  const refused = await strict.runSlice({ ...slice, load: twoClosed });
  expect(refused.sliceCounts.succeeded).toBe(0);
  expect(Object.keys(refused.failureReasons)).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);

  const careless = await openGenerator(targets, { tls: { rejectUnauthorized: false } });
  const taken = await careless.runSlice({ ...slice, load: twoClosed });
  expect(taken.sliceCounts.failed).toBe(0);
  expect(taken.sliceCounts.succeeded).toBeGreaterThan(0);
});

test('a file of authorities that is not there is named before anything is sent', async () => {
  const targets = [{ variantId: 'a', baseUrl: 'https://127.0.0.1:9' }];
  await expect(
    openGenerator(targets, { tls: { caPath: '/nowhere/ca.pem' } }),
  ).rejects.toMatchObject({
    code: 'DRIVER_FAILED',
    message: expect.stringContaining('/nowhere/ca.pem'),
  });
});

test('connections go to the addresses of a variant in turn', async () => {
  const servers = await Promise.all(
    [0, 1, 2].map(() => startRawServer(({ socket }) => socket.write(okAnswer))),
  );
  const [baseUrl = '', ...moreBaseUrls] = servers.map((server) => server.baseUrl);
  const generator = await openGenerator([{ variantId: 'a', baseUrl, moreBaseUrls }]);
  const load: ClosedLoad = { kind: 'closed', connections: 6 };
  const { sliceCounts } = await generator.runSlice({ ...slice, load });
  expect(servers.map(({ connectionsAccepted }) => connectionsAccepted)).toEqual([2, 2, 2]);
  const requests = servers.reduce((sum, { requestCount }) => sum + requestCount, 0);
  expect(requests).toBe(sliceCounts.scheduled);
});

test('users who think send less, and none of them starts a pause twice', async () => {
  const server = await startServer();
  const generator = await openGenerator([{ variantId: 'a', baseUrl: server.baseUrl }]);
  const load: ClosedLoad = { ...twoClosed, thinkTimeMs: 50, thinkTimes: 'fixed' };
  const order = { ...slice, durationMs: 500, load };
  const sum = await runUntil(generator, order, (so) => so.slice.scheduled > 2);
  // Two users, at most one request in 49 ms each, and one more each for a start within the first pause.
  for (const { sliceCounts } of sum.outcomes) expect(sliceCounts.scheduled).toBeLessThanOrEqual(22);
  expect(sum.slice.scheduled).toBeGreaterThan(2);
  expect(sum.slice.succeeded).toBe(server.received.length);
  expect(unaccountedFor(sum.slice)).toBe(0);
});

test('a request that throws after a pause ends the slice as the fault of the scenario', async () => {
  const server = await startServer();
  const module = `let drawn = 0;
export const scenario = {
  name: 'throws', description: 'Throws at the third request.',
  routes: { ok: { weight: 1, writes: false, expectedStatuses: [200] } },
  createSource: () => ({
    next() {
      drawn += 1;
      if (drawn > 2) throw new Error('nothing left to draw');
      return { route: 'ok', method: 'GET', path: '/ok' };
    },
  }),
};`;
  const path = await writeTemporaryFile(module, 'throws.mjs');
  const generator = await openGenerator([{ variantId: 'a', baseUrl: server.baseUrl }], {
    scenario: { kind: 'module', name: 'throws', path },
  });
  const load: ClosedLoad = { ...twoClosed, thinkTimeMs: 5 };
  await expect(generator.runSlice({ ...slice, load })).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining('nothing left to draw'),
  });
});

test('a slice plays its stages whole, with the same arrivals for every variant', async () => {
  const servers = await Promise.all([startServer(), startServer()]);
  const generator = await openGenerator(
    servers.map(({ baseUrl }, index) => ({ variantId: 'ab'.charAt(index), baseUrl })),
  );
  const load: OpenLoad = {
    ...{ kind: 'open', arrivals: 'uniform', rateRps: 200, maxConnections: 8 },
    shape: [
      { fromRps: 0, toRps: 0, durationS: 10 },
      { fromRps: 400, toRps: 400, durationS: 10 },
    ],
  };
  const early = await generator.runSlice({ ...slice, load, durationMs: 400 });
  const second = await generator.runSlice({ ...slice, load, durationMs: 400, variantId: 'b' });
  // 400 a second in the second half of 0.4 s; a random phase adds or takes one.
  expect(Math.abs(early.sliceCounts.scheduled - 80)).toBeLessThanOrEqual(1);
  expect(second.sliceCounts.scheduled).toBe(early.sliceCounts.scheduled);
  // Half of the slice is dropped: all arrivals lie in the other half.
  const late = await generator.runSlice({ ...slice, load, durationMs: 400, dropFirstMs: 200 });
  expect(late.windowCounts.succeeded).toBe(late.sliceCounts.scheduled);
});
