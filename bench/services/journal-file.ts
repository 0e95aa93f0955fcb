// The lines of an undo journal: what a run made on this machine and has not yet taken away again. They are input and not
// truth: what a line asks for is done only where the thing itself proves that a run made it (`sweep.ts`).

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { messageOf } from '../errors.ts';
import { isSameProcess, readBootId } from './process-identity.ts';

/** What `createToken` gives. */
const tokenPattern = '^[0-9a-f]{32}$';

const tokenSchema = Type.String({ pattern: tokenPattern });
const pathSchema = Type.String({ pattern: '^/', maxLength: 4_096 });
const urlSchema = (scheme: string) => Type.String({ pattern: `^${scheme}://`, maxLength: 4_096 });
const processKeys = {
  // Never 0 or 1, nor negative: a signal to those goes to a whole group, or to all processes.
  pid: Type.Integer({ minimum: 2, maximum: 2 ** 31 - 1 }),
  startTicks: Type.Number({ minimum: 0 }),
};

const entrySchema = Type.Union([
  Type.Object({
    kind: Type.Literal('process'),
    ...processKeys,
    stopSignal: Type.Enum(['SIGTERM', 'SIGINT'] as const),
  }),
  /** A process that a fault stopped and that is to go on. */
  Type.Object({ kind: Type.Literal('stopped-process'), ...processKeys }),
  Type.Object({ kind: Type.Literal('folder'), path: pathSchema, token: tokenSchema }),
  /** A git worktree, registered in the repository, in a folder that was made with this token. */
  Type.Object({
    kind: Type.Literal('git-worktree'),
    repoDir: pathSchema,
    path: pathSchema,
    token: tokenSchema,
  }),
  Type.Object({
    kind: Type.Literal('database'),
    adminUrl: urlSchema('postgres(ql)?'),
    /** No other name is ever dropped. */
    name: Type.String({ pattern: '^loadstone_', maxLength: 63 }),
    token: tokenSchema,
  }),
  /** A logical database of a given Redis server, claimed with a token. */
  Type.Object({
    kind: Type.Literal('redis-database'),
    url: urlSchema('rediss?'),
    token: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
  }),
]);

const lineSchema = Type.Union([
  /** First line; processes of another boot are all gone. */
  Type.Object({ op: Type.Literal('opened'), bootId: Type.String(), at: Type.String() }),
  Type.Object({ op: Type.Enum(['add', 'remove'] as const), entry: entrySchema }),
  /** The run ended in order, though entries may remain where something could not be undone. */
  Type.Object({ op: Type.Literal('closed') }),
]);

/** Something to undo. */
export type JournalEntry = Readonly<Static<typeof entrySchema>>;

export type JournalLine = Readonly<Static<typeof lineSchema>>;

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
  /** Lines before the last that are none of a journal, such as those of an older version; they are left out. */
  readonly strangeLines: number;
}

/** A file in the folder of journals that is not to be trusted at all. */
interface RefusedJournal {
  readonly path: string;
  /** Ends a sentence that names the file. */
  readonly reason: string;
}

/** Name of the environment variable that marks every process of a run, its descendants included. */
export const markEnvName = 'LOADSTONE_JOURNAL';

/** A run writes some hundred lines a group. */
const mostBytes = 64 * 2 ** 20;

export const journalFolder = (stateDir: string): string => join(stateDir, 'journal');

/** Undefined for what is no line of a journal, or not whole. */
function parseLine(text: string): JournalLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return Value.Check(lineSchema, line) ? line : undefined;
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

/** The text of a file that only we can have written. @throws Error with the reason where it may be another's. */
function readTrusted(path: string, disk: Disk): string {
  const file = disk.openToRead(path, { followsLinks: false });
  try {
    const { uid, mode, sizeBytes, isFile } = file;
    if (!isFile) throw new Error('it is no file');
    if (process.getuid !== undefined && uid !== process.getuid())
      throw new Error(`it belongs to another user (${uid})`);
    if ((mode & 0o022) !== 0) throw new Error('others may write to it');
    if (sizeBytes > mostBytes) throw new Error('it is too large for a journal');
    const content = Buffer.alloc(sizeBytes);
    return content.toString('utf8', 0, file.read(content));
  } finally {
    file.close();
  }
}

function readJournalFile(
  path: string,
  mark: string,
  pid: number,
  { disk, bootId }: JournalPlace,
): JournalFile {
  const texts = readTrusted(path, disk).split('\n');
  const parsed = texts.map(parseLine);
  const lines = parsed.filter((line) => line !== undefined);
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
    // A kill may have cut the last one short.
    strangeLines: parsed.slice(0, -1).filter((line) => line === undefined).length,
  };
}

/** All journals of a state folder, live and dead; one that vanishes meanwhile is left out. */
export function readJournals(
  stateDir: string,
  place: JournalPlace = findJournalPlace(),
): {
  readonly files: readonly JournalFile[];
  readonly refused: readonly RefusedJournal[];
} {
  const files: JournalFile[] = [];
  const refused: RefusedJournal[] = [];
  for (const name of listNames(journalFolder(stateDir), place.disk)) {
    const [, mark, pid] = /^((\d{1,10})-\d{1,16})(?:\.\d+)?\.jsonl$/.exec(name) ?? [];
    if (mark === undefined || pid === undefined) continue;
    const path = join(journalFolder(stateDir), name);
    try {
      files.push(readJournalFile(path, mark, Number(pid), place));
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      refused.push({ path, reason: code === 'ELOOP' ? 'it is a link' : messageOf(thrown) });
    }
  }
  return { files, refused };
}

function listNames(folder: string, disk: Disk): readonly string[] {
  try {
    return disk.list(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The journals that can be trusted to be ours. */
export function readJournalFiles(
  stateDir: string,
  place: JournalPlace = findJournalPlace(),
): readonly JournalFile[] {
  return readJournals(stateDir, place).files;
}

/** 128 random bits: nobody's folder or database bears them by chance. */
export function createToken(): string {
  return randomBytes(16).toString('hex');
}
