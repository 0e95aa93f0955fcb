// Fills an empty database: tables, rows and keys in one transaction, then statistics.
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { domainTables } from '../domain-tables.ts';
import { applyMigrations, lastMigrationBeforeLoad, readAppliedMigrations } from '../migrate.ts';
import { insertAccounts } from './accounts.ts';
import type { Size } from './profile.ts';
import type { Progress } from './progress.ts';
import { renderTable, type SeedTable } from './table.ts';
import { buildSeedTables } from './tables.ts';
import { tuneTables } from './tuning.ts';

export interface LoadOptions {
  readonly databaseUrl: string;
  readonly size: Size;
  /** 0 to 2^32 - 1. */
  readonly seed: number;
  readonly progress: Progress;
}

interface LoadedTable {
  readonly name: string;
  readonly rowCount: number;
  /** SHA-256 of the bytes that COPY got. */
  readonly sha256: string;
}

export interface LoadReport {
  readonly tables: readonly LoadedTable[];
  readonly rowCount: number;
  /** SHA-256 over the tables' digests: one figure that says whether two loads have the same rows. */
  readonly sha256: string;
  readonly copyMs: number;
  readonly keysMs: number;
  readonly totalMs: number;
}

/**
 * Loads one (size, seed) into an empty database; either all of it is there afterwards or nothing.
 * @throws Error when the database cannot be reached or is not empty.
 */
export async function loadDatabase(options: LoadOptions): Promise<LoadReport> {
  const client = new pg.Client({ connectionString: options.databaseUrl });
  const lost = new Promise<never>((_, reject) => client.on('error', reject));
  lost.catch(() => {});
  await client.connect();
  try {
    return await Promise.race([fillDatabase(client, options), lost]);
  } finally {
    await client.end().catch(() => {});
  }
}

async function fillDatabase(client: pg.Client, options: LoadOptions): Promise<LoadReport> {
  const { progress } = options;
  const startedAtMs = performance.now();
  await refuseUsedDatabase(client);
  progress.step(`drawing size ${options.size}, seed ${options.seed}`);
  const tables = buildSeedTables(options.size, options.seed);
  await client.query('BEGIN');
  await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
  await applyMigrations(client, lastMigrationBeforeLoad);
  const copyStartedAtMs = performance.now();
  const loaded = await copyTables(client, tables, progress);
  const copiedAtMs = performance.now();
  progress.step('building keys');
  await applyMigrations(client);
  await insertAccounts(client);
  await client.query('COMMIT');
  const keyedAtMs = performance.now();
  await tuneTables(client, progress);
  return {
    tables: loaded,
    rowCount: loaded.reduce((sum, table) => sum + table.rowCount, 0),
    sha256: createHash('sha256')
      .update(loaded.map((table) => `${table.name} ${table.sha256}\n`).join(''))
      .digest('hex'),
    copyMs: copiedAtMs - copyStartedAtMs,
    keysMs: keyedAtMs - copiedAtMs,
    totalMs: performance.now() - startedAtMs,
  };
}

/** A second load would mix with rows that may belong to someone. */
async function refuseUsedDatabase(client: pg.Client): Promise<void> {
  const tables = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY($1)`,
    [domainTables],
  );
  const applied = await readAppliedMigrations(client);
  if (tables.rows.length === 0 && applied.length === 0) return;
  throw new Error(
    'the database is not empty: it has CRM tables already. Create a new one, or drop this one first.',
  );
}

async function copyTables(
  client: pg.Client,
  tables: readonly SeedTable[],
  progress: Progress,
): Promise<LoadedTable[]> {
  const startedAtMs = performance.now();
  const totalRows = tables.reduce((sum, table) => sum + table.rowCount, 0);
  const loaded: LoadedTable[] = [];
  let rowsBefore = 0;
  for (const table of tables) {
    const base = rowsBefore;
    const sha256 = await copyTable(client, table, (doneRatio) => {
      const doneRows = base + Math.round(doneRatio * table.rowCount);
      progress.rows(table.name, doneRows, totalRows, performance.now() - startedAtMs);
    });
    loaded.push({ name: table.name, rowCount: table.rowCount, sha256 });
    rowsBefore += table.rowCount;
  }
  return loaded;
}

/** FREEZE is allowed since the table is new in this transaction; it spares VACUUM a second pass over all pages. */
async function copyTable(
  client: pg.Client,
  table: SeedTable,
  report: (doneRatio: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const stream = client.query(
    copyFrom(
      `COPY ${table.name} (${table.columns.join(', ')}) FROM STDIN WITH (FORMAT binary, FREEZE)`,
      { highWaterMark: 1_048_576 },
    ),
  );
  const done = finished(stream);
  done.catch(() => {});
  for (const { bytes, chunk } of renderTable(table)) {
    hash.update(bytes);
    if (!stream.write(bytes)) await Promise.race([awaitDrain(stream), done]);
    if (chunk !== undefined) report((chunk + 1) / table.chunkCount);
  }
  stream.end();
  await done;
  if (stream.rowCount !== table.rowCount) {
    throw new Error(`${table.name}: ${stream.rowCount} rows arrived of ${table.rowCount}`);
  }
  return hash.digest('hex');
}

function awaitDrain(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.once('drain', resolve));
}
