import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendHistory, findHistoryPath, readHistory } from './history.ts';
import { fakeHistoryEntry } from './test-history.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-history-'));
  path = findHistoryPath(join(folder, 'runs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const first = [fakeHistoryEntry(0), fakeHistoryEntry(0, { metric: 'latencyP99Us' })];
const second = [fakeHistoryEntry(1, { scenario: '浏览客户', label: null, gitCommit: null })];
const readIds = () => readHistory(path).entries.map(({ runId }) => runId);

test('what was appended is read back in order', () => {
  expect(readHistory(path)).toEqual({ entries: [], damaged: [] });
  expect(appendHistory(path, first)).toBe(2);
  expect(appendHistory(path, second)).toBe(1);
  expect(readHistory(path)).toEqual({ entries: [...first, ...second], damaged: [] });
});

test('a run that is in the history adds nothing and replaces nothing, though its figures changed', () => {
  appendHistory(path, first);
  const before = readFileSync(path, 'utf8');
  expect(appendHistory(path, [fakeHistoryEntry(0, { logRatio: 9, groups: 99 })])).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('a file cut off anywhere is made whole by entering the run again', () => {
  appendHistory(path, [...first, ...second]);
  const whole = readFileSync(path);
  for (let bytes = 0; bytes <= whole.length; bytes += 1) {
    // Waiting for the disk at every byte would take seconds: at the ends of lines, and here and there.
    const isNearEnd = [bytes - 2, bytes - 1, bytes].some((place) => whole[place] === 0x0a);
    if (!isNearEnd && bytes % 29 !== 0) continue;
    writeFileSync(path, whole.subarray(0, bytes));
    const { entries, damaged } = readHistory(path);
    expect(damaged).toEqual([]);
    expect([...first, ...second].slice(0, entries.length)).toEqual(entries);
    expect(appendHistory(path, [...first, ...second])).toBe(3 - entries.length);
    expect(readHistory(path).entries).toEqual([...first, ...second]);
  }
});

test('an entry whose newline an editor left out is kept, and the next one stands on a line of its own', () => {
  mkdirSync(join(folder, 'runs'));
  writeFileSync(path, JSON.stringify(first[0]));
  expect(readIds()).toEqual(['run-0']);
  appendHistory(path, second);
  expect(readHistory(path)).toEqual({ entries: [first[0], ...second], damaged: [] });
});

test('damaged lines are told by number and reason, hide no other, and stay in the file', () => {
  appendHistory(path, first);
  const { logRatio: _, ...withoutRatio } = fakeHistoryEntry(3);
  const bad = [
    ...['garbage', '[1]', '"text"', JSON.stringify({ ...fakeHistoryEntry(4), historyVersion: 2 })],
    ...[JSON.stringify(withoutRatio), JSON.stringify({ ...fakeHistoryEntry(5), gitDirty: 'no' })],
  ];
  appendFileSync(path, `${bad.join('\n')}\n\n`);
  appendHistory(path, second);
  expect(readHistory(path)).toEqual({
    entries: [...first, ...second],
    damaged: [
      { lineNumber: 3, problem: 'is no JSON' },
      { lineNumber: 4, problem: 'is no entry of a history' },
      { lineNumber: 5, problem: 'is no entry of a history' },
      { lineNumber: 6, problem: 'is of version 2; this Loadstone reads 1' },
      { lineNumber: 7, problem: 'has no readable logRatio: is missing' },
      { lineNumber: 8, problem: expect.stringMatching(/^has no readable gitDirty: /) },
    ],
  });
  for (const line of bad) expect(readFileSync(path, 'utf8')).toContain(`${line}\n`);
});

test('a history that cannot be read or written fails loudly', () => {
  mkdirSync(path, { recursive: true });
  expect(() => readHistory(path)).toThrow(/Cannot read/);
  writeFileSync(join(folder, 'a-file'), '');
  expect(() => appendHistory(join(folder, 'a-file', 'history.jsonl'), first)).toThrow(
    /Cannot write/,
  );
});
