// Every way that we know of to lead the harness to another server, each tried where it would work: none passes.
// A victim listens on this machine, which may be reached as such: what counts is that nobody comes to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildInlineScenario } from '../drivers/inline-scenario.ts';
import { RequestWriter } from '../drivers/open/request-writer.ts';
import { findRequestFault } from '../drivers/request-form.ts';
import { drawEachRoute } from '../drivers/trial-draw.ts';
import { LoadstoneError } from '../errors.ts';
import { readGeneratorEnv, readInheritedEnv } from '../services/inherited-env.ts';
import { startPostgres } from '../services/postgres.ts';
import { findRedis } from '../services/redis.ts';
import { findConfigProblems } from '../spec/config-problems.ts';
import { findStoreEnvProblems } from '../spec/meaning-stores.ts';
import { formatPath } from '../spec/problem.ts';
import { sampleConfig } from '../spec/sample-config.ts';
import { httpGet } from '../target/http-get.ts';
import { joinPath } from './request-path.ts';
import { readPinnedAddress } from './request-url.ts';
import { createTargetPinner, pinTarget } from './target.ts';
import {
  badTargetUrls,
  listBadPaths,
  listBadPostgresUrls,
  listBadRedisUrls,
  listOddPaths,
  type MeantServer,
  startMeant,
  startVictim,
  type Victim,
} from './test-ways.ts';

let victim: Victim;
/** The server that is meant, over TCP alone: any store that connects to it is turned away. */
let store: Victim;
let meant: MeantServer;

beforeAll(async () => {
  victim = await startVictim();
  store = await startVictim();
  meant = await startMeant(`http://${victim.host}/redirected`);
});

afterAll(async () => {
  await meant.close();
  await store.close();
  await victim.close();
});

afterEach(() => expect(victim.connections()).toBe(0));

/** The tricks have names and texts that do not depend on where the victim listens, but for its port. */
const anyHost = '127.0.0.1:9';
const anyVictim: Victim = { host: anyHost, port: 9, connections: () => 0, close: async () => {} };
const badPathNames = Object.keys(listBadPaths(anyHost));
const oddPathNames = Object.keys(listOddPaths(anyHost));
const badPath = (name: string) => listBadPaths(victim.host)[name] ?? '';
const oddPath = (name: string) => listOddPaths(victim.host)[name] ?? '';

let tried = 0;
/** Each entry of a table is a way: a place and a trick. */
function ways<T>(list: readonly T[]): readonly T[] {
  tried += list.length;
  return list;
}

const pathKeys = [
  ['target.readyPath', (path: string) => ({ target: { ...sampleConfig.target, readyPath: path } })],
  ['target.statsPath', (path: string) => ({ target: { ...sampleConfig.target, statsPath: path } })],
  ['target.dataPath', (path: string) => ({ target: { ...sampleConfig.target, dataPath: path } })],
  [
    'target.counter.path',
    (path: string) => ({ target: { ...sampleConfig.target, counter: { path } } }),
  ],
  ['faults.audit.path', (path: string) => ({ faults: { audit: { path } } })],
] as const;

function problemPaths(change: Record<string, unknown>): readonly string[] {
  const { problems } = findConfigProblems({ ...sampleConfig, ...change });
  return problems.map(({ path }) => formatPath(path));
}

describe.each(pathKeys)('%s', (key, change) => {
  test('takes a plain path', () => expect(problemPaths(change('/x'))).not.toContain(key));

  test.each(ways(badPathNames))('refuses %s', (name) => {
    expect(problemPaths(change(badPath(name)))).toContain(key);
  });
});

describe('a path of a request', () => {
  const request = (path: string) => ({ route: 'r', method: 'GET', path }) as const;

  test.each(ways(badPathNames))('is refused by every driver: %s', (name) => {
    const path = badPath(name);
    expect(findRequestFault(request(path))).toMatch(/^path /);
    const writer = new RequestWriter('127.0.0.1');
    expect(writer.write(request(path), { text: '', encoding: 'latin1' })).toMatch(/path /);
    expect(() => joinPath('http://127.0.0.1:1', path)).toThrow('the path');
  });

  test.each(ways(badPathNames))('is refused in the config: %s', (name) => {
    const inline = {
      ...{ ...request(badPath(name)), headers: {}, body: undefined, weight: 1 },
      ...{ expectedStatuses: [200], bodyIncludes: undefined },
    };
    expect(() => buildInlineScenario('s', [inline])).toThrow(
      expect.objectContaining({ code: 'SCENARIO_INVALID' }),
    );
  });

  test.each(ways(badPathNames))('is refused where a module draws it: %s', (name) => {
    const routes = { r: { weight: 1, writes: false, expectedStatuses: [200] } };
    const source = { next: () => request(badPath(name)) };
    expect(() => drawEachRoute({ name: 's', routes }, source, 1)).toThrow(
      expect.objectContaining({ code: 'SCENARIO_INVALID' }),
    );
  });
});

