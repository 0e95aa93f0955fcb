// Orders and changes side by side: once per key, no deadlock, no cent and no version lost.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../../database/scratch-database.fixture.ts';
import type { CrmApp } from '../../services.ts';
import { makeCrmDatabase, startApp } from '../../testing.fixture.ts';

let database: ScratchDatabase;
let app: CrmApp;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url, CRM_CACHE: 'memory' });
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

function post(key: string, payload: object) {
  return app.inject({
    method: 'POST',
    url: '/orders',
    headers: { 'idempotency-key': key },
    payload,
  });
}

function order(customerId: number, ...productIds: readonly number[]) {
  return { customerId, items: productIds.map((productId) => ({ productId, quantity: 2 })) };
}

test('50 equal requests at once make one order and get one answer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post('same-key', order(7, 3, 1, 2))),
  );
  expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(49);
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
  const counted = await withClient(database.url, (client) =>
    client.query(
      `SELECT count(*)::integer AS orders FROM orders WHERE idempotency_key = 'same-key'`,
    ),
  );
  expect(counted.rows).toEqual([{ orders: 1 }]);
});

test('a repeated key gets the first answer, also after the customer changed', async () => {
  const first = await post('repeated', order(8, 5));
  await post('between', order(8, 6));
  const again = await post('repeated', order(8, 5));
  expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
  expect(again.json()).toEqual(first.json());
});

test('a key with another body is refused', async () => {
  await post('taken', order(8, 5, 6));
  for (const other of [order(9, 5, 6), order(8, 5), order(8, 5, 7)]) {
    expect((await post('taken', other)).statusCode).toBe(422);
  }
  expect((await post('taken', order(8, 6, 5))).statusCode).toBe(200);
});

test('an order for nobody or of nothing leaves no trace', async () => {
  expect((await post('nobody', order(99_999, 1))).json().code).toBe('CUSTOMER_NOT_FOUND');
  expect((await post('nothing', order(1, 99_999))).json().code).toBe('PRODUCT_NOT_FOUND');
  expect(
    (await app.inject({ method: 'POST', url: '/orders', payload: order(1, 1) })).statusCode,
  ).toBe(400);
  const left = await withClient(database.url, (client) =>
    client.query(`SELECT 1 FROM orders WHERE idempotency_key IN ('nobody', 'nothing')`),
  );
  expect(left.rows).toEqual([]);
});

/** Σ over the tables that must agree with each other whatever was ordered. */
async function readSums() {
  const { rows } = await withClient(database.url, (client) =>
    client.query<Record<string, number>>(`SELECT
      (SELECT sum(version - 1)::integer FROM customers) AS changes,
      (SELECT sum(stock)::integer FROM products) AS stock,
      (SELECT coalesce(sum(quantity), 0)::integer FROM order_items i JOIN orders o ON o.id = i.order_id
        WHERE o.idempotency_key IS NOT NULL) AS sold,
      (SELECT count(*)::integer FROM orders o WHERE total_cents IS DISTINCT FROM
        (SELECT sum(quantity * unit_cents) FROM order_items i WHERE i.order_id = o.id)) AS "wrongTotals",
      (SELECT count(*)::integer FROM customers c
        LEFT JOIN (SELECT customer_id, count(*) AS orders, sum(total_cents) AS cents
          FROM orders GROUP BY 1) o ON o.customer_id = c.id
        WHERE order_count <> coalesce(orders, 0) OR spent_cents <> coalesce(cents, 0)) AS "wrongCustomers"`),
  );
  return rows[0] ?? {};
}

test('a mixed run loses no cent, no version, no stock, and caches nothing old', async () => {
  const before = await readSums();
  const customers = [1, 2, 3];
  const products = [1, 2, 3, 4, 5];
  let acknowledged = 0;
  // Products in opposite orders and customers in common: what deadlocks without an order of locks.
  const work = Array.from({ length: 120 }, async (_, turn) => {
    const customerId = customers[turn % 3] ?? 1;
    const shown = (await app.inject(`/customers/${customerId}`)).json();
    const chosen = turn % 2 === 0 ? products : [...products].reverse();
    const answer =
      turn % 4 === 3
        ? await app.inject({
            ...{ method: 'PATCH', url: `/customers/${customerId}` },
            payload: { version: shown.version, segment: 1 + (turn % 5) },
          })
        : await post(`mixed-${turn}`, order(customerId, ...chosen));
    expect([200, 201, 409]).toContain(answer.statusCode);
    if (answer.statusCode !== 409) acknowledged += 1;
    const version = answer.json().customerVersion ?? answer.json().version ?? 0;
    const read = (await app.inject(`/customers/${customerId}`)).json();
    const list = (await app.inject(`/customers/${customerId}/orders`)).json();
    expect(Math.min(read.version, list.customerVersion)).toBeGreaterThanOrEqual(version);
  });
  await Promise.all(work);
  const after = await readSums();
  expect(after).toMatchObject({ wrongTotals: 0, wrongCustomers: 0 });
  expect((after.changes ?? 0) - (before.changes ?? 0)).toBe(acknowledged);
  const sold = (after.sold ?? 0) - (before.sold ?? 0);
  expect((before.stock ?? 0) - (after.stock ?? 0)).toBe(sold);
});
