// The package in a workspace of pnpm, whose packages are links.
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  copyService,
  createForeignProject,
  type ForeignProject,
  packLoadstone,
  type Tarball,
} from './support/foreign-project.ts';

let tarball: Tarball;
let tools: ForeignProject;
let workspace: ForeignProject;

beforeAll(async () => {
  tarball = packLoadstone();
  tools = createForeignProject('tools');
  workspace = createForeignProject('work space');
  tools.write({ 'package.json': '{"name":"tools","private":true}\n' });
  const brought = await tools.runs('npm', 'install', '--prefer-offline', 'pnpm@12');
  expect(brought.code, brought.stderr).toBe(0);
});
afterAll(() => {
  for (const one of [workspace, tools, tarball]) one.remove();
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
  copyFileSync(tarball.path, join(workspace.cwd, 'loadstone.tgz'));
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
