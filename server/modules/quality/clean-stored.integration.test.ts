// The cleaning of stored customers against what the seed planted: what it finds, links and leaves alone.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../../database/scratch-database.fixture.ts';
import { plantedTruth } from '../../database/seed/truth.ts';
import type { CrmApp } from '../../services.ts';
import { makeCrmDatabase, startApp } from '../../testing.fixture.ts';

const customers = 500;
const truths = [...plantedTruth('XS', 1)];
const opened: { database: ScratchDatabase; app: CrmApp }[] = [];
let cleaned: { database: ScratchDatabase; app: CrmApp };

async function open(env: Readonly<Record<string, string>> = {}) {
  const database = await makeCrmDatabase(inject('postgresUrl'));
  const app = await startApp({ DATABASE_URL: database.url, CRM_CACHE: 'memory', ...env });
  const both = { database, app };
  opened.push(both);
  return both;
}

async function clean({ app }: { app: CrmApp }, fromId: number, count = 100) {
  const answer = await app.inject({ method: 'POST', url: '/dq/clean', payload: { fromId, count } });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

const read = ({ database }: { database: ScratchDatabase }, text: string) =>
  withClient(database.url, async (client) => (await client.query(text)).rows);

beforeAll(async () => {
  cleaned = await open();
  for (let fromId = 1; fromId <= customers; fromId += 100) await clean(cleaned, fromId);
});

afterAll(async () => {
  for (const { app, database } of opened) {
    await app.close();
    await database.drop();
  }
});

test('links exactly the planted duplicates whose phones can be recovered', async () => {
  const planted = new Map<string, number[]>();
  for (const { customerId, phoneNorm } of truths) {
    if (phoneNorm !== undefined)
      planted.set(phoneNorm, [...(planted.get(phoneNorm) ?? []), customerId]);
  }
  const expected = [...planted.values()].filter((ids) => ids.length > 1);
  expect(expected.length).toBeGreaterThan(5);
  const rows = await read(
    cleaned,
    `SELECT array_agg(id ORDER BY id) AS ids FROM customers
     GROUP BY coalesce(merged_into, id) HAVING count(*) > 1 ORDER BY min(id)`,
  );
  expect(rows.map(({ ids }) => ids)).toEqual(expected.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)));
});

test('the command tells precision and recall as the truth has them', async () => {
  const script = fileURLToPath(new URL('../../database/quality/main.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, '--size', 'XS'], {
    env: { ...process.env, DATABASE_URL: cleaned.database.url },
  });
  const { stdout } = await run;
  const { duplicatePrecision, duplicateRecall, phoneAccuracy } = JSON.parse(stdout);
  const isRecovered = new Set(
    truths.flatMap(({ customerId, phoneNorm }) => (phoneNorm === undefined ? [] : [customerId])),
  );
  const clusters = Map.groupBy(truths, ({ customerId, duplicateOf }) => duplicateOf ?? customerId);
  const pairs = (count: number) => (count * (count - 1)) / 2;
  const sum = (sizes: number[]) => sizes.map(pairs).reduce((total, each) => total + each, 0);
  const all = [...clusters.values()];
  const found = sum(
    all.map((rows) => rows.filter(({ customerId }) => isRecovered.has(customerId)).length),
  );
  expect(duplicatePrecision).toBe(1);
  expect(duplicateRecall).toBeCloseTo(found / sum(all.map((rows) => rows.length)), 12);
  expect(phoneAccuracy).toBe(1);
});

test('the row that stays is the most trusted one, then the newest, and every link has its reason', async () => {
  const wrong = await read(
    cleaned,
    `SELECT l.id FROM customers l JOIN customers g ON g.id = l.merged_into
     JOIN sources ls ON ls.id = l.source_id JOIN sources gs ON gs.id = g.source_id
     WHERE ROW(ls.trust_level, l.created_at) > ROW(gs.trust_level, g.created_at) OR g.merged_into IS NOT NULL`,
  );
  expect(wrong).toEqual([]);
  const unexplained = await read(
    cleaned,
    `SELECT c.id FROM customers c FULL JOIN customer_merges m
       ON m.merged_id = c.id AND m.customer_id = c.merged_into
     WHERE (c.merged_into IS NULL) <> (m.id IS NULL)`,
  );
  expect(unexplained).toEqual([]);
});

test('names are cleaned, the version says so, and a cached customer is not answered as it was', async () => {
  const service = await open();
  const dirty = truths.find(({ dirt }) => dirt === 'blanksInName');
  const id = dirty?.customerId ?? 0;
  const before = (await service.app.inject(`/customers/${id}`)).json();
  expect(before.name).not.toBe(dirty?.name);
  await clean(service, id, 1);
  const after = (await service.app.inject(`/customers/${id}`)).json();
  expect(after).toMatchObject({ name: dirty?.name, version: before.version + 1 });
  expect(await clean(service, id, 1)).toMatchObject({ read: 1, changed: 0, merged: 0 });
});

test('the order of the ranges changes nothing', async () => {
  const other = await open();
  for (let fromId = 451; fromId > 0; fromId -= 50) await clean(other, fromId, 50);
  const state = `SELECT id, name, phone_norm, email, merged_into FROM customers ORDER BY id`;
  expect(await read(other, state)).toEqual(await read(cleaned, state));
});

test('a customer that turns out to be a better one takes over what was linked before', async () => {
  const service = await open();
  const phone = '17733330001';
  const add = (name: string, sourceId: number) => ({
    text: `INSERT INTO customers (name, phone, phone_norm, region, segment, source_id, owner_id, created_at, updated_at)
      VALUES ($1, $2, $2, 1, 1, $3, 1, now(), now()) RETURNING id`,
    values: [name, phone, sourceId],
  });
  const insert = (name: string, sourceId: number): Promise<number> =>
    withClient(
      service.database.url,
      async (client) => (await client.query(add(name, sourceId))).rows[0].id,
    );
  // Trust 1, 3, 5.
  const [first, second] = [await insert('Bought', 6), await insert('Typed', 1)];
  expect(await clean(service, first, 2)).toMatchObject({ merged: 1 });
  const third = await insert('Met', 2);
  expect(await clean(service, third, 1)).toMatchObject({ merged: 1 });
  const rows = await read(
    service,
    `SELECT id, merged_into FROM customers WHERE phone_norm = '${phone}' ORDER BY id`,
  );
  expect(rows).toEqual([
    { id: first, merged_into: third },
    { id: second, merged_into: third },
    { id: third, merged_into: null },
  ]);
});

test('CRM_CLEANING=off answers and does nothing', async () => {
  const service = await open({ CRM_CLEANING: 'off' });
  expect(await clean(service, 1)).toMatchObject({ cleaned: false, read: 0, merged: 0 });
  const [{ count }] = await read(
    service,
    'SELECT count(*)::int FROM customers WHERE merged_into IS NOT NULL',
  );
  expect(count).toBe(0);
});
