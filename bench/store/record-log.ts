// The append-only record file of a run: whole lines or nothing, and a reader that forgives a torn tail.

import { dirname } from 'node:path';
import { findShapeProblem } from '../../reports/document/check.ts';
import { upgradeMessages } from '../../reports/document/upgrade-messages.ts';
import { cleanJson } from '../../reports/figures/clean-text.ts';
import type { Disk, OpenFile } from '../disk/disk.ts';
import { writeWhole } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { buildWriteFailure, guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { type RunRecord, recordSchemas } from '../measurement/records.ts';
import { privateFileMode } from '../private-modes.ts';
import { parseJson } from './parse-json.ts';
import { readInputLines, refuse } from './read-input.ts';
import { createRedactor, type Redactor } from './redaction.ts';
import { renameRecord } from './upgrade-record.ts';

export interface RecordLog {
  /**
   * Appends one line and waits until it is on the disk. After a failure it takes no more: of a disk that failed
   * once nobody knows what it holds.
   * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
   */
  append(record: RunRecord): void;
  close(): void;
}

/**
 * Opens the file for appending; a torn last line, left by a crash, is cut off first.
 * @param redactor takes secrets out of each record before it is written
 * @param failureHint what to do where a record can't be written; absent: as usual for the code
 * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
 */
export function openRecordLog(
  path: string,
  redactor: Redactor = createRedactor([]),
  disk: Disk = realDisk,
  failureHint?: string,
): RecordLog {
  return guardWrite(path, () => {
    // Opened first: what is a link or a pipe must be refused before anything is cut off.
    const file = disk.open(path, 'append', privateFileMode);
    const keptBytes = countWholeBytes(disk.read(path));
    if (file.sizeBytes() > keptBytes) file.truncate(keptBytes);
    // Else a power cut could put the end of the next line behind what is left of the torn one.
    file.sync();
    disk.syncFolder(dirname(path));
    return buildLog({ path, file, redactor, failureHint }, keptBytes);
  });
}

interface LogFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly redactor: Redactor;
  readonly failureHint: string | undefined;
}

function buildLog({ path, file, redactor, failureHint }: LogFile, bytesAtStart: number): RecordLog {
  let sizeBytes = bytesAtStart;
  let failure: LoadstoneError | undefined;
  const append = (record: RunRecord): void => {
    if (failure !== undefined) throw failure;
    const line = Buffer.from(`${cleanJson(JSON.stringify(redactor.value(record)))}\n`);
    try {
      writeWhole(file, line);
      file.sync();
      sizeBytes += line.length;
    } catch (thrown) {
      failure = buildWriteFailure(path, thrown, failureHint);
      cutBack(file, sizeBytes);
      throw failure;
    }
    // What is written to a file without a name is lost without an error.
    if (file.isNamed()) return;
    failure = new LoadstoneError(
      'STORE_WRITE_FAILED',
      `${path} was removed while it was written.`,
      { hint: 'Start the run again, and leave its folder where it is.' },
    );
    throw failure;
  };
  return { append, close: () => file.close() };
}

/** Takes half a line away, so that the file reads as whole. Where that fails, too, the reader leaves it out. */
function cutBack(file: OpenFile, sizeBytes: number): void {
  try {
    file.truncate(sizeBytes);
  } catch {
    // The failure before this one is told.
  }
}

/**
 * Length of the part that holds whole lines. A power cut may keep the end of the last line and lose its middle, of
 * which zeros are left: as every line is on the disk before the next one is begun, that can be the last one alone.
 */
function countWholeBytes(content: Buffer): number {
  const end = content.lastIndexOf(0x0a) + 1;
  const start = end < 2 ? 0 : content.lastIndexOf(0x0a, end - 2) + 1;
  return isHoled(content.subarray(start, end)) ? start : end;
}

/** JSON has no zeros. */
function isHoled(line: Buffer): boolean {
  return line.includes(0);
}

export interface ReadRecords {
  readonly records: readonly RunRecord[];
  /** True where the file ended in a torn or damaged line, which is left out. */
  readonly isTorn: boolean;
}

/**
 * All whole records in the order written, each of the form that its kind has.
 * @throws LoadstoneError RECORD_INVALID with file and line, RUN_UNREADABLE where the file may not be read
 */
export function readRecordLog(path: string, disk: Disk = realDisk): ReadRecords {
  const records: RunRecord[] = [];
  let held: { readonly line: Buffer; readonly lineNumber: number } | undefined;
  const takeHeld = (): void => {
    if (held === undefined) return;
    const record = parseLine(path, held.line, held.lineNumber);
    linesOf.set(record, held.lineNumber);
    records.push(record);
  };
  const take = (line: Buffer, lineNumber: number): void => {
    takeHeld();
    held = { line, lineNumber };
  };
  const tail = readInputLines(path, take, disk);
  const hasHole = held !== undefined && isHoled(held.line);
  if (!hasHole) takeHeld();
  return { records, isTorn: hasHole || tail.length > 0 };
}

/** Where each record that was read stands, for what is found wrong with it later. */
const linesOf = new WeakMap<RunRecord, number>();

/** Line of a record in the file that it was read from, from 1; undefined of one that was not read. */
export function findLine(record: RunRecord): number | undefined {
  return linesOf.get(record);
}

function parseLine(path: string, line: Buffer, lineNumber: number): RunRecord {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (thrown) {
    refuse(path, lineNumber, messageOf(thrown));
  }
  const record = readRecord(value);
  if (typeof record === 'string') refuse(path, lineNumber, record);
  return record;
}

const kinds = Object.keys(recordSchemas);

/** The record, or what is wrong with it; its names are the present ones and its sentences messages, whatever version wrote it. */
function readRecord(line: unknown): RunRecord | string {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return 'is no record';
  const value = renameRecord({ ...line });
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(recordSchemas, kind))
    return `kind: must be one of ${kinds.join(', ')}`;
  const schema = recordSchemas[kind as keyof typeof recordSchemas];
  const record = upgradeMessages(schema, value);
  return findShapeProblem(schema, record) ?? (record as RunRecord);
}

/**
 * The records that count: of each group only the attempt that ended, the last one where it was
 * made again, so that a half group never mixes with its repetition.
 */
export function selectFinishedRecords(records: readonly RunRecord[]): readonly RunRecord[] {
  const attemptEnds = new Map<number, number>();
  records.forEach((record, index) => {
    if (record.kind === 'group-ended') attemptEnds.set(record.group, index);
  });
  const attemptStarts = new Map<number, number>();
  records.forEach((record, index) => {
    const end = attemptEnds.get(groupOf(record) ?? -1);
    if (record.kind === 'group-started' && end !== undefined && index < end)
      attemptStarts.set(record.group, index);
  });
  return records.filter((record, index) => {
    if (record.kind === 'run-ended') return index === records.length - 1;
    const group = groupOf(record);
    if (group === undefined) return true;
    const [start, end] = [attemptStarts.get(group), attemptEnds.get(group)];
    return start !== undefined && end !== undefined && index >= start && index <= end;
  });
}

function groupOf(record: RunRecord): number | undefined {
  return 'group' in record ? record.group : undefined;
}
