import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { createSimulatedDisk } from '../../tests/crash-simulation/simulated-disk.ts';
import type { Disk, OpenFile } from '../disk/disk.ts';
import { type RunRecord, recordSchemas } from '../measurement/records.ts';
import { findLine, openRecordLog, readRecordLog, selectFinishedRecords } from './record-log.ts';

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
const configured = (group: number, hash: string): RunRecord => ({
  ...{ kind: 'configuration', group, variantId: 'a', configHash: hash, config: undefined },
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
  write(started(0), configured(0, 'x'));
  write(ended(0));
  expect(readRecordLog(path).records.map(({ kind }) => kind)).toEqual([
    'group-started',
    'configuration',
    'group-ended',
  ]);
});

test('a file cut off at any byte gives every whole record before the cut', () => {
  write(started(0), configured(0, 'x'), ended(0));
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
  // What the file holds is not known for certain, so more room helps nothing.
  disk.makeRoom();
  expect(() => log.append(started(2))).toThrow(failure);
  expect(readRecordLog('/records.jsonl', disk)).toEqual({ records: [started(0)], isTorn: false });
  log.close();
  expect(disk.isClosed()).toBe(true);
});

/** Of one file with room for so many bytes. */
function createFullDisk(
  bytesAtFirst: number,
): Disk & { readonly makeRoom: () => void; readonly isClosed: () => boolean } {
  let roomBytes = bytesAtFirst;
  let isClosed = false;
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
    ...{ sizeBytes: () => content.length, isNamed: () => true, sync: () => {} },
    close: () => {
      isClosed = true;
    },
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
  const makeRoom = () => {
    roomBytes = Number.POSITIVE_INFINITY;
  };
  return { ...(part as Disk), makeRoom, isClosed: () => isClosed };
}

const simulated = '/records.jsonl';
/** A record of some sectors of a disk. */
const long = (group: number, letter: string): RunRecord => ({
  ...{ kind: 'group-started', group, at, launchOrder: [letter.repeat(1_500)] },
});

test('each record is on the disk once it was taken, and the name of a new file with the first', () => {
  const disk = createSimulatedDisk();
  const log = openRecordLog(simulated, undefined, disk);
  for (let seed = 0; seed < 20; seed += 1)
    expect(disk.cutPower(xoroshiro128plus(seed)).exists(simulated)).toBe(true);
  const records = [started(0), long(1, 'a'), ended(1)];
  for (const [index, record] of records.entries()) {
    log.append(record);
    for (let seed = 0; seed < 20; seed += 1) {
      const left = readRecordLog(simulated, disk.cutPower(xoroshiro128plus(seed)));
      expect(left.records).toHaveLength(index + 1);
    }
  }
});

test('a power cut while a line is written in the place of a torn one leaves no mixture of both', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const disk = createSimulatedDisk();
    const file = disk.open(simulated, 'append');
    const whole = Buffer.from(`${JSON.stringify(started(0))}\n`);
    const torn = Buffer.from(JSON.stringify(long(1, 'b')).slice(0, -20));
    for (const part of [whole, torn]) file.write(part);
    file.sync();
    disk.syncFolder('/');
    const log = openRecordLog(simulated, undefined, disk);
    let left: Disk | undefined;
    disk.guardBy({
      beforeRead: () => {},
      beforeChange: (kind) => {
        if (kind === 'sync') left ??= disk.cutPower(xoroshiro128plus(seed));
        return undefined;
      },
    });
    log.append(long(1, 'a'));
    const { records } = readRecordLog(simulated, left);
    expect([[started(0)], [started(0), long(1, 'a')]]).toContainEqual(records);
  }
});

