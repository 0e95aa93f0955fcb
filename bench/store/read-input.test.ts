// Files of others: limits, kinds of files, and what is told of them.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendHistory } from './history.ts';
import { readInput, readInputLines } from './read-input.ts';
import { openRecordLog } from './record-log.ts';
import { type RunFolder, writeCompressed, writeRunFile } from './run-folder.ts';
import { fakeHistoryEntry } from './test-history.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-input-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('lines are handed on whole whatever their length, and the rest is given back', () => {
  const path = join(folder, 'lines');
  const long = 'x'.repeat(9 * 2 ** 20);
  writeFileSync(path, `a\n\n${long}\nb`);
  const seen: [number, number][] = [];
  const rest = readInputLines(path, (line, lineNumber) => seen.push([lineNumber, line.length]));
  expect(seen).toEqual([
    [1, 1],
    [2, 0],
    [3, long.length],
  ]);
  expect(rest.toString()).toBe('b');
});

test('a file that is too large is refused by its size alone', () => {
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 30 + 1);
  const invalid = expect.objectContaining({ code: 'RECORD_INVALID' });
  expect(() => readInput(path)).toThrow(invalid);
  expect(() => readInputLines(path, () => {})).toThrow(invalid);
});

test('a line without end is refused at its limit', () => {
  const path = join(folder, 'line');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 28 + 2);
  expect(() => readInputLines(path, () => {})).toThrow(/line 1: has more than/);
});

test.each([['pipe'], ['folder'], ['device']])('a %s is no file and is not waited for', (kind) => {
  const path = join(folder, 'odd');
  if (kind === 'pipe') execFileSync('mkfifo', [path]);
  if (kind === 'folder') mkdirSync(path);
  if (kind === 'device') symlinkSync('/dev/zero', path);
  const unreadable = expect.objectContaining({
    code: 'RUN_UNREADABLE',
    message: expect.stringContaining('it is no regular file'),
  });
  expect(() => readInput(path)).toThrow(unreadable);
  expect(() => readInputLines(path, () => {})).toThrow(unreadable);
  if (kind !== 'folder') expect(() => openRecordLog(path)).toThrow(/Cannot write/);
});

test('nothing is written through a link that stands in a run folder', () => {
  const outside = join(folder, 'precious');
  writeFileSync(outside, 'precious');
  const run: RunFolder = {
    ...{ id: 'run', path: join(folder, 'run') },
    recordsPath: join(folder, 'run/records.jsonl'),
  };
  mkdirSync(run.path);
  for (const name of ['report.html', 'result.json.part', 'records.jsonl', 'history.jsonl'])
    symlinkSync(outside, join(run.path, name));
  writeRunFile(run, 'report.html', 'new');
  writeRunFile(run, 'result.json', 'new');
  expect(readFileSync(join(run.path, 'report.html'), 'utf8')).toBe('new');
  expect(() => openRecordLog(run.recordsPath)).toThrow(/Cannot write/);
  expect(() => appendHistory(join(run.path, 'history.jsonl'), [fakeHistoryEntry(0)])).toThrow(
    /Cannot write/,
  );
  expect(readFileSync(outside, 'utf8')).toBe('precious');
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), join(run.path, 'requests'));
  expect(() => writeCompressed(run, 'requests/a.jsonl.gz', 'x')).toThrow(/is no folder but a link/);
  expect(existsSync(join(folder, 'elsewhere/a.jsonl.gz'))).toBe(false);
});
