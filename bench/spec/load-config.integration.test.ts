// Tests of loading config files as Node itself loads them: real files, a real Node process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSelfSigned } from '../drivers/open/self-signed.fixture.ts';
import type { Experiment } from './experiment.ts';
import { sampleConfig } from './sample-config.ts';

const loader = new URL('load-config.ts', import.meta.url).href;
const publicFace = new URL('../index.ts', import.meta.url).href;
const repository = join(import.meta.dirname, '../..');

/** Loads in a process of its own, because a test runner transforms what it imports; one for all, as each folder is another. */
const program = `
  const { loadConfig } = await import(${JSON.stringify(loader)});
  process.on('message', async (options) => {
    const told = await loadConfig({ env: {}, ...options }).then(
      (experiment) => ({ experiment }),
      ({ name, code, message, hint }) => ({ failure: { name, code, message, hint } }),
    );
    process.send(told);
  });
`;
let child: ChildProcess;

interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Told {
  readonly experiment?: Experiment;
  readonly failure?: Failure;
}

async function load(options: Readonly<Record<string, unknown>>): Promise<Told> {
  child.send(options);
  const [told] = await once(child, 'message');
  return told as Told;
}

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'loadstone-config-'));
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: [...stdio],
  });
});

afterAll(async () => {
  child.disconnect();
  await once(child, 'exit');
  await rm(root, { recursive: true, force: true });
});

