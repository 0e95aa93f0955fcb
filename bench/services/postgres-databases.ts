// Databases of a run on a server: cloned from templates, dropped afterwards, and what they cost.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Journal } from './journal.ts';
import { createToken } from './journal-file.ts';
import {
  buildDatabaseUrl,
  nameUnfinishedDatabase,
  type PostgresAdmin,
  quoteOwnName,
  sqlStateOf,
  writeDatabaseComment,
} from './postgres-admin.ts';

/** Cumulative cost of the statements in one database. */
export interface DatabaseUse {
  /** Statements executed. */
  readonly calls: number;
  /** Shared buffers hit or read. */
  readonly buffers: number;
  readonly walBytes: number;
}

export interface Databases {
  /** Makes a database out of a template (undefined: the server's standard one); its URL. */
  clone(template: string | undefined, name: string): Promise<string>;
  drop(name: string): Promise<void>;
  /** Takes a database off the journal that goes on under another name. */
  forget(name: string): void;
  /** What the comment of a noted database has to say besides its own; empty where it is not noted. */
  proofOf(name: string): { readonly token?: string };
}

const cloneAttempts = 40;

/**
 * Above this size a template's files are copied between two checkpoints, below it its pages go
 * through the log. Measured: 17 MB in 60 against 175 ms, 190 MB in 430 against 270 ms; and a log of
 * gigabytes would start a checkpoint in the middle of the slices.
 */
const fileCopyFromBytes = 64 * 2 ** 20;

async function chooseSource(admin: PostgresAdmin, template: string | undefined): Promise<string> {
  if (template === undefined) return '';
  const rows = await admin.query<{ bytes: number }>(
    'SELECT pg_database_size(oid)::float8 AS bytes FROM pg_database WHERE datname = $1',
    [template],
  );
  const strategy = (rows[0]?.bytes ?? 0) < fileCopyFromBytes ? 'WAL_LOG' : 'FILE_COPY';
  return ` TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY ${strategy}`;
}

/** SQLSTATE object_in_use: a session of the template's preparation is still on its way out. */
const inUse = '55006';

/** @param isNoted whether databases go into the journal; the embedded server cleans up at its start */
export function openDatabases(admin: PostgresAdmin, journal: Journal, isNoted: boolean): Databases {
  const tokens = new Map<string, string>();
  const note = (name: string): string | undefined => {
    if (!isNoted) return undefined;
    const token = createToken();
    tokens.set(name, token);
    journal.addDatabase(admin.url, name, token);
    return token;
  };
  const forget = (name: string) => {
    const token = tokens.get(name);
    if (token !== undefined) journal.removeDatabase(admin.url, name, token);
    tokens.delete(name);
  };
  const proofOf = (name: string) => {
    const token = tokens.get(name);
    return token === undefined ? {} : { token };
  };
  /** Noted databases get their name last, with the proof that they are ours: a kill leaves none that has only one of them. */
  const make = async (name: string, source: string, token: string | undefined) => {
    const made = token === undefined ? name : nameUnfinishedDatabase(token);
    await whileFree(() => admin.query(`CREATE DATABASE ${quoteOwnName(made)}${source}`));
    if (token === undefined) return;
    await writeDatabaseComment(admin, made, { loadstone: 1, token });
    const renaming = `ALTER DATABASE ${quoteOwnName(made)} RENAME TO ${quoteOwnName(name)}`;
    await whileFree(() => admin.query(renaming));
  };
  return {
    forget,
    proofOf,
    async clone(template, name) {
      const source = await chooseSource(admin, template);
      const token = note(name);
      try {
        await make(name, source, token);
        return buildDatabaseUrl(admin.url, name);
      } catch (thrown) {
        if (token !== undefined)
          await admin
            .query(`DROP DATABASE IF EXISTS ${quoteOwnName(nameUnfinishedDatabase(token))}`)
            .catch(() => {});
        forget(name);
        throw thrown;
      }
    },
    async drop(name) {
      await admin.query(`DROP DATABASE IF EXISTS ${quoteOwnName(name)} WITH (FORCE)`);
      forget(name);
    },
  };
}

/** Tries again while some session still uses the database that is copied or renamed. */
async function whileFree(query: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await query();
      return;
    } catch (thrown) {
      if (sqlStateOf(thrown) !== inUse || attempt >= cloneAttempts) throw thrown;
      await sleep(250);
    }
  }
}

/** Drops run and working databases that are left on the embedded server, which is ours alone. */
export async function dropLeftDatabases(admin: PostgresAdmin): Promise<void> {
  const rows = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database
     WHERE starts_with(datname, 'loadstone_run_') OR starts_with(datname, 'loadstone_work_')`,
  );
  for (const { name } of rows) {
    await admin.query(`DROP DATABASE IF EXISTS ${quoteOwnName(name)} WITH (FORCE)`);
  }
}

const useSql = `SELECT coalesce(sum(s.calls), 0)::float8 AS calls,
    coalesce(sum(s.shared_blks_hit + s.shared_blks_read), 0)::float8 AS buffers,
    coalesce(sum(s.wal_bytes), 0)::float8 AS "walBytes",
    (SELECT dealloc FROM pg_stat_statements_info)::float8 AS dealloc
  FROM pg_database d LEFT JOIN pg_stat_statements(false) s ON s.dbid = d.oid
  WHERE d.datname = $1 GROUP BY d.oid`;

export interface StatementStatistics {
  /** Undefined where it is not known; never a figure with something missing. */
  read(name: string): Promise<DatabaseUse | undefined>;
  /** Why `read` gives undefined. */
  readonly reason: string | undefined;
}

/** Readies pg_stat_statements; where it cannot be loaded, says why. */
export async function openStatementStatistics(admin: PostgresAdmin): Promise<StatementStatistics> {
  let deallocAtStart: number;
  try {
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const rows = await admin.query<{ dealloc: number }>(
      'SELECT dealloc::float8 AS dealloc FROM pg_stat_statements_info',
    );
    deallocAtStart = rows[0]?.dealloc ?? 0;
  } catch {
    const how = 'shared_preload_libraries and CREATE EXTENSION by a superuser';
    return {
      reason: `Database calls are not measured: pg_stat_statements needs ${how}.`,
      read: async () => undefined,
    };
  }
  return {
    reason: undefined,
    async read(name) {
      const rows = await admin.query<DatabaseUse & { dealloc: number }>(useSql, [name]);
      const row = rows[0];
      // Entries that the server threw out for want of room would make later sums too small.
      if (row === undefined || row.dealloc > deallocAtStart) return undefined;
      return { calls: row.calls, buffers: row.buffers, walBytes: row.walBytes };
    },
  };
}
