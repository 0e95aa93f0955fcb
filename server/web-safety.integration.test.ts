// What browsers, strangers and a flood of imports may do: headers, HEAD, who reads the counters, what is no request, the log of a 500.
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from './database/scratch-database.fixture.ts';
import type { CrmApp } from './services.ts';
import { makeCrmDatabase, startApp, startService, waitUntil } from './testing.fixture.ts';

const token = 'a-token-for-operations';
let database: ScratchDatabase;
let app: CrmApp;
let tokenApp: CrmApp;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url, CRM_IMPORT_LIMIT_REQUESTS: '2' });
  tokenApp = await startApp({ DATABASE_URL: database.url, CRM_OPERATIONS_TOKEN: token });
});

afterAll(async () => {
  await Promise.all([app.close(), tokenApp.close()]);
  await database.drop();
});

describe('headers', () => {
  test.each(['/customers/1', '/pages/customers', '/nothing', '/assets/bootstrap.min.css'])(
    '%s keeps other origins and other types away',
    async (url) => {
      const { headers } = await app.inject({ url, headers: { origin: 'http://elsewhere.test' } });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
    },
  );

  test('no page of another origin is let in by a preflight', async () => {
    const headers = { origin: 'http://elsewhere.test', 'access-control-request-method': 'POST' };
    const answer = await app.inject({ method: 'OPTIONS', url: '/orders', headers });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.statusCode).toBe(404);
  });

  test('what a form of another origin can send is not taken for JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { 'content-type': type };
      const payload = '{"customerId":1,"items":[{"productId":1,"quantity":1}]}';
      const answer = await app.inject({ method: 'POST', url: '/orders', headers, payload });
      expect(answer.json()).toMatchObject(
        type === 'text/plain' ? { code: 'REQUEST_INVALID' } : { code: 'MEDIA_TYPE_UNSUPPORTED' },
      );
    }
  });
});

describe('HEAD and /', () => {
  test.each([
    '/pages/customers',
    '/pages/customers/1/orders',
    '/assets/bootstrap.min.css',
    '/customers/1',
    '/health/ready',
  ])('HEAD %s is GET without the body', async (url) => {
    const [get, head] = [await app.inject(url), await app.inject({ method: 'HEAD', url })];
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    for (const name of ['content-type', 'content-length', 'content-security-policy']) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
    expect(Number(head.headers['content-length'])).toBe(get.rawPayload.length);
  });

  test('/ leads to the list of customers', async () => {
    const answer = await app.inject('/');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/pages/customers']);
  });
});

