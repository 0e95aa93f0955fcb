// The lines of an undo journal: what a run made on this machine and has not yet taken away again.
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { isSameProcess, readBootId } from './process-identity.ts';

/** Something to undo. */
export type JournalEntry =
  | {
      readonly kind: 'process';
      readonly pid: number;
      readonly startTicks: number;
      readonly stopSignal: NodeJS.Signals;
    }
  /** A process that a fault stopped and that is to go on. */
  | { readonly kind: 'stopped-process'; readonly pid: number; readonly startTicks: number }
  | { readonly kind: 'folder'; readonly path: string }
  /** A git worktree in a folder of its own, registered in the repository. */
  | { readonly kind: 'git-worktree'; readonly repoDir: string; readonly path: string }
  | { readonly kind: 'database'; readonly adminUrl: string; readonly name: string }
  /** A logical database of a given Redis server, claimed with a token. */
  | { readonly kind: 'redis-database'; readonly url: string; readonly token: string };

export type JournalLine =
  /** First line; processes of another boot are all gone. */
  | { readonly op: 'opened'; readonly bootId: string; readonly at: string }
  | { readonly op: 'add' | 'remove'; readonly entry: JournalEntry }
  /** The run ended in order, though entries may remain where something could not be undone. */
  | { readonly op: 'closed' };

/** Where journals are kept, and which start of the machine this is. */
export interface JournalPlace {
  readonly disk: Disk;
  readonly bootId: string;
}

export const findJournalPlace = (): JournalPlace => ({ disk: realDisk, bootId: readBootId() });

export interface JournalFile {
  readonly path: string;
  /** `<pid>-<startTicks>`, also the mark in the environment of its processes. */
  readonly mark: string;
  readonly pid: number;
  readonly isLive: boolean;
  readonly isSameBoot: boolean;
  readonly openedAt: string | undefined;
  /** What is left to undo, in the order of its making. */
  readonly entries: readonly JournalEntry[];
}

/** Name of the environment variable that marks every process of a run, its descendants included. */
export const markEnvName = 'LOADSTONE_JOURNAL';

export const journalFolder = (stateDir: string): string => join(stateDir, 'journal');

/** A torn or foreign line is left out: a kill may cut the last one short. */
function parseLine(text: string): JournalLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && 'op' in line
      ? (line as JournalLine)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Entries that were added and not removed. */
export function buildOpenEntries(lines: readonly JournalLine[]): readonly JournalEntry[] {
  const open = new Map<string, JournalEntry>();
  for (const line of lines) {
    if (line.op === 'add') open.set(JSON.stringify(line.entry), line.entry);
    if (line.op === 'remove') open.delete(JSON.stringify(line.entry));
  }
  return [...open.values()];
}

function readJournalFile(
  path: string,
  mark: string,
  pid: number,
  { disk, bootId }: JournalPlace,
): JournalFile {
  const lines = disk
    .read(path)
    .toString('utf8')
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== undefined);
  const opened = lines.find((line) => line.op === 'opened');
  const isSameBoot = opened === undefined || opened.bootId === bootId;
  const isClosed = lines.some((line) => line.op === 'closed');
  return {
    path,
    mark,
    pid,
    isLive: isSameBoot && !isClosed && isSameProcess(pid, Number(mark.split('-')[1])),
    isSameBoot,
    openedAt: opened?.at,
    entries: buildOpenEntries(lines),
  };
}

/** All journals of a state folder, live and dead; one that vanishes meanwhile is left out. */
export function readJournalFiles(
  stateDir: string,
  place: JournalPlace = findJournalPlace(),
): readonly JournalFile[] {
  let names: readonly string[];
  try {
    names = place.disk.list(journalFolder(stateDir)).map(({ name }) => name);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [, mark, pid] = /^((\d+)-\d+)(?:\.\d+)?\.jsonl$/.exec(name) ?? [];
    if (mark === undefined || pid === undefined) return [];
    try {
      return [readJournalFile(join(journalFolder(stateDir), name), mark, Number(pid), place)];
    } catch {
      return [];
    }
  });
}
