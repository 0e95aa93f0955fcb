import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Disk, OpenFile } from '../disk/disk.ts';
import type { RunRecord } from '../measurement/records.ts';
import { openRecordLog, readRecordLog, selectFinishedRecords } from './record-log.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-log-'));
  path = join(folder, 'records.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = '2026-01-01T00:00:00.000Z';
const started = (group: number): RunRecord => ({
  kind: 'group-started',
  group,
  at,
  launchOrder: ['a'],
});
const treated = (group: number, hash: string): RunRecord => ({
  ...{ kind: 'treatment', group, variantId: 'a', configHash: hash, config: undefined },
});
const ended = (group: number): RunRecord => ({
  ...{ kind: 'group-ended', group, at, elapsedMs: 1, status: 'valid', voidReason: undefined },
  ...{
    foreignCpuRatio: undefined,
    stealRatio: undefined,
    cpuPressureRatio: undefined,
    clockJumpMs: 0,
  },
});

function write(...records: readonly RunRecord[]): void {
  const log = openRecordLog(path);
  for (const record of records) log.append(record);
  log.close();
}

test('what was appended is read back in order', () => {
  write(started(0), treated(0, 'x'));
  write(ended(0));
  expect(readRecordLog(path).records.map(({ kind }) => kind)).toEqual([
    'group-started',
    'treatment',
    'group-ended',
  ]);
});

test('a file cut off at any byte gives every whole record before the cut', () => {
  write(started(0), treated(0, 'x'), ended(0));
  const whole = readFileSync(path);
  for (let bytes = 0; bytes <= whole.length; bytes += 1) {
    rmSync(path);
    appendFileSync(path, whole.subarray(0, bytes));
    const newlines = whole.subarray(0, bytes).filter((byte) => byte === 0x0a).length;
    const read = readRecordLog(path);
    expect(read.records).toHaveLength(newlines);
    expect(read.isTorn).toBe(bytes > 0 && whole[bytes - 1] !== 0x0a);
  }
});

test('opening again cuts a torn line, so that the next record stands on a line of its own', () => {
  write(started(0));
  appendFileSync(path, '{"kind":"trial","gro');
  write(started(1));
  expect(readRecordLog(path)).toEqual({ records: [started(0), started(1)], isTorn: false });
});

test('a last line that lost its middle with the power is torn, though it ends as a line does', () => {
  write(started(0));
  appendFileSync(path, `{"kind":"tri${'\0'.repeat(512)}]}\n`);
  expect(readRecordLog(path)).toEqual({ records: [started(0)], isTorn: true });
  write(started(1));
  expect(readRecordLog(path)).toEqual({ records: [started(0), started(1)], isTorn: false });
});

test('after a write that failed half a line is taken back, and no more is taken', () => {
  const disk = createFullDisk(100);
  const log = openRecordLog('/records.jsonl', undefined, disk);
  log.append(started(0));
  const failure = expect.objectContaining({
    code: 'DISK_FULL',
    message: expect.stringContaining('Cannot write /records.jsonl'),
  });
  expect(() => log.append(started(1))).toThrow(failure);
  expect(() => log.append(started(2))).toThrow(failure);
  expect(readRecordLog('/records.jsonl', disk)).toEqual({ records: [started(0)], isTorn: false });
});

/** Of one file with room for so many bytes. */
function createFullDisk(roomBytes: number): Disk {
  let content = Buffer.alloc(0);
  const file: OpenFile = {
    write: (bytes) => {
      const taken = bytes.subarray(0, roomBytes - content.length);
      if (taken.length === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      content = Buffer.concat([content, taken]);
      return taken.length;
    },
    truncate: (size) => {
      content = content.subarray(0, size);
    },
    ...{ sizeBytes: () => content.length, isNamed: () => true, sync: () => {}, close: () => {} },
  };
  const part: Partial<Disk> = {
    ...{ exists: () => true, read: () => content, open: () => file, syncFolder: () => {} },
    openToRead: () => {
      let at = 0;
      const read = (into: Uint8Array) => {
        const taken = content.copy(into, 0, at);
        at += taken;
        return taken;
      };
      return {
        isFile: true,
        sizeBytes: content.length,
        uid: 0,
        mode: 0o600,
        read,
        close: () => {},
      };
    },
  };
  return part as Disk;
}

test('damage before the last line is an error that names the line', () => {
  write(started(0));
  appendFileSync(path, 'garbage\n');
  write(ended(0));
  expect(() => readRecordLog(path)).toThrow(/records\.jsonl, line 2: is no JSON/);
});

test('a disk that takes nothing fails loudly', () => {
  expect(() => openRecordLog(join(folder, 'missing', 'records.jsonl'))).toThrow(/Cannot write/);
});

test('a file that was removed meanwhile is told, since nothing that is written to it is kept', () => {
  const log = openRecordLog(path);
  log.append(started(0));
  rmSync(path);
  expect(() => log.append(ended(0))).toThrow(/was removed while it was written/);
  log.close();
});

test('half groups are left out, and of a repeated group only the attempt that ended', () => {
  const json = (value: unknown) => JSON.parse(JSON.stringify(value));
  const records = [
    ...[started(0), treated(0, 'ended'), ended(0)],
    ...[started(1), treated(1, 'half')],
    ...[started(1), treated(1, 'again'), ended(1)],
    ...[started(2), treated(2, 'cut off')],
  ];
  const kept = selectFinishedRecords(records);
  expect(json(kept)).toEqual(
    json([started(0), treated(0, 'ended'), ended(0), started(1), treated(1, 'again'), ended(1)]),
  );
});

test('an interrupt that was followed by more groups no longer counts', () => {
  const stopped: RunRecord = { kind: 'run-ended', at, status: 'interrupted' };
  expect(selectFinishedRecords([started(0), ended(0), stopped])).toContain(stopped);
  expect(
    selectFinishedRecords([started(0), ended(0), stopped, started(1), ended(1)]),
  ).not.toContain(stopped);
});
