import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from '../scratch-database.fixture.ts';
import { loadDatabase } from '../seed/load.ts';
import { showProgress } from '../seed/progress.ts';
import { applyIndexLevel } from './apply.ts';
import { findIndexLevel, type IndexLevel, indexLevels } from './level.ts';

const progress = showProgress({ write: () => {} });
const databases = new Map<IndexLevel, ScratchDatabase>();
let template: ScratchDatabase;

beforeAll(async () => {
  template = await makeScratchDatabase(inject('postgresUrl'));
  await loadDatabase({ databaseUrl: template.url, size: 'S', seed: 1, progress });
  for (const level of indexLevels) {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    databases.set(level, database);
    await applyIndexLevel({ databaseUrl: database.url, level, progress });
  }
});

afterAll(async () => {
  for (const database of databases.values()) await database.drop();
  await template.drop();
});

function urlOf(level: IndexLevel): string {
  const database = databases.get(level);
  if (database === undefined) throw new Error(`no database of level ${level}`);
  return database.url;
}

async function explain(level: IndexLevel, sql: string): Promise<string> {
  return withClient(urlOf(level), async (client) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${sql}`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

async function findLargestCustomer(level: IndexLevel): Promise<number> {
  return withClient(urlOf(level), async (client) => {
    const { rows } = await client.query<{ id: number }>(
      'SELECT id FROM customers ORDER BY order_count DESC, id LIMIT 1',
    );
    return rows[0]?.id ?? 0;
  });
}

async function explainOrderList(level: IndexLevel): Promise<string> {
  const customerId = await findLargestCustomer(level);
  return explain(
    level,
    `SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = ${customerId}
     ORDER BY created_at DESC, id DESC LIMIT 20`,
  );
}

test.each(indexLevels)('a database brought to level %s is recognised as such', async (level) => {
  expect(await withClient(urlOf(level), findIndexLevel)).toBe(level);
});

describe('the latest orders of the largest customer', () => {
  test('are found by reading the whole table at level none', async () => {
    expect(await explainOrderList('none')).toContain('Seq Scan on orders');
  });

  test('are all read and sorted at level fk', async () => {
    const plan = await explainOrderList('fk');
    expect(plan).toContain('orders_customer_id');
    expect(plan).toContain('Sort');
  });

  test('are read in their order, twenty and no more, at level composite', async () => {
    const plan = await explainOrderList('composite');
    expect(plan).toContain('Index Scan using orders_customer_latest');
    expect(plan).not.toContain('Sort');
  });

  test('never touch the table at level covering', async () => {
    const plan = await explainOrderList('covering');
    expect(plan).toContain('Index Only Scan using orders_customer_latest');
    expect(plan).toContain('Heap Fetches: 0');
  });
});

test('the items of an order never touch the table at level covering', async () => {
  const plan = await explain(
    'covering',
    'SELECT product_id, quantity, unit_cents FROM order_items WHERE order_id = 777 ORDER BY id',
  );
  expect(plan).toContain('Index Only Scan using order_items_order');
  expect(plan).toContain('Heap Fetches: 0');
});

test('a phone fragment is searched by index at level trigram alone', async () => {
  const sql = `SELECT id FROM customers WHERE phone_norm LIKE '%88237%' ORDER BY id LIMIT 20`;
  expect(await explain('trigram', sql)).toContain('customers_phone_norm_trigram');
  expect(await explain('composite', sql)).not.toContain('trigram');
});

test('pages of customers follow an index in each sort at level composite', async () => {
  const region = 'region = 30 AND';
  const forms = {
    customers_newest: ['', 'created_at DESC, id DESC'],
    customers_by_name: ['', 'name, id'],
    customers_by_spent: ['', 'spent_cents DESC, id DESC'],
    customers_region_newest: [region, 'created_at DESC, id DESC'],
    customers_region_by_name: [region, 'name, id'],
    customers_region_by_spent: [region, 'spent_cents DESC, id DESC'],
  };
  for (const [index, [filter, order]] of Object.entries(forms)) {
    const sql = `SELECT id, name, segment FROM customers WHERE ${filter} deleted_at IS NULL
      ORDER BY ${order} LIMIT 21`;
    expect(await explain('composite', sql)).toContain(`Index Scan using ${index} `);
    expect(await explain('none', sql)).toContain('Seq Scan');
  }
});

describe('a database that is not what a level says', () => {
  test('is of no level once it has one index more, or one less', async () => {
    await withClient(urlOf('fk'), async (client) => {
      await client.query('BEGIN');
      await client.query('CREATE INDEX stray ON customers (email)');
      expect(await findIndexLevel(client)).toBeUndefined();
      await client.query('ROLLBACK; BEGIN; DROP INDEX orders_customer_id');
      expect(await findIndexLevel(client)).toBeUndefined();
      await client.query('ROLLBACK');
    });
  });

  test('is of no level when an index has the right name on other columns', async () => {
    await withClient(urlOf('fk'), async (client) => {
      await client.query('BEGIN; DROP INDEX orders_customer_id');
      await client.query('CREATE INDEX orders_customer_id ON orders (status)');
      expect(await findIndexLevel(client)).toBeUndefined();
      await client.query('ROLLBACK');
    });
  });

  test('is of no level without tables', async () => {
    expect(await withClient(inject('postgresUrl'), findIndexLevel)).toBeUndefined();
  });

  test('gets no second level on top of the first', async () => {
    const mixed = applyIndexLevel({ databaseUrl: urlOf('fk'), level: 'covering', progress });
    await expect(mixed).rejects.toThrow('at level fk already');
    expect(await withClient(urlOf('fk'), findIndexLevel)).toBe('fk');
  });
});
