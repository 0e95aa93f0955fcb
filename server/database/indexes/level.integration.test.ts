import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from '../scratch-database.fixture.ts';
import { loadDatabase } from '../seed/load.ts';
import { showProgress } from '../seed/progress.ts';
import { applyIndexLevel } from './apply.ts';
import { findIndexLevel, type IndexLevel, indexLevels, measureLevelBytes } from './level.ts';

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

test('open orders are found by index at level partial, and else past all that are done', async () => {
  const sql = 'SELECT id FROM orders WHERE status < 3 ORDER BY created_at, id LIMIT 20';
  expect(await explain('partial', sql)).toContain('using orders_open');
  expect(await explain('composite', sql)).toContain('Rows Removed by Filter');
});

test('a page of a region and segment by name is read without a filter at level segment', async () => {
  const sql = `SELECT id FROM customers WHERE deleted_at IS NULL AND region = 3 AND segment = 4
    ORDER BY name, id LIMIT 21`;
  expect(await explain('segment', sql)).toContain('using customers_region_segment_by_name');
  expect(await explain('composite', sql)).toContain('Rows Removed by Filter');
});

test('a month of revenue is found by block ranges at level brin, in a hundredth of the space', async () => {
  const month = `SELECT customer_id, total_cents FROM orders
    WHERE created_at >= '2025-03-01' AND created_at < '2025-04-01'`;
  expect(await explain('brin', month)).toContain('Bitmap Index Scan on orders_created_at_brin');
  const sizeOf = async (level: IndexLevel, name: string) =>
    withClient(urlOf(level), async (client) => {
      const { rows } = await client.query<{ bytes: string }>(
        'SELECT pg_relation_size($1::regclass) AS bytes',
        [name],
      );
      return Number(rows[0]?.bytes);
    });
  const bytes = await sizeOf('composite', 'orders_created_at');
  expect((await sizeOf('brin', 'orders_created_at_brin')) * 50).toBeLessThan(bytes);
});

test('the phones of an import are looked up by index at level composite, and not at no-phone', async () => {
  const sql = `SELECT min(id), phone_norm FROM customers WHERE phone_norm IN
    (SELECT unnest(ARRAY(SELECT phone_norm FROM customers WHERE id % 60 = 0))) GROUP BY phone_norm`;
  expect(await explain('composite', sql)).toContain('customers_phone_norm');
  expect(await explain('no-phone', sql)).not.toContain('Index Scan');
});

test('levels references and checks refuse what no row may be', async () => {
  const refusalOf = (level: IndexLevel, sql: string) =>
    withClient(urlOf(level), (client) =>
      client.query(`BEGIN; ${sql}; ROLLBACK`).then(
        () => undefined,
        (error: { code?: string }) => error.code,
      ),
    );
  const orphan = `INSERT INTO orders (customer_id, status, total_cents, created_at)
    VALUES (9999999, 0, 1, now())`;
  const senseless = `UPDATE orders SET status = 7 WHERE id = 1`;
  expect(await refusalOf('references', orphan)).toBe('23503');
  expect(await refusalOf('checks', senseless)).toBe('23514');
  expect(await refusalOf('composite', orphan)).toBeUndefined();
  expect(await refusalOf('composite', senseless)).toBeUndefined();
});

test('docs/crm.md tells what each level takes on disk', async () => {
  const guide = await readFile(new URL('../../../docs/crm.md', import.meta.url), 'utf8');
  for (const level of indexLevels) {
    const told = new RegExp(`^\\| \`${level}\` \\| ([\\d.]+) \\|$`, 'm').exec(guide)?.[1];
    const mb = (await withClient(urlOf(level), measureLevelBytes)) / 1e6;
    expect(Math.abs(Number(told) - mb), level).toBeLessThan(0.1 + mb * 0.02);
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

  test('is of no level when a constraint, a trigger or a view is missing', async () => {
    const losses = [
      ['references', 'ALTER TABLE orders DROP CONSTRAINT orders_customer'],
      ['checks', 'ALTER TABLE orders DROP CONSTRAINT orders_status'],
      ['rollup', 'DROP TRIGGER orders_revenue ON orders'],
    ] as const;
    for (const [level, sql] of losses) {
      await withClient(urlOf(level), async (client) => {
        await client.query(`BEGIN; ${sql}`);
        expect(await findIndexLevel(client)).not.toBe(level);
        await client.query('ROLLBACK');
      });
    }
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
