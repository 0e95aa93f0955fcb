// Another version of a repository in a temporary git worktree, with its packages, gone again in every case.
import { readdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { LoadstoneError, messageOf } from '../errors.ts';
import { privateFolderMode } from '../private-modes.ts';
import { awaitLastOutput, startChild } from './child.ts';
import { GitFailure, removeGitWorktree, runGit } from './git.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';
import { makeFolder, removeFolder } from './made-folder.ts';
import { findLock, isPackageManager } from './package-manager.ts';

export interface CheckoutOptions {
  /** A folder inside a git repository; a folder below its top is found again in the other version. */
  readonly repoDir: string;
  /** Whatever git resolves to a commit: hash, branch, tag, `HEAD~1`. */
  readonly ref: string;
  /** Folder in which the worktree gets a folder of its own; made where it is missing. */
  readonly tempDir: string;
  /** What brings the packages: a package manager of Node where the lock file differs, as by default `npm ci`; another program always. */
  readonly installCommand?: readonly string[] | undefined;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Called with a sentence for each step that may take long. */
  readonly onStep: (text: string) => void;
}

export interface CheckedOutVersion {
  /** The other version's copy of `repoDir`. */
  readonly dir: string;
  /** Full hash. */
  readonly commit: string;
  /** How its packages came: those of this version, installed for it, or none where it wants none. */
  readonly packages: 'linked' | 'installed' | 'none';
  /** Takes folder and worktree away; doing it again does nothing. */
  remove(): Promise<void>;
}

/**
 * Checks a version out beside the working tree, which is not touched. Its node_modules, and those of the folders above
 * it, are links to ours where both lock files are the same byte for byte and no package of ours is a link into the
 * repository (a workspace), else it is installed anew. A command that is none of a package manager of Node brings what
 * another language needs: it runs in every case, and beside no link, whose packages are ours.
 * @throws LoadstoneError GIT_REF_UNKNOWN, CHECKOUT_FAILED, STORE_WRITE_FAILED, INTERRUPTED
 */
export async function checkOutVersion(options: CheckoutOptions): Promise<CheckedOutVersion> {
  const { ref, tempDir, journal, signal, onStep } = options;
  const repoDir = realpathSync(options.repoDir);
  const below = await findPlaceInRepository(repoDir, ref);
  const commit = await resolveCommit(repoDir, ref);
  const holder = makeFolder(nameHolder(tempDir, commit), journal, privateFolderMode);
  const path = join(holder.path, 'tree');
  journal.addGitWorktree(repoDir, path, holder.token);
  let isRemoved = false;
  const remove = async () => {
    if (isRemoved) return;
    isRemoved = true;
    await removeGitWorktree(repoDir, path);
    removeFolder(holder, journal);
    journal.removeGitWorktree(repoDir, path, holder.token);
  };
  try {
    onStep(`checking ${ref} out (${commit.slice(0, 10)})`);
    await addWorktree(repoDir, path, commit, signal);
    const dir = join(path, below);
    assertFolder(dir, ref, below);
    const packages = await bringPackages(repoDir, path, below, options);
    return { dir, commit, packages, remove };
  } catch (thrown) {
    await remove();
    throw signal.aborted
      ? new LoadstoneError('INTERRUPTED', 'Interrupted while the other version was checked out.', {
          hint: 'Nothing was kept; start again.',
        })
      : thrown;
  }
}

let madeHere = 0;

/** A name for the folder around a worktree that no other process and no earlier checkout of this one takes. */
function nameHolder(tempDir: string, commit: string): string {
  madeHere += 1;
  return join(tempDir, `loadstone-${commit.slice(0, 10)}-${process.pid}-${madeHere}`);
}

/** The way from the top of the repository down to the folder. */
async function findPlaceInRepository(repoDir: string, ref: string): Promise<string> {
  try {
    return await runGit(repoDir, ['rev-parse', '--show-prefix']);
  } catch (cause) {
    throw new LoadstoneError(
      'GIT_REF_UNKNOWN',
      `${repoDir} is in no git repository, so there is no ${ref} to compare with.`,
      { cause, hint: 'Run it in a git clone, with git installed.' },
    );
  }
}

async function resolveCommit(repoDir: string, ref: string): Promise<string> {
  try {
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    return await runGit(repoDir, words);
  } catch (cause) {
    throw new LoadstoneError('GIT_REF_UNKNOWN', `git knows no commit called '${ref}' here.`, {
      cause,
    });
  }
}

async function addWorktree(
  repoDir: string,
  path: string,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runGit(repoDir, ['worktree', 'add', '--quiet', '--detach', path, commit], signal);
  } catch (cause) {
    const output = cause instanceof GitFailure ? cause.stderr : messageOf(cause);
    throw new LoadstoneError('CHECKOUT_FAILED', `git could not check ${commit} out.`, {
      cause,
      output,
    });
  }
}

/** @throws LoadstoneError GIT_REF_UNKNOWN where that version has no such folder yet. */
function assertFolder(dir: string, ref: string, below: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new LoadstoneError('GIT_REF_UNKNOWN', `${ref} has no folder ${below}.`, {
    hint: 'Compare with a commit that has it already.',
  });
}

/** Contents of a file; undefined where there is none. */
function readBytes(path: string): Buffer | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined;
}

