// Bad input to the real command: one clear message with its path, the right exit code, nothing lost.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournal } from '../bench/services/journal.ts';
import { runLoadstone } from './support/command-line.ts';
import { copyFixture } from './support/fixture.ts';
import { runInProcess } from './support/in-process.ts';

let cwd: string;
let config: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'loadstone-bad-'));
  config = copyFixture('tiny-service', cwd);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const loadstone = (...args: readonly string[]) => runLoadstone(args, { cwd });

async function runWith(text: string, ...args: readonly string[]) {
  writeFileSync(join(cwd, 'changed.config.mts'), text);
  return loadstone('run', '--config', 'changed.config.mts', ...args);
}

test.each([
  ['an unknown level', ['--variant', 'speed=fats'], /speed.*"fats".*Did you mean "fast"/s],
  ['an unknown factor', ['--variant', 'sped=fast'], /"sped".*Did you mean "speed"/s],
  ['an unknown scenario', ['--scenario', 'helo'], /"helo".*Did you mean "hello"/s],
  ['a number that is none', ['--groups', 'many'], /--groups takes a whole number/],
  ['a budget that is none', ['--budget', '10x'], /--budget takes a time such as/],
  ['a budget that holds nothing', ['--budget', '1s'], /budget of 1 s holds/],
  ['an unknown flag', ['--gruops', '3'], /unknown option '--gruops'/],
  ['a config that is not there', ['--config', 'nowhere.mts'], /nowhere\.mts/],
])('%s is refused with exit code 2 and no run folder', async (_, args, message) => {
  const outcome = await runInProcess(['run', ...args], { cwd });
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toContain('    at ');
  expect(outcome.code).toBe(2);
  expect(readdirSync(cwd)).not.toContain('runs');
});

test('all problems of a config are told at once with their paths', async () => {
  const outcome = await runWith(config.replace('groups: 4', "gruops: 4, seed: 'x'"));
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/gruops.*did you mean.*groups/is);
  expect(outcome.stderr).toMatch(/seed/);
});

test('a config that throws is shown with what it threw', async () => {
  const outcome = await runWith(`throw new Error('no such luck');\n${config}`);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('no such luck');
  expect(outcome.stderr).toContain('CONFIG_THROWS');
});

test('a target that is not on this machine is refused', async () => {
  const url = config.replace("command: ['node', 'service.mjs'],", "url: 'http://192.0.2.1:80',");
  const outcome = await runWith(url);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/target\.url: must be on this machine/);
});

test('a baseline that never gets ready ends the run with its last output', async () => {
  const text = config.replace("fault: 'none' }", "fault: 'never-ready' }");
  const outcome = await runWith(text, '--variant', 'speed=slow,fault=never-ready');
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain('cannot find its feet');
  expect(outcome.stderr).toContain('SERVICE_NOT_READY');
});

test('a folder for runs that cannot be made fails before anything is started', async () => {
  writeFileSync(join(cwd, 'a-file'), '');
  const outcome = await loadstone('run', '--runs', 'a-file/runs');
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain('STORE_WRITE_FAILED');
});

test('a run beside another is refused, and leaves no folder that would be the latest', async () => {
  const other = openJournal(join(cwd, '.loadstone'));
  try {
    const outcome = await loadstone('run', '--runs', 'busy-runs', '--groups', '1');
    expect(outcome.stderr).toContain('RUN_BUSY');
    expect(outcome.code).toBe(3);
    expect(readdirSync(join(cwd, 'busy-runs'))).toEqual([]);
  } finally {
    other.close();
  }
});

test('a run that is not there is named, and how to find one', async () => {
  const outcome = await loadstone('report', 'nothing');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('loadstone list');
});

test.each(['mjs', 'mts'])(
  'a syntax error in a config or module of %s is told with line and column',
  async (extension) => {
    const broken = "export const scenario = {\n  name: 'x' y,\n};\n";
    writeFileSync(join(cwd, `broken.${extension}`), broken);
    const ofConfig = await loadstone('plan', '--config', `broken.${extension}`);
    expect(ofConfig.stderr).toMatch(new RegExp(`broken\\.${extension}:2:13: SyntaxError`));
    const config = {
      name: 'x',
      target: { command: 'x' },
      scenarios: { a: { module: `./broken.${extension}` } },
    };
    writeFileSync(join(cwd, 'sound.config.mjs'), `export default ${JSON.stringify(config)};`);
    const ofModule = await loadstone('plan', '--config', 'sound.config.mjs');
    expect(ofModule.stderr).toMatch(
      new RegExp(`scenarios\\.a\\.module: .*broken\\.${extension}:2:13\\)`),
    );
  },
);
