// The embedded PostgreSQL server: its folder is kept between runs, so that templates stay.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceFile } from '../disk/durable.ts';
import { realDisk } from '../disk/real-disk.ts';
import { LoadstoneError } from '../errors.ts';
import { privateFileMode, stateFolderMode } from '../private-modes.ts';
import { isPrivateSetting } from '../spec/recorded-names.ts';
import { awaitLastOutput, type Child, startChild } from './child.ts';
import { findFreePort } from './free-port.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';
import { movePinned, type Placement } from './placement.ts';
import {
  choosePostgresHome,
  findEmbeddedBuild,
  findPostgresUser,
  makeBuildReachable,
  makeReachableFolder,
  type PostgresUser,
} from './postgres-binaries.ts';
import { endProcess } from './process-ending.ts';
import { readStartTicks } from './process-identity.ts';
import { createRevivable } from './revivable.ts';

export interface ClusterOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly stateDir: string;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

export interface Cluster {
  readonly url: string;
  /** Pid of the postmaster; follows a revival, undefined while the server is down. */
  readonly pid: number | undefined;
  readonly placement: Placement;
  readonly notes: readonly string[];
  output(): string;
  /** Immediate shutdown: nothing is written down, so that the next start recovers as after a crash. */
  crash(): Promise<void>;
  /**
   * Starts the server again on the same port and data; resolves when it is ready, at once where it runs.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  revive(): Promise<void>;
  /** Fast shutdown with its checkpoint, and a start on the same port and data; resolves when it is ready. */
  restart(): Promise<void>;
  /** Pins all its processes to other CPUs, those of later starts too; undefined leaves them where they are. */
  move(cpus: readonly number[] | undefined): void;
  /** Hands on what the server logs from now on, in pieces; the returned function ends that. */
  listenToLog(listener: (text: string) => void): () => void;
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;
const startAttempts = 20;
const superuser = 'loadstone';

/** Sessions are cut, a checkpoint is written, the next start needs no recovery. */
const fastShutdown = { signal: 'SIGINT', timeoutMs: 60_000 } as const;

/** What the embedded server runs with unless the config says otherwise; each keeps noise out. */
function buildSettings(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const memoryMb = totalmem() / 2 ** 20;
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track': 'top',
    'pg_stat_statements.max': '10000',
    'pg_stat_statements.save': 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_connections: '400',
    // Room for the databases of two groups of variants, so that none pushes another's pages out.
    shared_buffers: `${Math.floor(Math.min(2048, memoryMb / 4))}MB`,
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    // Segments of the log are used again: filling a new one with zeros would fall into some slice.
    min_wal_size: '1GB',
    // A checkpoint or an autovacuum in the middle of a slice would be charged to one variant.
    checkpoint_timeout: '30min',
    autovacuum: 'off',
    // Processes that work for all variants at once, so that their time is charged to whoever is loaded just then.
    bgwriter_lru_maxpages: '0',
    max_logical_replication_workers: '0',
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    // The usual values, said because plans and durability must not come from a machine's own configuration.
    plan_cache_mode: 'auto',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // LOG and worse: errors of statements belong to the service and would fill the pipe.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    // To create a database is to wait for every process, that of a connection on which nobody logs in included.
    authentication_timeout: '5s',
    ...given,
  };
}

interface ClusterFolder {
  /** Holds data/ and the password, which is written last and so marks a finished initdb. */
  readonly folder: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly build: string;
  readonly user: PostgresUser | undefined;
  readonly note: string | undefined;
}

function locateCluster(stateDir: string): ClusterFolder {
  const user = findPostgresUser();
  const home = choosePostgresHome(stateDir, user);
  if (user !== undefined) makeReachableFolder(home.folder);
  const folder = join(home.folder, 'postgres-18');
  mkdirSync(folder, { recursive: true, mode: stateFolderMode });
  if (lstatSync(folder).isSymbolicLink())
    throw new LoadstoneError(
      'POSTGRES_UNAVAILABLE',
      `${folder} is a link; its cluster would be made and removed elsewhere.`,
      { hint: 'Remove the link; LOADSTONE_HOME moves the whole state folder.' },
    );
  // Made by older versions for everybody to list.
  chmodSync(folder, stateFolderMode);
  return {
    folder,
    data: join(folder, 'data'),
    passwordFile: join(folder, 'password'),
    build: makeBuildReachable(findEmbeddedBuild(stateDir), home.folder, user),
    user,
    note: home.note,
  };
}

function startProgram(
  name: 'initdb' | 'postgres',
  args: readonly string[],
  where: ClusterFolder,
  options: ClusterOptions,
  onText: (text: string) => void = () => {},
): Promise<Child> {
  const program = join(where.build, 'bin', name);
  return startChild({
    command: [program, ...args],
    env: { ...readInheritedEnv(), LC_MESSAGES: 'C' },
    cwd: where.folder,
    cpus: options.cpus,
    journal: options.journal,
    deathSignal: 'INT',
    user: where.user,
    onText,
  });
}

