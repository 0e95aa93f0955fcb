// The gate as its user meets it: configs that lead elsewhere are refused with the key that does, and whole runs
// under proxies, redirects and paths that name another host reach nobody but the service.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listOddPaths, startVictim, type Victim } from '../bench/reach/test-ways.ts';
import { runLoadstone } from './support/command-line.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
let victim: Victim;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-gate-'));
  victim = await startVictim();
  writeFileSync(
    join(cwd, 'service.mjs'),
    `import { createServer } from 'node:http';
    createServer(({ url }, response) => {
      if (url.startsWith('/redirect')) response.writeHead(302, { location: 'http://${victim.host}/x' });
      response.end(url === '/data' ? '{"path":"//${victim.host}/x"}' : 'ok');
    }).listen(Number(process.env.PORT), '127.0.0.1');`,
  );
  writeFileSync(
    join(cwd, 'drawn.mjs'),
    `export const scenario = {
      name: 'drawn', description: 'A path from the data of the service.',
      routes: { r: { weight: 1, writes: false, expectedStatuses: [200] } },
      createSource: ({ data }) => ({ next: () => ({ route: 'r', method: 'GET', path: data.path }) }),
    };`,
  );
});

afterAll(async () => {
  await victim.close();
  rmSync(cwd, { recursive: true, force: true });
});

afterEach(() => expect(victim.connections()).toBe(0));

const started = { command: ['node', 'service.mjs'], readyPath: '/ready', readyTimeoutMs: 20_000 };

function writeConfig(change: Record<string, unknown>): void {
  const config = {
    ...{ name: 'gate', target: started, factors: { at: { levels: { a: {}, b: {} } } } },
    ...{ baseline: { at: 'a' }, scenarios: { hello: { requests: [{ path: '/hello' }] } } },
    ...{ loads: [{ kind: 'closed', connections: 2 }], groups: 2 },
    slices: { slicesPerGroup: 2, sliceMs: 600, dropFirstMs: 50, warmupMs: 100 },
    limits: {
      foreignCpuRatio: 1,
      generatorWaitRatio: 1,
      generatorCpuRatio: 1,
      eventLoopDelayRatio: 100,
    },
    ...change,
  };
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
}

const loadstone = (args: readonly string[], env: Record<string, string> = {}) =>
  runLoadstone(args, { cwd, env });

test.each([
  ['target.readyPath', () => ({ target: { ...started, readyPath: `//${victim.host}/x` } })],
  ['target.statsPath', () => ({ target: { ...started, statsPath: `/\\${victim.host}/x` } })],
  ['target.dataPath', () => ({ target: { ...started, dataPath: `/\t/${victim.host}/x` } })],
  [
    'target.counter.path',
    () => ({ target: { ...started, counter: { path: `//u@${victim.host}` } } }),
  ],
  [
    'scenarios.hello.requests[0].path',
    () => ({ scenarios: { hello: { requests: [{ path: '//v.test/x' }] } } }),
  ],
  ['target.url', () => ({ target: { url: 'http://3221225985' } })],
  [
    'services.postgres.url',
    () => ({ services: { postgres: { url: 'postgres:///x?host=192.0.2.1' } } }),
  ],
  ['services.redis.url', () => ({ services: { redis: { url: 'redis://victim.test' } } })],
])('%s that leads elsewhere is refused by plan and by run', async (key, change) => {
  writeConfig(change());
  for (const command of ['plan', 'run']) {
    const outcome = await runInProcess([command], { cwd });
    expect(outcome.stderr).toContain(`${key}: `);
    expect(outcome.code).toBe(2);
  }
});

test.each([
  ['LOADSTONE_POSTGRES_URL', 'postgres', 'postgres://u@192.0.2.1/x'],
  ['LOADSTONE_REDIS_URL', 'redis', 'redis:///0?host=192.0.2.1'],
])('%s that leads elsewhere is refused by its name', async (variable, kind, url) => {
  writeConfig({ services: { [kind]: {} } });
  const outcome = await runInProcess(['plan'], { cwd, env: { [variable]: url } });
  expect(outcome.stderr).toContain(`${variable}: `);
  expect(outcome.code).toBe(2);
});

test('a path that a module draws from the data of the service is refused before it is sent', async () => {
  const target = { ...started, dataPath: '/data' };
  writeConfig({ target, scenarios: { drawn: { module: './drawn.mjs' } } });
  const outcome = await loadstone(['run']);
  expect(outcome.stderr).toContain('begins with two slashes');
  expect(outcome.code).toBe(2);
});

// Each as short as its driver takes them.
test.each([
  ['open', 150],
  ['autocannon', 500],
])(
  'a whole run of %s under proxies, redirects and odd paths reaches the service alone',
  async (driver, sliceMs) => {
    // A config takes no blanks in a path, whatever their kind.
    const paths = Object.values(listOddPaths(victim.host)).filter((path) => !/\s/.test(path));
    const odd = paths.map((path) => ({ path }));
    const redirect = { path: '/redirect', expectedStatuses: [302] };
    const slices = { slicesPerGroup: 2, sliceMs, dropFirstMs: 50, warmupMs: 100 };
    writeConfig({ driver, slices, scenarios: { odd: { requests: [...odd, redirect] } } });
    const proxy = `http://${victim.host}`;
    const outcome = await loadstone(['run', '--quiet'], {
      ...{
        HTTP_PROXY: proxy,
        HTTPS_PROXY: proxy,
        ALL_PROXY: proxy,
        http_proxy: proxy,
        NO_PROXY: '',
      },
      ...{ NODE_USE_ENV_PROXY: '1', PGHOST: '127.0.0.1', PGPORT: String(victim.port) },
      REDIS_URL: `redis://${victim.host}`,
    });
    expect(outcome.stderr).toContain('report.html');
  },
);
