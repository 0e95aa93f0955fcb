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
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { appendHistory } from './history.ts';
import { readInput, readInputLines, readJsonInput, refuse } from './read-input.ts';
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
  writeFileSync(path, 'a\n');
  truncateSync(path, 2 ** 28 + 4);
  expect(() => readInputLines(path, () => {})).toThrow(/line 2: has more than 268435456 bytes\.$/);
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

/** Of one file, which gives these bytes in pieces, and says that it has so many. */
function createOneFileDisk(pieces: readonly Buffer[], sizeBytes: number) {
  let closed = 0;
  const openToRead = () => {
    const waiting = [...pieces];
    return {
      ...{ isFile: true, sizeBytes, uid: 0, mode: 0o600 },
      read: (into: Uint8Array) => {
        const piece = waiting.shift() ?? Buffer.alloc(0);
        const taken = piece.copy(into);
        if (taken < piece.length) waiting.unshift(piece.subarray(taken));
        return taken;
      },
      close: () => {
        closed += 1;
      },
    };
  };
  const part: Partial<Disk> = { exists: () => true, openToRead };
  return { disk: part as Disk, countClosed: () => closed };
}

test('a file that comes in pieces is read whole, and one that has become shorter as it is', () => {
  const cases = fc.array(fc.stringMatching(/^[a\n]{1,6}$/), { maxLength: 8 });
  fc.assert(
    fc.property(cases, (texts) => {
      const pieces = texts.map((text) => Buffer.from(text));
      const whole = texts.join('');
      const { disk, countClosed } = createOneFileDisk(pieces, whole.length);
      expect(readInput('/a', disk).toString()).toBe(whole);
      const shrunk = createOneFileDisk(pieces, whole.length + 3);
      expect(readInput('/a', shrunk.disk).toString()).toBe(whole);
      const lines: [number, string][] = [];
      const take = (line: Buffer, lineNumber: number) => lines.push([lineNumber, line.toString()]);
      const rest = readInputLines('/a', take, disk).toString();
      const wanted = whole.split('\n');
      expect(rest).toBe(wanted.at(-1));
      expect(lines).toEqual(wanted.slice(0, -1).map((line, index) => [index + 1, line]));
      expect([countClosed(), shrunk.countClosed()]).toEqual([2, 1]);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('the limits of size are the largest that is read', () => {
  const read = (sizeBytes: number) => readInput('/a', createOneFileDisk([], sizeBytes).disk);
  expect(read(2 ** 28)).toHaveLength(0);
  expect(() => read(2 ** 28 + 1)).toThrow('/a: has 268435457 bytes, more than 268435456.');
  const readLines = (sizeBytes: number) =>
    readInputLines('/a', () => {}, createOneFileDisk([], sizeBytes).disk);
  expect(readLines(2 ** 30)).toHaveLength(0);
  expect(() => readLines(2 ** 30 + 1)).toThrow('/a: has 1073741825 bytes, more than 1073741824.');
});

test('so many lines are read, and none after them', () => {
  const most = 2_000_000;
  for (const more of [0, 1]) {
    const { disk } = createOneFileDisk([Buffer.alloc(most + more, '\n')], most + more);
    let taken = 0;
    const read = () =>
      readInputLines(
        '/a',
        () => {
          taken += 1;
        },
        disk,
      );
    if (more === 0) expect(read()).toHaveLength(0);
    else expect(read).toThrow('/a: has more than 2000000 lines.');
    expect(taken).toBe(most);
  }
});

test('a file is closed where its reader gives up, and what it threw is told', () => {
  const { disk, countClosed } = createOneFileDisk([Buffer.from('a\n')], 2);
  const cause = new Error('no more');
  const giveUp = () => {
    throw cause;
  };
  expect(() => readInputLines('/a', giveUp, disk)).toThrow(
    expect.objectContaining({
      ...{ code: 'RUN_UNREADABLE', message: 'Cannot read /a: no more.', cause },
    }),
  );
  expect(countClosed()).toBe(1);
});

test('a file that is not there has no lines, but may not be read as a whole', () => {
  const path = join(folder, 'nothing');
  expect(readInputLines(path, () => expect.fail('there is a line'))).toHaveLength(0);
  for (const read of [readInput, readJsonInput])
    expect(() => read(path)).toThrow(
      expect.objectContaining({
        code: 'RUN_UNREADABLE',
        message: expect.stringContaining('ENOENT'),
      }),
    );
});

test('JSON is read from a file, and refused with its name', () => {
  const path = join(folder, 'a.json');
  writeFileSync(path, '{"a":[1]}');
  expect(readJsonInput(path)).toEqual({ a: [1] });
  writeFileSync(path, '{"a":[1}');
  expect(() => readJsonInput(path)).toThrow(
    expect.objectContaining({ code: 'RECORD_INVALID', message: `${path}: is no JSON.` }),
  );
});

test('what is told of a file is short, and moves no terminal', () => {
  expect(() => refuse('f', undefined, 'a\u001b[2Jb\nc\u009bd')).toThrow('f: a [2Jb c d.');
  expect(() => refuse('f', 7, 'x'.repeat(2_000))).toThrow(/^f, line 7: x{1000}\.$/);
});
