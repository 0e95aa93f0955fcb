// Tests of what a config must mean beyond its shape.
import { describe, expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import { buildConfigError, formatPath } from './problem.ts';
import { sampleConfig } from './sample-config.ts';

function problemsOf(change: Record<string, unknown>): string[] {
  const { problems } = findConfigProblems({ ...sampleConfig, ...change });
  return problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

test('a right config has no problem', () => {
  expect(problemsOf({})).toEqual([]);
  const levels = { a: { command: 'x' }, b: { command: ['y', '--z'], args: ['1'] } };
  const byLevels = { target: {}, factors: { v: { levels } }, baseline: { v: 'a' } };
  expect(problemsOf(byLevels)).toEqual([]);
});

describe('each fault is told with its path', () => {
  const urlTarget = {
    target: { url: 'http://127.0.0.1:8080' },
    services: {},
    factors: {},
    baseline: {},
  };
  const shop = (level: unknown) => ({
    factors: { v: { levels: { a: level, b: {} } } },
    baseline: { v: 'a' },
  });
  const counted = { target: { command: 'x', statsPath: '/stats' } };
  const switches = (count: number) => {
    const names = [...'abcdefghi'].slice(0, count);
    return {
      factors: Object.fromEntries(names.map((name) => [name, { levels: { off: {}, on: {} } }])),
      baseline: Object.fromEntries(names.map((name) => [name, 'off'])),
    };
  };
  const cases: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ baseline: { cache: 'none' } }, 'baseline.threads: is missing: name the level'],
    [
      { phase: 'cold', loads: [{ kind: 'closed' }, { kind: 'open', rateRps: 5 }] },
      'loads: has more than one load, and the second would meet processes that the first has warmed; with phase cold give one',
    ],
    [
      { phase: 'cold', loads: [{ kind: 'open' }] },
      'loads[0]: needs a rateRps with phase cold: measuring what the baseline can carry would warm it',
    ],
    [
      { phase: 'cold', loads: [{ kind: 'closed' }], warmup: { requests: 500 } },
      'warmup: has no effect with phase cold, which measures from the first request on',
    ],
    [
      { phase: 'cold', loads: [{ kind: 'closed' }], slices: { warmupMs: 500 } },
      'slices.warmupMs: has no effect with phase cold',
    ],
    [
      { phase: 'cold', loads: [{ kind: 'closed' }], slices: { sliceMs: 100, dropFirstMs: 150 } },
      'slices.dropFirstMs: has no effect with phase cold',
    ],
    [{ baseline: undefined }, 'baseline.cache: is missing'],
    [
      { target: { ...sampleConfig.target, headers: { 'Content-Length': '5' } } },
      'target.headers.Content-Length: is set by Loadstone itself',
    ],
    [
      { baseline: { cache: 'redsi', threads: 'single' } },
      'baseline.cache: "redsi" is no level of cache; did you mean "redis"?',
    ],
    [
      { baseline: { cache: 'none', threads: 'single', treads: 'x' } },
      'baseline.treads: is no factor; did you mean "threads"?',
    ],
    [
      { baseline: { cache: 'none', threads: 'toString' } },
      'baseline.threads: "toString" is no level',
    ],
    [
      { design: { variants: { a: { cache: 'x' } } } },
      'design.variants.a.cache: "x" is no level of cache',
    ],
    [{ design: { variants: {} } }, 'design.variants: must name at least one'],
    [{ design: {} }, 'design: needs `variants` or `fraction`'],
    [{ design: { variants: { a: {} }, fraction: {} } }, 'design.variants: cannot stand beside'],
    [
      { design: 'fraction' },
      'design: a fraction takes two levels of each factor, and more are left of cache (3); keep two',
    ],
    [{ ...switches(2), design: 'fraction' }, 'design: a fraction needs three factors'],
    [
      { ...switches(3), design: { fraction: {} } },
      'design.fraction: a fraction of three factors would mix each main effect',
    ],
    [
      { ...switches(4), design: 'fraction' },
      'design: 4 factors have no fraction of resolution 5; "full" has 16 variants, and `{ fraction: { resolution: 4 } }` has 8',
    ],
    [{ ...switches(9), design: 'fraction' }, 'design: fractions are known here for up to 8'],
    [{ target: {} }, 'target: needs a command'],
    [{ target: {} }, 'services.redis: has no effect'],
    [{ target: { command: 'node "a b"' } }, 'target.command: holds quotes'],
    [{ target: { command: 'x', url: 'http://127.0.0.1' } }, 'target.url: cannot stand beside'],
    [
      shop({ command: 'y', url: 'http://127.0.0.1:8080' }),
      'factors.v.levels.a.command: cannot stand beside url',
    ],
    [
      { ...urlTarget, ...shop({ command: 'y' }) },
      'factors.v.levels.a.command: cannot stand beside target.url',
    ],
    [
      { target: {}, services: {}, ...shop({ command: 'y' }) },
      'factors.v.levels.b: needs a command or a url as the other levels have',
    ],
    [shop({ command: 'y && z' }), 'factors.v.levels.a.command: holds quotes or shell signs'],
    [{ target: { command: 'x', build: 'a; b' } }, 'target.build: holds quotes or shell signs'],
    [
      {
        factors: { v: { levels: { a: { command: 'y' } } }, w: { levels: { a: { command: 'z' } } } },
        baseline: { v: 'a', w: 'a' },
      },
      'factors.w: gives commands like v, but a variant can have one only',
    ],
    [{ target: { command: 'x', env: { PORT: 1 } } }, 'target.env.PORT: is set by Loadstone'],
    [
      { target: { command: 'x', env: { REDIS_URL: 'x' } } },
      'target.env.REDIS_URL: is set by Loadstone',
    ],
    [{ ...urlTarget, target: { url: 'ftp://127.0.0.1' } }, 'target.url: must begin with http://'],
    [
      { ...urlTarget, target: { url: ['http://127.0.0.1', 'http://10.0.0.1'] } },
      'target.url[1]: must be on this machine',
    ],
    [
      { ...urlTarget, target: { url: ['http://127.0.0.1:1', 'https://127.0.0.1:2'] } },
      'target.url: mixes http and https',
    ],
    [
      { ...urlTarget, target: { url: ['http://127.0.0.1:1', 'http://127.0.0.1:1/'] } },
      'target.url: names an address twice',
    ],
    [
      { ...urlTarget, target: { url: ['http://a.localhost', 'http://b.localhost'] } },
      'target.url: must name the same host',
    ],
    [
      { ...urlTarget, driver: 'k6', target: { url: 'https://127.0.0.1' } },
      'target.url: is https, where the driver k6 speaks plain http only; use the driver open',
    ],
    [
      {
        ...urlTarget,
        driver: 'autocannon',
        target: { url: ['http://127.0.0.1:1', 'http://[::1]:1'] },
      },
      'target.url: has several addresses, where the driver autocannon sends to one; use the driver open',
    ],
    [
      { driver: 'k6', target: { command: 'x', scheme: 'https' } },
      'target.scheme: is https, where the driver k6',
    ],
    [
      { ...urlTarget, target: { url: 'http://[::1]', scheme: 'http' } },
      'target.scheme: has no effect',
    ],
    [
      { target: { command: 'x', tls: {} } },
      'target.tls: has no effect: nothing is reached by https',
    ],
    [
      { target: { command: 'x', counter: { path: '/c', labels: { a: 'b' } } } },
      'target.counter.labels: has no effect without metric',
    ],
    [
      { target: { command: 'x', counter: { path: '/c', url: 'http://10.0.0.1' } } },
      'target.counter.url: must be on this machine',
    ],
    [
      { target: { command: 'x', counter: { path: '/c', url: 'http://127.0.0.1:9' } } },
      'target.counter.url: would count all variants together',
    ],
    [
      shop({ counterUrl: 'http://127.0.0.1:9' }),
      'factors.v.levels.a.counterUrl: has no effect without',
    ],
    [
      { ...urlTarget, target: { url: 'http://example.com' } },
      'target.url: must be on this machine',
    ],
    [{ ...urlTarget, target: { url: 'http://10.0.0.1' } }, 'target.url: must be on this machine'],
    [
      { ...urlTarget, target: { url: 'http://127.0.0.1.example.com' } },
      'target.url: must be on this machine',
    ],
    [{ ...urlTarget, target: { url: 'http://0.0.0.0' } }, 'target.url: must be on this machine'],
    [{ ...urlTarget, target: { url: 'http://127.0.0.1/api' } }, 'target.url: must not have a path'],
    [
      { ...urlTarget, target: { url: 'http://me:pw@127.0.0.1' } },
      'target.url: must not hold a user',
    ],
    [{ ...urlTarget, target: { url: 'nonsense' } }, 'target.url: is no URL'],
    [{ ...urlTarget, ...shop({ env: { A: 1 } }) }, 'factors.v.levels.a.env: has no effect'],
    [shop({ url: 'http://127.0.0.1:1', args: ['x'] }), 'factors.v.levels.a.args: has no effect'],
    [shop({ url: 'http://192.168.0.1' }), 'factors.v.levels.a.url: must be on this machine'],
    [shop({ needs: ['postgres'] }), 'factors.v.levels.a.needs[0]: "postgres" is not among'],
    [shop({ prepare: { command: 'x' } }), 'factors.v.levels.a.prepare: prepares a database'],
    [
      { factors: { v: { levels: { a: { size: 2 }, b: { size: 2 } } } }, baseline: { v: 'a' } },
      'factors.v.levels.b.size: is 2 as that of "a"; sizes must differ',
    ],
    [shop({ size: 0 }), 'factors.v.levels.a.size: must be a number, at least 1'],
    [
      { ...counted, ...shop({ exercised: {} }) },
      'factors.v.levels.a.exercised: needs one of counter, metric, index, indexes; none is given',
    ],
    [
      { ...counted, ...shop({ exercised: [{ counter: 'a' }, { counter: 'a', indexes: true }] }) },
      'factors.v.levels.a.exercised[1]: needs one of counter, metric, index, indexes; these are given: counter, indexes',
    ],
    [
      shop({ exercised: { counter: 'pool.jobs' } }),
      'factors.v.levels.a.exercised.counter: is read from target.statsPath',
    ],
    [
      { ...counted, ...shop({ exercised: { metric: 'pool_jobs' } }) },
      'factors.v.levels.a.exercised.metric: is read from target.counter.path',
    ],
    [
      { ...counted, ...shop({ exercised: { indexes: true } }) },
      'factors.v.levels.a.exercised.indexes: is read from PostgreSQL',
    ],
    [
      { ...counted, ...shop({ exercised: { counter: 'a', atLeastRatio: 0.5 } }) },
      'factors.v.levels.a.exercised.atLeastRatio: has no effect beside counter, which takes atLeastPerRequest and atLeastMoving',
    ],
    [
      { ...counted, ...shop({ exercised: { conter: 'a' } }) },
      'factors.v.levels.a.exercised.conter: unknown key; did you mean "counter"?',
    ],
    [
      { ...counted, ...shop({ exercised: { counter: 'pool..jobs' } }) },
      'factors.v.levels.a.exercised.counter: must be',
    ],
    [{ scenarios: { a: {} } }, 'scenarios.a: needs a module, requests or a script'],
    [
      { scenarios: { a: { module: 'x', requests: [{ path: '/' }] } } },
      'scenarios.a: needs only one of',
    ],
    [
      { scenarios: { a: { requests: [{ path: '/', body: '', json: {} }] } } },
      'scenarios.a.requests[0].json: cannot stand',
    ],
    [
      { driver: 'autocannon', loads: [{ kind: 'open', rateRps: 5 }] },
      'loads[0].kind: open: autocannon sends in a closed loop only',
    ],
    [
      { driver: 'open', loads: [{ kind: 'open', connections: 5 }] },
      'loads[0].connections: has no meaning for a load of kind open',
    ],
    [
      { driver: 'open', loads: [{ kind: 'open', rateRps: 5, capacityRatio: 0.5 }] },
      'loads[0].capacityRatio: cannot stand beside rateRps',
    ],
    [
      {
        driver: 'open',
        loads: [{ kind: 'open', rateRps: 5, stages: [{ rateRps: 5, durationS: 1 }] }],
      },
      'loads[0].rateRps: cannot stand beside stages',
    ],
    [
      {
        driver: 'open',
        loads: [{ kind: 'open', stages: [{ rateRps: 5, toRps: 6, durationS: 1 }] }],
      },
      'loads[0].stages[0]: needs either rateRps, or fromRps and toRps',
    ],
    [
      { driver: 'open', loads: [{ kind: 'open', stages: [{ rateRps: 0, durationS: 1 }] }] },
      'loads[0].stages: must ask for some requests',
    ],
    [
      { driver: 'k6', loads: [{ kind: 'closed', thinkTimeMs: 5 }] },
      'loads[0].thinkTimeMs: needs the driver open',
    ],
    [
      { driver: 'open', loads: [{ kind: 'open', rateRps: 5, thinkTimeMs: 5 }] },
      'loads[0].thinkTimeMs: has no meaning for a load of kind open',
    ],
    [
      { generators: 4, loads: [{ kind: 'closed', connections: 3 }] },
      'loads[0].connections: is 3, fewer than the 4 generators, each of which needs a connection',
    ],
    [
      { generators: 4, loads: [{ kind: 'open', rateRps: 5, maxConnections: 2 }] },
      'loads[0].maxConnections: is 2, fewer than the 4 generators',
    ],
    [
      { generators: 2, driver: 'autocannon', slices: { sliceMs: 1000 } },
      'generators: needs the driver open or k6: autocannon is one process',
    ],
    [
      { driver: 'autocannon', slices: { sliceMs: 'auto' } },
      'slices.sliceMs: auto needs the driver open',
    ],
    [
      { driver: 'autocannon', scenarios: { a: { script: 'a.k6.ts' } } },
      'scenarios.a.script: is a k6 script, which the driver autocannon cannot play',
    ],
    [
      { loads: [{ kind: 'closed' }, { kind: 'closed', connections: 16 }] },
      'loads[1]: is there twice (closed-16)',
    ],
    [
      { slices: { sliceMs: 1000, dropFirstMs: 1000 } },
      'slices.dropFirstMs: dropFirstMs (1000) must be below',
    ],
    [{ slices: { sliceMs: 200 } }, 'slices.sliceMs: dropFirstMs (200) must be below sliceMs (200)'],
    [
      { presets: { a: { scenarios: ['hoem'] } } },
      'presets.a.scenarios[0]: "hoem" is no scenario; did you mean "home"?',
    ],
    [
      { presets: { a: { levels: { cach: ['none'] } } } },
      'presets.a.levels.cach: is no factor; did you mean "cache"?',
    ],
    [
      { presets: { a: { levels: { cache: ['nnoe'] } } } },
      'presets.a.levels.cache[0]: "nnoe" is no level',
    ],
    [
      { presets: { a: { levels: { cache: ['redis'] } } } },
      'baseline.cache: "none" is no level of cache; known are redis (under preset a)',
    ],
    [
      { presets: { a: { slices: { sliceMs: 100 } } } },
      'presets.a.slices.sliceMs: dropFirstMs (200)',
    ],
    [
      { presets: { a: { design: { variants: { x: { cache: 'y' } } } } } },
      'presets.a.design.variants.x.cache: "y" is no level',
    ],
  ];
  test.each(cases)('%j', (change, expected) => {
    const { scenarios } = change;
    const presets = scenarios === undefined ? change.presets : {};
    const found = problemsOf({ ...change, presets });
    expect(found.filter((line) => line.startsWith(expected))).toHaveLength(1);
  });
});

