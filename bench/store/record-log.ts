// The append-only record file of a run: whole lines or nothing, and a reader that forgives a torn tail.
import {
  appendFileSync,
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { cleanJson } from '../../reports/figures/clean-text.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import { findShapeProblem } from './check-shape.ts';
import { appendFlags } from './own-file.ts';
import { parseJson } from './parse-json.ts';
import { readInputLines, refuse } from './read-input.ts';
import { createRedactor, type Redactor } from './redaction.ts';
import { recordShapes } from './shape/record-shapes.ts';

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
    // Opened first: what is a link or a pipe must be refused before anything is cut off.
    const descriptor = openSync(path, appendFlags, 0o666);
    ftruncateSync(descriptor, wholeLinesBytes(readFileSync(path)));
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
 * All whole records in the order written, each of the form that its kind has.
 * @throws LoadstoneError RECORD_INVALID with file and line, RUN_UNREADABLE where the file may not be read
 */
export function readRecordLog(path: string): ReadRecords {
  const records: RunRecord[] = [];
  const tail = readInputLines(path, (line, lineNumber) => {
    const record = parseLine(path, line, lineNumber);
    linesOf.set(record, lineNumber);
    records.push(record);
  });
  return { records, isTorn: tail.length > 0 };
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
  const problem = findRecordProblem(value);
  if (problem !== undefined) refuse(path, lineNumber, problem);
  return value as RunRecord;
}

const kinds = Object.keys(recordShapes);

function findRecordProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no record';
  const { kind } = value as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(recordShapes, kind))
    return `kind: must be one of ${kinds.join(', ')}`;
  return findShapeProblem(recordShapes[kind as keyof typeof recordShapes], value);
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
