// Whole runs over https, over several addresses, and against a service's own counter that agrees or lies.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSelfSigned } from '../bench/drivers/open/self-signed.fixture.ts';
import type { SweepDocument } from '../reports/document/sweep.ts';
import { readDocument } from '../reports/document/versions.ts';
import { runLoadstone } from './support/command-line.ts';

const certificate = createSelfSigned();
let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-reach-'));
  cpSync(join(import.meta.dirname, 'fixtures/counting-service'), cwd, { recursive: true });
  writeFileSync(join(cwd, 'key.pem'), certificate.key);
  writeFileSync(join(cwd, 'cert.pem'), certificate.cert);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const started = {
  ...{ command: ['node', 'service.mjs'], readyPath: '/ready', readyTimeoutMs: 10_000 },
  counter: { path: '/metrics', metric: 'hello_requests_total', labels: { code: '200' } },
};
const secure = {
  ...{ ...started, env: { TLS: 'on' }, scheme: 'https', tls: { ca: 'cert.pem' } },
};

/** Runs a command on a config of two levels; slices are short, and foreign load is no reason here. */
async function runWith(command: 'run' | 'sweep', target: unknown, levels: unknown, groups = 3) {
  const config = {
    ...{ name: 'reach', target, factors: { at: { levels } }, baseline: { at: 'a' } },
    scenarios: { hello: { requests: [{ path: '/hello', bodyIncludes: 'hello' }] } },
    ...{ loads: [{ kind: 'closed', connections: 4 }], bodyCheckRatio: 1 },
    slices: { slicesPerGroup: 2, sliceMs: 200, dropFirstMs: 50, warmupMs: 200 },
    limits: {
      foreignCpuRatio: 1,
      generatorWaitRatio: 1,
      generatorCpuRatio: 1,
      eventLoopDelayRatio: 100,
    },
  };
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
  const args = command === 'sweep' ? ['--seconds-per-rate', '0.2', '--variant', 'at=*'] : [];
  return runLoadstone([command, ...args, '--groups', `${groups}`], { cwd });
}

const readLast = (name: string) => {
  // The history lies beside the runs and would be the last name.
  const ids = readdirSync(join(cwd, 'runs')).filter((entry) => entry !== 'history.jsonl');
  // Two runs may begin in one second, and then their names say nothing of their order.
  const changedMs = (id: string) => statSync(join(cwd, 'runs', id)).mtimeMs;
  const id = ids.toSorted((a, b) => changedMs(a) - changedMs(b)).at(-1) ?? '';
  return JSON.parse(readFileSync(join(cwd, 'runs', id, name), 'utf8')) as unknown;
};
const findCheck = (wanted: string) =>
  readDocument('result', readLast('result.json')).validity.checks.find(
    ({ name }) => name === wanted,
  );

test('services that listen with TLS are started, awaited, counted and loaded by https', async () => {
  const outcome = await runWith('run', secure, { a: {}, b: { env: { LEVEL: 'b' } } });
  expect(outcome.stderr).toContain('report.html');
  expect(outcome.code).toBe(0);
  expect(findCheck('service-counter-agrees')).toMatchObject({ status: 'ok' });
  const cells = readDocument('result', readLast('result.json')).scenarios[0]?.cells ?? [];
  expect(cells.map(({ failed }) => failed)).toEqual([0, 0]);
  for (const { succeeded } of cells) expect(succeeded).toBeGreaterThan(0);
});

test('a certificate that nobody vouches for ends the run at once and names the key', async () => {
  const outcome = await runWith('run', { ...secure, tls: {} }, { a: {} });
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain('not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
  expect(outcome.stderr).toContain('target.tls.ca');
});

async function startCounting() {
  const served = { loads: 0 };
  const server = createServer(certificate, (request, response) => {
    if (request.url === '/hello') served.loads += 1;
    response.end(request.url === '/count' ? `{"total":${served.loads}}` : 'hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, served };
}

test('given addresses are loaded by https, all those of a variant, and their counters add up', async () => {
  const [one, two, three] = [await startCounting(), await startCounting(), await startCounting()];
  const target = { tls: { ca: 'cert.pem' }, counter: { path: '/count' } };
  const outcome = await runWith('run', target, {
    a: { url: one.url },
    b: { url: [two.url, three.url] },
  });
  expect(outcome.stderr).toContain('report.html');
  expect(findCheck('service-counter-agrees')).toMatchObject({ status: 'ok' });
  expect(findCheck('requests-add-up')).toMatchObject({ status: 'ok' });
  for (const { served } of [one, two, three]) expect(served.loads).toBeGreaterThan(0);
});

const lying = { a: {}, b: { env: { COUNT_FACTOR: 1.03 } } };

test('a counter that lies by 3 % makes the run invalid, with the variant and the size', async () => {
  const outcome = await runWith('run', started, lying);
  expect(outcome.code).toBe(4);
  expect(outcome.stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /counted the same requests as the driver in 3 of 6 trials.*difference: \d+ of \d+ requests \(at=b\)/,
  );
});

test('a sweep is held to the counter as well, rate by rate', async () => {
  const levels = { a: { env: { COUNT_FACTOR: 2 } } };
  const outcome = await runWith('sweep', started, levels, 1);
  expect(outcome.code).toBe(4);
  expect(outcome.stdout).toContain('INVALID');
  const document = readLast('sweep.json') as SweepDocument;
  expect(document.validity.status).toBe('invalid');
  const [curve] = document.scenarios[0]?.curves ?? [];
  expect(curve?.warnings.map(({ code }) => code)).toContain('COUNTER_DISAGREES');
  expect([curve?.knee, curve?.withinSlo.highestMetRps]).toEqual([null, null]);
});

test('a metric that the service does not have ends the run with the one that was meant', async () => {
  const counter = { ...started.counter, metric: 'hello_request_total' };
  const outcome = await runWith('run', { ...started, counter }, { a: {} });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('target.counter.metric');
  expect(outcome.stderr).toContain('did you mean "hello_requests_total"?');
});