/** Runs initdb once; a folder whose initdb was cut off is made anew. */
async function initialise(where: ClusterFolder, options: ClusterOptions): Promise<void> {
  if (existsSync(where.passwordFile)) return;
  rmSync(where.data, { recursive: true, force: true });
  mkdirSync(where.data, { mode: 0o700 });
  const secretFile = join(where.folder, 'password.new');
  const password = randomBytes(18).toString('base64url');
  writeFileSync(secretFile, `${password}\n`, { mode: 0o600 });
  if (where.user !== undefined) {
    chownSync(where.data, where.user.uid, where.user.gid);
    chownSync(secretFile, where.user.uid, where.user.gid);
  }
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  const child = await startProgram(
    'initdb',
    [
      ...[`--pgdata=${where.data}`, `--username=${superuser}`, `--pwfile=${secretFile}`],
      ...['--auth=scram-sha-256', '--encoding=UTF8', `--locale=${locale}`, '--lc-messages=C'],
      '--no-instructions',
    ],
    where,
    options,
  );
  const { code } = await child.exited;
  await awaitLastOutput(child);
  await child.end({ signal: 'SIGINT', timeoutMs: 1_000 });
  rmSync(secretFile, { force: true });
  if (code !== 0) {
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', 'The embedded PostgreSQL failed at initdb.', {
      output: child.output(),
    });
  }
  replaceFile(realDisk, where.passwordFile, password, { mode: 0o600 });
}

/**
 * Deals with what a crash left: a postmaster that still works in this folder is ours (the journal
 * keeps other harnesses out) and is ended; a lock file that names some other process is removed.
 */
async function clearStaleServer(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  const startTicks = Number.isFinite(pid) ? readStartTicks(pid) : undefined;
  if (startTicks === undefined) return;
  let isPostgresHere: boolean;
  try {
    // Somebody's shell may stand in this folder too.
    const program = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
    isPostgresHere = readlinkSync(`/proc/${pid}/cwd`) === data && program === 'postgres';
  } catch {
    // Off Linux, or of another user: PostgreSQL itself judges the lock then.
    return;
  }
  if (isPostgresHere) await endProcess(pid, startTicks, { signal: 'SIGINT', timeoutMs: 20_000 });
  else rmSync(lock, { force: true });
}

async function awaitReady(child: Child): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    if (child.output().includes('database system is ready to accept connections')) return true;
    if (!child.isAlive()) {
      await awaitLastOutput(child);
      return false;
    }
    await sleep(5);
  }
  return false;
}

/** Failures that pass by themselves: backends of a killed server still end, or a port was taken. */
const passingFailure =
  /pre-existing shared memory block|lock file "[^"\n]*" already exists|Address already in use/;

/** Those that may be secrets stand in a file, since every user of the machine can read a command line. */
function writePrivateSettings(
  { data, user }: ClusterFolder,
  settings: readonly (readonly [name: string, value: string])[],
): void {
  const path = join(data, 'postgresql.auto.conf');
  const quote = (value: string) =>
    `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n')}'`;
  const lines = settings.map(([name, value]) => `${name} = ${quote(value)}\n`);
  writeFileSync(path, lines.join(''), { mode: privateFileMode });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** @param keptPort the port of a server that comes back; undefined for a free one */
async function startServer(
  where: ClusterFolder,
  options: ClusterOptions,
  onText: (text: string) => void,
  keptPort?: number,
): Promise<{ readonly child: Child; readonly port: number }> {
  const settings = Object.entries(buildSettings(options.settings));
  const isPrivate = (name: string) =>
    Object.hasOwn(options.settings, name) && isPrivateSetting(name);
  writePrivateSettings(
    where,
    settings.filter(([name]) => isPrivate(name)),
  );
  const flags = settings.flatMap(([name, value]) =>
    isPrivate(name) ? [] : ['-c', `${name}=${value}`],
  );
  let output = '';
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    await clearStaleServer(where.data);
    const port = keptPort ?? (await findFreePort());
    const args = ['-D', where.data, '-p', `${port}`, ...flags];
    const child = await startProgram('postgres', args, where, options, onText);
    if (await awaitReady(child)) return { child, port };
    output = child.output();
    await child.end({ signal: 'SIGINT', timeoutMs: 5_000 });
    if (!passingFailure.test(output)) break;
    await sleep(250);
  }
  throw new LoadstoneError('POSTGRES_UNAVAILABLE', 'The embedded PostgreSQL did not start.', {
    output,
    hint: `Read the output above. To begin anew, remove ${where.folder} (its templates are made again).`,
  });
}

/**
 * Starts the embedded server on a free loopback port, making its cluster the first time.
 * @throws LoadstoneError POSTGRES_UNAVAILABLE
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const where = locateCluster(options.stateDir);
  await initialise(where, options);
  const listeners = new Set<(text: string) => void>();
  const onText = (text: string) => {
    for (const listener of listeners) listener(text);
  };
  const { child, port } = await startServer(where, options, onText);
  let { cpus } = options;
  let { placement } = child;
  const server = createRevivable(child, async () => {
    const started = await startServer(where, { ...options, cpus }, onText, port);
    placement = started.child.placement;
    return started.child;
  });
  const password = readFileSync(where.passwordFile, 'utf8').trim();
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    get pid() {
      return server.pid;
    },
    get placement() {
      return placement;
    },
    notes: where.note === undefined ? [] : [where.note],
    output: () => server.child.output(),
    crash: () => server.kill({ signal: 'SIGQUIT', timeoutMs: 10_000 }),
    revive: () => server.revive(),
    async restart() {
      await server.kill(fastShutdown);
      await server.revive();
    },
    move(wanted) {
      const { pid } = server;
      if (wanted === undefined || wanted.join() === cpus?.join() || pid === undefined) return;
      const reason = movePinned(pid, wanted);
      if (reason === undefined) cpus = wanted;
      placement =
        reason === undefined
          ? { cpus, reason: undefined }
          : { cpus: placement.cpus, reason: `Not moved to CPU ${wanted.join(',')}: ${reason}.` };
    },
    listenToLog: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      await server.stop(fastShutdown);
      writePrivateSettings(where, []);
    },
  };
}
