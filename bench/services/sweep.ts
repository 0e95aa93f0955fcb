// Cleans up what dead runs left behind: their processes, databases, git worktrees and folders, in this order. A journal
// only says where to look: each thing has to prove by itself that a run made it, else it is left alone and named.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { messageOf } from '../errors.ts';
import { checkStoreUrl, isCheckedStoreUrl, type StoreKind } from '../reach/store-url.ts';
import { removeGitWorktree } from './git.ts';
import { withCredentials } from './given-url.ts';
import {
  type JournalEntry,
  type JournalFile,
  journalFolder,
  markEnvName,
  readJournals,
} from './journal-file.ts';
import { findFolderProblem, removeLeftFolder } from './made-folder.ts';
import { dropLeftDatabase } from './postgres-admin.ts';
import { endProcess } from './process-ending.ts';
import {
  findPidsByEnv,
  isOwnProcess,
  isSameProcess,
  readStartTicks,
  stemsFromEnv,
} from './process-identity.ts';
import { clearRedisDatabase } from './redis-database.ts';

interface SweptPlace {
  readonly stateDir: string;
  readonly givenUrls: readonly string[];
}

interface Undone {
  /** False where it is to be tried again at the next start. */
  readonly done: boolean;
  /** What was cleaned or why not; undefined where there was nothing. */
  readonly sentence: string | undefined;
}

/** A server that stayed away this long is not coming back. */
const forgetAfterMs = 30 * 24 * 3_600_000;

const stopTimeoutMs = 5_000;

const nothing: Undone = { done: true, sentence: undefined };

/** Where an entry names what no run has made: told once, and forgotten with its journal. */
function leave(what: string, problem: string, { path }: JournalFile): Undone {
  return {
    done: true,
    sentence: `The undo journal ${path} names ${what}, which is left alone: ${problem}.`,
  };
}

/** Why a process does not prove to be of the dead run; undefined where it does. */
function findProcessProblem(
  pid: number,
  startTicks: number,
  { mark }: JournalFile,
): string | undefined {
  if (!isOwnProcess(pid)) return 'it belongs to another user';
  const isOfRun = stemsFromEnv(pid, `${markEnvName}=${mark}`);
  // One that has ended meanwhile has no environment any more.
  if (isOfRun || !isSameProcess(pid, startTicks)) return undefined;
  return `it was not started by that run (no ${markEnvName}=${mark} in its environment)`;
}

async function undoProcess(
  { pid, startTicks, stopSignal }: JournalEntry & { kind: 'process' },
  file: JournalFile,
): Promise<Undone> {
  if (!file.isSameBoot || !isSameProcess(pid, startTicks)) return nothing;
  const problem = findProcessProblem(pid, startTicks, file);
  if (problem !== undefined) return leave(`process ${pid}`, problem, file);
  const options = { signal: stopSignal, timeoutMs: stopTimeoutMs };
  const outcome = await endProcess(pid, startTicks, options);
  if (outcome === 'gone') return nothing;
  return outcome === 'survived'
    ? { done: false, sentence: `Process ${pid} of a dead run could not be ended.` }
    : { done: true, sentence: `Ended process ${pid}, left by a dead run.` };
}

