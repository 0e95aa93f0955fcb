// The routes, against a real PostgreSQL.
import { Errors } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from './database/scratch-database.fixture.ts';
import { PopulationAnswer, StatsAnswer } from './modules/operations/schema.ts';
import type { CrmApp } from './services.ts';
import { makeCrmDatabase, startApp } from './testing.fixture.ts';

let database: ScratchDatabase;
let app: CrmApp;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url });
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

async function get(url: string) {
  const response = await app.inject({ method: 'GET', url });
  return { status: response.statusCode, body: response.json() };
}

describe('customers', () => {
  test('pages of any size give every customer once, in order', async () => {
    for (const [sort, field] of [
      ['newest', 'id'],
      ['name', 'name'],
      ['spent', 'spentCents'],
    ] as const) {
      const seen: Record<string, string | number>[] = [];
      let cursor = '';
      do {
        const { body } = await get(`/customers?sort=${sort}&limit=70${cursor}`);
        seen.push(...body.items);
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      } while (cursor !== '');
      expect(new Set(seen.map((customer) => customer.id)).size).toBe(500);
      expect(seen).toHaveLength(500);
      if (sort === 'newest') continue;
      const values = seen.map((customer) => customer[field] ?? 0);
      const isOrdered = values.every((value, index) => {
        const before = values[index - 1] ?? value;
        return sort === 'name' ? before <= value : before >= value;
      });
      expect(isOrdered).toBe(true);
    }
  });

  test('filters hold for every row', async () => {
    const { body } = await get('/customers?region=1&segment=1&limit=100');
    expect(body.items.length).toBeGreaterThan(0);
    for (const customer of body.items) expect(customer).toMatchObject({ region: 1, segment: 1 });
  });

  test('the search finds fragments of names and phones, and takes no wildcard', async () => {
    const { body: population } = await get('/population');
    for (const fragment of [population.nameFragments[0], population.phoneFragments[0]]) {
      const { body } = await get(`/customers/search?q=${encodeURIComponent(fragment)}`);
      expect(body.items.length).toBeGreaterThan(0);
    }
    expect((await get('/customers/search?q=%25%25')).body.items).toEqual([]);
    expect((await get('/customers/search?q=__')).body.items).toEqual([]);
    expect(
      (await get(`/customers/search?q=${encodeURIComponent("' OR 1=1 --")}`)).body.items,
    ).toEqual([]);
  });

  test('a change raises the version, a stale one is told the current version', async () => {
    const patch = (payload: object) =>
      app.inject({ method: 'PATCH', url: '/customers/9', payload });
    const before = (await get('/customers/9')).body;
    const changed = await patch({
      version: before.version,
      name: 'Li <b>',
      phone: '+86 139 0000 1111',
    });
    expect(changed.json()).toMatchObject({ version: before.version + 1, name: 'Li <b>' });
    const stale = await patch({ version: before.version, segment: 2 });
    expect(stale.statusCode).toBe(409);
    expect(stale.json()).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', currentVersion: before.version + 1 },
    });
    expect((await patch({ version: 2, phone: '12345' })).statusCode).toBe(422);
    expect((await get('/customers/search?q=13900001111')).body.items[0].id).toBe(9);
  });
});

describe('reading orders', () => {
  test('the list has the latest 20 and the version of its customer', async () => {
    const { body: population } = await get('/population');
    const { body } = await get(`/customers/${population.customersBySize[0]}/orders`);
    expect(body.items).toHaveLength(20);
    const times = body.items.map((order: { createdAt: string }) => order.createdAt);
    expect(times).toEqual([...times].sort().reverse());
    expect(body.customerVersion).toBeGreaterThanOrEqual(1);
  });

  test('an order has its items, and they add up to its total', async () => {
    const { body } = await get('/orders/1');
    const sum = body.items.reduce(
      (total: number, item: { quantity: number; unitCents: number }) =>
        total + item.quantity * item.unitCents,
      0,
    );
    expect(sum).toBe(body.totalCents);
  });

  test('the dashboard agrees with the orders of its months', async () => {
    const { body } = await get('/dashboard/revenue?months=60');
    const sum = body.rows.reduce((total: number, row: { orders: number }) => total + row.orders, 0);
    expect(sum).toBe(2_500);
    expect(body.rows[0].month).toMatch(/^\d{4}-\d{2}$/);
    const months = (await get('/dashboard/revenue')).body.rows.map(
      (row: { month: string }) => row.month,
    );
    expect(new Set(months).size).toBe(12);
  });
});

