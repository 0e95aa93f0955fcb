// Whatever clients send, the statements that reach PostgreSQL stay the same texts: a seeded fuzz test of every input.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { type ScratchDatabase, withClient } from './database/scratch-database.fixture.ts';
import type { CrmApp } from './services.ts';
import { makeCrmDatabase, startApp } from './testing.fixture.ts';

let database: ScratchDatabase;
let app: CrmApp;
const texts = new Set<string>();

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url });
  // Everything that the driver sends goes through here, in transactions too.
  const send = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [first] = args;
    texts.add(typeof first === 'string' ? first : (first as { text: string }).text);
    return Reflect.apply(send, this, args);
  });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await app.close();
  await database.drop();
});

const marker = 'zqxj';
const hostileText = fc.oneof(
  fc.constantFrom(
    `${marker}' OR '1'='1`,
    `${marker}'; DROP TABLE customers; --`,
    `${marker}\\'; DROP TABLE orders; --`,
    `${marker}%' UNION SELECT usename, passwd FROM pg_shadow --`,
    `${marker}$$; COPY customers TO '/dev/null'; $$`,
    `${marker}", (SELECT pg_sleep(9)), "`,
    `{${marker},"'); DELETE FROM customers; --"}`,
    `${marker}\u02bc OR 1=1 --`,
    `${marker}\uff07; DROP TABLE customers; --`,
    `${marker}\ud800'`,
    `${marker}/**/;select/**/1`,
    `${marker}\\0\\x27`,
    `E'${marker}\\''`,
  ),
  fc.string({ unit: 'binary', minLength: 2, maxLength: 40 }).map((text) => `${marker}${text}`),
  fc
    .array(
      fc.constantFrom("'", '"', ';', '--', '$1', '%', '_', '\\', '/*', ')', ',', ' OR ', marker),
      {
        minLength: 2,
        maxLength: 12,
      },
    )
    .map((parts) => `${marker}${parts.join('')}`),
);

interface Sent {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
}

const json = { 'content-type': 'application/json' };
const inUrl = (text: string) => encodeURIComponent(text.toWellFormed());

/** Every place where a client's text goes in. */
const places: Readonly<Record<string, (text: string) => Sent>> = {
  search: (text) => ({ method: 'GET', url: `/customers/search?q=${inUrl(text)}` }),
  cursor: (text) => ({ method: 'GET', url: `/customers?cursor=${inUrl(text)}` }),
  'cursor in the form of one': (text) => ({
    method: 'GET',
    url: `/customers?sort=name&cursor=${Buffer.from(JSON.stringify([text, 1])).toString('base64url')}`,
  }),
  sort: (text) => ({ method: 'GET', url: `/customers?sort=${inUrl(text)}` }),
  region: (text) => ({ method: 'GET', url: `/customers?region=${inUrl(text)}` }),
  limit: (text) => ({ method: 'GET', url: `/pages/customers?limit=${inUrl(text)}` }),
  'a parameter of another name': (text) => ({ method: 'GET', url: `/customers?${inUrl(text)}=1` }),
  'id of a customer': (text) => ({ method: 'GET', url: `/customers/${inUrl(text)}` }),
  'id of orders': (text) => ({ method: 'GET', url: `/customers/${inUrl(text)}/orders` }),
  'id of an order': (text) => ({ method: 'GET', url: `/orders/${inUrl(text)}` }),
  months: (text) => ({ method: 'GET', url: `/dashboard/revenue?months=${inUrl(text)}` }),
  'name and phone of a change': (text) => ({
    ...{ method: 'PATCH', url: '/customers/7', headers: json },
    payload: JSON.stringify({ version: 1, name: text, phone: text }),
  }),
  'a field of a change': (text) => ({
    ...{ method: 'PATCH', url: '/customers/7', headers: json },
    payload: JSON.stringify({ version: 1, name: 'x', [text]: 1 }),
  }),
  'product of an order': (text) => ({
    ...{ method: 'POST', url: '/orders', headers: { ...json, 'idempotency-key': 'fuzz' } },
    payload: JSON.stringify({ customerId: 1, items: [{ productId: text, quantity: 1 }] }),
  }),
  'idempotency key': (text) => ({
    ...{ method: 'POST', url: '/orders' },
    headers: { ...json, 'idempotency-key': text.replaceAll(/[^\x20-\x7e]/g, "'").trim() },
    payload: '{"customerId":1,"items":[{"productId":1,"quantity":1}]}',
  }),
  'a line of an import': (text) => ({
    ...{ method: 'POST', url: '/customers/import' },
    headers: { 'content-type': 'application/x-ndjson' },
    payload: `${JSON.stringify({ name: text, phone: text, email: `${text}@x.test`, region: 1, segment: 1 })}\n`,
  }),
  'a raw line of an import': (text) => ({
    ...{ method: 'POST', url: '/customers/import' },
    headers: { 'content-type': 'application/x-ndjson' },
    payload: text,
  }),
};

