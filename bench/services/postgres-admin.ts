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

/**
 * Drops what a dead run left on a given server.
 * @returns false where there was no such database
 */
export async function dropLeftDatabase(adminUrl: string, name: string): Promise<boolean> {
  if (!name.startsWith(namePrefix)) return false;
  const admin = openPostgresAdmin(adminUrl);
  try {
    const found = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    await admin.query(`DROP DATABASE IF EXISTS ${quoteOwnName(name)} WITH (FORCE)`);
    return found.length > 0;
  } finally {
    await admin.end();
  }
}
