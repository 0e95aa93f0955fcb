// Folders that a run makes and takes away again, each with a token inside that proves that it made them.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { guardStateWrite } from '../disk/write-failure.ts';
import type { Journal, MadeFolder } from './journal.ts';
import { createToken } from './journal-file.ts';

/** Holds the token of its folder, which the undo journal repeats. */
const tokenFile = '.loadstone-token';

/** A folder that is not whole: its name alone proves whose it is, while its token is not in it yet or no longer. */
function nameUnfinished({ path, token }: MadeFolder): string {
  return `${path}.${token}`;
}

/**
 * Makes a folder that is to vanish with the run, noted first. Killed at any moment, it leaves one that the next start
 * can prove to be ours. Folders above it are made where they are missing, and stay.
 * @throws LoadstoneError DISK_FULL, STORE_WRITE_FAILED; Error of the file system, EEXIST among them
 */
export function makeFolder(wanted: string, journal: Journal, mode = 0o777): MadeFolder {
  guardStateWrite(wanted, () => mkdirSync(dirname(wanted), { recursive: true }));
  const path = join(realpathSync(dirname(wanted)), basename(wanted));
  const made = { path, token: createToken() };
  journal.addFolder(made);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      throw Object.assign(new Error(`${path} is there already`), { code: 'EEXIST' });
    guardStateWrite(path, () => {
      mkdirSync(nameUnfinished(made), { mode });
      writeToken(join(nameUnfinished(made), tokenFile), made.token);
      renameSync(nameUnfinished(made), path);
    });
  } catch (thrown) {
    rmSync(nameUnfinished(made), { recursive: true, force: true });
    journal.removeFolder(made);
    throw thrown;
  }
  return made;
}

/** Waits until it is on the disk: without it the folder could not be proved to be ours after a power cut. */
function writeToken(path: string, token: string): void {
  const file = realDisk.open(path, 'create', 0o600);
  try {
    writeWhole(file, token);
    file.sync();
  } finally {
    file.close();
  }
}

/** Takes the folder away, its token last, so that what a kill leaves of it can still be proved; twice does no harm. */
export function removeFolder(made: MadeFolder, journal: Journal): void {
  removeProven(made);
  journal.removeFolder(made);
}

function removeProven(made: MadeFolder): void {
  const unfinished = nameUnfinished(made);
  if (lstatSync(made.path, { throwIfNoEntry: false }) !== undefined) {
    for (const name of readdirSync(made.path))
      if (name !== tokenFile) rmSync(join(made.path, name), { recursive: true, force: true });
    renameSync(made.path, unfinished);
  }
  rmSync(unfinished, { recursive: true, force: true });
}

/**
 * Why a folder does not prove to be the one that was made with this token; undefined where it does. It has to be a
 * folder of our own, on a way without links, and with the token inside.
 */
export function findFolderProblem({ path, token }: MadeFolder): string | undefined {
  const problem = findPlaceProblem(path);
  if (problem !== undefined) return problem;
  const file = join(path, tokenFile);
  if (!isOwn(file, 'isFile')) return 'it bears no token of a run';
  return readFileSync(file, 'utf8').trim() === token ? undefined : 'it bears the token of another';
}

function findPlaceProblem(path: string): string | undefined {
  if (!isOwn(path, 'isDirectory')) return 'it is no folder of this user';
  return realpathSync(path) === path ? undefined : 'the way to it leads over a link';
}

function isOwn(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return (
    found?.[kind]() === true && (process.getuid === undefined || found.uid === process.getuid())
  );
}

/**
 * Removes what a dead run left of a folder.
 * @returns `gone` where there is nothing, else `removed`, or the reason why it is not ours to remove
 * @throws Error of the file system where it cannot be removed
 */
export function removeLeftFolder(
  made: MadeFolder,
): 'gone' | 'removed' | { readonly problem: string } {
  const unfinished = nameUnfinished(made);
  const isHalf =
    findPlaceProblem(unfinished) === undefined &&
    readdirSync(unfinished).every((name) => name === tokenFile);
  if (isHalf) rmSync(unfinished, { recursive: true });
  if (lstatSync(made.path, { throwIfNoEntry: false }) === undefined)
    return isHalf ? 'removed' : 'gone';
  const problem = findFolderProblem(made);
  if (problem !== undefined) return { problem };
  removeProven(made);
  // Before the journal goes that names it.
  realDisk.syncFolder(dirname(made.path));
  return 'removed';
}
