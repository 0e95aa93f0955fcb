// The history file of a folder of runs: append-only JSON lines, whole lines or nothing, each run once.
import { closeSync, fdatasyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cleanJson } from '../../reports/figures/clean-text.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { type HistoryEntry, nameSeries } from './history-entry.ts';
import { parseHistoryLine } from './history-line.ts';
import { appendFlags } from './own-file.ts';
import { readInputLines } from './read-input.ts';

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
 * @throws LoadstoneError RUN_UNREADABLE, RECORD_INVALID where the file is there and cannot be read.
 */
export function readHistory(path: string): ReadHistory {
  const { entries, damaged } = readFile(path);
  return { entries, damaged };
}

function readFile(path: string): ReadFile {
  const entries: HistoryEntry[] = [];
  const damaged: { lineNumber: number; problem: string }[] = [];
  let wholeBytes = 0;
  const rest = readContent(path, (line, lineNumber) => {
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

function readContent(path: string, take: (line: Buffer, lineNumber: number) => void): Buffer {
  try {
    return readInputLines(path, take);
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
 * @throws LoadstoneError RUN_UNREADABLE, RECORD_INVALID, STORE_WRITE_FAILED
 */
export function appendHistory(path: string, entries: readonly HistoryEntry[]): number {
  const file = readFile(path);
  const known = new Set(file.entries.map(nameEntry));
  const added = entries.filter((entry) => !known.has(nameEntry(entry)));
  if (added.length === 0) return 0;
  const lines = added.map((entry) => `${cleanJson(JSON.stringify(entry))}\n`).join('');
  try {
    mkdirSync(dirname(path), { recursive: true });
    const isTorn = file.tail === 'torn';
    appendWhole(
      path,
      file.tail === 'entry' ? `\n${lines}` : lines,
      isTorn ? file.wholeBytes : undefined,
    );
  } catch (thrown) {
    throw new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
  return added.length;
}

/** Waits until the text is on the disk; a link in the place of the file is not followed. */
function appendWhole(path: string, text: string, keptBytes: number | undefined): void {
  const descriptor = openSync(path, appendFlags, 0o666);
  try {
    if (keptBytes !== undefined) ftruncateSync(descriptor, keptBytes);
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; )
      written += writeSync(descriptor, bytes, written);
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function nameEntry(entry: HistoryEntry): string {
  return `${entry.runId} ${nameSeries(entry)}`;
}
