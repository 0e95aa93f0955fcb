// Logins over real PostgreSQL and Redis: who gets in, what each role may do, and what ends a session.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../database/scratch-database.fixture.ts';
import type { CrmApp } from '../services.ts';
import { type Env, makeCrmDatabase, startApp, waitUntil } from '../testing.fixture.ts';

let database: ScratchDatabase;
let env: Env;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  env = { DATABASE_URL: database.url, REDIS_URL: inject('redisUrl') };
});

afterAll(() => database.drop());

const levels = ['postgres', 'redis', 'token'] as const;
const stored = ['postgres', 'redis'] as const;

/** Runs work with an app of its own. */
async function withApp(more: Env, work: (app: CrmApp) => Promise<void>): Promise<void> {
  const app = await startApp({ ...env, ...more });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

async function logIn(app: CrmApp, login: string, headers: Readonly<Record<string, string>> = {}) {
  return app.inject({
    ...{ method: 'POST', url: '/login', headers },
    payload: { login, password: 'loadstone' },
  });
}

/** The cookie that an answer sets, as a request sends it. */
function cookieOf({ cookies }: Awaited<ReturnType<typeof logIn>>): string {
  const [cookie] = cookies;
  if (cookie === undefined) throw new Error('no cookie was set');
  return `${cookie.name}=${encodeURIComponent(cookie.value)}`;
}

async function ask(app: CrmApp, url: string, cookie?: string) {
  return app.inject({ url, ...(cookie !== undefined && { headers: { cookie } }) });
}

async function readActed(app: CrmApp): Promise<Readonly<Record<string, number>>> {
  return (await app.inject('/stats')).json().acted;
}

/** A customer of owner 1, and one of somebody else. */
async function findCustomers(app: CrmApp): Promise<{ own: number; foreign: number }> {
  const { accounts } = (await app.inject('/population')).json();
  const idsOf = (login: string): number[] =>
    accounts.find((account: { login: string }) => account.login === login).customerIds;
  return { own: idsOf('owner-1')[0] ?? 0, foreign: idsOf('owner-2')[0] ?? 0 };
}

describe.each(levels)('CRM_SESSION=%s', (level) => {
  let app: CrmApp;

  beforeAll(async () => {
    app = await startApp({ ...env, CRM_SESSION: level });
  });

  afterAll(() => app.close());

  test('a stranger is refused, but for operation and the login itself', async () => {
    const answer = await ask(app, '/customers/1');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Cookie');
    expect(answer.json()).toEqual({ code: 'LOGIN_REQUIRED', message: expect.any(String) });
    for (const url of ['/customers', '/orders/open', '/dashboard/revenue?months=1', '/']) {
      expect([url, (await ask(app, url)).statusCode]).toEqual([url, 401]);
    }
    for (const url of ['/health/ready', '/stats', '/population', '/openapi.json']) {
      expect([url, (await ask(app, url)).statusCode]).toEqual([url, 200]);
    }
    expect((await ask(app, '/nowhere')).statusCode).toBe(404);
  });

  test('the cookie of a login lets in, and says how the account was recognised', async () => {
    const before = await readActed(app);
    const answer = await logIn(app, 'agent-1');
    expect(answer.json()).toEqual({ login: 'agent-1', role: 'agent' });
    expect(answer.cookies).toEqual([
      expect.objectContaining({ path: '/', httpOnly: true, sameSite: 'Lax' }),
    ]);
    expect(answer.cookies[0]).not.toHaveProperty('secure');
    expect((await ask(app, '/customers/1', cookieOf(answer))).statusCode).toBe(200);
    const after = await readActed(app);
    const counter = { postgres: 'sessionReadsPostgres', redis: 'sessionReadsRedis' };
    const own = level === 'token' ? 'tokensVerified' : counter[level];
    const moved = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(moved).toEqual(expect.arrayContaining(['logins', own]));
    const others = ['sessionReadsPostgres', 'sessionReadsRedis', 'tokensVerified'];
    expect(moved.filter((name) => others.includes(name))).toEqual([own]);
  });

  test('a wrong password and an unknown login get the same answer', async () => {
    const attempt = (login: string, password: string) =>
      app.inject({ method: 'POST', url: '/login', payload: { login, password } });
    const answers = [await attempt('agent-1', 'wrong'), await attempt('nobody', 'loadstone')];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.cookies).toEqual([]);
    }
    expect(answers[0]?.json()).toEqual(answers[1]?.json());
    expect(answers[0]?.json()).toMatchObject({ code: 'LOGIN_FAILED' });
  });

  test('owners edit their own customers, agents enter orders, readers write nothing', async () => {
    const { own, foreign } = await findCustomers(app);
    const cookies = {
      owner: cookieOf(await logIn(app, 'owner-1')),
      agent: cookieOf(await logIn(app, 'agent-1')),
      reader: cookieOf(await logIn(app, 'reader-1')),
    };
    const patch = async (id: number, cookie: string) => {
      const { version } = (await ask(app, `/customers/${id}`, cookie)).json();
      const payload = { version, segment: 2 };
      return app.inject({
        ...{ method: 'PATCH', url: `/customers/${id}`, headers: { cookie }, payload },
      });
    };
    const order = (cookie: string) =>
      app.inject({
        ...{ method: 'POST', url: '/orders' },
        headers: { cookie, 'idempotency-key': `sessions-${level}` },
        payload: { customerId: own, items: [{ productId: 1, quantity: 1 }] },
      });
    expect((await patch(own, cookies.owner)).statusCode).toBe(200);
    expect((await patch(foreign, cookies.owner)).json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await patch(own, cookies.agent)).statusCode).toBe(403);
    expect((await patch(own, cookies.reader)).statusCode).toBe(403);
    expect((await order(cookies.owner)).statusCode).toBe(403);
    expect((await order(cookies.reader)).statusCode).toBe(403);
    expect((await order(cookies.agent)).statusCode).toBe(201);
    const clean = (cookie: string) =>
      app.inject({
        ...{ method: 'POST', url: '/dq/clean', headers: { cookie } },
        payload: { fromId: 1, count: 1 },
      });
    expect((await clean(cookies.reader)).statusCode).toBe(403);
    expect((await clean(cookies.agent)).statusCode).toBe(200);
    // A version of before is a conflict for the owner, not a refusal.
    const stale = { version: 1, segment: 3 };
    const headers = { cookie: cookies.owner };
    const late = await app.inject({
      ...{ method: 'PATCH', url: `/customers/${own}`, headers, payload: stale },
    });
    expect(late.json()).toMatchObject({
      code: 'VERSION_CONFLICT',
      currentVersion: expect.any(Number),
    });
  });

  test('a cookie that was tampered with is none', async () => {
    const cookie = cookieOf(await logIn(app, 'agent-1'));
    const at = cookie.length - 10;
    const other = cookie[at] === 'A' ? 'B' : 'A';
    const forged = cookie.slice(0, at) + other + cookie.slice(at + 1);
    expect((await ask(app, '/customers/1', forged)).statusCode).toBe(401);
    expect((await ask(app, '/customers/1', cookie)).statusCode).toBe(200);
  });

  test('another process of the same database knows the session', async () => {
    const cookie = cookieOf(await logIn(app, 'agent-2'));
    await withApp({ CRM_SESSION: level }, async (other) => {
      expect((await ask(other, '/customers/1', cookie)).statusCode).toBe(200);
    });
  });

  test('a session ends by itself', async () => {
    await withApp({ CRM_SESSION: level, CRM_SESSION_TTL_S: '1' }, async (brief) => {
      const cookie = cookieOf(await logIn(brief, 'agent-3'));
      await waitUntil(async () => (await ask(brief, '/customers/1', cookie)).statusCode === 401);
    });
  });

  test('attempts to log in are limited for an account, and for no other', async () => {
    await withApp({ CRM_SESSION: level, CRM_LOGIN_LIMIT: '2' }, async (strict) => {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 3; attempt += 1) {
        statuses.push((await logIn(strict, 'agent-4')).statusCode);
      }
      expect(statuses).toEqual([200, 200, 429]);
      const refused = await logIn(strict, 'agent-4');
      expect(refused.json()).toMatchObject({
        code: 'LOGINS_TOO_MANY',
        retryAfterS: expect.any(Number),
      });
      expect((await logIn(strict, 'agent-5')).statusCode).toBe(200);
    });
  });

  test('behind a proxy that speaks TLS the cookie is Secure', async () => {
    await withApp({ CRM_SESSION: level, CRM_TRUST_PROXY: 'on' }, async (proxied) => {
      const answer = await logIn(proxied, 'agent-1', { 'x-forwarded-proto': 'https' });
      expect(answer.cookies[0]).toMatchObject({ secure: true, httpOnly: true });
    });
    // Who is not told to trust it takes it for what anybody may send.
    const answer = await logIn(app, 'agent-1', { 'x-forwarded-proto': 'https' });
    expect(answer.cookies[0]).not.toHaveProperty('secure');
  });
});

