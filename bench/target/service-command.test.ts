import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findProgramFault } from './service-command.ts';

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
