import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findIndexLevel } from '../indexes/level.ts';
import { listMigrations, readAppliedMigrations } from '../migrate.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from '../scratch-database.fixture.ts';
import { type LoadReport, loadDatabase } from './load.ts';
import { showProgress } from './progress.ts';
import { buildSeedTables, digestTables } from './tables.ts';
import { plantedTruth } from './truth.ts';

const progress = showProgress({ write: () => {} });
let database: ScratchDatabase;
let report: LoadReport;

beforeAll(async () => {
  database = await makeScratchDatabase(inject('postgresUrl'));
  report = await loadDatabase({ databaseUrl: database.url, size: 'XS', seed: 1, progress });
});

afterAll(() => database.drop());

async function select<Row>(sql: string): Promise<Row[]> {
  return withClient(database.url, async (client) => (await client.query(sql)).rows as Row[]);
}

test('every row that the report promises is in the database, under the known checksums', async () => {
  const expected = digestTables(buildSeedTables('XS', 1));
  for (const table of report.tables) {
    const [row] = await select<{ count: number }>(`SELECT count(*)::int FROM ${table.name}`);
    expect(row?.count).toBe(table.rowCount);
    expect(table.sha256).toBe(expected.get(table.name));
  }
  expect(report.tables.map((table) => table.name)).toEqual([...expected.keys()]);
  expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  [
    'totals are the sums of their items',
    `SELECT orders.id FROM orders LEFT JOIN order_items ON order_id = orders.id
     GROUP BY orders.id, total_cents
     HAVING total_cents IS DISTINCT FROM sum(quantity * order_items.unit_cents)`,
  ],
  [
    'customers count and sum their orders',
    `SELECT customers.id FROM customers LEFT JOIN orders ON customer_id = customers.id
     GROUP BY customers.id HAVING order_count <> count(orders.id)
       OR spent_cents <> coalesce(sum(total_cents), 0) OR version <> 1`,
  ],
  [
    'item prices are those of the products',
    `SELECT FROM order_items JOIN products ON products.id = product_id
     WHERE products.unit_cents <> order_items.unit_cents`,
  ],
  [
    'references point to rows',
    `SELECT FROM customers WHERE source_id NOT IN (SELECT id FROM sources)
       OR owner_id NOT IN (SELECT id FROM owners)
     UNION ALL SELECT FROM contacts WHERE customer_id NOT IN (SELECT id FROM customers)
     UNION ALL SELECT FROM orders WHERE customer_id NOT IN (SELECT id FROM customers)
     UNION ALL SELECT FROM order_items WHERE order_id NOT IN (SELECT id FROM orders)
       OR product_id NOT IN (SELECT id FROM products)
     UNION ALL SELECT FROM activities WHERE customer_id NOT IN (SELECT id FROM customers)
       OR owner_id NOT IN (SELECT id FROM owners)`,
  ],
  [
    'ids are dense and in time order',
    `SELECT FROM (SELECT id, created_at, lag(created_at) OVER (ORDER BY id) AS before,
       row_number() OVER (ORDER BY id) AS position FROM orders) AS listed
     WHERE created_at < before OR id <> position
     UNION ALL SELECT FROM (SELECT id, row_number() OVER (ORDER BY id) AS position
       FROM order_items) AS listed WHERE id <> position`,
  ],
  [
    'no order is older than its customer',
    `SELECT FROM orders JOIN customers ON customers.id = customer_id
     WHERE orders.created_at < customers.created_at OR orders.created_at > updated_at`,
  ],
  [
    'normalised phones are mobile numbers, and clean raw ones have one',
    `SELECT FROM customers WHERE phone_norm !~ '^1[3-9][0-9]{9}$'
       OR (phone ~ '^1[3-9][0-9]{9}$' AND phone_norm IS DISTINCT FROM phone)`,
  ],
])('%s', async (_, violations) => {
  expect(await select(violations)).toEqual([]);
});

test('the database holds what the planted truth says can be cleaned, and no trace of the rest', async () => {
  const rows = await select<{ id: number; phone_norm: string | null }>(
    'SELECT id, phone_norm FROM customers ORDER BY id',
  );
  const truths = [...plantedTruth('XS', 1)];
  expect(rows.map((row) => row.phone_norm ?? undefined)).toEqual(
    truths.map((truth) => truth.phoneNorm),
  );
  const lost = truths.filter((truth) => truth.phoneNorm === undefined && !truth.duplicateOf);
  const stored = await select<{ phone: string | null }>('SELECT phone FROM customers');
  const phones = new Set(stored.map((row) => row.phone));
  expect(lost.length).toBeGreaterThan(10);
  expect(lost.filter((truth) => phones.has(truth.phone))).toEqual([]);
});

test('all migrations are in, new rows go on after the loaded ones, and the level is none', async () => {
  await withClient(database.url, async (client) => {
    expect(await readAppliedMigrations(client)).toEqual(await listMigrations());
    expect(await findIndexLevel(client)).toBe('none');
    await client.query('BEGIN');
    const inserted = await client.query<{ id: number }>(
      `INSERT INTO orders (customer_id, status, total_cents, created_at) VALUES (1, 0, 0, now()) RETURNING id`,
    );
    await client.query('ROLLBACK');
    expect(inserted.rows[0]?.id).toBe(2_501);
  });
});

test('the database is ready to be measured: statistics, visibility map, statement counters', async () => {
  const [orders] = await select<{ visible: boolean; analyzed: boolean; options: string[] }>(
    `SELECT relallvisible = relpages AND relpages > 0 AS visible, reloptions AS options,
       (SELECT last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'orders') AS analyzed
     FROM pg_class WHERE oid = 'orders'::regclass`,
  );
  expect(orders).toEqual({ visible: true, analyzed: true, options: ['autovacuum_enabled=off'] });
  expect(
    await select(`SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'`),
  ).toHaveLength(1);
});

test('a database that has tables is left as it was', async () => {
  const again = loadDatabase({ databaseUrl: database.url, size: 'XS', seed: 2, progress });
  await expect(again).rejects.toThrow('not empty');
  const [row] = await select<{ count: number }>('SELECT count(*)::int FROM customers');
  expect(row?.count).toBe(500);
});

test('a load that is cut off leaves the database empty, so that it can be repeated', async () => {
  const other = await makeScratchDatabase(inject('postgresUrl'));
  const cutting = showProgress({ write: () => {} });
  const cut = loadDatabase({
    databaseUrl: other.url,
    size: 'XS',
    seed: 1,
    progress: {
      ...cutting,
      rows(table) {
        if (table === 'order_items') throw new Error('cut off');
      },
    },
  });
  await expect(cut).rejects.toThrow('cut off');
  const repeated = await loadDatabase({ databaseUrl: other.url, size: 'XS', seed: 1, progress });
  expect(repeated.sha256).toBe(report.sha256);
  await other.drop();
});

test('a connection that is lost in mid-load is an error, and nothing of the load stays', async () => {
  const other = await makeScratchDatabase(inject('postgresUrl'));
  let ended: Promise<unknown> | undefined;
  const load = loadDatabase({
    databaseUrl: other.url,
    size: 'S',
    seed: 1,
    progress: {
      ...progress,
      rows() {
        ended ??= withClient(inject('postgresUrl'), (client) =>
          client.query(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
            [other.name],
          ),
        );
      },
    },
  });
  await expect(load).rejects.toThrow();
  await ended;
  const tables = await withClient(other.url, (client) =>
    client.query(`SELECT FROM pg_class WHERE relname = 'orders'`),
  );
  expect(tables.rowCount).toBe(0);
  await other.drop();
});
