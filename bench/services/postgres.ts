// PostgreSQL for a run: the given server or the embedded one, with templates, clones and figures.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError } from '../errors.ts';
import { parseBootTimeS } from '../probes/proc-files.ts';
import { readProcess } from '../probes/processes.ts';
import { checkStoreUrl } from '../reach/store-url.ts';
import type { PrepareStep } from '../spec/experiment.ts';
import type { Journal } from './journal.ts';
import type { Placement } from './placement.ts';
import { buildDatabaseUrl, openPostgresAdmin, type PostgresAdmin } from './postgres-admin.ts';
import { type Cluster, startCluster } from './postgres-cluster.ts';
import {
  type DatabaseUse,
  dropLeftDatabases,
  openDatabases,
  openStatementStatistics,
} from './postgres-databases.ts';
import { type IndexUseReading, readIndexUse } from './postgres-indexes.ts';
import { openPrewarming } from './postgres-prewarm.ts';
import { openStatementProbe, type StatementProbe } from './postgres-statements.ts';
import type { TemplateOptions } from './template-build.ts';
import { type BuiltTemplate, openTemplates } from './templates.ts';

export type { DatabaseUse };

export interface PostgresServer {
  /** For example `18.4`. */
  readonly version: string;
  readonly origin: 'embedded' | 'url';
  /**
   * Pid of the postmaster where it is ours, or on this machine and readable; follows a revival and
   * is undefined while the server is down.
   */
  readonly pid: number | undefined;
  readonly placement: Placement;
  /** Undefined for a given server, which others may use. */
  readonly control: PostgresControl | undefined;
  /** What the reader should know: where the databases are kept, what cannot be measured. */
  readonly notes: readonly string[];
  /**
   * Makes sure of the template that the steps lead to; steps that were done before are not repeated.
   * @throws LoadstoneError PREPARE_FAILED, POSTGRES_UNAVAILABLE
   */
  ensureTemplate(steps: readonly PrepareStep[], options: TemplateOptions): Promise<BuiltTemplate>;
  /** Names of the templates after each step, whether there are any or not. */
  nameTemplates(steps: readonly PrepareStep[], cwd: string): readonly string[];
  /** Drops templates by name, so that they are built anew when they are asked for again. */
  dropTemplates(names: readonly string[]): Promise<void>;
  /**
   * Makes a database, whose name starts with `loadstone_run_`, reads it into memory, and returns its URL, which
   * others are told by `tellStoreUrl`.
   */
  cloneDatabase(template: string | undefined, name: string): Promise<string>;
  /** Cuts its sessions off and drops it; does nothing where there is none. */
  dropDatabase(name: string): Promise<void>;
  /** Cumulative use of one database by its clients; undefined where it cannot be known. */
  readDatabaseUse(name: string): Promise<DatabaseUse | undefined>;
  /** Cumulative scans of the indexes of one database; its own statement is counted as a use of that database. */
  readIndexUse(name: string): Promise<IndexUseReading>;
  /** Statements of a run database with their plans; for explaining, never while something is measured. */
  readonly statements: StatementProbe;
  /** Changes whenever the server starts anew, also by itself after one of its processes was killed; undefined where it is not told. */
  readIncarnation(): Promise<string | undefined>;
  /** Backends of clients by database; empty where the server is on another machine. */
  listBackends(): Promise<readonly Backend[]>;
  /** URL of a database of this server, whether there is such a database or not. */
  buildDatabaseUrl(name: string): string;
  /**
   * Opens all connections of the harness itself, for a time when the server gives no more.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  reserveConnections(): Promise<void>;
  stop(): Promise<void>;
}

/** What may be done to a server that is the harness's own. */
export interface PostgresControl {
  /**
   * Shuts the server down in order and starts it again on the same port and data, with an empty memory; cuts all
   * sessions off. Resolves when it answers the harness.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  restart(): Promise<void>;
  /** Pins the server to other CPUs while it runs; `placement` tells what came of it. */
  move(cpus: readonly number[] | undefined): void;
  /** Cuts everything off at once (SIGQUIT), so that the next start recovers; resolves when all is gone. */
  crash(): Promise<void>;
  /**
   * Starts the server again on the same port and data; resolves when it answers the harness.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  revive(): Promise<void>;
}

interface PostgresOptions {
  /** A server that is there; undefined starts the embedded one. */
  readonly url: string | undefined;
  /** Hosts besides this machine on which it may be; absent: none. */
  readonly allowedHosts?: ReadonlySet<string>;
  readonly settings: Readonly<Record<string, string>>;
  readonly stateDir: string;
  readonly cpus: readonly number[] | undefined;
  readonly journal: Journal;
}

/** CREATE DATABASE … STRATEGY came with it. */
const minMajorVersion = 15;

/** How often a revived server that says that it is ready is asked, 100 ms apart. */
const answerAttempts = 50;

interface Base {
  readonly admin: PostgresAdmin;
  readonly cluster: Cluster | undefined;
}

async function readServerVersion(admin: PostgresAdmin): Promise<string> {
  const rows = await admin.query<{ server_version: string }>('SHOW server_version');
  return (rows[0]?.server_version ?? 'unknown').split(' ')[0] ?? 'unknown';
}

function buildControl({ admin, cluster }: Base): PostgresControl | undefined {
  if (cluster === undefined) return undefined;
  return {
    crash: () => cluster.crash(),
    async revive() {
      await cluster.revive();
      await awaitAnswer(admin);
    },
    async restart() {
      await cluster.restart();
      await awaitAnswer(admin);
    },
    move: (cpus) => cluster.move(cpus),
  };
}

/** Each query that meets a connection of before the end of the server takes it out of the pool. */
async function awaitAnswer(admin: PostgresAdmin): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await admin.openAll();
    } catch (thrown) {
      if (attempt >= answerAttempts) throw thrown;
      await sleep(100);
    }
  }
}

