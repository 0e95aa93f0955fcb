import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCaller, isInProject, nameCommands, nameDocs, nameRuns } from './command-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadstone-name-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a project has a package.json above its packages, a machine has none', () => {
  const own = join(folder, 'node_modules', '.pnpm', 'a', 'node_modules', 'loadstone', 'main.js');
  mkdirSync(join(folder, 'node_modules'));
  expect(isInProject(own)).toBe(false);
  writeFileSync(join(folder, 'package.json'), '{}');
  expect(isInProject(own)).toBe(true);
  expect(isInProject(join(folder, 'bench', 'main.ts'))).toBe(false);
});

test.each([
  ['`loadstone plan` checks it', '`npx loadstone plan` checks it'],
  ['Go on: loadstone run --resume 1', 'Go on: npx loadstone run --resume 1'],
  ['Usage: loadstone gate [options]', 'Usage: npx loadstone gate [options]'],
  ['Again: npx loadstone run', 'Again: npx loadstone run'],
  ['loadstone: unexpected error', 'loadstone: unexpected error'],
  ['beside loadstone.targets, in /opt/loadstone or loadstone@1', undefined],
])('%s', (text, expected = text) => {
  expect(nameCommands(text, 'npx loadstone')).toBe(expected);
  expect(nameCommands(expected, 'npx loadstone')).toBe(expected);
  expect(nameCommands(expected, 'loadstone')).toBe(text.replace('npx ', ''));
});

test.each([
  [
    'a project',
    '/p/node_modules/loadstone/a.js',
    '/p/node_modules/.bin/loadstone',
    'npx loadstone',
  ],
  ['a clone', '/clone/bench/a.ts', '/clone/bench/cli/loadstone.mjs', 'npx loadstone'],
  ['a clone, by npx', '/clone/bench/a.ts', '/clone/node_modules/.bin/loadstone', 'npx loadstone'],
  ['a linked clone', '/clone/bench/a.ts', '/usr/local/bin/loadstone', 'loadstone'],
  ['the machine', '/usr/lib/node_modules/loadstone/a.js', '/usr/bin/loadstone', 'loadstone'],
  ['a program of its own', '/clone/bench/a.ts', undefined, 'npx loadstone'],
])('of %s', (_, own, started, caller) => {
  mkdirSync(join(folder, 'p'), { recursive: true });
  writeFileSync(join(folder, 'p/package.json'), '{}');
  const place = (path: string) => path.replace(/^\/p\//, `${folder}/p/`);
  expect(findCaller(place(own), started && place(started))).toBe(caller);
  expect(findCaller(place(own), started && place(started), true)).toBe('yarn loadstone');
});

test.each([
  ['(docs/gates.md)', '(node_modules/loadstone/docs/gates.md)'],
  [
    'docs/config.md, see docs/faults.md.',
    'node_modules/loadstone/docs/config.md, see node_modules/loadstone/docs/faults.md.',
  ],
  ['/srv/docs/gates.md, ../docs/gates.md and mydocs/gates.md', undefined],
])('documents: %s', (text, expected = text) => {
  expect(nameDocs(text, true)).toBe(expected);
  expect(nameDocs(text, false)).toBe(text);
});

const id = '20260131-235959-00ff';

test.each([
  [
    `go on with \`loadstone run --resume ${id}\`.`,
    `go on with \`loadstone run --resume ${id} --runs out\`.`,
  ],
  [`Append: loadstone gate --more ${id}`, `Append: loadstone gate --more ${id} --runs out`],
  [`loadstone report ${id}`, `loadstone report ${id} --runs out`],
  ['`loadstone explain latest`', '`loadstone explain latest --runs out`'],
  ['`loadstone list` shows', '`loadstone list --runs out` shows'],
  [`loadstone run --resume ${id} --runs x`, undefined],
  ['`loadstone run --groups 3`', undefined],
])('in a folder that was named: %s', (text, expected = text) => {
  expect(nameRuns(text, 'out')).toBe(expected);
  expect(nameRuns(text, undefined)).toBe(text);
});

test('a folder with a space is quoted', () => {
  expect(nameRuns('loadstone list', 'my runs')).toBe("loadstone list --runs 'my runs'");
});
