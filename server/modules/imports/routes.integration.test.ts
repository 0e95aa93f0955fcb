// The import, inline and in the pool of threads: nothing lost, nothing twice.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../../database/scratch-database.fixture.ts';
import type { CrmApp } from '../../services.ts';
import { makeCrmDatabase, startApp } from '../../testing.fixture.ts';

const type = 'application/x-ndjson';
const row = (phone: string, more = {}) =>
  JSON.stringify({ name: 'Zhao Min', phone, region: 3, segment: 1, ...more });

describe.each(['single', 'pool'])('CRM_THREADS=%s', (threads) => {
  let database: ScratchDatabase;
  let app: CrmApp;

  beforeAll(async () => {
    database = await makeCrmDatabase(inject('postgresUrl'));
    const env = {
      DATABASE_URL: database.url,
      CRM_THREADS: threads,
      CRM_WORKERS: '1',
      CRM_CACHE: 'memory',
    };
    app = await startApp({ ...env, CRM_IMPORT_LIMIT_BYTES: '400000' });
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  function upload(payload: string, contentType = type) {
    const headers = { 'content-type': contentType };
    return app.inject({ method: 'POST', url: '/customers/import', headers, payload });
  }

  test('stores what is right, merges what is there, records what is not, and answers for every line', async () => {
    const held = await withClient(database.url, (client) =>
      client.query(`SELECT min(id) AS id, phone_norm AS phone FROM customers
        WHERE phone_norm IS NOT NULL GROUP BY 2 ORDER BY 1 LIMIT 1`),
    );
    const { id, phone } = held.rows[0] ?? {};
    const lines = [
      row('+86 177-0000-0001', { name: '<i>Zhao</i>' }),
      'not JSON',
      row('17700000001', { sourceId: 6 }),
      row(phone, { sourceId: 6, name: 'From a bought list' }),
      row('17700000002', { sourceId: 999 }),
      row('１７７００００００03'),
    ];
    const answer = (await upload(`${lines.join('\n')}\n`)).json();
    expect(answer).toMatchObject({ cleaned: true, accepted: 2, merged: 2 });
    expect(answer.rejected).toEqual([
      { line: 2, reason: 'the line is not JSON', raw: lines[1] },
      { line: 5, reason: 'there is no source 999', raw: lines[4] },
    ]);
    const read = (text: string, values: readonly unknown[] = []) =>
      withClient(database.url, async (client) => (await client.query(text, [...values])).rows);
    expect(
      await read(
        `SELECT name, phone_norm FROM customers WHERE phone_norm LIKE '1770000000%' ORDER BY id`,
      ),
    ).toEqual([
      { name: '<i>Zhao</i>', phone_norm: '17700000001' },
      { name: 'Zhao Min', phone_norm: '17700000003' },
    ]);
    const issues = 'SELECT raw FROM dq_issues WHERE batch_id = $1 ORDER BY line_number';
    expect((await read(issues, [answer.batchId])).map((issue) => issue.raw)).toEqual([
      ...[lines[1], lines[4]],
    ]);
    const merges = `SELECT line_number, customer_id, decided_by, dropped->>'name' AS name
      FROM customer_merges WHERE batch_id = $1 ORDER BY line_number`;
    expect(await read(merges, [answer.batchId])).toMatchObject([
      { line_number: 3, decided_by: 'trust', name: 'Zhao Min' },
      { line_number: 4, customer_id: id, decided_by: 'trust', name: 'From a bought list' },
    ]);
  });

  test('a more trusted source changes the customer that is there, and what a cache holds of it', async () => {
    const header = 'name,phone,region,segment,sourceId,changedAt,email';
    const send = (line: string) => upload(`${header}\n${line}\n`, 'text/csv; charset=utf-8');
    await send('Old Name,17711110001,3,1,6,2026-05-01T00:00:00Z,old@example.com');
    const [{ id }] = await withClient(
      database.url,
      async (client) =>
        (await client.query(`SELECT id FROM customers WHERE phone_norm = '17711110001'`)).rows,
    );
    expect((await app.inject(`/customers/${id}`)).json()).toMatchObject({
      name: 'Old Name',
      version: 1,
    });
    const answer = await send('New Name,177 1111 0001,4,2,2,2025-05-01T00:00:00Z,');
    expect(answer.json()).toMatchObject({ accepted: 0, merged: 1, rejected: [] });
    expect((await app.inject(`/customers/${id}`)).json()).toMatchObject({
      ...{ name: 'New Name', region: 4, segment: 2, version: 2 },
    });
    const again = await send('New Name,177 1111 0001,4,2,2,2025-05-01T00:00:00Z,');
    expect(again.json()).toMatchObject({ accepted: 0, merged: 1 });
    const { rows } = await withClient(database.url, (client) =>
      client.query(
        `SELECT email, version, source_id FROM customers WHERE phone_norm = '17711110001'`,
      ),
    );
    expect(rows).toEqual([{ email: 'old@example.com', version: 2, source_id: 2 }]);
  });

  test('what stays of several uploads does not hang on their order', async () => {
    const about = (phone: string) => [
      row(phone, { name: 'One', sourceId: 6, changedAt: '2026-02-01T00:00Z', email: 'one@a.cn' }),
      row(phone, { name: 'Two', sourceId: 4, changedAt: '2025-02-01T00:00Z' }),
      row(phone, {
        name: 'Three',
        sourceId: 5,
        changedAt: '2025-02-01T00:00Z',
        email: 'three@a.cn',
      }),
      row(phone, { name: 'Four', sourceId: 1, changedAt: '2026-03-01T00:00Z', email: 'four@a.cn' }),
    ];
    const orders = [0, 1, 2, 3].flatMap((first) =>
      [0, 1, 2, 3]
        .filter((second) => second !== first)
        .map((second) => [
          ...[first, second],
          ...[3, 2, 1, 0].filter((rest) => rest !== first && rest !== second),
        ]),
    );
    const stays = [];
    for (const [index, order] of orders.entries()) {
      const phone = String(17_722_220_000 + index);
      for (const place of order) await upload(about(phone)[place] ?? '');
      const { rows } = await withClient(database.url, (client) =>
        client.query(
          `SELECT name, source_id, email, email_source_id FROM customers WHERE phone_norm = $1`,
          [phone],
        ),
      );
      stays.push(rows);
    }
    const expected = { name: 'Three', source_id: 5, email: 'three@a.cn', email_source_id: 5 };
    expect(stays).toEqual(orders.map(() => [expected]));
  });

  test('two uploads of the same customers at once store them once', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => row(String(17_800_000_000 + index)));
    const answers = await Promise.all([upload(lines.join('\n')), upload(lines.join('\n'))]);
    const bodies = answers.map((answer) => answer.json());
    expect(bodies.map((body) => body.accepted).sort((a, b) => a - b)).toEqual([0, 200]);
    for (const body of bodies) expect(body.accepted + body.merged).toBe(200);
  });

  test('refuses other types and uploads beyond the limit', async () => {
    expect((await upload(row('17900000000'), 'application/json')).statusCode).toBe(415);
    expect((await upload(row('17900000000'), 'text/plain')).statusCode).toBe(415);
    expect((await upload('x'.repeat(400_001))).statusCode).toBe(413);
    expect((await upload('')).json()).toMatchObject({ accepted: 0, rejected: [] });
  });

  test('a large page is rendered as a small one is', async () => {
    const page = await app.inject('/pages/customers?limit=200');
    expect(page.body.match(/<tr>/g)).toHaveLength(201);
  });
});

test('CRM_CLEANING=off stores what was typed in, twice where it stands twice', async () => {
  const database = await makeCrmDatabase(inject('postgresUrl'));
  const app = await startApp({ DATABASE_URL: database.url, CRM_CLEANING: 'off' });
  const lines = [row('+86 177-0000-0001'), row('17700000001'), row('17700000001'), row('n/a')];
  const headers = { 'content-type': type };
  const payload = lines.join('\n');
  const answer = await app.inject({ method: 'POST', url: '/customers/import', headers, payload });
  expect(answer.json()).toMatchObject({ cleaned: false, accepted: 4, merged: 0, rejected: [] });
  const { rows } = await withClient(database.url, (client) =>
    client.query('SELECT phone, phone_norm FROM customers ORDER BY id DESC LIMIT 4'),
  );
  expect(rows.map((each) => each.phone_norm)).toEqual([null, '17700000001', '17700000001', null]);
  await app.close();
  await database.drop();
});
