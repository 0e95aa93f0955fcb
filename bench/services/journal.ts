// The undo journal of a run: written before anything is made, so that the next start can clean up after a kill -9.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LoadstoneError, messageOf } from '../errors.ts';
import {
  type JournalEntry,
  type JournalLine,
  journalFolder,
  markEnvName,
  readJournalFiles,
} from './journal-file.ts';
import { readBootId, readStartTicks } from './process-identity.ts';

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
function createFile(folder: string, mark: string): { path: string; descriptor: number } {
  for (let count = 0; ; count += 1) {
    const path = join(folder, `${mark}${count === 0 ? '' : `.${count}`}.jsonl`);
    try {
      // Admin URLs hold passwords, so nobody else may read it.
      return { path, descriptor: openSync(path, 'ax', 0o600) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || count > 1_000) throw cause;
    }
  }
}

function writeLine(path: string, descriptor: number, line: JournalLine): void {
  try {
    // No fsync: the page cache outlives a kill, and after a power cut no process is left anyway.
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
  } catch (cause) {
    throw new LoadstoneError('STORE_WRITE_FAILED', `Cannot write ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** @throws LoadstoneError RUN_BUSY where another live harness works in the same state folder. */
function refuseWhereBusy(stateDir: string, ownPath: string): void {
  const other = readJournalFiles(stateDir).find((file) => file.isLive && file.path !== ownPath);
  if (other === undefined) return;
  throw new LoadstoneError(
    'RUN_BUSY',
    `Another run (process ${other.pid}${other.openedAt ? `, since ${other.openedAt}` : ''}) works in ${stateDir}.`,
  );
}

function createJournalFile(stateDir: string, mark: string) {
  try {
    mkdirSync(stateDir, { recursive: true });
    mkdirSync(journalFolder(stateDir), { recursive: true, mode: 0o700 });
    return createFile(journalFolder(stateDir), mark);
  } catch (cause) {
    throw new LoadstoneError(
      'STORE_WRITE_FAILED',
      `Cannot make an undo journal in ${stateDir}: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/**
 * Opens the journal of this process in `<stateDir>/journal/`.
 * @throws LoadstoneError RUN_BUSY, STORE_WRITE_FAILED
 */
export function openJournal(stateDir: string): Journal {
  const mark = `${process.pid}-${readStartTicks(process.pid) ?? 0}`;
  const { path, descriptor } = createJournalFile(stateDir, mark);
  const open = new Map<string, JournalEntry>();
  let isClosed = false;
  const write = (line: JournalLine) => writeLine(path, descriptor, line);
  const add = (entry: JournalEntry) => {
    open.set(JSON.stringify(entry), entry);
    write({ op: 'add', entry });
  };
  const remove = (entry: JournalEntry) => {
    if (open.delete(JSON.stringify(entry)) && !isClosed) write({ op: 'remove', entry });
  };
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    if (open.size > 0) write({ op: 'closed' });
    closeSync(descriptor);
    if (open.size === 0) rmSync(path, { force: true });
  };
  try {
    write({ op: 'opened', bootId: readBootId(), at: new Date().toISOString() });
    // Written first and looked round after: of two that start at once, at least one sees the other.
    refuseWhereBusy(stateDir, path);
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
    addDatabase: (adminUrl, name, token) => add({ kind: 'database', adminUrl, name, token }),
    removeDatabase: (adminUrl, name, token) => remove({ kind: 'database', adminUrl, name, token }),
    addRedisDatabase: (url, token) => add({ kind: 'redis-database', url, token }),
    removeRedisDatabase: (url, token) => remove({ kind: 'redis-database', url, token }),
    close,
  };
}
