// The package with other package managers than npm: a workspace of pnpm, whose packages are links, Yarn and Bun.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  copyService,
  createForeignProject,
  type ForeignProject,
  packLoadstone,
} from './support/foreign-project.ts';

let tarball: string;
let tools: ForeignProject;
let workspace: ForeignProject;

beforeAll(async () => {
  tarball = await packLoadstone();
  tools = createForeignProject('tools');
  workspace = createForeignProject('work space');
  tools.write({ 'package.json': '{"name":"tools","private":true}\n' });
  const brought = await tools.runs('npm', 'install', '--prefer-offline', 'pnpm@12');
  expect(brought.code, brought.stderr).toBe(0);
});
afterAll(() => {
  for (const one of [workspace, tools]) one.remove();
});

test('pnpm: it runs in a package of a workspace, and against the commit before', async () => {
  const pnpm = join(tools.cwd, 'node_modules/.bin/pnpm');
  workspace.write({
    'package.json': '{"name":"all","private":true}\n',
    'pnpm-workspace.yaml': 'packages: ["services/*", "libraries/*"]\n',
    '.gitignore': 'node_modules/\nruns/\n.loadstone/\n',
    'libraries/greeting/package.json':
      '{"name":"greeting","version":"1.0.0","type":"module","exports":"./index.mjs"}\n',
    'libraries/greeting/index.mjs': "export const greeting = 'hello';\n",
    'services/shop/package.json': JSON.stringify({
      ...{ name: 'shop', version: '1.0.0', type: 'module' },
      dependencies: { greeting: 'workspace:*' },
      devDependencies: { loadstone: 'file:../../loadstone.tgz' },
    }),
  });
  // In the repository: the lock file names it by a relative path, which must hold in a checkout of another commit.
  copyFileSync(tarball, join(workspace.cwd, 'loadstone.tgz'));
  const shop = workspace.below('services/shop');
  copyService(shop);
  const served = readFileSync(join(shop.cwd, 'service.mjs'), 'utf8');
  shop.write({ 'service.mjs': `import 'greeting';\n${served}` });
  const installed = await workspace.runs(pnpm, 'install', '--prefer-offline');
  expect(installed.code, installed.stdout + installed.stderr).toBe(0);
  const words = ['--groups', '3', '--variant', 'work=usual', '--variant', 'work=twin', '--quiet'];
  const ran = await shop.runs(pnpm, 'exec', 'loadstone', 'run', ...words);
  // 4 where this machine was too busy for a verdict.
  expect([0, 4], ran.stdout + ran.stderr).toContain(ran.code);
  workspace.commit();
  shop.write({ 'rounds.mjs': 'export const roundsFactor = 20;\n' });
  workspace.commit();
  // The other version has links of its own, which pnpm makes there: it has to be on PATH.
  const path = `${join(tools.cwd, 'node_modules/.bin')}:${process.env.PATH}`;
  const gate = ['loadstone', 'gate', '--against', 'HEAD~1', '--quiet'];
  const gated = await shop.runs('env', `PATH=${path}`, pnpm, 'exec', ...gate);
  expect(gated.stdout, gated.stderr).toContain('✗ cpu-holds');
  expect(gated.code).toBe(1);
});

const yarnSettings = 'enableImmutableInstalls: false\nenableTelemetry: false\n';

test.each([
  {
    title: 'Yarn 4 with node_modules',
    manager: '@yarnpkg/cli-dist@4',
    program: 'yarn',
    files: { '.yarnrc.yml': `nodeLinker: node-modules\n${yarnSettings}` },
    command: "['node', 'service.mjs']",
  },
  {
    title: "Yarn 4 with Plug'n'Play",
    manager: '@yarnpkg/cli-dist@4',
    program: 'yarn',
    files: { '.yarnrc.yml': `nodeLinker: pnp\n${yarnSettings}` },
    command: "['node', '--require', './.pnp.cjs'",
  },
  {
    title: 'Bun',
    manager: 'bun@1',
    program: 'bun',
    files: {},
    command: "['node', 'service.mjs']",
  },
])('$title: init, plan, run, and against the commit before', async (given) => {
  const { manager, program, files, command } = given;
  const brought = await tools.runs('npm', 'install', '--prefer-offline', manager);
  expect(brought.code, brought.stderr).toBe(0);
  const project = createForeignProject('shop');
  onTestFinished(() => project.remove());
  copyService(project);
  const served = readFileSync(join(project.cwd, 'service.mjs'), 'utf8');
  project.write({
    ...files,
    '.gitignore': 'node_modules/\n.yarn/\n.pnp.*\nruns/\n.loadstone/\n',
    'package.json': JSON.stringify({
      ...{ name: 'shop', version: '1.0.0', type: 'module', private: true },
      scripts: { start: 'node service.mjs' },
      dependencies: { greeting: 'file:./greeting' },
      devDependencies: { loadstone: 'file:./loadstone.tgz' },
    }),
    'greeting/package.json': '{"name":"greeting","version":"1.0.0","exports":"./index.cjs"}\n',
    'greeting/index.cjs': "exports.greeting = 'hello';\n",
    // Answered once that package is found.
    'service.mjs': `import 'greeting';\n${served}`,
  });
  rmSync(join(project.cwd, 'loadstone.config.mts'));
  copyFileSync(tarball, join(project.cwd, 'loadstone.tgz'));
  const bin = join(tools.cwd, 'node_modules/.bin');
  const runs = (...words: readonly string[]) =>
    project.runs('env', `PATH=${bin}:${process.env.PATH}`, program, ...words);
  const installed = await runs('install');
  expect(installed.code, installed.stdout + installed.stderr).toBe(0);
  const init = await runs('run', 'loadstone', 'init', '--yes');
  expect(init.code, init.stderr).toBe(0);
  const path = join(project.cwd, 'loadstone.config.mts');
  const config = readFileSync(path, 'utf8');
  expect(config).toContain(`command: ${command}`);
  const quick =
    'groups: 3, warmup: { requests: 100, untilSteady: false }, slices: { loadMs: 200 },';
  project.write({ 'loadstone.config.mts': config.replace('groups: 12,', quick) });
  const planned = await runs('run', 'loadstone', 'plan');
  expect(planned.code, planned.stderr).toBe(0);
  const ran = await runs('run', 'loadstone', 'run', '--quiet');
  // 4 where this machine was too busy for a verdict.
  expect([0, 4], ran.stderr).toContain(ran.code);
  project.commit();
  // Whatever the verdict on two equal versions: the other one was installed, started and measured.
  const gated = await runs('run', 'loadstone', 'gate', '--against', 'HEAD', '--quiet');
  expect([0, 1, 4], gated.stderr).toContain(gated.code);
  expect(gated.stdout).toMatch(/HEAD@[0-9a-f]{10}/);
});

test('what Bun itself runs is told to take Node', async () => {
  const brought = await tools.runs('npm', 'install', '--prefer-offline', 'bun@1');
  expect(brought.code, brought.stderr).toBe(0);
  const entry = join(import.meta.dirname, '../bench/cli/loadstone.mjs');
  const { code, stderr } = await tools.runs(join(tools.cwd, 'node_modules/.bin/bun'), entry);
  expect(stderr).toContain('this is Bun, and Loadstone needs Node 22.18 or newer');
  expect(code).toBe(3);
});
