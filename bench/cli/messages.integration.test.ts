// What the command line says of bad input: what is wrong, where, and what to do; nothing that only follows from it.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RunManifest } from '../store/manifest.ts';
import { buildTestManifest, testSweep } from '../store/test-manifest.ts';
import { runProgram } from './program.ts';
import { renderError, type TerminalIo } from './terminal-io.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-messages-'));
  // What the configs start, where one is.
  writeFileSync(join(folder, 's.mjs'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
let env: TerminalIo['env'] = {};

/** Writes a config of its own for each call: modules are loaded once a path. */
function writeConfig(text: string, extension = 'mjs'): string {
  count += 1;
  const name = `c${count}.config.${extension}`;
  writeFileSync(join(folder, name), text);
  return name;
}

/** Everything that a command printed, its error as a person sees it. */
async function say(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const io: TerminalIo = {
    ...{ out: print, err: print, hideSecrets: () => {} },
    redact: (text) => text,
    ...{ env, cwd: folder, isOutTty: false, isErrTty: false, widthColumns: 100 },
  };
  try {
    await runProgram(argv, io, new AbortController().signal);
  } catch (thrown) {
    lines.push(renderError(thrown));
  }
  return lines.join('\n');
}

const plan = (config: object | string, extension?: string) => {
  const text = typeof config === 'string' ? config : `export default ${JSON.stringify(config)}`;
  return say('plan', '--config', writeConfig(text, extension));
};

const home = { requests: [{ path: '/' }] };
const sound = { name: 'x', target: { command: 'node s.mjs' }, scenarios: { home } };

test('a misspelt key is told once, and nothing that only follows from it', async () => {
  const said = await plan({
    ...sound,
    target: { comand: 'node s.mjs' },
    factors: { speed: { levels: { on: { env: { A: '1' } }, off: {} } } },
    baseline: { speed: 'off' },
    scenarios: { home: { request: [] }, shop: { requests: [{ pth: '/' }] } },
  });
  expect(said).toContain('has 3 problems:');
  for (const meant of ['command', 'requests', 'path']) {
    expect(said).toContain(`unknown key; did you mean "${meant}"?`);
  }
});

test('a misspelt key of the config itself hides no other problem', async () => {
  const said = await plan({ ...sound, senarios: { home }, scenarios: undefined, seed: 'x' });
  expect(said).toContain('has 2 problems:');
  expect(said).toContain('senarios: unknown key; did you mean "scenarios"?');
  expect(said).toContain('seed: must be a whole number');
});

test('every request that nobody can send is told, each path and each header', async () => {
  const paths = ['a', '//host/', '/a\\b', '/x y', '/\u0000'].map((path) => ({ path }));
  const own = ['connection', 'proxy-connection', 'content-length', 'transfer-encoding', 'upgrade'];
  const headers = Object.fromEntries(own.map((name) => [name, 'x']));
  const said = await plan({
    ...sound,
    scenarios: { home: { requests: [...paths, { path: '/', headers }] }, empty: {} },
  });
  expect(said).toContain('has 11 problems:');
  for (const index of paths.keys()) expect(said).toContain(`home.requests[${index}].path: `);
  for (const name of own)
    expect(said).toContain(`requests[5].headers.${name}: is the driver's own`);
  expect(said).toContain('scenarios.empty: needs a module');
});

test('line breaks of a path or route from a module do not break the line of the message', async () => {
  const write = (name: string, request: object) =>
    writeFileSync(
      join(folder, name),
      `export const scenario = { name: 'n', description: 'd',
        routes: { r: { weight: 1, writes: false, expectedStatuses: [200] } },
        createSource: () => ({ next: () => (${JSON.stringify(request)}) }) };`,
    );
  write('path.mjs', { route: 'r', method: 'GET', path: '/a\r\nb\tc\u0085d' });
  write('method.mjs', { route: 'r', method: 'GE\nT', path: '/' });
  write('route.mjs', { route: 'r\n', method: 'GET', path: '/' });
  const scenarios = Object.fromEntries(
    ['path', 'method', 'route'].map((name) => [name, { module: `./${name}.mjs` }]),
  );
  const said = await plan({ ...sound, scenarios });
  expect(said).toContain('GET /a\\r\\nb\\tc\\x85d cannot be sent: path holds a control');
  expect(said).toContain('GE\\nT / cannot be sent: method GE\\nT is not known');
  expect(said).toContain('route r\\n is not one of its routes');
  expect(said.split('\n').filter((line) => line.startsWith('  scenarios.'))).toHaveLength(3);
  expect(said.split('\n')).toHaveLength(5);
});

test('a time with a unit is told as the number that is meant', async () => {
  expect(await plan({ ...sound, slices: { sliceMs: '2s' } })).toContain(
    'slices.sliceMs: must be a whole number or "auto", not "2s"; write 2000 (milliseconds)',
  );
  expect(await plan({ ...sound, requestTimeoutMs: '1.5 s' })).toContain(
    'must be a whole number, not "1.5 s"; write 1500 (milliseconds)',
  );
  expect(await plan({ ...sound, slices: { sliceMs: 'autoo' } })).toContain('did you mean "auto"?');
});

test('a module that throws, or is not there, is told with its key and its place', async () => {
  writeFileSync(
    join(folder, 'throws.mjs'),
    "const a = 1;\nif (a) throw new Error('no database url');",
  );
  const said = await plan({
    ...sound,
    scenarios: {
      a: { module: './throws.mjs' },
      b: { module: './nowhere.mjs' },
    },
  });
  expect(said).toMatch(/scenarios\.a\.module: .*no database url \(.*throws\.mjs:2:14\)/);
  expect(said).toContain(`scenarios.b.module: there is no file ${join(folder, 'nowhere.mjs')}`);
});

test('a gate’s metric is found by a part of its name, beside the other broken gates', async () => {
  const said = await plan({
    ...sound,
    gates: {
      a: { metric: 'p99', toleranceRatio: 0.05 },
      b: { metric: 'latencyP50Us' },
      c: { metric: 'successRatio', atLeast: 2 },
    },
  });
  expect(said).toContain('gates.a.metric: "p99" is unknown; did you mean "latencyP99Us"?');
  expect(said).toContain('gates.b: needs one of toleranceRatio, atMost and atLeast');
  expect(said).toContain('gates.c.atLeast: successRatio is a share from 0 to 1');
});

test('a config whose module throws names that module', async () => {
  writeFileSync(join(folder, 'part.mjs'), "\nthrow new Error('no such luck');");
  const said = await plan("import './part.mjs';\nexport default {};");
  expect(said).toMatch(/c\d+\.config\.mjs: part\.mjs:2:7: Error: no such luck/);
});

test('presets that are not there', async () => {
  const name = writeConfig(`export default ${JSON.stringify(sound)}`);
  expect(await say('plan', '--config', name, '--preset', 'nope')).toContain(
    'This config defines no presets, so there is no "nope".',
  );
});

test('a wrong number is answered with the help of its own command', async () => {
  expect(await say('run', '--groups', '0')).toContain('→ Run `loadstone run --help`.');
  expect(await say('run', '--gruops', '1')).toContain(
    '(run `loadstone run --help` for its options)',
  );
});

test('a budget that holds nothing is answered with one that holds enough', async () => {
  const name = writeConfig(`export default ${JSON.stringify(sound)}`);
  const said = await say('plan', '--config', name, '--budget', '1s');
  const [, least = ''] = /Give at least --budget (\d+s)/.exec(said) ?? [];
  expect(await say('plan', '--config', name, '--budget', least)).toContain('× 3 groups');
});

test('a limit with a unit is told as the number that is meant', async () => {
  expect(await say('sweep', '--slo-p99', '50ms')).toContain(
    '--slo-p99 takes milliseconds as a number from 0.01 to 3600000, not "50ms"; write --slo-p99 50.',
  );
  expect(await say('sweep', '--seconds-per-rate', '1m')).toContain('write --seconds-per-rate 60');
});

test('the list of formats stands there once', async () => {
  const said = await say('export', '--format', 'xlsx');
  expect(said.match(/junit/g)).toHaveLength(1);
  expect(await say('export', '--format', 'junti')).toContain('→ Did you mean "junit"?');
});

test('the latest run is the newest that is over and of the right kind', async () => {
  const fixture = new URL('../../reports/fixtures/v3-complete.json', import.meta.url).pathname;
  const runs = join(folder, 'runs');
  const manifest = (id: string, more: Partial<RunManifest>) => {
    mkdirSync(join(runs, id), { recursive: true });
    writeFileSync(join(runs, id, 'run.json'), JSON.stringify(buildTestManifest({ id, ...more })));
  };
  manifest('20260101-000000-a', {});
  cpSync(fixture, join(runs, '20260101-000000-a/result.json'));
  manifest('20260102-000000-b', {});
  manifest('20260103-000000-c', { sweep: testSweep });
  const said = await say('export', 'latest', '--format', 'junit');
  expect(said).toContain('<?xml');
  expect(said).toContain('Run 20260102-000000-b is newer and not over: this is 20260101-000000-a.');
  expect(said).not.toContain('20260103-000000-c is');
});

test('a module is tried before a run, with the place where its next() throws', async () => {
  writeFileSync(
    join(folder, 'next.mjs'),
    "const route = { weight: 1, writes: false, expectedStatuses: [200] };\nexport const scenario = { name: 'n', description: 'd', routes: { a: route },\n  createSource: () => ({ next() { throw new Error('boom in next'); } }) };",
  );
  const module = './next.mjs';
  expect(await plan({ ...sound, scenarios: { a: { module } } })).toMatch(
    /scenarios\.a\.module: scenario n could not draw a request: boom in next \(.*next\.mjs:3:4\d\)/,
  );
  // What its requests are drawn from, only a running service can say.
  const target = { ...sound.target, dataPath: '/data' };
  expect(await plan({ ...sound, target, scenarios: { a: { module } } })).toContain('Scenarios: a');
});

test('a machine without Redis lacks it only where the config has a use for it', async () => {
  env = { LOADSTONE_REDIS_URL: 'redis://127.0.0.1:1' };
  onTestFinished(() => {
    env = {};
  });
  const doctor = (services: object) =>
    say(
      ...['doctor', '--runs', folder, '--config'],
      writeConfig(`export default ${JSON.stringify({ ...sound, services })}`),
    );
  expect(await doctor({ redis: {} })).toContain('! No Redis (redis://127.0.0.1:1');
  expect(await doctor({})).toContain('Redis: not there, and not needed by this config');
  const said = await say('doctor', '--runs', folder);
  expect(said).toContain('No config here, so the machine alone is judged');
  expect(said).not.toContain('this config');
  expect(said).toMatch(/[✓!] Pinning: /);
});

test('a config here that is wrong is told by doctor, too', async () => {
  writeFileSync(join(folder, 'loadstone.config.json'), '{}');
  onTestFinished(() => rmSync(join(folder, 'loadstone.config.json')));
  expect(await say('doctor', '--runs', folder)).toMatch(/✗ The config here: .*is missing/);
});

test('a file in place of the folder of runs is told as one', async () => {
  writeFileSync(join(folder, 'a-file'), '');
  for (const command of ['list', 'report'])
    expect(await say(command, '--runs', 'a-file')).toMatch(
      /a-file is a file.*\n.*→ Name the folder/,
    );
  const name = writeConfig(`export default ${JSON.stringify(sound)}`);
  expect(await say('run', '--config', name, '--runs', 'a-file')).toContain(
    'A file stands where a folder is needed: name another folder with --runs.',
  );
});

test('plan refuses a command that run refuses, in the same words', async () => {
  const config = { ...sound, target: { command: 'docker compose up' } };
  const name = writeConfig(`export default ${JSON.stringify(config)}`);
  const [planned, run] = [await say('plan', '--config', name), await say('run', '--config', name)];
  expect(planned).toContain(
    'baseline: Cannot measure `docker compose up` (environment: PORT): its service runs in a container',
  );
  expect(planned).toContain('give each level its address as `url` (docs/targets.md)');
  expect(run).toBe(planned);
});

test.each([
  ['/proc/x', 'Cannot create the folder /proc/x: ENOENT', 'no place for files, such as /proc'],
  ['a'.repeat(300), 'Cannot create the folder', 'Its name is too long: name another folder'],
])('a folder of runs that nothing can create is told as that: %s', async (runs, what, hint) => {
  const name = writeConfig(`export default ${JSON.stringify(sound)}`);
  const said = await say('run', '--config', name, '--runs', runs);
  expect(said).toContain(what);
  expect(said).toContain(hint);
  expect(said).not.toContain('disk space');
});

test('a state folder that cannot be made is no matter of --runs', async () => {
  const name = writeConfig(`export default ${JSON.stringify(sound)}`);
  onTestFinished(() => {
    env = {};
  });
  writeFileSync(join(folder, 'state-file'), '');
  for (const home of ['/proc/x', join(folder, 'state-file')]) {
    env = { LOADSTONE_HOME: home };
    const said = await say('run', '--config', name);
    expect(said).toMatch(/name another folder .*by the variable LOADSTONE_HOME/);
    expect(said).not.toContain('--runs');
  }
});

test('a run that cannot be read says why in the list', async () => {
  const id = '20260101-000000-0000';
  mkdirSync(join(folder, 'broken', id), { recursive: true });
  writeFileSync(join(folder, 'broken', id, 'run.json'), '{');
  expect(await say('list', '--runs', 'broken')).toMatch(new RegExp(`! ${id}: .*run\\.json: `));
});

test('what is wrong with the plan, its program and its gates is told at once', async () => {
  const said = await plan({
    ...sound,
    target: { command: 'node nope.mjs' },
    groups: 1_000,
    gates: {
      blind: { metric: 'cacheHitRatio', atLeast: 0.5 },
    },
    limits: { maxRunMs: 60_000 },
  });
  expect(said).toContain('there are 3 problems:\n  ');
  expect(said).toContain('more than the hard cap of 1 min');
  expect(said).toContain(`there is no file ${join(folder, 'nope.mjs')}`);
  expect(said).toContain('gates.blind can never be judged');
  expect(said.match(/\n {2}→ /g)).toHaveLength(3);
});

test('a config that fails its own checks hides neither its program nor what is wrong with its plan', async () => {
  const said = await plan({
    ...sound,
    target: { command: 'node nope.mjs' },
    scenarios: { home, broken: { requests: [{ path: 'x' }] } },
    groups: 1_000,
    gates: {
      typo: { metric: 'p99', toleranceRatio: 0.05 },
      blind: { metric: 'cacheHitRatio', atLeast: 0.5 },
    },
    limits: { maxRunMs: 60_000 },
  });
  expect(said).toContain('has 4 problems:');
  expect(said).toContain('gates.typo.metric: "p99" is unknown');
  expect(said).toContain(`there is no file ${join(folder, 'nope.mjs')}`);
  expect(said).toContain('more than the hard cap of 1 min');
  // Whether a gate can be judged depends on the scenarios, too.
  expect(said).not.toContain('gates.blind');
  const gates = {
    typo: { metric: 'p99', toleranceRatio: 0.05 },
    blind: { metric: 'cacheHitRatio', atLeast: 0.5 },
  };
  expect(await plan({ ...sound, gates })).toContain('gates.blind can never be judged');
});

test.each([
  ['a target', { target: { command: 'node nope.mjs', portEnv: 7 } }],
  ['factors', { target: { command: 'node nope.mjs' }, factors: { x: {} }, baseline: { x: 'a' } }],
])('of %s with problems nothing is said that only follows from them', async (_, change) => {
  const said = await plan({ ...sound, ...change });
  expect(said).toContain('[CONFIG_INVALID]');
  expect(said).not.toContain('nope.mjs');
});

test('a selection that is unknown does not hide a program that is not there', async () => {
  const config = { ...sound, target: { command: 'node nope.mjs' } };
  const name = writeConfig(`export default ${JSON.stringify(config)}`);
  for (const words of [
    ['--scenario', 'hme'],
    ['--variant', 'x=y'],
  ]) {
    const said = await say('plan', '--config', name, ...words);
    expect(said).toMatch(/hme|x=y|"x"/);
    expect(said).toContain(`there is no file ${join(folder, 'nope.mjs')}`);
  }
});

test('a plan says what it cannot compare, and a warm-up that its time hardly holds', async () => {
  const warmup = { requests: 50_000, maxMs: 1_000 };
  const alone = await plan({ ...sound, target: { command: 'node --version' }, warmup });
  expect(alone).toContain('! There is one variant, so nothing is compared');
  expect(alone).toContain(
    '50,000 requests in at most 1 s: a variant that answers fewer than 50,000',
  );
  const levels = { off: {}, on: { env: { A: '1' } } };
  const two = await plan({
    ...{
      ...sound,
      target: { command: 'node --version' },
      factors: { a: { levels } },
      baseline: { a: 'off' },
    },
    warmup: { requests: 500, maxMs: 1_000 },
  });
  expect(two).toContain('2 variants');
  expect(two).not.toMatch(/There is one variant|hardly|fewer than/);
});

test('setup finds the config of an example right below', async () => {
  const write = (name: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'loadstone.config.json'), JSON.stringify(sound));
    onTestFinished(() => rmSync(join(folder, name), { recursive: true }));
  };
  write('crm');
  const said = await say('setup');
  expect(said).toContain(`what ${join('crm', 'loadstone.config.json')} needs is looked for`);
  expect(said).toContain('setup: all of it is there');
  write('shop');
  expect(await say('setup')).toMatch(/below are crm.*, shop.*\n.*→ Name the one/);
});

