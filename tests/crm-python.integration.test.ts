// The CRM in Python (examples/crm-python) answers as the reference in Node.js does: every route, what is refused included.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { catalogue } from '../scenarios/catalogue.ts';
import type { ScenarioRequest } from '../scenarios/model.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
} from '../server/database/scratch-database.fixture.ts';
import {
  findFreePort,
  makeCrmDatabase,
  type ServiceProcess,
  startService,
  waitUntil,
} from '../server/testing.fixture.ts';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples/crm-python');
const venv = join(root, 'node_modules/.cache/crm-python');

interface Twin {
  readonly url: string;
  readonly database: ScratchDatabase;
  stop(): Promise<unknown>;
}

let template: ScratchDatabase;
let node: Twin;
let python: Twin;
const startedAt = new Date(Date.now() - 60_000).toISOString();

async function startPython(databaseUrl: string): Promise<Omit<Twin, 'database'>> {
  const port = await findFreePort();
  const child: ChildProcess = spawn(join(venv, 'bin/python'), [join(example, 'main.py')], {
    env: { PATH: process.env.PATH, PORT: String(port), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let output = '';
  child.stderr?.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`the service in Python ended:\n${output}`);
    return fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

beforeAll(async () => {
  // Once; from then on it is there. A machine without Python fails here.
  execFileSync('sh', [join(example, 'install.sh'), venv], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const postgresUrl = inject('postgresUrl');
  template = await makeCrmDatabase(postgresUrl);
  // Each writes into a database of its own, and both are given the same writes.
  const [own, other] = [
    await makeScratchDatabase(postgresUrl, template.name),
    await makeScratchDatabase(postgresUrl, template.name),
  ];
  const service: ServiceProcess = await startService({ DATABASE_URL: own.url });
  node = { url: service.url, database: own, stop: service.stop };
  python = { ...(await startPython(other.url)), database: other };
  // The packages come from a registry, which may be far away.
}, 600_000);

afterAll(async () => {
  for (const twin of [node, python]) {
    await twin?.stop();
    await twin?.database.drop();
  }
  await template?.drop();
});

type Asked = Pick<ScenarioRequest, 'path'> & Partial<ScenarioRequest>;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What clients go by; the others are of the connection, or for pages that are not there. */
const comparedHeaders = ['content-type', 'retry-after'];

async function ask({ url }: Twin, { method = 'GET', path, headers, body }: Asked): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body: new TextEncoder().encode(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(
      [...response.headers].filter(([name]) => comparedHeaders.includes(name)),
    ),
    body: text === '' ? '' : JSON.parse(text, hideNow),
  };
}

/** An order that the test itself made was made at another moment by each. */
function hideNow(name: string, value: unknown): unknown {
  return name === 'createdAt' && typeof value === 'string' && value > startedAt ? 'now' : value;
}

/** The places that a validator names: it has words of its own for what is wrong there. */
function placesOnly(answer: Answer): Answer {
  const { body } = answer;
  if (typeof body !== 'object' || body === null || !('code' in body)) return answer;
  const { code, message } = body as { code: unknown; message?: unknown };
  if (code !== 'REQUEST_INVALID' || typeof message !== 'string') return answer;
  const places = message.split('; ').map((finding) => /^[^ :]*/.exec(finding)?.[0]?.toLowerCase());
  return { ...answer, body: { ...body, message: [...new Set(places)] } };
}

/** The answer of the reference; that of the other must be the same. */
async function askBoth(asked: Asked): Promise<Answer> {
  const [own, other] = [await ask(node, asked), await ask(python, asked)];
  expect(placesOnly(other), `${asked.method ?? 'GET'} ${asked.path} ${asked.body ?? ''}`).toEqual(
    placesOnly(own),
  );
  return own;
}

const get = (path: string, headers?: Record<string, string>) =>
  askBoth({ path, ...(headers && { headers }) });

test('all that is read of customers and their orders', async () => {
  const { customersBySize } = (await ask(node, { path: '/population' })).body as {
    customersBySize: readonly number[];
  };
  const ids = [...customersBySize.slice(0, 25), ...customersBySize.slice(-25)];
  for (const id of ids) {
    for (const part of ['', '/orders', '/order-details', '/timeline']) {
      expect((await get(`/customers/${id}${part}`)).status).toBe(200);
    }
  }
  for (const id of [1, 2, 7, 999, 2_500]) expect((await get(`/orders/${id}`)).status).toBe(200);
  expect((await get('/orders/open')).body).toMatchObject({ items: { length: 20 } });
});

test('pages of customers in every order, and the cursors between them', async () => {
  for (const sort of ['', 'sort=newest', 'sort=name', 'sort=spent']) {
    for (const filter of ['', 'region=1', 'segment=2', 'region=1&segment=1&limit=3', 'limit=100']) {
      let cursor: string | null = '';
      for (let page = 0; page < 4 && cursor !== null; page += 1) {
        const place = cursor === '' ? '' : `cursor=${encodeURIComponent(cursor)}`;
        const query = [sort, filter, place].filter((part) => part !== '').join('&');
        const { status, body } = await get(`/customers?${query}`);
        expect(status).toBe(200);
        cursor = (body as { nextCursor: string | null }).nextCursor;
      }
    }
  }
});

test('searches, the dashboard and health', async () => {
  const { nameFragments, phoneFragments } = (await ask(node, { path: '/population' })).body as {
    nameFragments: readonly string[];
    phoneFragments: readonly string[];
  };
  const odd = [
    '%%',
    '__',
    '\\\\',
    "' OR 1=1 --",
    '１３８',
    ' 王 伟 ',
    '\u3000ab\ufeff',
    'ﬁx',
    '12a',
  ];
  for (const fragment of [...nameFragments.slice(0, 40), ...phoneFragments.slice(0, 40), ...odd]) {
    expect((await get(`/customers/search?q=${encodeURIComponent(fragment)}`)).status).toBe(200);
  }
  for (const query of ['', '?months=1', '?months=012', '?months=60']) {
    expect((await get(`/dashboard/revenue${query}`)).status).toBe(200);
  }
  for (const path of ['/health/live', '/health/ready']) expect((await get(path)).status).toBe(200);
});

test.each(['browse', 'search', 'order-entry', 'dashboard', 'back-office', 'lists'])(
  'every answer of the scenario %s, one after the other',
  async (name) => {
    const scenario = catalogue[name];
    const { body: data } = await ask(node, { path: '/population' });
    const source = scenario?.createSource({ seed: 7, data });
    for (let turn = 0; turn < 150; turn += 1) {
      const request = source?.next();
      if (request === undefined) throw new Error(`there is no scenario ${name}`);
      const { status, body } = await askBoth(request);
      expect(scenario?.routes[request.route]?.expectedStatuses).toContain(status);
      source?.observe?.(request, { statusCode: status, body: JSON.stringify(body) });
    }
  },
);

const order = (customerId: unknown, ...items: readonly unknown[]) =>
  JSON.stringify({ customerId, items });
const line = (productId: number, quantity = 1) => ({ productId, quantity });
const json = { 'content-type': 'application/json' };
const post = (key: string, body: string, headers: Record<string, string> = json) =>
  askBoth({
    ...{ method: 'POST', path: '/orders', body },
    headers: { ...headers, 'idempotency-key': key },
  });

test('an order is made once for its key, whatever comes with it', async () => {
  const body = order(5, line(1, 2), line(3), line(1, 4));
  expect((await post('once', body)).status).toBe(201);
  expect((await post('once', body)).status).toBe(200);
  // The same lines in another order are the same order.
  expect((await post('once', order(5, line(3), line(1, 4), line(1, 2)))).status).toBe(200);
  expect((await post('once', order(5, line(1, 2)))).body).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect((await post('once', order(6, line(1, 2), line(3), line(1, 4)))).status).toBe(422);
  expect((await post('!~ ok', order(5.0, line(1)))).status).toBe(201);
  expect((await post('gone', order(99_999, line(1)))).status).toBe(404);
  expect((await post('gone', order(5, line(99_999)))).body).toMatchObject({
    code: 'PRODUCT_NOT_FOUND',
  });
  await get('/customers/5/orders');
});

const patch = (id: number | string, body: string) =>
  askBoth({ method: 'PATCH', path: `/customers/${id}`, headers: json, body });

test('a change of a customer, and what it is refused for', async () => {
  const { version } = (await get('/customers/9')).body as { version: number };
  const change = (fields: object) => patch(9, JSON.stringify({ version, ...fields }));
  expect(
    (await change({ name: 'Li <b> 伟', phone: '（+86）139 0000－1111', segment: 2 })).status,
  ).toBe(200);
  expect((await change({ segment: 3 })).body).toMatchObject({
    ...{ code: 'VERSION_CONFLICT', currentVersion: version + 1 },
  });
  expect((await change({ phone: '12345' })).body).toMatchObject({ code: 'PHONE_INVALID' });
  expect((await patch(99_999, '{"version":1,"segment":1}')).status).toBe(404);
  await get('/customers/search?q=13900001111');
});

test.each([
  ...['/customers?limit=101', '/customers?limit=0', '/customers?limit=ten', '/customers?limit='],
  ...['/customers?limit=+5', '/customers?limit=1.0', '/customers?limit=1_0', '/customers?limit=٣'],
  ...['/customers?colour=red', '/customers?sort=x', '/customers?sort=name&sort=spent'],
  ...['/customers?region=32&segment=9', '/customers?limit=2&limit=2', '/customers?region=-1'],
  ...['/customers?cursor=abc', '/customers?cursor=', `/customers?cursor=${'x'.repeat(501)}`],
  ...[
    '/customers/search',
    '/customers/search?q=a',
    '/customers/search?q=a%00',
    '/customers/search?q=+a+',
  ],
  ...[
    `/customers/search?q=${'x'.repeat(51)}`,
    '/customers/search?q=ab&z=1',
    '/customers/search?q=ab&q=cd',
  ],
  ...['/customers/0', '/customers/x', '/customers/1.5', '/customers/2147483648', '/customers/%20'],
  ...[
    '/customers/-1/orders',
    '/customers/1?a=1',
    '/customers/1/orders?a=1',
    '/customers/1/timeline?a',
  ],
  ...['/customers/99999', '/customers/99999/orders', '/customers/99999/order-details'],
  ...['/customers/99999/timeline', '/orders/99999', '/orders/0', '/orders/open?a=1'],
  ...['/dashboard/revenue?months=61', '/dashboard/revenue?months=0', '/dashboard/revenue?month=1'],
  ...['/nothing', '/customers/1/', '/customers/1/nothing', '/Customers'],
])('GET %s is refused alike', async (path) => {
  expect((await get(path)).status).toBeGreaterThanOrEqual(400);
});

const cursorOf = (...parts: readonly unknown[]) =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

test.each([
  ...[cursorOf('newest', '2025-13-01T00:00:00.000Z', 1, 20), cursorOf('newest', 'x', 1, 20)],
  ...[cursorOf('newest', '2025-02-30T00:00:00.000Z', 1, 20), cursorOf('newest', 5, 1, 20)],
  ...[cursorOf('newest', '2025-02-03', 1, 20), cursorOf('newest', '2025-02-03T00:00:00.1Z', 1, 20)],
  ...[cursorOf('name', 'a', 1, 20), cursorOf('newest'), cursorOf(), 'bnVsbA', 'e30', 'MQ'],
  ...[cursorOf('newest', '2025-02-03T00:00:00.000Z', 0, 20)],
  ...[cursorOf('newest', '2025-02-03T00:00:00.000Z', 2 ** 31, 20)],
  ...[cursorOf('newest', '2025-02-03T00:00:00.000Z', 1, true)],
  ...[cursorOf('newest', '2025-02-03T00:00:00.000Z', 1, 1.5)],
])('the cursor %s is refused alike', async (cursor) => {
  expect((await get(`/customers?cursor=${cursor}`)).body).toMatchObject({ code: 'CURSOR_INVALID' });
});

test.each([
  ...['{}', '{', '', 'null', '[]', '"x"', '{"version":1}', '{"version":"1","name":"x"}'],
  ...['{"version":1,"name":""}', '{"version":1,"name":"a\\u0000"}', '{"version":0,"segment":9}'],
  ...[
    '{"version":1,"name":"x","isAdmin":true}',
    '{"version":1,"phone":null}',
    '{"version":true,"segment":1}',
  ],
  ...['{"version":1.5,"name":"x"}', '{"version":1,"segment":"1"}', '{"version":1,"name":["x"]}'],
  `{"version":1,"name":"${'x'.repeat(101)}"}`,
])('the change %j is refused alike', async (body) => {
  expect((await patch(3, body)).status).toBe(400);
});

test.each([
  ['{}', 400],
  ['{"customerId":1,"items":[]}', 400],
  ['{"customerId":1,"items":{}}', 400],
  ['{"customerId":1,"items":[{}]}', 400],
  ['{"customerId":"1","items":[{"productId":0,"quantity":0}]}', 400],
  [order(1, { ...line(1), price: 0 }), 400],
  [order(1, line(1, 1_001)), 400],
  [order(true, line(1)), 400],
  [order(1, ...Array.from({ length: 51 }, () => line(1))), 400],
  [`{"customerId":1,"items":[]${' '.repeat(300_000)}}`, 413],
])('the order %.60s is refused alike', async (body, status) => {
  expect((await post('refused', body)).status).toBe(status);
});

test('keys, types of content and methods that are refused', async () => {
  const body = order(1, line(1));
  const statuses = [
    await askBoth({ method: 'POST', path: '/orders', headers: json, body }),
    await post('', body),
    await post('x'.repeat(201), body),
    await post('h\u00e9', body),
    await post('typed', body, { 'content-type': 'application/xml' }),
    await post('typed', body, { 'content-type': 'text/plain' }),
    await post('typed', body, { 'content-type': '' }),
    await askBoth({ method: 'DELETE', path: '/customers/1' }),
    await askBoth({ method: 'PUT', path: '/orders', headers: json, body }),
    await askBoth({ method: 'POST', path: '/customers/1', headers: json, body }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([400, 400, 400, 400, 415, 400, 415, 404, 404, 404]);
  expect(
    (await post('typed', body, { 'content-type': 'application/json; charset=utf-8' })).status,
  ).toBe(201);
});

test('HEAD answers as GET does, without the body', async () => {
  for (const path of ['/customers/1', '/customers/0', '/orders/open']) {
    expect((await askBoth({ method: 'HEAD', path })).body).toBe('');
  }
});

test('both count the same answers by route and status', async () => {
  const readCounts = async (twin: Twin) =>
    ((await ask(twin, { path: '/stats' })).body as { requests: unknown }).requests;
  const counts = (await readCounts(node)) as { total: number };
  expect(counts.total).toBeGreaterThan(1_000);
  expect(await readCounts(python)).toEqual(counts);
});

test('nobody else may read the counters', async () => {
  for (const twin of [node, python]) {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const { status, body } = await ask(twin, { path: '/stats', headers });
    expect([status, body]).toMatchObject([403, { code: 'FORBIDDEN' }]);
  }
});

// Last, since tries that come too late take numbers of orders, and how many do is chance.
test('the same key from many at once makes one order', async () => {
  const made = await Promise.all(
    [node, python].map(async (twin) => {
      const asked: Asked = { method: 'POST', path: '/orders', body: order(8, line(2)) };
      const headers = { ...json, 'idempotency-key': 'race' };
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => ask(twin, { ...asked, headers })),
      );
      const ids = answers.map(({ body }) => (body as { id: number }).id);
      const count = (status: number) => answers.filter((one) => one.status === status).length;
      return { different: new Set(ids).size, made: count(201), told: count(200) };
    }),
  );
  expect(made).toEqual([
    { different: 1, made: 1, told: 11 },
    { different: 1, made: 1, told: 11 },
  ]);
});
