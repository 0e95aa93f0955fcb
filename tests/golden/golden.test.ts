// No output of any kind changes unseen: tables, pages, exports and documents, byte for byte.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collectOutputs } from './outputs.ts';
import { describeOutputs, sumsFile } from './sums.ts';

test('every output is what it was; else see the differences (tests/golden/README.md), then accept them', () => {
  const kept = readFileSync(sumsFile, 'utf8').split('\n');
  const now = describeOutputs(collectOutputs()).split('\n');
  const changed = now.filter((line) => !kept.includes(line)).map((line) => line.slice(66));
  const gone = kept.filter((line) => !now.includes(line)).map((line) => line.slice(66));
  expect({ changed, gone: gone.filter((name) => !changed.includes(name)) }).toEqual({
    changed: [],
    gone: [],
  });
});
