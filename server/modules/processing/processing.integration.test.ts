// Batches of orders at every level of CRM_WORKFLOW: the same rows, once each, whatever is repeated, raced or killed.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from '../../database/scratch-database.fixture.ts';
import type { CrmApp } from '../../services.ts';
import {
  type Env,
  makeCrmDatabase,
  type ServiceProcess,
  startApp,
  startService,
  waitUntil,
} from '../../testing.fixture.ts';
import type { CreatedOrder, NewOrder } from '../orders/schema.ts';
import { type WorkflowLevelName, workflowLevelNames } from './level-names.ts';

const counterOf: Readonly<Record<WorkflowLevelName, string>> = {
  'row-by-row': 'rowByRow',
  'one-transaction': 'oneTransaction',
  pipelined: 'pipelined',
  'set-based': 'setBased',
  'queue-postgres': 'queued',
  'queue-redis': 'queued',
};
const queueLevels = ['queue-postgres', 'queue-redis'] as const;

interface Placed {
  readonly database: ScratchDatabase;
  readonly app: CrmApp;
}

/** Jobs as a service that is gone left them. */
const putJobs: Readonly<
  Record<(typeof queueLevels)[number], (place: Placed, jobs: readonly string[]) => Promise<unknown>>
> = {
  'queue-postgres': ({ database }, jobs) =>
    withClient(database.url, (client) =>
      client.query(
        'INSERT INTO order_jobs (request, created_at) SELECT unnest($1::text[])::jsonb, now()',
        [jobs],
      ),
    ),
  'queue-redis': async ({ database }, jobs) => {
    const redis = new Redis(inject('redisUrl'));
    for (const job of jobs) await redis.xadd(`${database.name}:order-jobs`, '*', 'request', job);
    await redis.quit();
  },
};

let template: ScratchDatabase;
const places = new Map<WorkflowLevelName, Placed>();

const envOf = (level: WorkflowLevelName, database: ScratchDatabase): Env => ({
  DATABASE_URL: database.url,
  REDIS_URL: inject('redisUrl'),
  CRM_WORKFLOW: level,
  CRM_CACHE: 'memory',
  CRM_CACHE_NAMESPACE: database.name,
});

beforeAll(async () => {
  template = await makeCrmDatabase(inject('postgresUrl'));
  for (const level of workflowLevelNames) {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    places.set(level, { database, app: await startApp(envOf(level, database)) });
  }
});

afterAll(async () => {
  for (const { app, database } of places.values()) {
    await app.close();
    await database.drop();
  }
  await template.drop();
});

function placeOf(level: WorkflowLevelName): Placed {
  const place = places.get(level);
  if (place === undefined) throw new Error(`no app of level ${level}`);
  return place;
}

function post({ app }: Placed, key: string, orders: readonly object[]) {
  return app.inject({
    method: 'POST',
    url: '/orders/process',
    headers: { 'idempotency-key': key },
    payload: { orders },
  });
}

function order(customerId: number, ...productIds: readonly number[]): NewOrder {
  const items = productIds.map((productId, place) => ({ productId, quantity: 1 + place }));
  return { customerId, items };
}

/** A batch whose customers repeat and come in no order, and whose products overlap. */
const drawn = (seed: number, count = 12) =>
  Array.from({ length: count }, (_, place) => {
    const draw = (seed * 31 + place * 17) % 40;
    return order(1 + ((draw * 7) % 9), 1 + (draw % 6), 10 + (draw % 4));
  });

interface Rows {
  readonly orders: readonly unknown[];
  readonly customers: readonly unknown[];
  readonly products: readonly unknown[];
}

/** All that batches write, without what a clock or a race between workers decides. */
function readRows({ database }: Placed): Promise<Rows> {
  return withClient(database.url, async (client) => {
    const orders = await client.query(
      `SELECT o.idempotency_key, o.client_reference, o.customer_id, o.status, o.total_cents,
         (SELECT json_agg(json_build_array(i.product_id, i.quantity, i.unit_cents) ORDER BY i.id)
            FROM order_items i WHERE i.order_id = o.id) AS items
       FROM orders o WHERE o.idempotency_key IS NOT NULL ORDER BY o.idempotency_key`,
    );
    const customers = await client.query(
      `SELECT c.id, c.order_count, c.spent_cents, c.version,
         (SELECT array_agg(o.customer_version ORDER BY o.customer_version) FROM orders o
            WHERE o.customer_id = c.id AND o.idempotency_key IS NOT NULL) AS versions
       FROM customers c ORDER BY c.id`,
    );
    const products = await client.query('SELECT id, stock FROM products ORDER BY id');
    return { orders: orders.rows, customers: customers.rows, products: products.rows };
  });
}

