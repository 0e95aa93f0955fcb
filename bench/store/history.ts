// The history file of a folder of runs: append-only JSON lines, whole lines or nothing, each run once.
import { dirname, join } from 'node:path';
import { findShapeProblem } from '../../reports/document/check.ts';
import { cleanJson } from '../../reports/figures/clean-text.ts';
import type { Disk } from '../disk/disk.ts';
import { makeFolders, writeWhole } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardWrite } from '../disk/write-failure.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { privateFileMode } from '../private-modes.ts';
import { HistoryEntry, historyVersion, nameSeries } from './history-entry.ts';
import { parseJson } from './parse-json.ts';
import { readInputLines } from './read-input.ts';

/** `<runs>/history.jsonl` */
export function findHistoryPath(runsPath: string): string {
  return join(runsPath, 'history.jsonl');
}

interface ReadHistory {
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
 * @throws LoadstoneError RUN_UNREADABLE, RECORD_INVALID where the file is there and cannot be read.
 */
export function readHistory(path: string, disk: Disk = realDisk): ReadHistory {
  const { entries, damaged } = readFile(path, disk);
  return { entries, damaged };
}

function readFile(path: string, disk: Disk): ReadFile {
  const entries: HistoryEntry[] = [];
  const damaged: { lineNumber: number; problem: string }[] = [];
  let wholeBytes = 0;
  const rest = readContent(disk, path, (line, lineNumber) => {
    wholeBytes += line.length + 1;
    const parsed = parseHistoryLine(line);
    if (parsed.kind === 'entry') entries.push(parsed.entry);
    else if (line.toString('utf8').trim() !== '')
      damaged.push({ lineNumber, problem: parsed.problem });
  });
  if (rest.length === 0) return { entries, damaged, wholeBytes, tail: 'none' };
  // An editor may have left out the last newline: such a line is whole.
  const last = parseHistoryLine(rest);
  if (last.kind === 'entry') entries.push(last.entry);
  return { entries, damaged, wholeBytes, tail: last.kind === 'entry' ? 'entry' : 'torn' };
}

function readContent(
  disk: Disk,
  path: string,
  take: (line: Buffer, lineNumber: number) => void,
): Buffer {
  try {
    return readInputLines(path, take, disk);
  } catch (thrown) {
    if (!(thrown instanceof LoadstoneError)) throw thrown;
    throw new LoadstoneError(thrown.code, thrown.message, {
      cause: thrown,
      hint: 'The history is one file of JSON lines; make it readable, or move it away to begin anew.',
    });
  }
}

/**
 * Appends the entries that the history does not hold yet, and returns how many that were: a run that is
 * in it already adds nothing, one that a crash cut off in the middle is made whole.
 * @throws LoadstoneError RUN_UNREADABLE, RECORD_INVALID, DISK_FULL, STORE_WRITE_FAILED
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
  const lines = added.map((entry) => `${cleanJson(JSON.stringify(entry))}\n`).join('');
  guardWrite(path, () => {
    makeFolders(disk, dirname(path));
    const cutAt = file.tail === 'torn' ? file.wholeBytes : undefined;
    appendWhole(disk, path, file.tail === 'entry' ? `\n${lines}` : lines, cutAt);
  });
  return added.length;
}

/** Waits until the text is on the disk; where it is not, nothing of it is. @param cutAt where a torn line begins */
function appendWhole(disk: Disk, path: string, text: string, cutAt: number | undefined): void {
  const file = disk.open(path, 'append', privateFileMode);
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

type ParsedLine =
  | { readonly kind: 'entry'; readonly entry: HistoryEntry }
  /** `problem` ends a sentence that begins with the place of the line. */
  | { readonly kind: 'damaged'; readonly problem: string };

/** Never throws: a line that is none is told, and hides no other. */
export function parseHistoryLine(line: Buffer): ParsedLine {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (thrown) {
    return { kind: 'damaged', problem: messageOf(thrown) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'damaged', problem: 'is no entry of a history' };
  const { historyVersion: found } = value as { readonly historyVersion?: unknown };
  if (found !== historyVersion) {
    const version = JSON.stringify(found) ?? 'none';
    return {
      kind: 'damaged',
      problem: `is of version ${version.slice(0, 40)}; this Loadstone reads ${historyVersion}`,
    };
  }
  const problem = findShapeProblem(HistoryEntry, value);
  if (problem !== undefined) return { kind: 'damaged', problem: `has no readable ${problem}` };
  return { kind: 'entry', entry: value as HistoryEntry };
}