/** Writes files into a folder of their own and gives the folder. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'case-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const json = JSON.stringify(sampleConfig);

describe('finding', () => {
  test.each(['mts', 'mjs', 'json'])(
    'finds loadstone.config.%s in the folder',
    async (extension) => {
      const text = extension === 'json' ? `\uFEFF${json}` : `export default ${json};`;
      const cwd = await folderWith({ [`loadstone.config.${extension}`]: text });
      const { experiment } = await load({ cwd });
      expect(experiment?.configPath).toBe(join(cwd, `loadstone.config.${extension}`));
      expect(experiment?.target.cwd).toBe(cwd);
    },
  );

  test('takes the file named, whose folder is what paths are relative to', async () => {
    const cwd = await folderWith({ 'deep/mine.json': json });
    const { experiment } = await load({ cwd, path: 'deep/mine.json' });
    expect(experiment?.target.cwd).toBe(join(cwd, 'deep'));
  });

  test('says where it looked', async () => {
    const cwd = await folderWith({});
    expect((await load({ cwd })).failure).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringContaining('loadstone.config.mts'),
    });
    expect((await load({ cwd, path: 'no.mts' })).failure?.code).toBe('CONFIG_NOT_FOUND');
    expect((await load({ cwd, path: '.' })).failure).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `${cwd} is a folder, not a config file.`,
    });
  });

  test('says that YAML is not read', async () => {
    const cwd = await folderWith({ 'loadstone.config.yaml': 'name: x' });
    expect((await load({ cwd })).failure).toMatchObject({
      code: 'CONFIG_INVALID',
      hint: expect.stringContaining('loadstone.config.json'),
    });
  });
});

test('a file of authorities is looked for beside the config and must hold a certificate', async () => {
  const target = { command: 'node main.js', scheme: 'https', tls: { ca: 'ca.pem' } };
  const text = JSON.stringify({ ...sampleConfig, target });
  const missing = await load({ cwd: await folderWith({ 'loadstone.config.json': text }) });
  expect(missing.failure?.message).toMatch(/\n {2}target\.tls\.ca: cannot be read: ENOENT/);
  const empty = await folderWith({ 'loadstone.config.json': text, 'ca.pem': 'no certificate' });
  expect((await load({ cwd: empty })).failure?.message).toContain('target.tls.ca: holds no certif');
  const { cert } = createSelfSigned();
  const cwd = await folderWith({ 'loadstone.config.json': text, 'ca.pem': cert });
  expect((await load({ cwd })).experiment?.target).toMatchObject({
    ...{ scheme: 'https', tls: { caPath: join(cwd, 'ca.pem'), rejectUnauthorized: true } },
  });
});

describe('reading', () => {
  test('a config that throws is told with the place that threw', async () => {
    const text = "import { x } from './deep.mts';\n\nexport default x();\n";
    const deep = "export function x(): never {\n  throw new Error('no luck');\n}\n";
    const cwd = await folderWith({ 'loadstone.config.mts': text, 'deep.mts': deep });
    expect((await load({ cwd })).failure).toMatchObject({
      code: 'CONFIG_THROWS',
      message: 'loadstone.config.mts: deep.mts:2:9: Error: no luck',
    });
  });

  test('a slip of the pen is told with its line', async () => {
    const text = 'export default {\n  a: 1\n  b: 2\n};\n';
    const cwd = await folderWith({ 'loadstone.config.mts': text });
    const { failure } = await load({ cwd });
    expect(failure?.code).toBe('CONFIG_THROWS');
    expect(failure?.message).toMatch(/^loadstone\.config\.mts:3:3: SyntaxError/);
  });

  test('where Node does not tell the line of a slip, the way to see it is told', async () => {
    const cwd = await folderWith({
      'loadstone.config.mjs': 'export default {\n  a: 1\n  b: 2\n};\n',
    });
    expect((await load({ cwd })).failure).toMatchObject({
      code: 'CONFIG_THROWS',
      message: expect.stringContaining('SyntaxError'),
      hint: expect.stringContaining('node <file>'),
    });
  });

  test.each([
    ['ts', 'of "type" in package.json. Rename it to loadstone.config.mts, or'],
    ['js', 'of "type" in package.json. Rename it to loadstone.config.mjs, or'],
    ['cts', 'of its ending .cts. Rename it to loadstone.config.mts, or'],
    ['cjs', 'of its ending .cjs. Rename it to loadstone.config.mjs, or'],
  ])('a module as .%s in a CommonJS package is told its name', async (ending, told) => {
    const cwd = await folderWith({
      'package.json': '{"type":"commonjs"}',
      [`loadstone.config.${ending}`]: `export default ${json};`,
    });
    expect((await load({ cwd })).failure).toMatchObject({
      code: 'CONFIG_THROWS',
      hint: expect.stringContaining(`for a CommonJS file, because ${told}`),
    });
  });

  test.each(['cts', 'cjs'])('a .%s config by `module.exports` is read', async (ending) => {
    const cwd = await folderWith({
      'package.json': '{"type":"module"}',
      [`loadstone.config.${ending}`]: `module.exports = ${json};`,
    });
    expect((await load({ cwd })).failure).toBeUndefined();
  });

  test('a missing default export and broken JSON are told', async () => {
    const bare = await folderWith({ 'loadstone.config.mts': 'export const config = 1;' });
    expect((await load({ cwd: bare })).failure?.message).toContain('no default export');
    const broken = await folderWith({ 'loadstone.config.json': '{ "a": 1, }' });
    expect((await load({ cwd: broken })).failure).toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('checking', () => {
  test('problems of all kinds come in one error', async () => {
    const config = {
      ...sampleConfig,
      groops: 1,
      baseline: { cache: 'redsi', threads: 'single' },
      scenarios: { gone: { module: './gone.ts' }, empty: { module: './empty.mjs' } },
      presets: {},
    };
    const cwd = await folderWith({
      'loadstone.config.json': JSON.stringify(config),
      'empty.mjs': 'export const other = 1;',
    });
    const { failure } = await load({ cwd });
    expect(failure).toMatchObject({ name: 'LoadstoneError', code: 'CONFIG_INVALID' });
    for (const part of [
      'has 4 problems',
      'groops: unknown key',
      'baseline.cache: "redsi"',
      'scenarios.gone.module: ',
      'scenarios.empty.module: ',
    ]) {
      expect(failure?.message).toContain(part);
    }
  });

  test('a preset is laid over, an unknown one refused', async () => {
    const cwd = await folderWith({ 'loadstone.config.json': json });
    const { experiment } = await load({ cwd, preset: 'quick' });
    expect(experiment).toMatchObject({ groups: 3, slices: { sliceMs: 400, loadMs: 2000 } });
    expect(experiment?.scenarios.map(({ name }) => name)).toEqual(['home']);
    expect((await load({ cwd, preset: 'quik' })).failure?.code).toBe('SELECTION_UNKNOWN');
  });

  test('defineConfig serves a config outside of the repository', async () => {
    const text = `import { defineConfig } from '${publicFace}';\nexport default defineConfig(${json});`;
    const cwd = await folderWith({ 'loadstone.config.mts': text });
    expect((await load({ cwd })).experiment?.name).toBe('sample');
  });
});

describe('the default config', () => {
  test('compares caching, threading and indexing of the CRM on seven scenarios', async () => {
    const { experiment } = await load({ cwd: repository });
    expect(experiment?.factors.map(({ name }) => name)).toEqual(['cache', 'threads', 'index']);
    const names = ['browse', 'desk', 'import', 'search', 'order-entry', 'dashboard', 'mixed'];
    const compared = experiment?.scenarios.filter(({ faultsOnly }) => faultsOnly !== true);
    expect(compared?.map(({ name }) => name)).toEqual(names);
    expect(experiment?.faults).toMatchObject({ afterRun: false, scenario: 'availability' });
    const writing = compared?.filter(({ writes }) => writes).map(({ name }) => name);
    expect(writing).toEqual(['desk', 'import', 'order-entry', 'mixed']);
  });

  test('declares for every level that does something how that shows', async () => {
    const { experiment } = await load({ cwd: repository });
    const silent = experiment?.factors.flatMap(({ levels }) =>
      levels.filter(({ exercised }) => exercised === undefined).map(({ name }) => name),
    );
    expect(silent).toEqual(['none', 'single', 'none']);
  });

  test('has a demo of every axis on one scenario', async () => {
    const { experiment } = await load({ cwd: repository, preset: 'demo' });
    expect(experiment?.scenarios.map(({ name }) => name)).toEqual(['desk', 'availability']);
    const levelCounts = experiment?.factors.map(({ levels }) => levels.length);
    expect(levelCounts).toEqual([3, 2, 3]);
  });
});
