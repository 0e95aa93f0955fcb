// The history file of a folder of runs: append-only JSON lines, whole lines or nothing, each run once.
import { dirname, join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { makeFolders, writeWhole } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { type HistoryEntry, nameSeries } from './history-entry.ts';
import { parseHistoryLine } from './history-line.ts';

/** `<runs>/history.jsonl` */
export function findHistoryPath(runsPath: string): string {
  return join(runsPath, 'history.jsonl');
}

export interface ReadHistory {
  /** In the order written. */
  readonly entries: readonly HistoryEntry[];
  /** Lines that are no entry: they stay in the file and are left out here. Numbered from 1. */
  readonly damaged: readonly { readonly lineNumber: number; readonly problem: string }[];
}

interface ReadFile extends ReadHistory {
  /** Bytes up to the last newline. */
  readonly wholeBytes: number;
  /** What stands after it: nothing, an entry that only lacks its newline, or one that a crash cut off. */
  readonly tail: 'none' | 'entry' | 'torn';
}

/**
 * All entries that can be read. A torn last line, left by a crash, is ignored; a file that is not there
 * is an empty history.
 * @throws LoadstoneError RUN_UNREADABLE where the file is there and cannot be read.
 */
export function readHistory(path: string, disk: Disk = realDisk): ReadHistory {
  const { entries, damaged } = readFile(path, disk);
  return { entries, damaged };
}

function readFile(path: string, disk: Disk): ReadFile {
  const content = readContent(path, disk);
  const wholeBytes = content.lastIndexOf(0x0a) + 1;
  const lines = content.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  const entries: HistoryEntry[] = [];
  const damaged: { lineNumber: number; problem: string }[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parseHistoryLine(line);
    if (parsed.kind === 'entry') entries.push(parsed.entry);
    else if (line.trim() !== '') damaged.push({ lineNumber: index + 1, problem: parsed.problem });
  }
  if (wholeBytes === content.length) return { entries, damaged, wholeBytes, tail: 'none' };
  // An editor may have left out the last newline: such a line is whole.
  const last = parseHistoryLine(content.subarray(wholeBytes).toString('utf8'));
  if (last.kind === 'entry') entries.push(last.entry);
  return { entries, damaged, wholeBytes, tail: last.kind === 'entry' ? 'entry' : 'torn' };
}

function readContent(path: string, disk: Disk): Buffer {
  if (!disk.exists(path)) return Buffer.alloc(0);
  try {
    return disk.read(path);
  } catch (thrown) {
    throw new LoadstoneError('RUN_UNREADABLE', `Cannot read ${path}: ${messageOf(thrown)}.`, {
      cause: thrown,
      hint: 'The history is one file of JSON lines; make it readable, or move it away to begin anew.',
    });
  }
}

/**
 * Appends the entries that the history does not hold yet, and returns how many that were: a run that is
 * in it already adds nothing, one that a crash cut off in the middle is made whole.
 * @throws LoadstoneError RUN_UNREADABLE, DISK_FULL, STORE_WRITE_FAILED
 */
export function appendHistory(
  path: string,
  entries: readonly HistoryEntry[],
  disk: Disk = realDisk,
): number {
  const file = readFile(path, disk);
  const known = new Set(file.entries.map(nameEntry));
  const added = entries.filter((entry) => !known.has(nameEntry(entry)));
  if (added.length === 0) return 0;
  const lines = added.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  guardWrite(path, () => {
    makeFolders(disk, dirname(path));
    const cutAt = file.tail === 'torn' ? file.wholeBytes : undefined;
    appendWhole(disk, path, file.tail === 'entry' ? `\n${lines}` : lines, cutAt);
  });
  return added.length;
}

/** Waits until the text is on the disk; where it is not, nothing of it is. @param cutAt where a torn line begins */
function appendWhole(disk: Disk, path: string, text: string, cutAt: number | undefined): void {
  const file = disk.open(path, 'append');
  try {
    if (cutAt !== undefined) {
      file.truncate(cutAt);
      file.sync();
    }
    const before = file.sizeBytes();
    try {
      writeWhole(file, text);
      file.sync();
    } catch (thrown) {
      file.truncate(before);
      throw thrown;
    }
  } finally {
    file.close();
  }
  disk.syncFolder(dirname(path));
}

function nameEntry(entry: HistoryEntry): string {
  return `${entry.runId} ${nameSeries(entry)}`;
}