describe.each(stored)('sessions in %s', (level) => {
  test('end with the logout, for copies of the cookie too', async () => {
    await withApp({ CRM_SESSION: level }, async (app) => {
      const cookie = cookieOf(await logIn(app, 'agent-1'));
      const out = await app.inject({ method: 'POST', url: '/logout', headers: { cookie } });
      expect(out.statusCode).toBe(204);
      expect(out.cookies[0]).toMatchObject({ value: '' });
      expect((await ask(app, '/customers/1', cookie)).statusCode).toBe(401);
    });
  });

  test('get a new id at each login, and the one before ends', async () => {
    await withApp({ CRM_SESSION: level }, async (app) => {
      const planted = cookieOf(await logIn(app, 'reader-1'));
      const own = cookieOf(await logIn(app, 'agent-1', { cookie: planted }));
      expect(own).not.toBe(planted);
      expect((await ask(app, '/customers/1', planted)).statusCode).toBe(401);
      expect((await ask(app, '/customers/1', own)).statusCode).toBe(200);
    });
  });
});

test('a token outlives the logout where somebody kept a copy, until another key ends all of them', async () => {
  const own = await makeCrmDatabase(inject('postgresUrl'));
  const more = { CRM_SESSION: 'token', DATABASE_URL: own.url };
  let cookie = '';
  await withApp(more, async (app) => {
    cookie = cookieOf(await logIn(app, 'agent-1'));
    const out = await app.inject({ method: 'POST', url: '/logout', headers: { cookie } });
    expect(out.cookies[0]).toMatchObject({ value: '' });
    expect((await ask(app, '/customers/1', cookie)).statusCode).toBe(200);
  });
  await withClient(own.url, (client) =>
    client.query(`INSERT INTO session_keys (id, key) VALUES (2, repeat('k', 64))`),
  );
  await withApp(more, async (app) => {
    expect((await ask(app, '/customers/1', cookie)).statusCode).toBe(401);
  });
  await own.drop();
});

test('PostgreSQL keeps no session id that could be sent', async () => {
  await withApp({ CRM_SESSION: 'postgres' }, async (app) => {
    const id = decodeURIComponent(cookieOf(await logIn(app, 'agent-1'))).split('=')[1] ?? '';
    const { rows } = await withClient(database.url, (client) =>
      client.query('SELECT encode(id_hash, $1) AS hash, content::text FROM sessions', ['escape']),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(id.split('.')[0]);
  });
});

test('without sessions nobody logs in, and nobody needs to', async () => {
  await withApp({}, async (app) => {
    expect((await ask(app, '/customers/1')).statusCode).toBe(200);
    expect((await logIn(app, 'agent-1')).statusCode).toBe(404);
  });
});

test('a database of before there were sessions is told as such', async () => {
  const older = await makeCrmDatabase(inject('postgresUrl'));
  await withClient(older.url, (client) => client.query('DROP TABLE session_keys, sessions'));
  const start = startApp({ ...env, DATABASE_URL: older.url, CRM_SESSION: 'token' });
  await expect(start).rejects.toThrow('the database has no tables for sessions');
  await older.drop();
});
