// Cleans up what dead runs left behind: their processes, databases, git worktrees and folders, in this order.
import { readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { messageOf } from '../errors.ts';
import { removeGitWorktree } from './git.ts';
import {
  type JournalEntry,
  type JournalFile,
  journalFolder,
  markEnvName,
  readJournalFiles,
} from './journal-file.ts';
import { dropLeftDatabase } from './postgres-admin.ts';
import { endProcess } from './process-ending.ts';
import { findPidsByEnv, isSameProcess, readStartTicks } from './process-identity.ts';
import { clearRedisDatabase } from './redis-database.ts';

interface Undone {
  /** False where it is to be tried again at the next start. */
  readonly done: boolean;
  /** What was cleaned or why not; undefined where there was nothing. */
  readonly sentence: string | undefined;
}

/** A server that stayed away this long is not coming back. */
const forgetAfterMs = 30 * 24 * 3_600_000;

const stopTimeoutMs = 5_000;

async function undoProcess(
  entry: JournalEntry & { kind: 'process' },
  file: JournalFile,
): Promise<Undone> {
  if (!file.isSameBoot) return { done: true, sentence: undefined };
  const outcome = await endProcess(entry.pid, entry.startTicks, {
    signal: entry.stopSignal,
    timeoutMs: stopTimeoutMs,
  });
  if (outcome === 'gone') return { done: true, sentence: undefined };
  return outcome === 'survived'
    ? { done: false, sentence: `Process ${entry.pid} of a dead run could not be ended.` }
    : { done: true, sentence: `Ended process ${entry.pid}, left by a dead run.` };
}

/** Wakes up what a fault had stopped: a stopped process hears no polite signal, and may not be ours to end. */
function wakeProcess(
  { pid, startTicks }: JournalEntry & { kind: 'stopped-process' },
  file: JournalFile,
): Undone {
  const done = { done: true, sentence: undefined };
  if (!file.isSameBoot || !isSameProcess(pid, startTicks)) return done;
  try {
    process.kill(pid, 'SIGCONT');
    return { done: true, sentence: `Woke up process ${pid}, stopped by a fault of a dead run.` };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return done;
    const sentence = `Process ${pid}, stopped by a fault of a dead run, cannot be woken up: ${messageOf(cause)}`;
    return { done: false, sentence };
  }
}

/** True where the folder is too precious to remove, whatever a journal says. */
function isProtected(path: string, stateDir: string): boolean {
  const contains = (inner: string) => {
    const way = relative(path, resolve(inner));
    return way === '' || (!way.startsWith('..') && !isAbsolute(way));
  };
  return !isAbsolute(path) || contains(stateDir) || contains(homedir()) || contains(process.cwd());
}

function undoFolder(path: string, stateDir: string): Undone {
  if (isProtected(path, stateDir)) {
    return { done: true, sentence: `The journal names ${path}, which is not removed.` };
  }
  try {
    rmSync(path, { recursive: true });
    // Before the journal goes that names it.
    realDisk.syncFolder(dirname(path));
    return { done: true, sentence: `Removed the folder ${path}, left by a dead run.` };
  } catch (cause) {
    const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    return isGone
      ? { done: true, sentence: undefined }
      : { done: false, sentence: `Cannot remove ${path}: ${messageOf(cause)}` };
  }
}

async function undoGitWorktree(
  entry: JournalEntry & { kind: 'git-worktree' },
  stateDir: string,
): Promise<Undone> {
  // A repository that has gone since then has taken its list of worktrees with it.
  const isOurs = !isProtected(entry.path, stateDir);
  if (isOurs && (await removeGitWorktree(entry.repoDir, entry.path))) {
    const sentence = `Removed the git worktree ${entry.path}, left by a dead run.`;
    return { done: true, sentence };
  }
  return undoFolder(entry.path, stateDir);
}

async function undoRemote(what: string, file: JournalFile, undo: () => Promise<boolean>) {
  try {
    const found = await undo();
    return { done: true, sentence: found ? `Removed ${what}, left by a dead run.` : undefined };
  } catch (cause) {
    const ageMs = Date.now() - Date.parse(file.openedAt ?? new Date(0).toISOString());
    return { done: ageMs > forgetAfterMs, sentence: `Cannot remove ${what}: ${messageOf(cause)}` };
  }
}

async function undoEntry(
  entry: JournalEntry,
  file: JournalFile,
  stateDir: string,
): Promise<Undone> {
  switch (entry.kind) {
    case 'process':
      return undoProcess(entry, file);
    case 'stopped-process':
      return wakeProcess(entry, file);
    case 'folder':
      return undoFolder(entry.path, stateDir);
    case 'git-worktree':
      return undoGitWorktree(entry, stateDir);
    case 'database':
      return undoRemote(`database ${entry.name}`, file, () =>
        dropLeftDatabase(entry.adminUrl, entry.name),
      );
    case 'redis-database':
      return undoRemote('the keys of a Redis database', file, () =>
        clearRedisDatabase(entry.url, entry.token),
      );
  }
}

/** Ends what the run's own processes started: they carry its mark in their environment. */
async function endMarkedProcesses(file: JournalFile): Promise<readonly string[]> {
  if (!file.isSameBoot) return [];
  const sentences: string[] = [];
  for (const pid of findPidsByEnv(`${markEnvName}=${file.mark}`)) {
    const startTicks = readStartTicks(pid);
    if (startTicks === undefined || pid === process.pid) continue;
    const options = { signal: 'SIGTERM', timeoutMs: stopTimeoutMs } as const;
    if ((await endProcess(pid, startTicks, options)) !== 'gone') {
      sentences.push(`Ended process ${pid}, started by a service of a dead run.`);
    }
  }
  return sentences;
}

const undoOrder = {
  'stopped-process': 0,
  process: 1,
  'redis-database': 2,
  database: 3,
  'git-worktree': 4,
  folder: 5,
} as const;

async function sweepJournal(file: JournalFile, stateDir: string): Promise<readonly string[]> {
  const sentences: string[] = [];
  const left: JournalEntry[] = [];
  const entries = [...file.entries].sort((a, b) => undoOrder[a.kind] - undoOrder[b.kind]);
  const isOfProcess = ({ kind }: JournalEntry) => kind === 'process' || kind === 'stopped-process';
  for (const entry of entries.filter(isOfProcess)) {
    const { done, sentence } = await undoEntry(entry, file, stateDir);
    if (!done) left.push(entry);
    if (sentence !== undefined) sentences.push(sentence);
  }
  // A live process with this mark is ours alone to judge; its run may have closed the journal in order.
  if (!isSameProcess(file.pid, Number(file.mark.split('-')[1]))) {
    sentences.push(...(await endMarkedProcesses(file)));
  }
  for (const entry of entries.filter((one) => !isOfProcess(one))) {
    const { done, sentence } = await undoEntry(entry, file, stateDir);
    if (!done) left.push(entry);
    if (sentence !== undefined) sentences.push(sentence);
  }
  if (left.length === 0) rmSync(file.path, { force: true });
  else keepLeftovers(file.path, left);
  return sentences;
}

/** Rewrites a journal to what could not be undone yet: as a whole, for a sweep may be killed, too. */
function keepLeftovers(path: string, left: readonly JournalEntry[]): void {
  const opened = readFileSync(path, 'utf8').split('\n', 1);
  const lines = left.map((entry) => JSON.stringify({ op: 'add', entry }));
  const text = [...opened, ...lines, '{"op":"closed"}', ''].join('\n');
  replaceFile(realDisk, path, text, { mode: 0o600 });
}

/**
 * Undoes what dead runs left: ends processes (pid and start time must match), drops databases,
 * removes git worktrees and folders. What could not be undone stays in the journal for the next time.
 * @returns a sentence for each thing that was cleaned or could not be
 */
export async function sweepDeadRuns(stateDir: string): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const file of readJournalFiles(stateDir)) {
    if (file.isLive) continue;
    try {
      sentences.push(...(await sweepJournal(file, stateDir)));
    } catch (cause) {
      sentences.push(
        `Cannot finish the clean-up of ${journalFolder(stateDir)}: ${messageOf(cause)}`,
      );
    }
  }
  return sentences;
}
