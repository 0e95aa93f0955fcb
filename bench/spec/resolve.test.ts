// Tests of how a config is resolved: defaults, texts, paths, environment.
import { describe, expect, test } from 'vitest';
import type { LoadstoneConfig } from './config-schema.ts';
import { buildLoadId, resolveLoad } from './resolve-load.ts';
import {
  resolveDesign,
  resolveLimits,
  resolveLoads,
  resolvePlacement,
  resolveSlices,
  resolveWarmup,
} from './resolve-run.ts';
import { resolveScenarios } from './resolve-scenarios.ts';
import {
  needsList,
  parseCommand,
  resolveFactors,
  resolvePostgres,
  resolveRedis,
  resolveTarget,
} from './resolve-target.ts';
import { sampleConfig } from './sample-config.ts';

test('a target gets its defaults, an absolute folder and texts as environment', () => {
  const target = { command: 'node  main.js --fast', env: { A: 1, B: true, C: 'x' }, cwd: '../app' };
  expect(resolveTarget({ ...sampleConfig, target }, '/srv/config')).toEqual({
    command: ['node', 'main.js', '--fast'],
    cwd: '/srv/app',
    env: { A: '1', B: 'true', C: 'x' },
    portEnv: 'PORT',
    url: undefined,
    readyPath: '/',
    readyTimeoutMs: 30_000,
    statsPath: undefined,
    dataPath: undefined,
    stopTimeoutMs: 8000,
  });
});

test('a URL loses its closing slash', () => {
  const config = { ...sampleConfig, target: { url: 'http://127.0.0.1:3000/' } };
  expect(resolveTarget(config, '/').url).toBe('http://127.0.0.1:3000');
});

test('several addresses, TLS and a counter are resolved with their defaults', () => {
  const target = {
    url: ['https://127.0.0.1:1/', 'https://127.0.0.1:2'],
    tls: { ca: 'certs/ca.pem' },
    counter: { path: '/metrics', metric: 'x_total', url: 'http://127.0.0.1:3/' },
  };
  expect(resolveTarget({ ...sampleConfig, target }, '/srv/config')).toMatchObject({
    ...{ url: 'https://127.0.0.1:1', moreUrls: ['https://127.0.0.1:2'] },
    tls: { caPath: '/srv/config/certs/ca.pem', rejectUnauthorized: true },
    counter: {
      ...{ path: '/metrics', metric: 'x_total', labels: {} },
      ...{ url: 'http://127.0.0.1:3', countsOwnRequests: false },
    },
  });
});

test('factors keep their order and levels are filled up', () => {
  const [cache, threads] = resolveFactors(sampleConfig, '/');
  expect(cache?.levels.map(({ name }) => name)).toEqual(['none', 'redis', 'tiered']);
  expect(cache?.levels[1]).toEqual({
    name: 'redis',
    env: { CACHE: 'redis' },
    args: [],
    needs: ['redis'],
    url: undefined,
    prepare: undefined,
  });
  expect(threads?.levels[1]?.env).toEqual({ WORKERS: '2' });
  const sized = { ...sampleConfig, factors: { copies: { levels: { two: { size: 2 } } } } };
  expect(resolveFactors(sized, '/')[0]?.levels[0]?.size).toBe(2);
});

describe('services', () => {
  const services = {
    postgres: {
      url: 'postgres://127.0.0.1/a',
      settings: { fsync: false },
      prepare: { command: 'fill' },
    },
    redis: {},
  };
  const config = { ...sampleConfig, services };

  test('get their defaults', () => {
    expect(resolvePostgres(config, {})).toEqual({
      url: 'postgres://127.0.0.1/a',
      urlEnv: 'DATABASE_URL',
      settings: { fsync: 'false' },
      prepare: { command: ['fill'], env: {}, inputs: [] },
    });
    expect(resolveRedis(config, {})).toEqual({ url: undefined, urlEnv: 'REDIS_URL' });
  });

  test('take their URL from the environment before the config', () => {
    const env = {
      LOADSTONE_POSTGRES_URL: 'postgres://127.0.0.1/b',
      LOADSTONE_REDIS_URL: 'redis://127.0.0.1:1',
    };
    expect(resolvePostgres(config, env)?.url).toBe('postgres://127.0.0.1/b');
    expect(resolveRedis(config, env)?.url).toBe('redis://127.0.0.1:1');
    expect(resolvePostgres(config, { LOADSTONE_POSTGRES_URL: '' })?.url).toBe(
      services.postgres.url,
    );
  });

  test('are not there where the config names none, whatever the environment says', () => {
    const { services: _, ...bare } = config;
    expect(resolvePostgres(bare, { LOADSTONE_POSTGRES_URL: 'postgres://x' })).toBeUndefined();
    expect(resolveRedis(bare, { LOADSTONE_REDIS_URL: 'redis://x' })).toBeUndefined();
  });
});

test('named variants are filled up from the baseline', () => {
  const design = { variants: { hot: { cache: 'redis' }, same: {} } };
  expect(resolveDesign({ ...sampleConfig, design })).toEqual({
    kind: 'named',
    variants: [
      { name: 'hot', levels: { cache: 'redis', threads: 'single' } },
      { name: 'same', levels: { cache: 'none', threads: 'single' } },
    ],
  });
  expect(resolveDesign(sampleConfig)).toEqual({ kind: 'one-at-a-time' });
});

test('a fraction is of resolution 5 where nothing else is said', () => {
  const resolve = (design: NonNullable<LoadstoneConfig['design']>) =>
    resolveDesign({ ...sampleConfig, design });
  expect(resolve('fraction')).toEqual({ kind: 'fraction', resolution: 5 });
  expect(resolve({ fraction: {} })).toEqual({ kind: 'fraction', resolution: 5 });
  expect(resolve({ fraction: { resolution: 4 } })).toEqual({ kind: 'fraction', resolution: 4 });
});