test.each<[string, RegExp]>([
  ['null', /is no record\.$/],
  ['1', /is no record\.$/],
  ['"trial"', /is no record\.$/],
  ['[{"kind":"trial"}]', /is no record\.$/],
  ['{}', /kind: must be one of /],
  ['{"kind":"nothing"}', /kind: must be one of /],
  ['{"kind":"toString"}', /kind: must be one of /],
  ['{"kind":["run-ended"]}', /kind: must be one of /],
  ['{"kind":"run-ended"}', /line 2: at: /],
])('the line %s is refused with its number', (line, problem) => {
  writeFileSync(path, `${JSON.stringify(started(0))}\n${line}\n${JSON.stringify(started(1))}\n`);
  const told = expect.stringMatching(problem);
  expect(() => readRecordLog(path)).toThrow(
    expect.objectContaining({ code: 'RECORD_INVALID', message: told }),
  );
  expect(() => readRecordLog(path)).toThrow(/records\.jsonl, line 2: /);
});

test('a line of a version before is read under the names of this one, and keeps its place', () => {
  const old = JSON.stringify({ ...configured(0, 'x'), kind: 'treatment' });
  writeFileSync(path, `${JSON.stringify(started(0))}\n${old}\n`);
  const { records } = readRecordLog(path);
  expect(records).toEqual([started(0), JSON.parse(JSON.stringify(configured(0, 'x')))]);
  expect(records.map(findLine)).toEqual([1, 2]);
});

test('of what is no kind all kinds are told', () => {
  writeFileSync(path, '{}\n');
  expect(() => readRecordLog(path)).toThrow(
    `kind: must be one of ${Object.keys(recordSchemas).join(', ')}.`,
  );
});

test('where a record stands is known of one that was read', () => {
  write(started(0), configured(0, 'x'), ended(0));
  expect(readRecordLog(path).records.map(findLine)).toEqual([1, 2, 3]);
  expect(findLine(started(0))).toBeUndefined();
});

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
  expect(() => log.append(ended(0))).toThrow(
    expect.objectContaining({
      code: 'STORE_WRITE_FAILED',
      message: `${path} was removed while it was written.`,
      hint: 'Start the run again, and leave its folder where it is.',
    }),
  );
  log.close();
});

test('half groups are left out, and of a repeated group only the attempt that ended', () => {
  const json = (value: unknown) => JSON.parse(JSON.stringify(value));
  const records = [
    ...[started(0), configured(0, 'ended'), ended(0)],
    ...[started(1), configured(1, 'half')],
    ...[started(1), configured(1, 'again'), ended(1)],
    ...[started(2), configured(2, 'cut off')],
  ];
  const kept = selectFinishedRecords(records);
  expect(json(kept)).toEqual(
    json([
      started(0),
      configured(0, 'ended'),
      ended(0),
      started(1),
      configured(1, 'again'),
      ended(1),
    ]),
  );
});

test('a repetition that was cut off takes nothing away from the attempt that ended', () => {
  const first = [started(0), configured(0, 'ended'), ended(0)];
  const half = [started(0), configured(0, 'half')];
  expect(selectFinishedRecords([...first, ...half])).toEqual(first);
  const again = [started(0), configured(0, 'again'), ended(0)];
  expect(selectFinishedRecords([...first, ...half, ...again])).toEqual(again);
});

test('of a group what stands before its beginning or after its end is left out, and what is of no group stays', () => {
  const notRun: RunRecord = { kind: 'not-run', variantId: 'b', reason: quoteText('No Redis.') };
  const group = [started(0), configured(0, 'x'), ended(0)];
  const late = configured(0, 'late');
  expect(selectFinishedRecords([notRun, late, ...group, late, notRun])).toEqual([
    ...[notRun, ...group, notRun],
  ]);
  // A group that only ended has no record that counts, and one that has no end neither.
  expect(selectFinishedRecords([late, ended(0), started(1), configured(1, 'x'), notRun])).toEqual([
    notRun,
  ]);
});

test('an interrupt that was followed by more groups no longer counts', () => {
  const stopped: RunRecord = { kind: 'run-ended', at, status: 'interrupted' };
  expect(selectFinishedRecords([started(0), ended(0), stopped])).toContain(stopped);
  expect(
    selectFinishedRecords([started(0), ended(0), stopped, started(1), ended(1)]),
  ).not.toContain(stopped);
});
