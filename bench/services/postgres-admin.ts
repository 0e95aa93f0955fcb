// The harness's own connection to a PostgreSQL server, with time-outs, and the names it may touch.
import assert from 'node:assert/strict';
import pg from 'pg';
import { LoadstoneError, messageOf } from '../errors.ts';
import { buildClientAddress } from './postgres-client.ts';
import { hideSecrets } from './redis-database.ts';

/** Databases that Loadstone makes and drops; no other name is ever dropped. */
const namePrefix = 'loadstone_';

export interface PostgresAdmin {
  readonly url: string;
  /**
   * Runs one statement.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /**
   * Opens every connection of the pool and asks each, so that none is wanting or broken afterwards.
   * @throws LoadstoneError POSTGRES_UNAVAILABLE
   */
  openAll(): Promise<void>;
  end(): Promise<void>;
}

/** SQLSTATE of a failure; undefined for those of the connection. */
export function sqlStateOf(thrown: unknown): string | undefined {
  const cause = thrown instanceof LoadstoneError ? thrown.cause : thrown;
  return cause instanceof pg.DatabaseError ? cause.code : undefined;
}

/**
 * Opens the connections to a URL that was checked (see reach/store-url.ts); they carry the application name `loadstone` and
 * are left out of figures.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK for a URL that was not checked
 */
export function openPostgresAdmin(url: string): PostgresAdmin {
  const max = 3;
  const pool = new pg.Pool({
    ...buildClientAddress(url),
    application_name: 'loadstone',
    max,
    idleTimeoutMillis: 0,
    // pg waits for ever by default. Cloning the largest template takes minutes, so the limit is wide.
    connectionTimeoutMillis: 10_000,
    query_timeout: 600_000,
    keepAlive: true,
  });
  // An idle connection that breaks must not end the process; the next query tells.
  pool.on('error', () => {});
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> => {
    try {
      return (await pool.query<Row>(text, [...values])).rows;
    } catch (cause) {
      throw new LoadstoneError(
        'POSTGRES_UNAVAILABLE',
        `PostgreSQL at ${hideSecrets(url)} refused or broke off: ${messageOf(cause)}`,
        sqlStateOf(cause) === '53100'
          ? { cause, hint: 'The disk is full: free some space, or drop old templates.' }
          : { cause },
      );
    }
  };
  return {
    url,
    query,
    async openAll() {
      // Asked for in one go, before any is given back, so that each gets a connection of its own.
      await Promise.all(Array.from({ length: max }, () => query('SELECT 1')));
    },
    end: () => pool.end(),
  };
}

/** Quotes a name for SQL; only names with the prefix of Loadstone pass. */
export function quoteOwnName(name: string): string {
  assert(name.startsWith(namePrefix), `${name} is no database of Loadstone`);
  assert(name.length <= 63, `${name} is longer than PostgreSQL keeps`);
  return pg.escapeIdentifier(name);
}

/** URL of another database of the same server. */
export function buildDatabaseUrl(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(name)}`;
  return parsed.toString();
}

/** Name of a database that is not whole: it proves by itself whose it is, while the comment is not there yet. */
export function nameUnfinishedDatabase(token: string): string {
  return `${namePrefix}new_${token}`;
}

/** Sets the comment of a database, as JSON; its `token` proves whose it is. */
export async function writeDatabaseComment(
  admin: PostgresAdmin,
  name: string,
  comment: Readonly<Record<string, unknown>>,
): Promise<void> {
  const literal = `'${JSON.stringify(comment).replaceAll("'", "''")}'`;
  // With backslashes in it the literal is read right only under standard_conforming_strings, the default.
  await admin.query(`COMMENT ON DATABASE ${quoteOwnName(name)} IS ${literal}`);
}

/** What stands in the comment of a database of ours; empty where it is none. */
export function parseDatabaseComment(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

interface LeftDatabase {
  readonly adminUrl: string;
  readonly name: string;
  readonly token: string;
}

const leftSql = `SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment,
    pg_get_userbyid(datdba) = current_user AS "isOwn"
  FROM pg_database WHERE datname = ANY($1)`;

/**
 * Drops what a dead run left on a given server. A database of the name is dropped where it is of this user and its
 * comment bears the token, or where it bears it in its name because it was never finished.
 * @throws LoadstoneError POSTGRES_UNAVAILABLE
 */
export async function dropLeftDatabase({
  adminUrl,
  name,
  token,
}: LeftDatabase): Promise<'gone' | 'removed' | { readonly problem: string }> {
  const unfinished = nameUnfinishedDatabase(token);
  const admin = openPostgresAdmin(adminUrl);
  try {
    const found = await admin.query<{ name: string; comment: string | null; isOwn: boolean }>(
      leftSql,
      [[name, unfinished]],
    );
    let outcome: 'gone' | 'removed' | { readonly problem: string } = 'gone';
    for (const { name: one, comment, isOwn } of found) {
      const isProven = one === unfinished || parseDatabaseComment(comment).token === token;
      if (!isOwn) outcome = { problem: 'it belongs to another user of the server' };
      else if (!isProven) outcome = { problem: 'its comment bears no token of that run' };
      else {
        await admin.query(`DROP DATABASE IF EXISTS ${quoteOwnName(one)} WITH (FORCE)`);
        if (outcome === 'gone') outcome = 'removed';
      }
    }
    return outcome;
  } finally {
    await admin.end();
  }
}
