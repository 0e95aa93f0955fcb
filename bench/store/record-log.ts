// The append-only record file of a run: whole lines or nothing, and a reader that forgives a torn tail.
import {
  appendFileSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readFileSync,
  truncateSync,
} from 'node:fs';
import { cleanJson } from '../../reports/figures/clean-text.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import { createRedactor, type Redactor } from './redaction.ts';

export interface RecordLog {
  /** Appends one line and waits until it is on the disk. @throws LoadstoneError STORE_WRITE_FAILED */
  append(record: RunRecord): void;
  close(): void;
}

/**
 * Opens the file for appending; a torn last line, left by a crash, is cut off first.
 * @param redactor takes secrets out of each record before it is written
 */
export function openRecordLog(path: string, redactor: Redactor = createRedactor([])): RecordLog {
  try {
    if (existsSync(path)) truncateSync(path, wholeLinesBytes(readFileSync(path)));
    const descriptor = openSync(path, 'a');
    return {
      append: (record) =>
        appendLine(path, descriptor, `${cleanJson(JSON.stringify(redactor.value(record)))}\n`),
      close: () => closeSync(descriptor),
    };
  } catch (thrown) {
    throw writeFailure(path, thrown);
  }
}

function appendLine(path: string, descriptor: number, line: string): void {
  try {
    appendFileSync(descriptor, line);
    fdatasyncSync(descriptor);
  } catch (thrown) {
    throw writeFailure(path, thrown);
  }
  // What is written to a file without a name is lost without an error.
  if (fstatSync(descriptor).nlink === 0)
    throw new LoadstoneError('STORE_WRITE_FAILED', `${path} was removed while it was written.`, {
      hint: 'Start the run again, and leave its folder where it is.',
    });
}

function writeFailure(path: string, thrown: unknown): LoadstoneError {
  return new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(thrown)}.`, {
    cause: thrown,
  });
}

/** Length of the part that ends with a newline. */
function wholeLinesBytes(content: Buffer): number {
  return content.lastIndexOf(0x0a) + 1;
}

export interface ReadRecords {
  readonly records: readonly RunRecord[];
  /** True where the file ended in a torn line, which is left out. */
  readonly isTorn: boolean;
}

/**
 * All whole records in the order written.
 * @throws LoadstoneError RUN_UNREADABLE where a line before the last is damaged.
 */
export function readRecordLog(path: string): ReadRecords {
  if (!existsSync(path)) return { records: [], isTorn: false };
  const content = readFileSync(path);
  const end = wholeLinesBytes(content);
  const lines = content.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  const records = lines.map((line, index) => parseLine(path, line, index + 1));
  return { records, isTorn: end < content.length };
}

function parseLine(path: string, line: string, lineNumber: number): RunRecord {
  try {
    return JSON.parse(line) as RunRecord;
  } catch (thrown) {
    throw new LoadstoneError('RUN_UNREADABLE', `${path}, line ${lineNumber} is damaged.`, {
      cause: thrown,
      hint: 'What stands before it is whole: copy the folder, cut the file off there, and report again.',
    });
  }
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
  const lastRunEnd = records.findLastIndex((record) => record.kind === 'run-ended');
  return records.filter((record, index) => {
    if (record.kind === 'run-ended') return index === lastRunEnd && index === records.length - 1;
    const group = groupOf(record);
    if (group === undefined) return true;
    const [start, end] = [attemptStarts.get(group), attemptEnds.get(group)];
    return start !== undefined && end !== undefined && index >= start && index <= end;
  });
}

function groupOf(record: RunRecord): number | undefined {
  return 'group' in record ? record.group : undefined;
}