test('loads have an id, and where none is given there are two, as far as the driver plays them', () => {
  expect(resolveLoads(sampleConfig)).toEqual([
    { id: 'closed-16', load: { kind: 'closed', connections: 16 } },
    {
      id: 'open-50pct-poisson',
      load: {
        ...{ kind: 'open-share', capacityRatio: 0.5, arrivals: 'poisson', maxConnections: 256 },
      },
    },
  ]);
  expect(resolveLoads({ ...sampleConfig, driver: 'autocannon' }).map(({ id }) => id)).toEqual([
    'closed-16',
  ]);
  const open = { kind: 'open', rateRps: 200, arrivals: 'poisson', maxConnections: 8 } as const;
  expect(buildLoadId(open)).toBe('open-200rps-poisson');
});

test('stages become a shape whose mean is the rate, and the id tells them', () => {
  const load = resolveLoad({
    kind: 'open',
    stages: [
      { rateRps: 100, durationS: 3 },
      { fromRps: 100, toRps: 300, durationS: 1 },
    ],
  });
  expect(load).toMatchObject({
    ...{ kind: 'open', rateRps: 125 },
    shape: [
      { fromRps: 100, toRps: 100, durationS: 3 },
      { fromRps: 100, toRps: 300, durationS: 1 },
    ],
  });
  expect(buildLoadId(load)).toBe('open-100rps3s-100to300rps1s-poisson');
});

test('a think time is part of the load and of its id, and none leaves no trace', () => {
  const load = resolveLoad({ kind: 'closed', connections: 4, thinkTimeMs: 50 });
  expect(load).toEqual({
    ...{ kind: 'closed', connections: 4 },
    thinkTimeMs: 50,
    thinkTimes: 'exponential',
  });
  expect(buildLoadId(load)).toBe('closed-4-think50ms');
  expect(buildLoadId(resolveLoad({ kind: 'closed', thinkTimeMs: 5, thinkTimes: 'fixed' }))).toBe(
    'closed-16-think5ms-fixed',
  );
  expect(resolveLoad({ kind: 'closed', thinkTimeMs: 0 })).toEqual({
    kind: 'closed',
    connections: 16,
  });
});

test('warm-up: what is given, then slices.warmupMs of older configs as its bound, then the default', () => {
  const usual = { requests: 1_000, untilSteady: true, maxMs: 6_000 };
  expect(resolveWarmup(sampleConfig)).toEqual(usual);
  const older = { ...sampleConfig, slices: { warmupMs: 300 } };
  expect(resolveWarmup(older)).toEqual({ ...usual, maxMs: 300 });
  expect(resolveSlices(older)).not.toHaveProperty('warmupMs');
  const both = { ...older, warmup: { requests: 50, untilSteady: false, maxMs: 900 } };
  expect(resolveWarmup(both)).toEqual({ requests: 50, untilSteady: false, maxMs: 900 });
});

test('slices, limits and placement are filled up', () => {
  const config = { ...sampleConfig, slices: { sliceMs: 300 }, limits: { voidGroupsRatio: 1 } };
  expect(resolveSlices(config)).toMatchObject({ sliceMs: 300, dropFirstMs: 200 });
  expect(resolveLimits(config)).toMatchObject({ voidGroupsRatio: 1, generatorCpuRatio: 0.9 });
  expect(resolvePlacement(config)).toBe('auto');
  expect(resolvePlacement({ ...config, placement: { service: [0] } })).toEqual({
    service: [0],
    generator: undefined,
    database: undefined,
    cache: undefined,
  });
});

test('requests are filled up, and JSON bodies are written', async () => {
  const requests = [
    { path: '/list?page=1' },
    { method: 'POST' as const, path: '/', json: { a: 1 } },
  ];
  const { scenarios, problems } = await resolveScenarios(
    { ...sampleConfig, scenarios: { own: { description: 'Mine.', requests } } },
    '/',
  );
  expect(problems).toEqual([]);
  expect(scenarios[0]).toMatchObject({ name: 'own', description: 'Mine.', writes: true });
  const { ref } = scenarios[0] ?? {};
  expect(ref?.kind === 'inline' && ref.requests).toMatchObject([
    { route: 'GET /list', method: 'GET', headers: {}, weight: 1, expectedStatuses: [200] },
    { route: 'POST /', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
  ]);
});

test('a text is split at blanks, and refused where only a shell would understand it', () => {
  expect(parseCommand(' node  a.js ')).toEqual(['node', 'a.js']);
  expect(parseCommand(['node', 'a b.js'])).toEqual(['node', 'a b.js']);
  for (const text of ['a | b', 'a "b"', 'a $B', 'a; b', '  ', 'a > b']) {
    expect(needsList(text)).toBe(true);
  }
  expect(needsList('./a --b=c d_e.js')).toBe(false);
  expect(needsList(['a | b'])).toBe(false);
});

test('cold slices are recorded whole, and enough to tell the time to steady', () => {
  const cold = { ...sampleConfig, phase: 'cold' as const };
  expect(resolveSlices({ ...cold, slices: { sliceMs: 500 } })).toMatchObject({
    ...{ sliceMs: 500, slicesPerGroup: 8, dropFirstMs: 0 },
  });
  expect(resolveSlices({ ...cold, driver: 'k6' })).toMatchObject({ slicesPerGroup: 8 });
  expect(resolveSlices({ ...cold, slices: { sliceMs: 500, slicesPerGroup: 4 } })).toMatchObject({
    slicesPerGroup: 4,
  });
  expect(resolveSlices({ ...sampleConfig, slices: { sliceMs: 500 } }).slicesPerGroup).toBe(4);
});