describe("the harness's own request", () => {
  test.each(ways(badPathNames))('is not sent: %s', async (name) => {
    await expect(httpGet(meant, badPath(name), 60_000)).rejects.toMatchObject({
      code: 'TARGET_NOT_LOOPBACK',
      exitCode: 2,
    });
  });

  test.each(ways(oddPathNames))('goes to the server that is meant: %s', async (name) => {
    const before = meant.received.length;
    expect((await httpGet(meant, oddPath(name), 60_000)).status).toBe(200);
    expect(meant.received.length).toBe(before + 1);
    expect(findRequestFault({ route: 'r', method: 'GET', path: oddPath(name) })).toBeUndefined();
  });

  test.each(ways([301, 302, 303, 307, 308]))('follows no redirect: %i', async (status) => {
    expect((await httpGet(meant, `/redirect/${status}`, 60_000)).status).toBe(status);
  });

  test.each(
    ways(['http://localhost:1', 'http://crm.test', `http://127.0.0.1:1@${anyHost}`, 'ftp:x', 'x']),
  )('goes to no server that is no checked address: %s', async (baseUrl) => {
    await expect(httpGet({ baseUrl }, '/x', 60_000)).rejects.toMatchObject({
      code: 'TARGET_NOT_LOOPBACK',
    });
  });

  test.each(
    ways([
      ['HTTP_PROXY', 'NODE_USE_ENV_PROXY'],
      ['http_proxy', 'NODE_USE_ENV_PROXY'],
      ['ALL_PROXY', 'NODE_USE_ENV_PROXY'],
      ['HTTP_PROXY', 'NODE_OPTIONS'],
    ]),
  )('goes past the proxy in %s, with %s', async (variable, asks) => {
    const code = `import { httpGet } from ${JSON.stringify(new URL('../target/http-get.ts', import.meta.url).href)};
      await httpGet({ baseUrl: ${JSON.stringify(meant.baseUrl)} }, '/by-proxy', 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: 'ignore',
      env: {
        ...readInheritedEnv(),
        [variable]: `http://${victim.host}`,
        [asks]: asks === 'NODE_OPTIONS' ? '--use-env-proxy' : '1',
      },
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(meant.received.at(-1)).toBe('/by-proxy');
  });
});

const refusedTarget = { code: 'TARGET_NOT_LOOPBACK' };
const targetNames = Object.keys(badTargetUrls);
const targetUrl = (name: string) => badTargetUrls[name] ?? '';

describe('the URL of a target', () => {
  const places = [
    ['target.url', (url: string) => ({ target: { url } })],
    ['target.url[1]', (url: string) => ({ target: { url: ['http://127.0.0.1:1', url] } })],
    [
      'factors.release.levels.new.url',
      (url: string) => ({
        ...{ target: { url: 'http://127.0.0.1:1' }, baseline: { release: 'new' } },
        factors: { release: { levels: { new: { url } } } },
      }),
    ],
    [
      'target.counter.url',
      (url: string) => ({
        target: { url: 'http://127.0.0.1:1', counter: { path: '/c', url } },
        ...{ factors: {}, baseline: {} },
      }),
    ],
    [
      'factors.release.levels.new.counterUrl',
      (counterUrl: string) => ({
        target: { url: 'http://127.0.0.1:1', counter: { path: '/c' } },
        ...{
          factors: { release: { levels: { new: { counterUrl } } } },
          baseline: { release: 'new' },
        },
      }),
    ],
  ] as const;

  describe.each(places)('%s', (key, change) => {
    const problemsWith = (url: string) =>
      problemPaths({ ...{ services: {}, factors: {}, baseline: {} }, ...change(url) });

    test('takes this machine', () => expect(problemsWith('http://127.0.0.1:2')).toEqual([]));

    test.each(ways(targetNames))('refuses %s', (name) => {
      expect(problemsWith(targetUrl(name))).toContain(key);
    });
  });

  /** What a config can't say, since its path is left out here, is a target all the same. */
  const atRunTime = targetNames.filter(
    (name) => !['a path that names another host', 'a query'].includes(name),
  );
  test.each(ways(atRunTime))('is refused when it is resolved, too: %s', async (name) => {
    await expect(
      pinTarget(targetUrl(name), new Set(), async () => ['192.0.2.1']),
    ).rejects.toMatchObject(refusedTarget);
  });

  test.each(
    ways([
      ['one of two addresses', ['127.0.0.1', '192.0.2.1']],
      ['one of two, first', ['192.0.2.1', '127.0.0.1']],
      ['a mapped address', ['::ffff:192.0.2.1']],
      ['a mapped address in full', ['0:0:0:0:0:ffff:c000:201']],
      ['a zone', ['::1%lo']],
      ['a link-local address with a zone', ['fe80::1%eth0']],
      ['the unspecified address', ['0.0.0.0']],
      ['the unspecified address, mapped', ['::ffff:0.0.0.0']],
      ['a text that is no address', ['127.0.0.1.victim.test']],
      ['a decimal number', ['2130706433']],
      ['no address', []],
    ] as const),
  )('is refused where its name has %s', async (_, addresses) => {
    await expect(
      pinTarget('http://localhost:3000', new Set(), async () => addresses),
    ).rejects.toMatchObject(refusedTarget);
  });

  test.each(
    ways([
      ['first this machine, then the victim', ['127.0.0.1', '192.0.2.1']],
      ['first this machine, then another address of it', ['127.0.0.1', '127.0.0.2']],
      ['first this machine, then none', ['127.0.0.1']],
    ] as const),
  )('is resolved once, whoever rebinds its name: %s', async (_, answers) => {
    const left = [...answers];
    const pin = createTargetPinner(new Set(), async () => [left.shift() ?? '192.0.2.1']);
    for (const _time of [1, 2, 3])
      expect((await pin('http://crm.test:81')).baseUrl).toBe('http://127.0.0.1:81/');
  });

  test.each(ways(['http://localhost:1', 'http://crm.test', 'http://u@127.0.0.1:1', 'x']))(
    'is no address that a driver takes before it was pinned: %s',
    (url) => expect(() => readPinnedAddress(url)).toThrow(expect.objectContaining(refusedTarget)),
  );
});

