// Nesting is counted in lists and objects alike, and only as far as it is asked for.
import { expect, test } from 'vitest';
import { nestsDeeper } from './nesting.ts';

test.each([
  [1, 0, false],
  [[], 0, true],
  [[], 1, false],
  [{ a: [{ b: 1 }] }, 3, false],
  [{ a: [{ b: 1 }] }, 2, true],
  [[1, [2], 3], 1, true],
])('%j, %i levels: %s', (value, mostLevels, isDeeper) => {
  expect(nestsDeeper(value, mostLevels)).toBe(isDeeper);
});

test('a value of a million levels does not take the stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`);
  expect(nestsDeeper(deep, 200)).toBe(true);
});
