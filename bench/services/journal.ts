// The undo journal of a run: written before anything is made, so that the next start can clean up after a kill -9.
import { dirname, join } from 'node:path';
import type { OpenFile } from '../disk/disk.ts';
import { makeFolders, writeWhole } from '../disk/durable.ts';
import { buildWriteFailure } from '../disk/write-failure.ts';
import { LoadstoneError } from '../errors.ts';
import { makeStateFolder, privateFileMode, privateFolderMode } from '../private-modes.ts';
import { withoutCredentials } from './given-url.ts';
import {
  findJournalPlace,
  type JournalEntry,
  type JournalLine,
  type JournalPlace,
  journalFolder,
  markEnvName,
  readJournalFiles,
} from './journal-file.ts';
import { readStartTicks } from './process-identity.ts';

/** A folder with its token inside, see `made-folder.ts`. */
export interface MadeFolder {
  /** Absolute, with the links on the way to it resolved. */
  readonly path: string;
  readonly token: string;
}

export interface Journal {
  readonly path: string;
  /** To be set in the environment of every child, so that its descendants can be found too. */
  readonly markEnv: Readonly<Record<string, string>>;
  /** Notes a process that is to end with the run, by pid and start time; one that has ended is not noted. */
  addProcess(pid: number, stopSignal?: 'SIGTERM' | 'SIGINT'): void;
  removeProcess(pid: number): void;
  /** Notes a process that is about to be stopped by SIGSTOP, so that the next start wakes it up. */
  addStoppedProcess(pid: number, startTicks: number): void;
  removeStoppedProcess(pid: number, startTicks: number): void;
  /** Notes a folder that is to vanish with the run; `makeFolder` calls it before the folder is made. */
  addFolder(made: MadeFolder): void;
  removeFolder(made: MadeFolder): void;
  /** Notes a git worktree in such a folder (`token` is its own); call it before the worktree is made. */
  addGitWorktree(repoDir: string, path: string, token: string): void;
  removeGitWorktree(repoDir: string, path: string, token: string): void;
  /** Notes a database that is to be dropped, where its comment bears the token; call it before it is made. */
  addDatabase(adminUrl: string, name: string, token: string): void;
  removeDatabase(adminUrl: string, name: string, token: string): void;
  addRedisDatabase(url: string, token: string): void;
  removeRedisDatabase(url: string, token: string): void;
  /** Deletes the journal where all was undone, else leaves it to the next sweep. */
  close(): void;
}

/** Makes the file; a second journal of one process in one folder gets a number. */
function createFile({ disk }: JournalPlace, folder: string, mark: string) {
  for (let count = 0; ; count += 1) {
    const path = join(folder, `${mark}${count === 0 ? '' : `.${count}`}.jsonl`);
    try {
      return { path, file: disk.open(path, 'create', privateFileMode) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || count > 1_000) throw cause;
    }
  }
}

/** A power cut ends processes, but neither databases of other machines nor folders: these must be on the disk first. */
const outlivesPowerCut: Readonly<Record<JournalEntry['kind'], boolean>> = {
  process: false,
  'stopped-process': false,
  folder: true,
  'git-worktree': true,
  database: true,
  'redis-database': true,
};

/** Writes line after line. @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED */
function createLineWriter(path: string, file: OpenFile): (line: JournalLine) => void {
  let isTorn = false;
  return (line) => {
    try {
      // Half a line of a disk that was full stays by itself, and spoils none that is written later.
      const before = isTorn ? '\n' : '';
      isTorn = true;
      writeWhole(file, `${before}${JSON.stringify(line)}\n`);
      isTorn = false;
      // The others wait for no disk: after a power cut there is nothing of theirs to undo, and a kill loses no line.
      if (line.op === 'opened' || (line.op === 'add' && outlivesPowerCut[line.entry.kind]))
        file.sync();
    } catch (cause) {
      throw buildWriteFailure(path, cause, undefined, 'state');
    }
    if (line.op !== 'add' || file.isNamed()) return;
    throw new LoadstoneError('STORE_WRITE_FAILED', `${path} was removed while it was written.`, {
      hint: 'Start again, and leave the state folder where it is while a run goes on.',
    });
  };
}

/** A folder that has gone with what it held needs no sync. */
function syncFolderOf({ disk }: JournalPlace, path: string): void {
  try {
    disk.syncFolder(dirname(path));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT')
      throw buildWriteFailure(path, thrown, undefined, 'state');
  }
}