async function buildServer(
  { admin, cluster }: Base,
  options: PostgresOptions,
): Promise<PostgresServer> {
  const { journal } = options;
  const version = await readServerVersion(admin);
  if (Number.parseInt(version, 10) < minMajorVersion) {
    const message = `The given PostgreSQL is ${version}; ${minMajorVersion} or newer is needed.`;
    throw new LoadstoneError('POSTGRES_UNAVAILABLE', message);
  }
  if (cluster !== undefined) await dropLeftDatabases(admin);
  const statistics = await openStatementStatistics(admin);
  const prewarming = await openPrewarming(admin);
  const databases = openDatabases(admin, journal, cluster === undefined);
  const templates = openTemplates(admin, databases, journal);
  await templates.prune();
  const foundPid = cluster === undefined ? await findPostmaster(admin) : undefined;
  const isHere = cluster !== undefined || foundPid !== undefined;
  const ignored = Object.keys(options.settings).length > 0 && cluster === undefined;
  return {
    version,
    origin: cluster === undefined ? 'url' : 'embedded',
    get pid() {
      return cluster?.pid ?? foundPid;
    },
    control: buildControl({ admin, cluster }),
    get placement() {
      return (
        cluster?.placement ?? {
          cpus: undefined,
          reason: options.cpus === undefined ? undefined : 'Not pinned: the server is a given one.',
        }
      );
    },
    notes: [
      ...(cluster?.notes ?? []),
      ...(statistics.reason === undefined ? [] : [statistics.reason]),
      ...(prewarming.reason === undefined ? [] : [prewarming.reason]),
      ...(ignored ? ['services.postgres.settings do not apply to a given server.'] : []),
      ...(isHere ? [] : ['The CPU time of PostgreSQL is not measured: not found here.']),
    ],
    ensureTemplate: (steps, templateOptions) => templates.ensure(steps, templateOptions),
    nameTemplates: (steps, cwd) => templates.names(steps, cwd),
    dropTemplates: (names) => templates.drop(names),
    async cloneDatabase(template, name) {
      const databaseUrl = await databases.clone(template, name);
      if (template !== undefined) await prewarming.prewarm(name);
      return databaseUrl;
    },
    dropDatabase: (name) => databases.drop(name),
    readDatabaseUse: (name) => statistics.read(name),
    readIndexUse: (name) => readIndexUse(admin, name, statistics.reason === undefined),
    statements: openStatementProbe(admin, cluster?.listenToLog),
    readIncarnation: () => readIncarnation(admin),
    listBackends: async () => (isHere ? listBackends(admin) : []),
    buildDatabaseUrl: (name) => buildDatabaseUrl(admin.url, name),
    reserveConnections: () => admin.openAll(),
    async stop() {
      await templates.stop();
      await admin.end();
      await cluster?.stop();
    },
  };
}

