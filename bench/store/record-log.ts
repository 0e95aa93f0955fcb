// The append-only record file of a run: whole lines or nothing, and a reader that forgives a torn tail.
import { dirname } from 'node:path';
import type { Disk, OpenFile } from '../disk/disk.ts';
import { writeWhole } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { buildWriteFailure, guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError } from '../errors.ts';
import type { RunRecord } from '../measurement/records.ts';
import { createRedactor, type Redactor } from './redaction.ts';

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
 * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED
 */
export function openRecordLog(
  path: string,
  redactor: Redactor = createRedactor([]),
  disk: Disk = realDisk,
): RecordLog {
  return guardWrite(path, () => {
    const keptBytes = disk.exists(path) ? countWholeBytes(disk.read(path)) : 0;
    const file = disk.open(path, 'append');
    if (file.sizeBytes() > keptBytes) file.truncate(keptBytes);
    // Else a power cut could put the end of the next line behind what is left of the torn one.
    file.sync();
    disk.syncFolder(dirname(path));
    return buildLog(path, file, redactor, keptBytes);
  });
}

function buildLog(
  path: string,
  file: OpenFile,
  redactor: Redactor,
  bytesAtStart: number,
): RecordLog {
  let sizeBytes = bytesAtStart;
  let failure: LoadstoneError | undefined;
  const append = (record: RunRecord): void => {
    if (failure !== undefined) throw failure;
    const line = Buffer.from(`${JSON.stringify(redactor.value(record))}\n`);
    try {
      writeWhole(file, line);
      file.sync();
      sizeBytes += line.length;
    } catch (thrown) {
      failure = buildWriteFailure(path, thrown);
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
  return content.subarray(start, end).includes(0) ? start : end;
}

export interface ReadRecords {
  readonly records: readonly RunRecord[];
  /** True where the file ended in a torn or damaged line, which is left out. */
  readonly isTorn: boolean;
}

/**
 * All whole records in the order written.
 * @throws LoadstoneError RUN_UNREADABLE where a line before the last is damaged.
 */
export function readRecordLog(path: string, disk: Disk = realDisk): ReadRecords {
  if (!disk.exists(path)) return { records: [], isTorn: false };
  const content = disk.read(path);
  const end = countWholeBytes(content);
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
