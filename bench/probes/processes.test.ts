import { expect, test } from 'vitest';
import { readProcess, readProcessTree, readRssBytes } from './processes.ts';
import { buildStatLine, createFakeTree } from './test-proc-tree.ts';

function createFamily() {
  return createFakeTree({
    '1/stat': buildStatLine(1, 0),
    '10/stat': buildStatLine(10, 1),
    '11/stat': buildStatLine(11, 10),
    '12/stat': buildStatLine(12, 11),
    '13/stat': buildStatLine(13, 10, { state: 'Z' }),
    '20/stat': buildStatLine(20, 1),
    'self/stat': buildStatLine(99, 10),
  });
}

test('a tree holds the process and all its descendants, but no strangers and no zombies', () => {
  expect(readProcessTree(10, createFamily().root)).toEqual([10, 11, 12]);
});

test('several roots are read in one pass and overlap only once', () => {
  expect(readProcessTree([20, 11, 10], createFamily().root)).toEqual([20, 11, 10, 12]);
});

test('a root that has ended gives no tree', () => {
  expect(readProcessTree(77, createFamily().root)).toEqual([]);
  expect(readProcessTree(1, '/nowhere')).toEqual([]);
  expect(readProcess(77, createFamily().root)).toBeUndefined();
});

test('memory is summed over the processes that can be read, and undefined where none can', () => {
  const tree = createFakeTree({ '7/status': 'VmRSS: 10 kB\n', '8/status': 'VmRSS: 5 kB\n' });
  expect(readRssBytes([7, 8, 9], tree.root)).toBe(15 * 1024);
  expect(readRssBytes([9], tree.root)).toBeUndefined();
});
