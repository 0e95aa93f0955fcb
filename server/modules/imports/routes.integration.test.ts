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
    const env = { DATABASE_URL: database.url, CRM_THREADS: threads, CRM_WORKERS: '1' };
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

  test('stores what is right, records what is not, and answers for every line', async () => {
    const held = await withClient(database.url, (client) =>
      client.query(`SELECT min(id) AS id, phone_norm AS phone FROM customers
        WHERE phone_norm IS NOT NULL GROUP BY 2 ORDER BY 1 LIMIT 1`),
    );
    const { id, phone } = held.rows[0] ?? {};
    const lines = [
      row('+86 177-0000-0001', { name: '<i>Zhao</i>' }),
      'not JSON',
      row('17700000001'),
      row(phone),
      row('17700000002', { sourceId: 999 }),
      row('１７７００００００03'),
    ];
    const answer = (await upload(`${lines.join('\n')}\n`)).json();
    expect(answer.accepted).toBe(2);
    expect(answer.rejected).toEqual([
      { line: 2, reason: 'the line is not JSON', raw: lines[1] },
      { line: 3, reason: 'the phone stands on line 1 already', raw: lines[2] },
      { line: 4, reason: `the phone belongs to customer ${id} already`, raw: lines[3] },
      { line: 5, reason: 'there is no source 999', raw: lines[4] },
    ]);
    const stored = await withClient(database.url, (client) =>
      client.query(
        `SELECT name, phone_norm FROM customers WHERE phone_norm LIKE '1770000000%' ORDER BY id`,
      ),
    );
    expect(stored.rows).toEqual([
      { name: '<i>Zhao</i>', phone_norm: '17700000001' },
      { name: 'Zhao Min', phone_norm: '17700000003' },
    ]);
    const issues = await withClient(database.url, (client) =>
      client.query(
        'SELECT line_number, reason, raw FROM dq_issues WHERE batch_id = $1 ORDER BY 1',
        [answer.batchId],
      ),
    );
    expect(issues.rows.map((issue) => issue.raw)).toEqual(lines.slice(1, 5));
  });

  test('two uploads of the same customers at once store them once', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => row(String(17_800_000_000 + index)));
    const answers = await Promise.all([upload(lines.join('\n')), upload(lines.join('\n'))]);
    const bodies = answers.map((answer) => answer.json());
    expect(bodies.map((body) => body.accepted).sort((a, b) => a - b)).toEqual([0, 200]);
    for (const body of bodies) expect(body.accepted + body.rejected.length).toBe(200);
  });

  test('refuses other types and uploads beyond the limit', async () => {
    expect((await upload(row('17900000000'), 'application/json')).statusCode).toBe(415);
    expect((await upload(row('17900000000'), 'text/csv')).statusCode).toBe(415);
    expect((await upload('x'.repeat(400_001))).statusCode).toBe(413);
    expect((await upload('')).json()).toMatchObject({ accepted: 0, rejected: [] });
  });

  test('a large page is rendered as a small one is', async () => {
    const page = await app.inject('/pages/customers?limit=200');
    expect(page.body.match(/<tr>/g)).toHaveLength(201);
  });
});