/**
 * Connects to the given server, or starts the embedded one, whose cluster is kept in
 * `<stateDir>/postgres-18` so that its templates serve later runs.
 * @throws LoadstoneError POSTGRES_UNAVAILABLE, TARGET_NOT_LOOPBACK
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { allowedHosts } = options;
  const url = options.url && (await checkStoreUrl('postgres', options.url, allowedHosts));
  const cluster = url ? undefined : await startCluster(options);
  const admin = openPostgresAdmin(cluster?.url ?? url ?? '');
  try {
    return await buildServer({ admin, cluster }, options);
  } catch (thrown) {
    await admin.end();
    await cluster?.stop();
    throw thrown;
  }
}

interface Backend {
  readonly pid: number;
  readonly database: string;
}

/** Tolerance when comparing the start of a backend by /proc and by PostgreSQL, s. */
const startToleranceS = 2;

/**
 * Pid of the postmaster of a given server, found as the parent of our own backend. Undefined where
 * the server is elsewhere: in a container the same pid may be another program's here, so name and
 * start time of the process must agree with what the server says.
 */
async function findPostmaster(admin: PostgresAdmin): Promise<number | undefined> {
  const rows = await admin.query<{ pid: number; startedAtS: number }>(
    `SELECT pid, extract(epoch FROM backend_start)::float8 AS "startedAtS"
     FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
  );
  const own = rows[0];
  const stat = own === undefined ? undefined : readProcess(own.pid);
  if (own === undefined || stat === undefined || !stat.command.startsWith('postgres')) {
    return undefined;
  }
  const bootTimeS = parseBootTimeS(readFileSync('/proc/stat', 'utf8'));
  if (bootTimeS === undefined) return undefined;
  const startedAtS = bootTimeS + stat.startTicks / 100;
  return Math.abs(startedAtS - own.startedAtS) <= startToleranceS ? stat.parentPid : undefined;
}

/** Backends of clients and their parallel workers by database; our own are left out. */
async function listBackends(admin: PostgresAdmin): Promise<readonly Backend[]> {
  const rows = await admin.query<{ pid: number; database: string }>(
    `SELECT pid, datname AS database FROM pg_stat_activity
     WHERE datname IS NOT NULL AND application_name <> 'loadstone'
       AND backend_type IN ('client backend', 'parallel worker')`,
  );
  return rows;
}

/**
 * The one checkpointer of a server, which is another one after every start; undefined where the user may not see it.
 * A server starts anew by itself, with the same postmaster, when one of its processes is killed.
 */
async function readIncarnation(admin: PostgresAdmin): Promise<string | undefined> {
  const rows = await admin.query<{ pid: number; startedAt: string }>(
    `SELECT pid, backend_start::text AS "startedAt" FROM pg_stat_activity
     WHERE backend_type = 'checkpointer' AND backend_start IS NOT NULL`,
  );
  return rows[0] && `${rows[0].pid} ${rows[0].startedAt}`;
}
