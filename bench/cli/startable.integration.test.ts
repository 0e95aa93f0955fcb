// `plan` refuses what `run` would end on, in the same words and before anything is started.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findK6 } from '../drivers/k6/find-k6.ts';
import { messageOf } from '../errors.ts';
import { runProgram } from './program.ts';
import { renderError, type TerminalIo } from './terminal-io.ts';

const k6 = await findK6({
  givenPath: process.env.LOADSTONE_K6,
  stateDir: fileURLToPath(new URL('../../.loadstone', import.meta.url)),
});

const home = { requests: [{ path: '/' }] };
const sound = { name: 'x', target: { command: 'node s.mjs' }, scenarios: { home } };

interface Said {
  readonly text: string;
  readonly code: string | undefined;
}

/** What each of the commands says of a config in a folder of its own. */
async function sayAll(
  commands: readonly (readonly string[])[],
  config: object,
  { env = {}, files = {} }: { env?: TerminalIo['env']; files?: Record<string, string> } = {},
): Promise<readonly Said[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'loadstone-startable-'));
  for (const script of ['s.mjs', 'run.sh']) writeFileSync(join(cwd, script), '');
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, 'loadstone.config.json'), JSON.stringify(config));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const before = readdirSync(cwd);
  const said: Said[] = [];
  for (const argv of commands) {
    const lines: string[] = [];
    const print = (text: string) => void lines.push(text);
    const io: TerminalIo = {
      ...{ out: print, err: print, hideSecrets: () => {} },
      ...{ redact: (text: string) => text },
      ...{ env, cwd, isOutTty: false, isErrTty: false, widthColumns: 100 },
    };
    try {
      await runProgram(argv, io, new AbortController().signal);
      said.push({ text: lines.join('\n'), code: undefined });
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
      said.push({
        text: [...lines, renderError(thrown)].join('\n'),
        code: code ?? messageOf(thrown),
      });
    }
  }
  // Neither a run folder nor a state folder: nothing was begun.
  expect(readdirSync(cwd)).toEqual(before);
  return said;
}

const flags = ['--config', 'loadstone.config.json'];
const planAndRun = (...more: readonly string[]) => [
  ['plan', ...flags, ...more],
  ['run', ...flags, ...more],
];

test.each([
  ['a program that is not there', 'nodde s.mjs', /nodde: no such command; did you mean "node"\?/],
  ['a file that is not there', './s.sh', /there is no file .*\/s\.sh/],
])('%s', async (_, command, message) => {
  const [planned, ran] = await sayAll(planAndRun(), { ...sound, target: { command } });
  expect(planned?.code).toBe('SERVICE_DIED');
  expect(planned?.text).toMatch(message);
  expect(ran).toEqual(planned);
});

test('what a build makes need not be there before it', async () => {
  const build = 'node -p 1';
  for (const command of ['node dist/server.js', './dist/server']) {
    const [planned] = await sayAll([['plan', ...flags]], {
      ...{ ...sound, target: { build, command } },
    });
    expect(planned?.code).toBeUndefined();
  }
  const commandOnPath = { ...sound, target: { build, command: 'nodde dist/server.js' } };
  const [refused] = await sayAll([['plan', ...flags]], commandOnPath);
  expect(refused?.code).toBe('SERVICE_DIED');
});

test.each([
  [
    'program',
    'nodde build.mjs',
    /target\.build `nodde build\.mjs`: nodde: no such command; did you/,
  ],
  ['script', 'node build.mjs', /target\.build `node build\.mjs`: there is no file .*\/build\.mjs/],
])('a %s of the build that is not there', async (_, build, message) => {
  const target = { build, command: 'node dist/server.js' };
  const [planned, ran] = await sayAll(planAndRun(), { ...sound, target });
  expect(planned?.code).toBe('BUILD_FAILED');
  expect(planned?.text).toMatch(message);
  expect(ran).toEqual(planned);
});

/** No resolver takes a label of 64 characters, so this asks no network. */
const noHost = `${'a'.repeat(64)}.invalid`;

test.each(['target', 'counter', 'level'])('a host of a %s that has no address', async (place) => {
  const url = `http://${noHost}:1`;
  const here = 'http://127.0.0.1:1';
  const factor = (level: string) => ({ place: { levels: { one: { url: level } } } });
  const config = {
    target: { ...sound, target: { url } },
    counter: { ...sound, target: { url: here, counter: { url, path: '/count' } } },
    level: { ...sound, target: {}, factors: factor(url), baseline: { place: 'one' } },
  }[place];
  const files = { 'loadstone.targets': noHost };
  const [planned, ran] = await sayAll(planAndRun('--allow-target', noHost), config ?? {}, {
    files,
  });
  expect(planned?.code).toBe('TARGET_NOT_LOOPBACK');
  expect(planned?.text).toContain(`${noHost}:1 cannot be resolved`);
  expect(ran).toEqual(planned);
});

test('a variant besides the baseline that cannot be started is named, and the plan goes on', async () => {
  const levels = { here: {}, gone: { env: { PATH: '/nowhere' } } };
  const config = {
    ...{ ...sound, target: { command: 'sh run.sh' } },
    ...{ factors: { place: { levels } }, baseline: { place: 'here' } },
  };
  const [planned] = await sayAll([['plan', ...flags]], config);
  expect(planned?.code).toBeUndefined();
  expect(planned?.text).toMatch(
    /^! place = gone will not run: Cannot start `sh run\.sh` .*sh: no such command.*Mend target\.command/m,
  );
});

test('a k6 that is not there, by its path or at all', async () => {
  const config = { ...sound, driver: 'k6' };
  const [planned, ran] = await sayAll(planAndRun(), config, {
    env: { LOADSTONE_K6: '/nowhere/k6' },
  });
  expect(planned?.code).toBe('DRIVER_UNAVAILABLE');
  expect(planned?.text).toContain('/nowhere/k6 does not run');
  expect(ran).toEqual(planned);
  // Another driver has no use for it.
  const [open] = await sayAll([['plan', ...flags]], sound, {
    env: { LOADSTONE_K6: '/nowhere/k6' },
  });
  expect(open?.code).toBeUndefined();
});

test.runIf(k6.kind === 'found')('a function that a k6 script does not export', async () => {
  const files = { 'script.js': 'export default function () {}\nexport function write() {}\n' };
  const env = k6.kind === 'found' ? { LOADSTONE_K6: k6.path } : {};
  const config = (exec: string) => ({
    ...{ ...sound, driver: 'k6' },
    scenarios: { home: { script: './script.js', exec } },
  });
  const [planned, ran] = await sayAll(planAndRun(), config('wirte'), { env, files });
  expect(planned?.code).toBe('SCENARIO_INVALID');
  expect(planned?.text).toContain('script.js exports no function wirte, which is to be played.');
  expect(planned?.text).toContain('Name one that it exports with `exec`: default, write.');
  expect(ran).toEqual(planned);
  const [right] = await sayAll([['plan', ...flags]], config('write'), { env, files });
  expect(right?.code).toBeUndefined();
  expect(right?.text).toMatch(/^Of the k6 script of home: .* one iteration after the other/m);
});
