// Orders that are acknowledged early: what they cost when the process, the write or nothing at all fails.
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../../database/scratch-database.fixture.ts';
import type { CrmApp } from '../../services.ts';
import { makeCrmDatabase, startApp, startService, waitUntil } from '../../testing.fixture.ts';

let database: ScratchDatabase;
const apps: CrmApp[] = [];

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

afterAll(() => database.drop());

async function openApp(env: Readonly<Record<string, string>> = {}): Promise<CrmApp> {
  const app = await startApp({ DATABASE_URL: database.url, CRM_ACKNOWLEDGE: 'early', ...env });
  apps.push(app);
  return app;
}

function order(key: string, customerId: number, productId: number) {
  return {
    ...{ method: 'POST' as const, headers: { 'idempotency-key': key } },
    payload: { customerId, items: [{ productId, quantity: 2 }] },
  };
}

/** Holds the row that every order of the customer needs. */
async function lockCustomer<T>(id: number, use: () => Promise<T>): Promise<T> {
  return withClient(database.url, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM customers WHERE id = $1 FOR UPDATE', [id]);
    try {
      return await use();
    } finally {
      await client.query('ROLLBACK');
    }
  });
}

async function readOrders(prefix: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await withClient(database.url, (client) =>
    client.query(
      `SELECT id, customer_id AS "customerId", total_cents::integer AS "totalCents",
        customer_version AS "customerVersion" FROM orders
       WHERE starts_with(client_reference, $1) ORDER BY id`,
      [prefix],
    ),
  );
  return rows;
}

test('the answer comes before the row, and the row is as the answer said', async () => {
  const app = await openApp({ CRM_CACHE: 'memory' });
  const seen = (await app.inject('/customers/3')).json();
  const answer = await lockCustomer(3, async () => {
    const { statusCode, body } = await app.inject({ url: '/orders', ...order('early-1', 3, 5) });
    expect([statusCode, await readOrders('early-1')]).toEqual([201, []]);
    expect((await app.inject('/stats')).json()).toMatchObject({ queuedWrites: 1, lostWrites: 0 });
    return JSON.parse(body);
  });
  await waitUntil(async () => (await app.inject('/stats')).json().queuedWrites === 0);
  expect(await readOrders('early-1')).toEqual([answer]);
  // What was cached before the order is forgotten once the order is written.
  const after = (await app.inject('/customers/3')).json();
  expect(after).toMatchObject({ version: seen.version + 1, orderCount: seen.orderCount + 1 });
  const again = await app.inject({ url: '/orders', ...order('early-1', 3, 5) });
  expect([again.statusCode, again.json()]).toEqual([200, answer]);
});

test('closing in order writes everything that was acknowledged, with sums that agree', async () => {
  const app = await openApp();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      app.inject({ url: '/orders', ...order(`drain-${turn}`, 1 + (turn % 3), 1 + (turn % 5)) }),
    ),
  );
  await app.close();
  const acknowledged = answers.map((answer) => answer.json().id).sort((a, b) => a - b);
  expect((await readOrders('drain-')).map(({ id }) => id)).toEqual(acknowledged);
  const { rows } = await withClient(database.url, (client) =>
    client.query(`SELECT c.id FROM customers c LEFT JOIN (
        SELECT customer_id, count(*) AS orders, sum(total_cents) AS cents FROM orders GROUP BY 1
      ) o ON o.customer_id = c.id
      WHERE order_count <> coalesce(orders, 0) OR spent_cents <> coalesce(cents, 0)
      UNION ALL SELECT o.id FROM orders o WHERE total_cents IS DISTINCT FROM
        (SELECT sum(quantity * unit_cents) FROM order_items i WHERE i.order_id = o.id)`),
  );
  expect(rows).toEqual([]);
});

test('an order for nobody or of nothing is refused before anything is acknowledged', async () => {
  const app = await openApp();
  for (const [customerId, productId] of [
    [99_999, 1],
    [1, 99_999],
  ] as const) {
    const answer = await app.inject({ url: '/orders', ...order('none', customerId, productId) });
    expect(answer.statusCode).toBe(404);
  }
  expect(await readOrders('none')).toEqual([]);
});

test('a write that fails later is counted as lost, and the service lives on', async () => {
  const app = await openApp({ CRM_LOCK_TIMEOUT_MS: '50' });
  await lockCustomer(4, async () => {
    const answer = await app.inject({ url: '/orders', ...order('lost-1', 4, 5) });
    expect(answer.statusCode).toBe(201);
    await waitUntil(async () => (await app.inject('/stats')).json().lostWrites === 1);
  });
  expect((await app.inject({ url: '/orders', ...order('lost-2', 4, 5) })).statusCode).toBe(201);
  await app.close();
  expect(await readOrders('lost-')).toMatchObject([{ customerId: 4 }]);
  expect(await readOrders('lost-1')).toEqual([]);
});

test('a service that is killed loses orders that it acknowledged', async () => {
  const service = await startService({ DATABASE_URL: database.url, CRM_ACKNOWLEDGE: 'early' });
  await lockCustomer(6, async () => {
    const { payload, headers } = order('killed-1', 6, 5);
    const answer = await fetch(`${service.url}/orders`, {
      ...{ method: 'POST', body: JSON.stringify(payload) },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    service.child.kill('SIGKILL');
    await service.ended;
  });
  // Its transaction waits for a client that is gone; where it ends, nothing was committed.
  await waitUntil(() =>
    withClient(database.url, async (client) => {
      const { rowCount } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = $1`,
        [`crm-${service.child.pid}`],
      );
      return rowCount === 0;
    }),
  );
  expect(await readOrders('killed-1')).toEqual([]);
});