describe('who reads the counters', () => {
  const guarded = ['/stats', '/metrics', '/population'];

  test.each([
    ['127.0.0.1', {}, 200],
    ['127.9.9.9', {}, 200],
    ['::1', {}, 200],
    ['::ffff:127.0.0.1', {}, 200],
    ['10.0.0.7', {}, 403],
    ['::ffff:10.0.0.7', {}, 403],
    ['fe80::1', {}, 403],
    ['127.0.0.1', { 'x-forwarded-for': '10.0.0.7' }, 403],
    ['127.0.0.1', { forwarded: 'for=10.0.0.7' }, 403],
    ['10.0.0.7', { authorization: `Bearer ${token}` }, 403],
  ])('without a token: from %s with %j is %i', async (remoteAddress, headers, status) => {
    for (const url of guarded) {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await app.inject({ method, url, remoteAddress, headers });
        expect([url, answer.statusCode]).toEqual([url, status]);
      }
    }
  });

  test.each([
    [`Bearer ${token}`, 200],
    [`bearer ${token}`, 401],
    [`Bearer ${token}x`, 401],
    ['Bearer ', 401],
    ['', 401],
  ])('with a token: %j is %i, from this machine and from others', async (authorization, status) => {
    for (const remoteAddress of ['127.0.0.1', '10.0.0.7']) {
      for (const url of guarded) {
        const answer = await tokenApp.inject({ url, remoteAddress, headers: { authorization } });
        expect([url, answer.statusCode]).toEqual([url, status]);
        if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });

  test('health and pages answer everybody', async () => {
    for (const url of ['/health/live', '/health/ready', '/pages/customers']) {
      expect((await tokenApp.inject({ url, remoteAddress: '10.0.0.7' })).statusCode).toBe(200);
    }
  });

  test('the token stands in no answer', async () => {
    const headers = { authorization: `Bearer ${token}` };
    for (const url of [...guarded, '/openapi.json']) {
      expect((await tokenApp.inject({ url, headers })).body).not.toContain(token);
    }
  });
});

describe('imports', () => {
  const line = (place: number) =>
    `${JSON.stringify({ name: `Flood ${place}`, phone: `1380001${String(place).padStart(4, '0')}`, sourceId: 1, region: 1, segment: 1 })}\n`;
  const upload = (payload: string | Readable) =>
    app.inject({
      method: 'POST',
      url: '/customers/import',
      headers: { 'content-type': 'application/x-ndjson' },
      payload,
    });

  test('one more than the limit is refused before its body is read, the others go on', async () => {
    await withClient(database.url, async (client) => {
      // Whoever holds this lock holds every import up.
      await client.query(`SELECT pg_advisory_lock(hashtext('crm.customer_import'))`);
      const waiting = [upload(line(1)), upload(line(2))];
      await waitUntil(async () => {
        const { rows } = await client.query(
          `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
        );
        return rows.length > 0;
      });
      let isRead = false;
      const body = new Readable({
        read() {
          isRead = true;
          this.push(line(3));
          this.push(null);
        },
      });
      const refused = await upload(body);
      expect(refused.statusCode).toBe(503);
      expect(refused.json()).toMatchObject({ code: 'OVERLOADED' });
      expect(refused.headers['retry-after']).toBe('1');
      expect(isRead).toBe(false);
      // Those who wait hold one connection together, and leave the rest to everybody else.
      const { rows } = await client.query(
        `SELECT count(*)::int AS held FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      expect(rows[0].held).toBe(1);
      expect((await app.inject('/customers/1')).statusCode).toBe(200);
      await client.query(`SELECT pg_advisory_unlock(hashtext('crm.customer_import'))`);
      for (const answer of await Promise.all(waiting)) {
        expect(answer.json()).toMatchObject({ accepted: 1 });
      }
    });
    expect((await upload(line(4))).json()).toMatchObject({ accepted: 1 });
  });

  test('refused and failed imports give their place back', async () => {
    for (let time = 0; time < 5; time += 1) {
      const headers = { 'content-type': 'text/plain' };
      const wrong = { method: 'POST', url: '/customers/import', headers, payload: 'x' } as const;
      expect((await app.inject(wrong)).statusCode).toBe(415);
    }
    expect((await upload(line(5))).statusCode).toBe(200);
  });
});

describe('what never reaches a route', () => {
  async function send(text: string): Promise<string> {
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.end(text);
    await once(socket, 'close');
    return answer;
  }

  beforeAll(() => app.listen({ host: '127.0.0.1', port: 0 }));

  const host = 'Host: a\r\nConnection: close\r\n';
  test.each([
    ['a line that is no header', `GET / HTTP/1.1\r\n${host}broken\r\n\r\n`, 400, 'REQUEST_INVALID'],
    ['a % alone in the path', `GET /%zz HTTP/1.1\r\n${host}\r\n`, 400, 'REQUEST_INVALID'],
    [
      'headers of 20,000 bytes',
      `GET / HTTP/1.1\r\n${host}x: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('%s is told as any other error', async (_, text, status, code) => {
    const [head = '', body = ''] = (await send(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({ code, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });
});

describe('a 500', () => {
  test('is a line of the log with the id that the client is given, and nothing more', async () => {
    const broken = await makeCrmDatabase(inject('postgresUrl'));
    const service = await startService({ DATABASE_URL: broken.url });
    try {
      await withClient(broken.url, (client) =>
        client.query('ALTER TABLE customers RENAME COLUMN spent_cents TO spent'),
      );
      const answer = await fetch(`${service.url}/customers/1`);
      expect(answer.status).toBe(500);
      const body = (await answer.json()) as Record<string, string>;
      expect(Object.keys(body).sort()).toEqual(['code', 'message', 'requestId']);
      expect(JSON.stringify(body)).not.toMatch(/spent|column|select/i);
      await waitUntil(() => service.readOutput().includes(`"reqId":"${body.requestId}"`));
      const [text = ''] = service
        .readOutput()
        .split('\n')
        .filter((one) => one.includes(`"reqId":"${body.requestId}"`));
      expect(JSON.parse(text)).toMatchObject({
        ...{ level: 50, method: 'GET', route: '/customers/:id', msg: 'request failed' },
        err: { message: expect.stringContaining('spent_cents'), stack: expect.any(String) },
      });
    } finally {
      await service.stop();
      await broken.drop();
    }
  });
});
