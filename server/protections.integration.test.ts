// What a client sees where a protection was taken away, against a real PostgreSQL and Redis.
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from './database/scratch-database.fixture.ts';
import type { CrmApp } from './services.ts';
import { findFreePort, makeCrmDatabase, startApp, waitUntil } from './testing.fixture.ts';

let database: ScratchDatabase;
const apps: CrmApp[] = [];

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

afterAll(() => database.drop());

async function open(env: Readonly<Record<string, string>>): Promise<CrmApp> {
  const app = await startApp({ DATABASE_URL: database.url, ...env });
  apps.push(app);
  return app;
}

function postOrder(app: CrmApp, key: string, customerId: number) {
  return app.inject({
    ...{ method: 'POST', url: '/orders', headers: { 'idempotency-key': key } },
    payload: { customerId, items: [{ productId: 1, quantity: 1 }] },
  });
}

async function patch(app: CrmApp, id: number, segment: number) {
  const { rows } = await withClient(database.url, (client) =>
    client.query<{ version: number }>('SELECT version FROM customers WHERE id = $1', [id]),
  );
  const version = rows[0]?.version ?? 0;
  const payload = { version, segment };
  const answer = await app.inject({ method: 'PATCH', url: `/customers/${id}`, payload });
  return { answer, version };
}

describe('CRM_IDEMPOTENCY', () => {
  test.each([
    ['on', [201, 200], 1],
    ['off', [201, 201], 2],
  ])(
    '%s: a repeated order answers %j and leaves %i rows of its reference',
    async (level, statuses, count) => {
      const app = await open({ CRM_IDEMPOTENCY: level });
      const key = `repeated-${level}`;
      const answers = [await postOrder(app, key, 7), await postOrder(app, key, 7)];
      expect(answers.map((answer) => answer.statusCode)).toEqual(statuses);
      const { rows } = await withClient(database.url, (client) =>
        client.query(
          `SELECT id, idempotency_key AS key FROM orders WHERE client_reference = $1 ORDER BY id`,
          [key],
        ),
      );
      expect(rows.map(({ key: kept }) => kept)).toEqual(
        Array.from({ length: count }, () => (level === 'on' ? key : null)),
      );
      expect(new Set(answers.map((answer) => answer.json().id))).toEqual(
        new Set(rows.map(({ id }) => id)),
      );
      // Whatever was written twice is counted twice: the books agree.
      const { rows: wrong } = await withClient(database.url, (client) =>
        client.query(`SELECT 1 FROM customers c WHERE id = 7 AND (order_count, spent_cents) <>
        (SELECT count(*), sum(total_cents) FROM orders WHERE customer_id = 7)`),
      );
      expect(wrong).toEqual([]);
    },
  );
});

describe('CRM_INVALIDATION', () => {
  test.each([
    ['on', 'memory', 1],
    ['off', 'memory', 0],
    ['on', 'tiered', 1],
    ['off', 'tiered', 0],
  ])('%s: a %s cache shows %i of one change', async (level, cache, shown) => {
    const app = await open({
      ...{ CRM_CACHE: cache, REDIS_URL: inject('redisUrl'), CRM_INVALIDATION: level },
      ...{ CRM_REDIS_TIMEOUT_MS: '5000', CRM_CACHE_NAMESPACE: `invalidation:${level}:${cache}` },
    });
    const readVersion = async () => (await app.inject('/customers/9')).json().version;
    // From here on the entry is known to be kept: a second read is a hit.
    await waitUntil(async () => {
      const { hits } = (await app.inject('/stats')).json().cache;
      await readVersion();
      return (await app.inject('/stats')).json().cache.hits > hits;
    });
    const before = await readVersion();
    const { answer, version } = await patch(app, 9, 2);
    expect([answer.statusCode, answer.json().version]).toEqual([200, version + 1]);
    expect((await readVersion()) - before).toBe(shown);
  });
});

describe('CRM_CACHE_FALLBACK', () => {
  const withoutRedis = async (level: string) => {
    const REDIS_URL = `redis://127.0.0.1:${await findFreePort()}`;
    return open({ CRM_CACHE: 'redis', REDIS_URL, CRM_CACHE_FALLBACK: level });
  };

  test('on: without a Redis everything is answered', async () => {
    const app = await withoutRedis('on');
    expect((await app.inject('/customers/1')).statusCode).toBe(200);
    expect((await patch(app, 1, 3)).answer.statusCode).toBe(200);
  });

  test('off: without a Redis reads fail, and changes fail after they were made', async () => {
    const app = await withoutRedis('off');
    const read = await app.inject('/customers/1');
    expect([read.statusCode, read.json().code]).toEqual([503, 'CACHE_UNAVAILABLE']);
    const { answer, version } = await patch(app, 1, 4);
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'CACHE_UNAVAILABLE']);
    const { rows } = await withClient(database.url, (client) =>
      client.query('SELECT version FROM customers WHERE id = 1'),
    );
    expect(rows).toEqual([{ version: version + 1 }]);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });
});

/** Holds the event loop, as heavy work would. */
function block(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}

describe('CRM_SHED', () => {
  const paths = ['/customers/1', '/health/live', '/health/ready', '/stats', '/customers/1'];

  test('on: a late event loop refuses requests, but never health and counters, and recovers', async () => {
    const app = await open({ CRM_SHED: 'on', CRM_SHED_EVENT_LOOP_MS: '20' });
    const seen: number[][] = [];
    await waitUntil(async () => {
      block(300);
      // Lets the plug-in's own timer see the delay.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const answers = await Promise.all(paths.map((path) => app.inject(path)));
      seen.push(answers.map((answer) => answer.statusCode));
      const [refused] = answers;
      if (refused?.statusCode !== 503) return false;
      expect(refused.json().code).toBe('OVERLOADED');
      expect(refused.headers['retry-after']).toBe('1');
      return answers.at(-1)?.statusCode === 503;
    });
    expect(seen.at(-1)).toEqual([503, 200, 200, 200, 503]);
    await waitUntil(async () => (await app.inject('/customers/1')).statusCode === 200);
  });

  test('off: a late event loop refuses nothing', async () => {
    const app = await open({ CRM_SHED_EVENT_LOOP_MS: '20' });
    for (let turn = 0; turn < 3; turn += 1) {
      block(300);
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect((await app.inject('/customers/1')).statusCode).toBe(200);
    }
  });
});