test('--resume and --more say what they do not take, and no more than that', async () => {
  expect(await say('run', '--more', 'latest', '--seed', '1')).toContain(
    '--more does not take --seed.',
  );
  expect(await say('run', '--resume', 'latest', '--groups', '1')).toContain(
    '--resume does not take --groups.',
  );
});

test('a cold run says what it cannot tell with few slices, and what it leaves out is no setting', async () => {
  const cold = { ...sound, phase: 'cold', loads: [{ kind: 'closed', connections: 2 }] };
  const few = await plan({ ...cold, slices: { sliceMs: 200, slicesPerGroup: 4 } });
  expect(few).toContain('each variant has 4 slices of 200 ms in every scenario, from the first');
  expect(few).toContain('! 4 slices of each variant in a group are too few to tell how long');
  const usual = await plan({ ...cold, slices: { sliceMs: 200 } });
  expect(usual).toContain('8 slices of 200 ms');
  expect(usual).not.toContain('too few to tell');
  expect(await plan(cold)).toContain('20 slices of 100 ms');
  const warmup = { requests: 100 };
  expect(await plan({ ...cold, warmup })).toContain('warmup: has no effect with phase cold');
  const preset = { ...sound, presets: { cold: { phase: 'cold', warmup, loads: cold.loads } } };
  expect(await plan(preset)).toContain('presets.cold.warmup: has no effect with phase cold');
});

test('plan warns of two levels that set the same', async () => {
  const factors = { x: { levels: { off: {}, on: {} } } };
  const said = await plan({ ...sound, factors, baseline: { x: 'off' } });
  expect(said).toContain('! Levels off and on of x are the same: they set nothing that differs.');
  const unlike = { x: { levels: { off: {}, on: { env: { A: '1' } } } } };
  expect(await plan({ ...sound, factors: unlike, baseline: { x: 'off' } })).not.toContain(
    '! Levels',
  );
});