/** Wakes up what a fault had stopped: a stopped process hears no polite signal, and may not be ours to end. */
function wakeProcess(
  { pid, startTicks }: JournalEntry & { kind: 'stopped-process' },
  file: JournalFile,
): Undone {
  if (!file.isSameBoot || !isSameProcess(pid, startTicks)) return nothing;
  const problem = findProcessProblem(pid, startTicks, file);
  if (problem !== undefined) return leave(`process ${pid}`, problem, file);
  try {
    process.kill(pid, 'SIGCONT');
    return { done: true, sentence: `Woke up process ${pid}, stopped by a fault of a dead run.` };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return nothing;
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

function undoFolder(
  made: JournalEntry & { kind: 'folder' },
  file: JournalFile,
  stateDir: string,
): Undone {
  const { path } = made;
  if (isProtected(path, stateDir)) return leave(path, 'it is not removed whatever it holds', file);
  try {
    const outcome = removeLeftFolder(made);
    if (outcome === 'gone') return nothing;
    return outcome === 'removed'
      ? { done: true, sentence: `Removed the folder ${path}, left by a dead run.` }
      : leave(path, outcome.problem, file);
  } catch (cause) {
    return { done: false, sentence: `Cannot remove ${path}: ${messageOf(cause)}` };
  }
}

/** Takes the worktree off git's list; its folder goes with the one that it is in, an entry of its own. */
async function undoGitWorktree(
  { repoDir, path, token }: JournalEntry & { kind: 'git-worktree' },
  file: JournalFile,
  stateDir: string,
): Promise<Undone> {
  const holder = { path: dirname(path), token };
  if (isProtected(holder.path, stateDir))
    return leave(path, 'it is not removed whatever it holds', file);
  if (!existsSync(holder.path)) return nothing;
  const problem = findFolderProblem(holder);
  if (problem !== undefined) return leave(path, problem, file);
  // A repository that has gone since then has taken its list of worktrees with it.
  return (await removeGitWorktree(repoDir, path))
    ? { done: true, sentence: `Removed the git worktree ${path}, left by a dead run.` }
    : nothing;
}

async function undoRemote(
  what: string,
  file: JournalFile,
  undo: () => Promise<'gone' | 'removed' | { readonly problem: string }>,
): Promise<Undone> {
  try {
    const outcome = await undo();
    if (outcome === 'gone') return nothing;
    return outcome === 'removed'
      ? { done: true, sentence: `Removed ${what}, left by a dead run.` }
      : leave(what, outcome.problem, file);
  } catch (cause) {
    const ageMs = Date.now() - Date.parse(file.openedAt ?? new Date(0).toISOString());
    return { done: ageMs > forgetAfterMs, sentence: `Cannot remove ${what}: ${messageOf(cause)}` };
  }
}

/** The run that noted it has checked it, and pinned its address; what an older version noted is checked now. */
async function readNotedUrl(kind: StoreKind, url: string): Promise<string> {
  return isCheckedStoreUrl(kind, url) ? url : checkStoreUrl(kind, url);
}

async function undoEntry(
  entry: JournalEntry,
  file: JournalFile,
  where: SweptPlace,
): Promise<Undone> {
  const { stateDir } = where;
  switch (entry.kind) {
    case 'process':
      return undoProcess(entry, file);
    case 'stopped-process':
      return wakeProcess(entry, file);
    case 'folder':
      return undoFolder(entry, file, stateDir);
    case 'git-worktree':
      return undoGitWorktree(entry, file, stateDir);
    case 'database':
      return undoRemote(`database ${entry.name}`, file, async () =>
        dropLeftDatabase({
          ...entry,
          adminUrl: await readNotedUrl(
            'postgres',
            withCredentials(entry.adminUrl, where.givenUrls),
          ),
        }),
      );
    case 'redis-database':
      return undoRemote('the keys of a Redis database', file, async () =>
        (await clearRedisDatabase(
          await readNotedUrl('redis', withCredentials(entry.url, where.givenUrls)),
          entry.token,
        ))
          ? 'removed'
          : 'gone',
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

async function sweepJournal(file: JournalFile, where: SweptPlace): Promise<readonly string[]> {
  const sentences: string[] = [];
  if (file.strangeLines > 0)
    sentences.push(
      `The undo journal ${file.path} has ${file.strangeLines} lines that this version does not know; they are ignored.`,
    );
  const left: JournalEntry[] = [];
  const entries = [...file.entries].sort((a, b) => undoOrder[a.kind] - undoOrder[b.kind]);
  const isOfProcess = ({ kind }: JournalEntry) => kind === 'process' || kind === 'stopped-process';
  for (const entry of entries.filter(isOfProcess)) {
    const { done, sentence } = await undoEntry(entry, file, where);
    if (!done) left.push(entry);
    if (sentence !== undefined) sentences.push(sentence);
  }
  // What carries our own mark is at work for this process, which closed an earlier journal in order.
  if (!isHarnessAlive(file)) sentences.push(...(await endMarkedProcesses(file)));
  for (const entry of entries.filter((one) => !isOfProcess(one))) {
    const { done, sentence } = await undoEntry(entry, file, where);
    if (!done) left.push(entry);
    if (sentence !== undefined) sentences.push(sentence);
  }
  if (left.length === 0) rmSync(file.path, { force: true });
  else keepLeftovers(file.path, left);
  return sentences;
}

/** Replaces a journal by what could not be undone yet: as a whole, for a sweep may be killed, too. */
function keepLeftovers(path: string, left: readonly JournalEntry[]): void {
  const opened = readFileSync(path, 'utf8').split('\n', 1);
  const lines = left.map((entry) => JSON.stringify({ op: 'add', entry }));
  const text = [...opened, ...lines, '{"op":"closed"}', ''].join('\n');
  replaceFile(realDisk, path, text, { mode: 0o600 });
}

/** True where the process that the file is named after still runs. */
function isHarnessAlive({ mark, pid, isSameBoot }: JournalFile): boolean {
  return isSameBoot && isSameProcess(pid, Number(mark.split('-')[1]));
}

/**
 * Undoes what dead runs left: ends processes, drops databases, removes git worktrees and folders, each only where it
 * proves to be of that run (the mark in the environment, the token in the folder or the database). What could not be
 * undone stays in the journal for the next time.
 * @param givenUrls of PostgreSQL and Redis, with the passwords that no journal holds
 * @returns a sentence for each thing that was cleaned, could not be, or is left alone
 */
export async function sweepDeadRuns(
  stateDir: string,
  givenUrls: readonly string[] = [],
): Promise<readonly string[]> {
  const { files, refused } = readJournals(stateDir);
  const sentences = refused.map(
    ({ path, reason }) => `The undo journal ${path} is ignored: ${reason}.`,
  );
  for (const file of files) {
    // What is of a live run is that run's to undo, whatever a journal says of its end.
    if (file.isLive || (file.pid !== process.pid && isHarnessAlive(file))) continue;
    try {
      sentences.push(...(await sweepJournal(file, { stateDir, givenUrls })));
    } catch (cause) {
      sentences.push(
        `Cannot finish the clean-up of ${journalFolder(stateDir)}: ${messageOf(cause)}`,
      );
    }
  }
  return sentences;
}