describe('the URL of a store', () => {
  const services = { postgres: {}, redis: {} };
  const kinds = [
    ['postgres', 'LOADSTONE_POSTGRES_URL', listBadPostgresUrls],
    ['redis', 'LOADSTONE_REDIS_URL', listBadRedisUrls],
  ] as const;
  const open = {
    postgres: (url: string) =>
      startPostgres({
        url,
        settings: {},
        stateDir: '/nowhere',
        cpus: undefined,
        journal: {} as never,
      }),
    redis: (url: string) => findRedis(url),
  };

  describe.each(kinds)('of %s', (kind, variable, list) => {
    const names = Object.keys(list(anyHost, anyVictim));
    const urlOf = (name: string) => list(store.host, victim)[name] ?? '';

    test.each(ways(names))('is refused in the config: %s', (name) => {
      const change = { services: { ...services, [kind]: { url: urlOf(name) } } };
      expect(problemPaths(change)).toContain(`services.${kind}.url`);
    });

    test.each(ways(names))(`is refused in ${variable}: %s`, (name) => {
      const env = { [variable]: urlOf(name) };
      const problems = [
        ...findStoreEnvProblems({ ...sampleConfig, services } as never, env, new Set()),
      ];
      expect(problems.map(({ path }) => formatPath(path))).toEqual([variable]);
    });

    test.each(ways(names))('is refused before anything is opened: %s', async (name) => {
      const before = store.connections();
      await expect(open[kind](urlOf(name))).rejects.toMatchObject(refusedTarget);
      expect(store.connections()).toBe(before);
    });
  });

  test.each(
    ways([
      ['PGHOST and PGPORT', { PGHOST: '127.0.0.1' }],
      ['PGHOSTADDR', { PGHOSTADDR: '127.0.0.1' }],
      ['PGSERVICE', { PGSERVICE: 'victim' }],
      ['DATABASE_URL', { DATABASE_URL: 'postgres://VICTIM/db' }],
    ]),
  )('goes before %s', async (_, variables) => {
    const given = { ...variables, PGPORT: String(victim.port) };
    const before = { ...process.env };
    const connections = store.connections();
    for (const [name, value] of Object.entries(given))
      process.env[name] = value.replace('VICTIM', victim.host);
    try {
      await expect(open.postgres(`postgres://u@${store.host}/db`)).rejects.toMatchObject({
        code: 'POSTGRES_UNAVAILABLE',
      });
    } finally {
      for (const name of Object.keys(given)) delete process.env[name];
      Object.assign(process.env, before);
    }
    expect(store.connections()).toBeGreaterThan(connections);
  });
});

test.each(
  ways([
    ...[
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'NO_PROXY',
      'http_proxy',
      'https_proxy',
      'all_proxy',
    ],
    ...[
      'npm_config_proxy',
      'npm_config_https_proxy',
      'GLOBAL_AGENT_HTTP_PROXY',
      'NODE_USE_ENV_PROXY',
    ],
    ...['K6_OUT', 'K6_CLOUD_TOKEN', 'K6_BROWSER_WS_URL', 'K6_HOSTS', 'K6_BLACKLIST_IPS', 'K6_DNS'],
    ...['PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGSERVICE', 'DATABASE_URL', 'REDIS_URL'],
  ]),
)('%s is passed on to no child', (name) => {
  const before = process.env[name];
  process.env[name] = 'http://victim.test';
  try {
    expect(Object.keys(readInheritedEnv())).not.toContain(name);
    expect(Object.keys(readGeneratorEnv())).not.toContain(name);
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
});

test('these are at least a hundred ways', () => {
  expect(tried).toBeGreaterThan(100);
  expect(new LoadstoneError('TARGET_NOT_LOOPBACK', '').exitCode).toBe(2);
});
