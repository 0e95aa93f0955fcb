// Reads a fresh database into memory, so that no variant pays for first reads in the middle of its slices.
import { buildDatabaseUrl, openPostgresAdmin, type PostgresAdmin } from './postgres-admin.ts';

/**
 * A clone is in shared buffers or not by the way it was copied, and by the size of its template that way differs from
 * level to level: one variant would start warm and another cold. Measured: the first 4,000 requests to a file copy of
 * 68 MB read 2,824 of its pages.
 */
export interface Prewarming {
  /** Reads in all tables and indexes of a database; does nothing where that can't be done. */
  prewarm(name: string): Promise<void>;
  /** Why nothing is read in; undefined where it is. */
  readonly reason: string | undefined;
}

/** So many variants, those of the next group among them, must find room beside each other. */
const databasesAtOnce = 24;

/**
 * Into shared buffers where that many databases of this size have room in them, else into the system's file cache: more
 * would only push the pages of another variant out.
 */
export function choosePrewarmMode(
  databaseBytes: number,
  sharedBuffersBytes: number,
): 'buffer' | 'read' {
  return databaseBytes * databasesAtOnce <= sharedBuffersBytes ? 'buffer' : 'read';
}

const sizesSql = `SELECT pg_database_size($1)::float8 AS "databaseBytes",
    pg_size_bytes(current_setting('shared_buffers'))::float8 AS "sharedBuffersBytes"`;

/**
 * Every relation with pages of its own: tables, their TOAST, indexes, materialised views; catalogues too. What is read
 * in stays so, while the extension itself is rolled back: the database is what its template is.
 */
const buildPrewarmSql = (mode: 'buffer' | 'read') => `BEGIN;
  CREATE EXTENSION IF NOT EXISTS pg_prewarm;
  SELECT pg_prewarm(oid::regclass, '${mode}') FROM pg_class
    WHERE relkind IN ('r', 'i', 't', 'm') AND relpersistence = 'p' AND pg_relation_size(oid) > 0;
  ROLLBACK`;

/** Looks once whether the server offers pg_prewarm. */
export async function openPrewarming(admin: PostgresAdmin): Promise<Prewarming> {
  const offered = await admin.query(
    `SELECT FROM pg_available_extensions, pg_roles
     WHERE name = 'pg_prewarm' AND rolname = current_user AND rolsuper`,
  );
  if (offered.length === 0) {
    return {
      reason:
        'Fresh databases are read in by their first requests: pg_prewarm needs a superuser and its package.',
      prewarm: async () => {},
    };
  }
  return { reason: undefined, prewarm: (name) => prewarmDatabase(admin, name) };
}

async function prewarmDatabase(admin: PostgresAdmin, name: string): Promise<void> {
  const [sizes] = await admin.query<{ databaseBytes: number; sharedBuffersBytes: number }>(
    sizesSql,
    [name],
  );
  if (sizes === undefined) return;
  const mode = choosePrewarmMode(sizes.databaseBytes, sizes.sharedBuffersBytes);
  const url = new URL(buildDatabaseUrl(admin.url, name));
  // What it asks is no use that clients of the database made of it.
  url.searchParams.set('options', '-c pg_stat_statements.track=none');
  const own = openPostgresAdmin(url.toString());
  try {
    await own.query(buildPrewarmSql(mode));
  } finally {
    await own.end();
  }
}