test.each([
  'http://127.0.0.1:3000',
  'http://localhost',
  'http://[::1]:80/',
  'http://127.1:80',
  'http://api.localhost:5',
  'https://127.0.0.1:8443',
])('%s is on this machine', (url) => {
  expect(problemsOf({ target: { url }, services: {}, factors: {}, baseline: {} })).toEqual([]);
});

test('problems of shape and of meaning are told together, where the shape allows', () => {
  const problems = problemsOf({
    groops: 1,
    groups: 'x',
    baseline: { cache: 'redsi', threads: 'single' },
  });
  expect(problems.map((line) => line.split(':')[0]).sort()).toEqual([
    'baseline.cache',
    'groops',
    'groups',
  ]);
});

test('a fault of shape in one part hides no mistake in another', () => {
  const request = { path: '/a b' };
  const problems = problemsOf({
    target: { command: 'x "y"', readyPath: 7 },
    services: {},
    factors: {},
    baseline: {},
    scenarios: { bad: { requests: [request] }, empty: {}, two: { module: './x', script: './y' } },
    loads: [{ kind: 'closed' }, { kind: 'closed' }],
    slices: { sliceMs: 100, dropFirstMs: 100 },
    gates: {
      broken: { metric: 7 },
      lost: { metric: 'latencyP99Us', atMost: 1, scenarios: ['shop'] },
    },
    presets: { cold: { phase: 'chilly' }, none: { scenarios: ['nowhere'] } },
  });
  expect(problems.map((line) => line.split(':')[0]).sort()).toEqual([
    'gates.broken.metric',
    'gates.lost.scenarios[0]',
    'loads[1]',
    'presets.cold.phase',
    'presets.none.scenarios[0]',
    'scenarios.bad.requests[0].path',
    'scenarios.empty',
    'scenarios.two',
    'scenarios.two.script',
    'slices.dropFirstMs',
    'target.command',
    'target.readyPath',
  ]);
});

test('what only follows from a misshapen part is not told', () => {
  const lost = { target: { comand: 'x' }, services: {}, factors: {}, baseline: {} };
  expect(problemsOf(lost).map((line) => line.split(':')[0])).toEqual(['target.comand']);
  expect(problemsOf({ ...lost, target: { command: 7 } })).toHaveLength(1);
  expect(problemsOf({ factors: 7 })).toEqual(['factors: must be an object, not 7']);
});

test('the error names the file and has a line for each problem', () => {
  const { problems } = findConfigProblems({ ...sampleConfig, groops: 1, grups: 2 });
  const error = buildConfigError('loadstone.config.mts', problems);
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message.split('\n')).toHaveLength(3);
  expect(error.message).toMatch(/^loadstone\.config\.mts has 2 problems:/);
});