const send = async (sent: Sent) => app.inject(sent);

function countRows() {
  return withClient(database.url, async (client) => {
    const { rows } = await client.query(`SELECT
      (SELECT count(*)::int FROM customers) AS customers, (SELECT count(*)::int FROM orders) AS orders,
      (SELECT count(*)::int FROM order_items) AS items, (SELECT count(*)::int FROM products) AS products,
      (SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS relations`);
    return rows[0];
  });
}

test('no input becomes part of a statement, fails the service, or changes what it must not', async () => {
  const before = await countRows();
  // Any text that is harmless, in each place, and again: what these send is all that may ever be sent.
  for (const build of Object.values(places))
    for (const text of ['abc', 'abd', 'abd']) await send(build(text));
  const harmless = [
    '/customers?sort=name&region=1&segment=1&limit=2',
    '/customers?sort=spent&limit=2',
    '/customers/7/timeline',
    '/customers/7/orders',
    '/customers/7',
    '/orders/1',
    '/dashboard/revenue?months=2',
    '/pages/customers?limit=2',
    '/customers/search?q=1390',
  ];
  for (const url of harmless) await send({ method: 'GET', url });
  const next = (await send({ method: 'GET', url: '/customers?sort=name&limit=2' })).json();
  await send({ method: 'GET', url: `/customers?sort=name&limit=2&cursor=${next.nextCursor}` });
  for (const method of ['PATCH'] as const) {
    const { version } = (await send({ method: 'GET', url: '/customers/7' })).json();
    const payload = JSON.stringify({ version, name: 'Abc', phone: '13900001234', segment: 2 });
    expect((await send({ method, url: '/customers/7', headers: json, payload })).statusCode).toBe(
      200,
    );
  }
  const line = JSON.stringify({
    name: 'Abc',
    phone: '13811112222',
    region: 1,
    segment: 1,
    sourceId: 1,
  });
  const headers = { 'content-type': 'application/x-ndjson' };
  await send({ method: 'POST', url: '/customers/import', headers, payload: `${line}\nno JSON\n` });
  const known = new Set(texts);
  expect(known.size).toBeGreaterThan(10);

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(places)), hostileText, async (place, text) => {
      const answer = await send(places[place]?.(text) ?? { method: 'GET', url: '/' });
      expect([place, answer.statusCode < 500]).toEqual([place, true]);
    }),
    { numRuns: 600, seed: 13 },
  );
  for (const text of texts) expect(text).not.toContain(marker);
  expect([...texts].filter((text) => !known.has(text))).toEqual([]);
  const after = await countRows();
  expect(after).toMatchObject({ products: before.products, relations: before.relations });
  expect(after.customers).toBeGreaterThanOrEqual(before.customers);
  expect(after.orders).toBeGreaterThanOrEqual(before.orders);
});
