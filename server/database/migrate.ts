// Applies the migrations in the order of their numbers and remembers which ones are in.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClientBase } from 'pg';

const folder = new URL('./migrations/', import.meta.url);
const filePattern = /^\d{3}-[a-z0-9-]+\.sql$/;

/** The last migration that only makes tables; those after it want the rows to be there. */
export const lastMigrationBeforeLoad = '001-domain.sql';

/** File names of all migrations, in order. */
export async function listMigrations(): Promise<readonly string[]> {
  const names = await readdir(fileURLToPath(folder));
  return names.filter((name) => filePattern.test(name)).sort();
}

/**
 * Applies what is missing up to and including `through` (all, when left out) and returns the names applied.
 * Not a transaction of its own: the caller decides what must succeed together.
 */
export async function applyMigrations(
  client: ClientBase,
  through?: string,
): Promise<readonly string[]> {
  const known = await listMigrations();
  if (through !== undefined && !known.includes(through)) {
    throw new RangeError(`there is no migration ${through}; there are ${known.join(', ')}`);
  }
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name text NOT NULL, applied_at timestamptz NOT NULL)',
  );
  const present = await readAppliedMigrations(client);
  const wanted = known.filter((name) => through === undefined || name <= through);
  const missing = wanted.filter((name) => !present.includes(name));
  for (const name of missing) {
    await client.query(await readFile(new URL(name, folder), 'utf8'));
    await client.query('INSERT INTO schema_migrations VALUES ($1, now())', [name]);
  }
  return missing;
}

/** Names of the migrations that the database has; none where it is empty. */
export async function readAppliedMigrations(client: ClientBase): Promise<readonly string[]> {
  const table = await client.query<{ present: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS present`,
  );
  if (table.rows[0]?.present !== true) return [];
  const rows = await client.query<{ name: string }>(
    'SELECT name FROM schema_migrations ORDER BY name',
  );
  return rows.rows.map((row) => row.name);
}