const readActed = async ({ app }: Placed): Promise<Readonly<Record<string, number>>> =>
  (await app.inject({ url: '/stats' })).json().acted;

test('every level leaves the same rows, also of batches that come at once, and shows that it acted', async () => {
  const rows: Rows[] = [];
  for (const level of workflowLevelNames) {
    const place = placeOf(level);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((seed) => post(place, `a${seed}`, drawn(seed))),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201]);
    rows.push(await readRows(place));
    expect((await readActed(place))[counterOf[level]]).toBe(48);
  }
  expect(rows[0]?.orders).toHaveLength(48);
  for (const others of rows.slice(1)) expect(others).toEqual(rows[0]);
});

describe.each(workflowLevelNames)('%s', (level) => {
  test('answers the orders in the order of the batch, and the same when it is repeated', async () => {
    const place = placeOf(level);
    const orders = drawn(5);
    const first = await post(place, 'repeated', orders);
    const again = await post(place, 'repeated', orders);
    expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
    expect(again.json()).toEqual(first.json());
    const created = first.json().orders as readonly CreatedOrder[];
    expect(created.map(({ customerId }) => customerId)).toEqual(
      orders.map(({ customerId }) => customerId),
    );
  });

  test('equal batches at once make each order once', async () => {
    const place = placeOf(level);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(place, 'raced', drawn(6))),
    );
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    const { orders } = await readRows(place);
    const raced = orders.filter((row) => JSON.stringify(row).includes('"raced·'));
    expect(raced).toHaveLength(12);
  });

  test('a part that is there already is completed, and another body under its key is refused', async () => {
    const place = placeOf(level);
    const orders = drawn(7);
    expect((await post(place, 'part', orders.slice(0, 5))).statusCode).toBe(201);
    const whole = await post(place, 'part', orders);
    expect(whole.statusCode).toBe(201);
    expect(whole.json().orders).toHaveLength(12);
    const other = await post(place, 'part', [order(40, 1), ...orders.slice(1)]);
    expect(other.json().code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('a batch with an unknown customer or product is refused as a whole', async () => {
    const place = placeOf(level);
    const before = await readRows(place);
    const customer = await post(place, 'nobody', [order(1, 1), order(99_999, 1)]);
    const product = await post(place, 'nothing', [order(1, 1), order(1, 99_999)]);
    expect([customer.json().code, product.json().code]).toEqual([
      'CUSTOMER_NOT_FOUND',
      'PRODUCT_NOT_FOUND',
    ]);
    expect(await readRows(place)).toEqual(before);
  });

  test('what was cached of a customer is forgotten', async () => {
    const { app } = placeOf(level);
    const read = async () => (await app.inject({ url: '/customers/8' })).json().orderCount;
    const before = await read();
    await post(placeOf(level), 'forgotten', [order(8, 3), order(8, 4)]);
    expect(await read()).toBe(before + 2);
  });
});

describe.each(queueLevels)('%s', (level) => {
  test('is empty once everybody has their answer', async () => {
    const place = placeOf(level);
    const left = await withClient(place.database.url, (client) =>
      client.query('SELECT count(*)::integer AS jobs FROM order_jobs'),
    );
    expect(left.rows).toEqual([{ jobs: 0 }]);
    const { queueDeliveries, queueRepeats, queueFailures, queued } = await readActed(place);
    expect(queueFailures).toBe(0);
    // Deliveries that were rolled back, since a twin was faster, come again.
    expect(queueDeliveries).toBeGreaterThanOrEqual(queued ?? 0);
    expect(queueRepeats).toBeLessThan(queueDeliveries ?? 0);
  });

  test('a killed service loses no job and doubles no order: what was queued is written by the next one', async () => {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    const env = { ...envOf(level, database), CRM_QUEUE_WORKERS: '1' };
    const services: ServiceProcess[] = [];
    const countOrders = () =>
      withClient(database.url, async (client) => {
        const { rows } = await client.query<{ orders: number; keys: number }>(
          `SELECT count(*)::integer AS orders, count(DISTINCT client_reference)::integer AS keys
           FROM orders WHERE client_reference LIKE 'killed-%'`,
        );
        return rows[0] ?? { orders: 0, keys: 0 };
      });
    try {
      const first = await startService(env);
      services.push(first);
      const batch = Array.from({ length: 100 }, (_, place) => order(1 + (place % 50), 1, 2));
      const sent = ['a', 'b'].map((name) =>
        fetch(`${first.url}/orders/process`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': `killed-${name}` },
          body: JSON.stringify({ orders: batch }),
        }).catch(() => undefined),
      );
      await waitUntil(async () => (await countOrders()).orders > 10);
      first.child.kill('SIGKILL');
      await Promise.all([...sent, first.ended]);
      const atKill = await countOrders();
      const second = await startService(env);
      services.push(second);
      await waitUntil(async () => (await countOrders()).orders >= 200);
      expect(atKill.orders).toBeLessThan(200);
      expect(await countOrders()).toEqual({ orders: 200, keys: 200 });
      const faults = await withClient(database.url, (client) =>
        client.query(`SELECT c.id FROM customers c LEFT JOIN
          (SELECT customer_id, count(*) AS orders FROM orders GROUP BY 1) o ON o.customer_id = c.id
          WHERE c.order_count <> coalesce(o.orders, 0)`),
      );
      expect(faults.rows).toEqual([]);
    } finally {
      for (const service of services) service.child.kill('SIGKILL');
      for (const service of services) await service.ended;
      await database.drop();
    }
  });

  test('who waits too long is told to ask again, and then finds every order once', async () => {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    const app = await startApp({ ...envOf(level, database), CRM_POOL_WAIT_TIMEOUT_MS: '600' });
    const place = { app, database };
    try {
      const slow = await withClient(database.url, async (client) => {
        // Stock can't be taken as long as this is held.
        await client.query('BEGIN; LOCK TABLE products IN SHARE ROW EXCLUSIVE MODE');
        const answer = await post(place, 'slow', drawn(9));
        await client.query('COMMIT');
        return answer;
      });
      expect([slow.statusCode, slow.json().code]).toEqual([503, 'OVERLOADED']);
      await waitUntil(async () => (await readRows(place)).orders.length === 12);
      const again = await post(place, 'slow', drawn(9));
      expect(again.statusCode).toBe(200);
      expect(again.json().orders).toHaveLength(12);
      expect((await readRows(place)).orders).toHaveLength(12);
    } finally {
      await app.close();
      await database.drop();
    }
  });

  test('workers of all processes of a cluster write what any of them was sent', async () => {
    const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
    const cluster = { CRM_THREADS: 'cluster', CRM_WORKERS: '2' };
    const service = await startService({ ...envOf(level, database), ...cluster });
    try {
      const answers = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(async (seed) => {
          const answer = await fetch(`${service.url}/orders/process`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'idempotency-key': `c${seed}` },
            body: JSON.stringify({ orders: drawn(seed) }),
          });
          return [answer.status, ((await answer.json()) as { orders: unknown[] }).orders.length];
        }),
      );
      expect(answers).toEqual(Array(6).fill([201, 12]));
    } finally {
      await service.stop();
      await database.drop();
    }
  });

  test('a job that comes twice is written once, and one that nobody can write is put aside', async () => {
    const place = placeOf(level);
    const before = await readActed(place);
    const job = (reference: string, productId: number) =>
      JSON.stringify({ reference, isOnce: true, order: order(1, productId) });
    const jobs = [job('twice', 1), job('twice', 1), job('impossible', 99_999)];
    await putJobs[level](place, jobs);
    const since = async (name: string) =>
      ((await readActed(place))[name] ?? 0) - (before[name] ?? 0);
    await waitUntil(async () => (await since('queueFailures')) === 1);
    await waitUntil(async () => (await since('queued')) === 2);
    expect(await since('queueRepeats')).toBe(1);
    const { orders } = await readRows(place);
    const written = orders.filter((row) => /"twice"|"impossible"/.test(JSON.stringify(row)));
    expect(written).toHaveLength(1);
    expect((await post(place, `after-${level}`, drawn(8))).statusCode).toBe(201);
  });
});