/** @throws LoadstoneError RUN_BUSY where another live harness works in the same state folder. */
function refuseWhereBusy(stateDir: string, ownPath: string, place: JournalPlace): void {
  const other = readJournalFiles(stateDir, place).find(
    (file) => file.isLive && file.path !== ownPath,
  );
  if (other === undefined) return;
  throw new LoadstoneError(
    'RUN_BUSY',
    `Another run (process ${other.pid}${other.openedAt ? `, since ${other.openedAt}` : ''}) works in ${stateDir}.`,
  );
}

function createJournalFile(stateDir: string, mark: string, place: JournalPlace) {
  const folder = journalFolder(stateDir);
  try {
    makeStateFolder(stateDir, place.disk);
    makeFolders(place.disk, folder, privateFolderMode);
    const made = createFile(place, folder, mark);
    // The file itself is on the disk with its first entry that has to be.
    place.disk.syncFolder(folder);
    return made;
  } catch (cause) {
    throw buildWriteFailure(folder, cause, undefined, 'state');
  }
}

/** A password stays out of the file: the next start has its own URL of the server, see `sweepDeadRuns`. */
const describeDatabase = (adminUrl: string, name: string, token: string): JournalEntry => ({
  ...{ kind: 'database', adminUrl: withoutCredentials(adminUrl), name, token },
});

const describeRedisDatabase = (url: string, token: string): JournalEntry => ({
  ...{ kind: 'redis-database', url: withoutCredentials(url), token },
});

/**
 * Opens the journal of this process in `<stateDir>/journal/`.
 * @throws LoadstoneError RUN_BUSY, DISK_FULL, STORE_WRITE_FAILED
 */
export function openJournal(stateDir: string, place: JournalPlace = findJournalPlace()): Journal {
  const mark = `${process.pid}-${readStartTicks(process.pid) ?? 0}`;
  const { path, file } = createJournalFile(stateDir, mark, place);
  const open = new Map<string, JournalEntry>();
  let isClosed = false;
  const write = createLineWriter(path, file);
  const add = (entry: JournalEntry) => {
    open.set(JSON.stringify(entry), entry);
    write({ op: 'add', entry });
  };
  const remove = (entry: JournalEntry) => {
    const key = JSON.stringify(entry);
    if (!open.has(key)) return;
    // What was removed must not come back after a power cut when nobody knows of it any more.
    if ('path' in entry) syncFolderOf(place, entry.path);
    open.delete(key);
    if (!isClosed) write({ op: 'remove', entry });
  };
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    try {
      if (open.size > 0) write({ op: 'closed' });
    } finally {
      file.close();
    }
    if (open.size === 0) place.disk.remove(path);
  };
  try {
    write({ op: 'opened', bootId: place.bootId, at: new Date().toISOString() });
    // Written first and looked round after: of two that start at once, at least one sees the other.
    refuseWhereBusy(stateDir, path, place);
  } catch (thrown) {
    close();
    throw thrown;
  }
  return {
    path,
    markEnv: { [markEnvName]: mark },
    addProcess(pid, stopSignal = 'SIGTERM') {
      const startTicks = readStartTicks(pid);
      if (startTicks !== undefined) add({ kind: 'process', pid, startTicks, stopSignal });
    },
    removeProcess(pid) {
      for (const entry of open.values()) {
        if (entry.kind === 'process' && entry.pid === pid) remove(entry);
      }
    },
    addStoppedProcess: (pid, startTicks) => add({ kind: 'stopped-process', pid, startTicks }),
    removeStoppedProcess: (pid, startTicks) => remove({ kind: 'stopped-process', pid, startTicks }),
    addFolder: ({ path: folder, token }) => add({ kind: 'folder', path: folder, token }),
    removeFolder: ({ path: folder, token }) => remove({ kind: 'folder', path: folder, token }),
    addGitWorktree: (repoDir, worktree, token) =>
      add({ kind: 'git-worktree', repoDir, path: worktree, token }),
    removeGitWorktree: (repoDir, worktree, token) =>
      remove({ kind: 'git-worktree', repoDir, path: worktree, token }),
    addDatabase: (adminUrl, name, token) => add(describeDatabase(adminUrl, name, token)),
    removeDatabase: (adminUrl, name, token) => remove(describeDatabase(adminUrl, name, token)),
    addRedisDatabase: (url, token) => add(describeRedisDatabase(url, token)),
    removeRedisDatabase: (url, token) => remove(describeRedisDatabase(url, token)),
    close,
  };
}
