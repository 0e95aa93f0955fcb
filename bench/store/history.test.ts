import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSimulatedDisk } from '../../tests/crash-simulation/simulated-disk.ts';
import type { Disk } from '../disk/disk.ts';
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
    expect(readHistory(path)).toEqual({ entries: [...first, ...second], damaged: [] });
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
  expect(() => readHistory(path)).toThrow(
    expect.objectContaining({
      code: 'RUN_UNREADABLE',
      message: expect.stringContaining('Cannot read'),
      hint: 'The history is one file of JSON lines; make it readable, or move it away to begin anew.',
    }),
  );
  writeFileSync(join(folder, 'a-file'), '');
  expect(() => appendHistory(join(folder, 'a-file', 'history.jsonl'), first)).toThrow(
    /Cannot write/,
  );
});

test('what is wrong with a line is told in few words, and a blank one is nothing wrong', () => {
  mkdirSync(join(folder, 'runs'));
  const versions = [{}, { historyVersion: 'x'.repeat(60) }].map((one) => JSON.stringify(one));
  writeFileSync(path, ['', '  ', 'null', ...versions, ''].join('\n'));
  expect(readHistory(path).damaged).toEqual([
    { lineNumber: 3, problem: 'is no entry of a history' },
    { lineNumber: 4, problem: 'is of version none; this Loadstone reads 1' },
    { lineNumber: 5, problem: `is of version "${'x'.repeat(39)}; this Loadstone reads 1` },
  ]);
});

test('nothing to add makes no file', () => {
  expect(appendHistory(path, [])).toBe(0);
  expect(existsSync(path)).toBe(false);
});

const simulated = '/history.jsonl';
/** Some sectors of a disk long. */
const long = fakeHistoryEntry(2, { variantLabel: 'a'.repeat(1_500) });

test('an entry is on the disk once it was taken, whatever a power cut takes of the rest', () => {
  const disk = createSimulatedDisk();
  for (const [count, entries] of [first.slice(0, 1), second, [long]].entries()) {
    appendHistory(simulated, entries, disk);
    for (let seed = 0; seed < 20; seed += 1) {
      const left = readHistory(simulated, disk.cutPower(xoroshiro128plus(seed)));
      expect([left.entries.length, left.damaged]).toEqual([count + 1, []]);
    }
  }
});

test('a power cut while an entry is written in the place of a torn one mixes no two', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const disk = createSimulatedDisk();
    appendHistory(simulated, second, disk);
    const file = disk.open(simulated, 'append');
    file.write(
      Buffer.from(JSON.stringify({ ...long, variantLabel: 'b'.repeat(1_500) }).slice(0, -9)),
    );
    file.sync();
    let isWritten = false;
    let left: Disk | undefined;
    disk.guardBy({
      beforeRead: () => {},
      beforeChange: (kind, bytes) => {
        if (isWritten) left ??= disk.cutPower(xoroshiro128plus(seed));
        if (kind === 'write' && bytes > 0) isWritten = true;
        return undefined;
      },
    });
    appendHistory(simulated, [long], disk);
    const { entries } = readHistory(simulated, left);
    expect([second, [...second, long]]).toContainEqual(entries);
  }
});

test('of an entry that a full disk did not take nothing is left, and the file is closed', () => {
  const disk = createSimulatedDisk();
  appendHistory(simulated, first, disk);
  const before = disk.read(simulated).toString();
  let closed = 0;
  const full: Disk = {
    ...disk,
    open: (...given) => {
      const file = disk.open(...given);
      let taken = 0;
      return {
        ...file,
        write: (bytes) => {
          if (taken > 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          taken = file.write(bytes.subarray(0, 100));
          return taken;
        },
        close: () => {
          closed += 1;
          file.close();
        },
      };
    },
  };
  expect(() => appendHistory(simulated, [long], full)).toThrow(
    expect.objectContaining({ code: 'DISK_FULL' }),
  );
  expect(disk.read(simulated).toString()).toBe(before);
  expect(closed).toBe(1);
});

test('what is no fault of the file is thrown on as it is', () => {
  const fault = new TypeError('a fault of ours');
  const broken: Partial<Disk> = {
    exists: () => {
      throw fault;
    },
  };
  expect(() => readHistory(simulated, broken as Disk)).toThrow(fault);
});