async function bringPackages(
  here: string,
  thereTop: string,
  below: string,
  options: CheckoutOptions,
): Promise<CheckedOutVersion['packages']> {
  const there = join(thereTop, below);
  const { installCommand } = options;
  if (installCommand !== undefined && !isPackageManager(installCommand[0] ?? '')) {
    options.onStep(`running target.install for the other version: ${installCommand.join(' ')}`);
    await install(there, installCommand, options);
    return 'installed';
  }
  const { manager, path: lock } = findLock(there, thereTop);
  if (lock === undefined && readBytes(join(there, 'package.json')) === undefined) return 'none';
  const hereTop = resolve(here, relative(there, thereTop));
  // Without a lock file the wishes themselves are compared.
  const compared = relative(thereTop, lock ?? join(there, 'package.json'));
  const [own, other] = [hereTop, thereTop].map((top) => readBytes(join(top, compared)));
  const isSame = own !== undefined && other !== undefined && own.equals(other);
  if (isSame && linkPackages(hereTop, thereTop, below)) return 'linked';
  if (installCommand === undefined && !hasWishes(there, thereTop)) return 'none';
  if (lock === undefined && installCommand === undefined)
    throw new LoadstoneError(
      'CHECKOUT_FAILED',
      `${options.ref} wants packages and has no lock file, so \`npm ci\` cannot install them.`,
      { hint: `Compare with a commit that has one. ${installHint}` },
    );
  options.onStep(
    `installing the packages of the other version (its ${basename(compared)} differs, or they are not installed here)`,
  );
  await install(there, installCommand ?? manager.install, options);
  return 'installed';
}

const installHint =
  'What brings the packages in another way, such as `npm install`, is named as target.install in the config of `loadstone gate`.';

/** What a package.json names where there is something to install, or to be done after it. */
const wishes = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'workspaces'],
];
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/** Whether the folder, or one above it up to the top, wants packages. */
function hasWishes(folder: string, top: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const text = readBytes(join(at, 'package.json'))?.toString('utf8');
    if (text !== undefined && wantsPackages(text)) return true;
    if (at === top || at === dirname(at)) return false;
  }
}

function wantsPackages(text: string): boolean {
  const isFull = (value: unknown, keys?: readonly string[]): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).some((key) => keys?.includes(key) ?? true);
  try {
    const wanted: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof wanted !== 'object' || wanted === null) return false;
    const given = new Map<string, unknown>(Object.entries(wanted));
    return (
      wishes.some((key) => isFull(given.get(key))) || isFull(given.get('scripts'), installScripts)
    );
  } catch {
    // The package manager tells better what is wrong with it.
    return true;
  }
}

/** Links the packages of the folder and of those above it. @returns false where there are none here to be linked */
function linkPackages(hereTop: string, thereTop: string, below: string): boolean {
  let isLinked = false;
  for (let at = below; ; at = join(at, '..')) {
    const own = join(hereTop, at, 'node_modules');
    if (statSync(own, { throwIfNoEntry: false }) !== undefined) {
      if (holdsWorkspace(own, hereTop)) return false;
      // Through the real path: where ours is a link itself, the copy does not hang on that link.
      symlinkSync(realpathSync(own), join(thereTop, at, 'node_modules'), 'dir');
      isLinked = true;
    }
    if (relative('', at) === '') return isLinked;
  }
}

/** True where a package is a link to code of the repository itself: the other version has its own code for that. */
function holdsWorkspace(packages: string, top: string): boolean {
  return readdirSync(packages, { withFileTypes: true }).some((entry) => {
    const path = join(packages, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('@') && holdsWorkspace(path, top);
    if (!entry.isSymbolicLink()) return false;
    const place = relative(
      top,
      statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : '',
    );
    return !place.startsWith('..') && !isAbsolute(place) && !place.includes('node_modules');
  });
}

const errorLine = /^\s*(?:npm (?:error|ERR!)|ERR_|error\b)/i;
const mostErrorLines = 8;
const mostLastLines = 20;

/** Its first errors, which name the cause, and its last lines: npm says more than is kept. */
function quoteInstaller(errors: readonly string[], output: string): string {
  const last = output.split('\n').slice(-mostLastLines);
  const cut = errors.filter((line) => !last.includes(line));
  return [...cut, ...(cut.length > 0 ? ['…'] : []), ...last].join('\n');
}

/** The installer is a noted child, so that neither Ctrl-C nor kill -9 leaves it at work. */
async function install(
  there: string,
  installCommand: readonly string[],
  { journal, signal }: CheckoutOptions,
): Promise<void> {
  signal.throwIfAborted();
  const errors: string[] = [];
  const child = await startChild({
    command: installCommand,
    onLine: (line) => {
      if (errors.length < mostErrorLines && errorLine.test(line)) errors.push(line);
    },
    // NODE_ENV=production would leave the development packages out.
    env: { ...readInheritedEnv(), NODE_ENV: 'development' },
    cwd: there,
    cpus: undefined,
    journal,
  }).catch((cause: unknown) => {
    if (cause instanceof LoadstoneError) throw cause;
    const message = `Cannot start ${installCommand.join(' ')}: ${messageOf(cause)}`;
    throw new LoadstoneError('CHECKOUT_FAILED', message, { cause, hint: installHint });
  });
  const end = () => void child.end({ signal: 'SIGTERM', timeoutMs: 3_000 });
  signal.addEventListener('abort', end, { once: true });
  // It may have come while the program was started.
  if (signal.aborted) end();
  try {
    const { code } = await child.exited;
    if (code === 0) return;
    await awaitLastOutput(child);
    throw new LoadstoneError(
      'CHECKOUT_FAILED',
      `${installCommand.join(' ')} failed for the other version.`,
      {
        output: quoteInstaller(errors, child.output()),
        hint: `What it wrote is shown above. ${installHint}`,
      },
    );
  } finally {
    signal.removeEventListener('abort', end);
    await child.end({ signal: 'SIGTERM', timeoutMs: 3_000 });
  }
}