describe('bad requests', () => {
  test.each([
    ['/customers?limit=101', 400, 'REQUEST_INVALID'],
    ['/customers?limit=ten', 400, 'REQUEST_INVALID'],
    ['/customers?colour=red', 400, 'REQUEST_INVALID'],
    ['/customers?sort=name&sort=spent', 400, 'REQUEST_INVALID'],
    ['/customers?cursor=abc', 400, 'CURSOR_INVALID'],
    ['/customers/search?q=a', 400, 'REQUEST_INVALID'],
    ['/customers/search?q=a%00', 400, 'REQUEST_INVALID'],
    ['/customers/0', 400, 'REQUEST_INVALID'],
    ['/customers/2147483648', 400, 'REQUEST_INVALID'],
    ['/customers/999999', 404, 'CUSTOMER_NOT_FOUND'],
    ['/customers/999999/orders', 404, 'CUSTOMER_NOT_FOUND'],
    ['/customers/999999/timeline', 404, 'CUSTOMER_NOT_FOUND'],
    ['/orders/999999', 404, 'ORDER_NOT_FOUND'],
    ['/dashboard/revenue?months=61', 400, 'REQUEST_INVALID'],
    ['/pages/customers?limit=501', 400, 'REQUEST_INVALID'],
    ['/nothing', 404, 'ROUTE_NOT_FOUND'],
    [`/customers/${'1'.repeat(101)}`, 400, 'REQUEST_INVALID'],
    [`/pages/orders/${'x'.repeat(5_000)}`, 400, 'REQUEST_INVALID'],
    ['/customers/%zz', 400, 'REQUEST_INVALID'],
    ['/stats?all=1', 400, 'REQUEST_INVALID'],
  ])('GET %s is refused with %i %s', async (url, status, code) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, message: expect.any(String) });
  });

  test.each([
    ['an unknown field', '{"version":1,"name":"x","isAdmin":true}'],
    ['a prototype', '{"version":1,"name":"x","__proto__":{"a":1}}'],
    ['nothing to change', '{"version":1}'],
    ['a version as text', '{"version":"1","name":"x"}'],
    ['no JSON', '{'],
  ])('a change with %s is refused', async (_, payload) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'PATCH', url: '/customers/3', headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe('REQUEST_INVALID');
  });
});

describe('operation', () => {
  test('finished answers are counted by route and status, operational ones are not', async () => {
    const before = (await get('/stats')).body.requests;
    for (const path of ['/health/live', '/health/ready', '/stats', '/metrics', '/openapi.json']) {
      expect((await app.inject(path)).statusCode).toBe(200);
    }
    await get('/customers/1');
    await get('/customers/999999');
    const after = (await get('/stats')).body.requests;
    expect(after.total).toBe(before.total + 2);
    expect(after.byRoute.customer[200]).toBe((before.byRoute.customer?.[200] ?? 0) + 1);
    const metrics = (await app.inject('/metrics')).body;
    const sums = [...metrics.matchAll(/^crm_requests_total\{.*\} (\d+)$/gm)].map((hit) =>
      Number(hit[1]),
    );
    expect(sums.reduce((left, right) => left + right, 0)).toBe(after.total);
  });

  test('the population is the same for the same rows and fits the contract', async () => {
    const { body } = await get('/population');
    expect(body).toEqual((await get('/population')).body);
    expect(body).toMatchObject({ customerCount: 500, maxOrderId: 2_500, productCount: 100 });
    expect(body).toMatchObject({ ownerCount: 10, regionCount: 31, segmentCount: 5 });
    expect(body.customersBySize).toHaveLength(500);
    for (const fragment of body.phoneFragments) expect(fragment).toMatch(/^\d{4,7}$/);
    for (const fragment of body.nameFragments) expect(fragment.length).toBeGreaterThanOrEqual(2);
  });

  test('the API describes itself', async () => {
    const { paths } = (await get('/openapi.json')).body;
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/customers', '/orders', '/customers/import']),
    );
    for (const path of ['/stats', '/metrics', '/population'])
      for (const status of [200, 401, 403])
        expect(paths[path].get.responses[status].content).toBeDefined();
  });

  test('what routes of operation answer is what their schemas say, and no more', async () => {
    await get('/customers/1');
    expect([...Errors(StatsAnswer, (await get('/stats')).body)]).toEqual([]);
    expect([...Errors(PopulationAnswer, (await get('/population')).body)]).toEqual([]);
  });

  test('pages are escaped and their stylesheet is served from here', async () => {
    await withClient(database.url, (client) =>
      client.query(`UPDATE customers SET name = '<script>alert(1)</script>' WHERE id = 11`),
    );
    const pages = ['/pages/customers?limit=500', '/pages/customers/11/orders'];
    for (const url of pages) {
      const page = await app.inject(url);
      expect(page.body).toContain('&lt;script&gt;');
      expect(page.body).not.toContain('<script');
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    }
    expect((await app.inject('/assets/bootstrap.min.css')).headers['content-type']).toMatch(
      'text/css',
    );
  });
});
