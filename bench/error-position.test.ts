// Places of errors are read from real stacks, and from those that the engine writes for syntax errors.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findErrorPosition, formatPosition, tellPosition } from './error-position.ts';

function errorWith(stack: string): Error {
  const error = new Error('x');
  error.stack = stack;
  return error;
}

test('the innermost place that is of the user is found', () => {
  const own = new URL('drivers/driver.ts', import.meta.url).href;
  const thrown = errorWith(
    [
      'Error: boom at file:///not/here.ts:9:9 in next',
      '    at readFileSync (node:fs:440:20)',
      '    at check (/home/a/node_modules/ajv/index.js:3:4)',
      `    at drive (${own}:1:1)`,
      '    at Object.next (file:///home/a/my%20own.ts:12:7)',
      '    at file:///home/a/other.ts:1:1',
    ].join('\n'),
  );
  expect(findErrorPosition(thrown)).toEqual({ file: '/home/a/my own.ts', line: 12, column: 7 });
  expect(tellPosition(thrown, '/home/a')).toBe(' (my own.ts:12:7)');
});

test('of a syntax error the marked column is told, or the line alone', () => {
  const marked = errorWith(
    "file:///a/f.mts:2\nexport {\n  x: 'x' y,\n         ^\n}\n\nSyntaxError: no\n    at x (node:y:1:2)",
  );
  expect(findErrorPosition(marked)).toEqual({ file: '/a/f.mts', line: 2, column: 10 });
  const bare = errorWith('file:///a/e.mts:3\n  x: {\n\nSyntaxError: no');
  expect(findErrorPosition(bare)).toEqual({ file: '/a/e.mts', line: 3, column: undefined });
});

test('what tells no place gives none, however long it is', () => {
  expect(findErrorPosition('a text')).toBeUndefined();
  expect(
    findErrorPosition(errorWith(`Error: ${'/a'.repeat(500_000)}\n    at x (node:y:1:2)`)),
  ).toBeUndefined();
  expect(tellPosition(new TypeError('no'), '/')).toMatch(/^$|error-position/);
});

test('a file of another folder is named whole', () => {
  expect(formatPosition({ file: '/b/c.ts', line: 1, column: undefined }, '/a')).toBe('/b/c.ts:1');
});

test('a real module that throws tells its line and column', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-position-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'own.mjs');
  writeFileSync(path, "const a = 1;\nif (a) throw new Error('no database url');\n");
  const thrown = await import(/* @vite-ignore */ path).catch((error: unknown) => error);
  expect(tellPosition(thrown, folder)).toBe(' (own.mjs:2:14)');
});
