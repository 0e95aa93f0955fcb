import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrokenLines } from './env-file.ts';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadstone-env-'));
beforeAll(() => {
  const usual =
    '# of the team\nPORT=3000\nHOST=0.0.0.0\nDATABASE_URL=postgres://a\nTOKEN="a b"\nMODE=dev\n';
  writeFileSync(join(folder, 'usual.env'), usual);
  writeFileSync(join(folder, 'more.env'), 'MODE=more\nexport DEPTH=2\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (target: object, level: object = {}) =>
  loadConfig({
    path: {
      value: {
        name: 'env',
        target: { command: 'node a.js', ...target },
        services: { postgres: {} },
        factors: { mode: { levels: { usual: {}, other: level } } },
        baseline: { mode: 'usual' },
        scenarios: { home: { requests: [{ path: '/' }] } },
      },
    },
    ...{ cwd: folder, preset: undefined, env: {} },
  });

test('a later file and `env` go first, and what Loadstone sets is not taken from a file', async () => {
  const envFile = ['usual.env', 'more.env'];
  const { target } = await load({ envFile, env: { DEPTH: 3 } });
  expect(target.env).toEqual({ TOKEN: 'a b', MODE: 'more', DEPTH: '3' });
});

test('a level has files of its own', async () => {
  const { factors } = await load({}, { envFile: 'more.env' });
  expect(factors[0]?.levels.map(({ env }) => env)).toEqual([{}, { MODE: 'more', DEPTH: '2' }]);
});

test('a file that is not there is told with its key', async () => {
  await expect(load({ envFile: 'none.env' }, { envFile: ['more.env', 'no.env'] })).rejects.toThrow(
    /target\.envFile[\s\S]*none\.env[\s\S]*factors\.mode\.levels\.other\.envFile[\s\S]*no\.env/,
  );
});

test('broken lines are told with file and line, and without their value', async () => {
  const text = '# broken\nA="secret\nB C=3\n=x\r\nbad line\nGOOD=1\nD="a\\"b"\n';
  writeFileSync(join(folder, 'broken.env'), text);
  const loading = load({ envFile: 'broken.env' });
  await expect(loading).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(loading).rejects.not.toThrow(/secret/);
  for (const problem of [
    'broken.env:2 does not close its "',
    'broken.env:3 is no NAME=value',
    'broken.env:4 is no NAME=value',
    'broken.env:5 is no NAME=value',
    'broken.env:7 goes on after the closing "',
  ])
    await expect(loading).rejects.toThrow(`target.envFile: ${problem}`);
  await expect(loading).rejects.not.toThrow(/broken\.env:[16]/);
});

test('what parseEnv reads as it is written is not broken', () => {
  const text =
    "export A=1\n  B = two words # said\nC=\nD='x # y' # z\nE=`a\n=b\nc`\nF=it's\nG.h-i=\"\"\r\n";
  expect(findBrokenLines(text)).toEqual([]);
});
