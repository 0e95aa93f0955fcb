import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findProgramFault, findScriptFault } from './service-command.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-program-'));
  writeFileSync(join(folder, 'gunicorn'), '');
  chmodSync(join(folder, 'gunicorn'), 0o755);
  writeFileSync(join(folder, 'plain'), '');
  chmodSync(join(folder, 'plain'), 0o644);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a program that is there has no fault', () => {
  expect(findProgramFault('gunicorn', '/', `/nowhere:${folder}`)).toBeUndefined();
  expect(findProgramFault('./gunicorn', folder, '')).toBeUndefined();
  expect(findProgramFault('node', '/', '')).toBeUndefined();
});

test('one that is not is told with the one that is meant', () => {
  expect(findProgramFault('nodde', '/', folder)).toBe(
    'nodde: no such command; did you mean "node"?',
  );
  expect(findProgramFault('gunicron', '/', folder)).toBe(
    'gunicron: no such command; did you mean "gunicorn"?',
  );
  expect(findProgramFault('rails', '/', folder)).toBe('rails: no such command');
  expect(findProgramFault('./rails', folder, '')).toBe(`there is no file ${folder}/rails`);
  expect(findProgramFault('./plain', folder, '')).toBe(`${folder}/plain is not executable`);
});

test('on Windows a program is found by its ending', () => {
  writeFileSync(join(folder, 'npm.CMD'), '');
  chmodSync(join(folder, 'npm.CMD'), 0o755);
  expect(findProgramFault('npm', '/', folder, ['', '.EXE', '.CMD'])).toBeUndefined();
  expect(findProgramFault('./npm', folder, '', ['', '.EXE', '.CMD'])).toBeUndefined();
  expect(findProgramFault('npm', '/', folder, [''])).toContain('npm: no such command');
});

test.each([
  [['node', 'nope.js'], 'nope.js'],
  [['node', '--enable-source-maps', 'dist/nope.mjs', 'data.js'], 'dist/nope.mjs'],
  [['/usr/bin/python3.12', '-u', 'nope.py'], 'nope.py'],
  [['java', '-Xmx1g', '-jar', 'target/nope.jar'], 'target/nope.jar'],
  [['sh', 'nope.sh'], 'nope.sh'],
])('%j: the script that is not there is named', (words, file) => {
  expect(findScriptFault(words, folder)).toBe(`there is no file ${join(folder, file)}`);
});

test.each([
  [['node', '-e', 'require("./nope.js")']],
  [['node', 'server']],
  [['node', '--run', 'start.js']],
  [['python3', '-m', 'flask', 'nope.py']],
  [['java', '-cp', 'a.jar', 'Main']],
  [['sh', '-c', 'node nope.js']],
  [['bun', 'x', 'nope.ts']],
  [['gunicorn', 'nope.py']],
  [['node', 'there.js']],
])('%j: nothing is said', (words) => {
  writeFileSync(join(folder, 'there.js'), '');
  expect(findScriptFault(words, folder)).toBeUndefined();
});
