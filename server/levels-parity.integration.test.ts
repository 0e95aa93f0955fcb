// The levels of the axes code and index give the same answers; what differs is how they are had, and that is counted.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { applyIndexLevel } from './database/indexes/apply.ts';
import { type IndexLevel, indexLevels } from './database/indexes/level.ts';
import {
  makeScratchDatabase,
  type ScratchDatabase,
  withClient,
} from './database/scratch-database.fixture.ts';
import type { LevelCounter } from './plugins/level-counters.ts';
import type { CrmApp } from './services.ts';
import { type Env, makeCrmDatabase, startApp, waitUntil } from './testing.fixture.ts';

let template: ScratchDatabase;

beforeAll(async () => {
  template = await makeCrmDatabase(inject('postgresUrl'), 'none');
});

afterAll(() => template.drop());

async function makeAtLevel(level: IndexLevel): Promise<ScratchDatabase> {
  const database = await makeScratchDatabase(inject('postgresUrl'), template.name);
  const progress = { rows: () => {}, step: () => {} };
  await applyIndexLevel({ databaseUrl: database.url, level, progress });
  return database;
}

const get = (app: CrmApp, url: string) => app.inject({ url });

async function readActed(app: CrmApp): Promise<Readonly<Record<string, number>>> {
  return (await get(app, '/stats')).json().acted;
}

/** Pages of a list to its end, at most so many. */
async function walkPages(app: CrmApp, firstPage: string, most: number): Promise<readonly string[]> {
  const bodies: string[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await get(app, cursor === null ? firstPage : `${firstPage}&cursor=${cursor}`);
    bodies.push(body);
    cursor = JSON.parse(body).nextCursor;
  } while (cursor !== null && bodies.length < most);
  return bodies;
}

/** Everything that the levels may answer differently. */
async function readAll(app: CrmApp): Promise<readonly unknown[]> {
  const { deepCursor, customersBySize } = (await get(app, '/population')).json();
  const ids = [...customersBySize.slice(0, 10), ...customersBySize.slice(-10), 99_999];
  const urls = [
    ...ids.flatMap((id: number) => [`/customers/${id}/order-details`, `/customers/${id}/orders`]),
    ...['/orders/open', '/orders/7', '/customers/search?q=138', '/dashboard/revenue'],
    ...[20, 100].map((limit) => `/customers?sort=newest&limit=${limit}&cursor=${deepCursor}`),
  ];
  const answers: unknown[] = [];
  for (const url of urls) {
    const { statusCode, headers, body } = await get(app, url);
    answers.push({ url, statusCode, type: headers['content-type'], body });
  }
  for (const filter of ['sort=newest', 'sort=spent', 'sort=name&region=3', 'sort=name&segment=2']) {
    answers.push(await walkPages(app, `/customers?limit=37&${filter}`, 20));
  }
  return answers;
}

describe('levels of the axis code', () => {
  const levels: readonly (readonly [name: string, env: Env, counter: LevelCounter])[] = [
    ['n-plus-one', { CRM_FETCH: 'n-plus-one' }, 'singleItemReads'],
    ['batched', { CRM_FETCH: 'batched' }, 'batchedItemReads'],
    ['unnamed', { CRM_PREPARED: 'off' }, 'unnamedStatements'],
    ['pool-2', { CRM_POOL_SIZE: '2' }, 'crowdedCheckouts'],
    ['pool-40', { CRM_POOL_SIZE: '40' }, 'checkoutsBeyondTen'],
    ['stringify', { CRM_JSON: 'stringify' }, 'stringified'],
    ['offset', { CRM_PAGING: 'offset' }, 'offsetPages'],
  ];
  let database: ScratchDatabase;
  let usual: CrmApp;
  let expected: readonly unknown[];

  beforeAll(async () => {
    database = await makeAtLevel('composite');
    usual = await startApp({ DATABASE_URL: database.url });
    expected = await readAll(usual);
  });

  afterAll(async () => {
    await usual.close();
    await database.drop();
  });

  test('what they are compared with has more than one page, and orders with several items', () => {
    const text = JSON.stringify(expected);
    expect(text.length).toBeGreaterThan(100_000);
    expect(text).toContain('"statusCode":404');
  });

  test.each(levels)(
    '%s gives the same answers, and shows that it acts',
    async (_, env, counter) => {
      const app = await startApp({ DATABASE_URL: database.url, ...env });
      try {
        expect(await readAll(app)).toEqual(expected);
        await Promise.all(Array.from({ length: 60 }, () => get(app, '/customers/7')));
        expect((await readActed(app))[counter]).toBeGreaterThan(0);
      } finally {
        await app.close();
      }
    },
  );

  test('reading the counters moves none of them', async () => {
    const app = await startApp({ DATABASE_URL: database.url, CRM_JSON: 'stringify' });
    const first = await readActed(app);
    await Promise.all(['/stats', '/metrics', '/health/live'].map((url) => get(app, url)));
    expect(await readActed(app)).toEqual(first);
    await app.close();
  });

  test('nothing of it shows where all is as usual', async () => {
    const acted = await readActed(usual);
    const shown = ['singleItemReads', 'batchedItemReads', 'unnamedStatements', 'stringified'];
    for (const counter of [...shown, 'offsetPages', 'summaryReads']) expect(acted[counter]).toBe(0);
  });
});

describe('levels of the axis index', () => {
  test('all give the same answers', async () => {
    const answers = new Map<IndexLevel, readonly unknown[]>();
    for (const level of indexLevels) {
      const database = await makeAtLevel(level);
      const app = await startApp({ DATABASE_URL: database.url, CRM_INDEX: level });
      answers.set(level, await readAll(app));
      await app.close();
      await database.drop();
    }
    for (const level of indexLevels) expect(answers.get(level)).toEqual(answers.get('none'));
  });

  test('sums that are kept have every order at once, a view after its refresh', async () => {
    const databases = new Map<string, ScratchDatabase>();
    const apps = new Map<string, CrmApp>();
    for (const level of ['composite', 'rollup', 'view'] as const) {
      const database = await makeAtLevel(level);
      databases.set(level, database);
      // A view that is refreshed once, at the start, and not again within this test.
      const env = { DATABASE_URL: database.url, CRM_INDEX: level, CRM_VIEW_REFRESH_MS: '86400000' };
      apps.set(level, await startApp(env));
    }
    const appOf = (level: string): CrmApp => {
      const app = apps.get(level);
      if (app === undefined) throw new Error(`no app ${level}`);
      return app;
    };
    // 60 months, up to the newest order: the placed ones open no month of their own.
    const readSums = async (level: string) => {
      const { body } = await get(appOf(level), '/dashboard/revenue?months=60');
      return JSON.parse(body).rows as readonly { orders: number }[];
    };
    const advance = 'UPDATE orders SET status = 1 WHERE id = (SELECT max(id) FROM orders)';
    try {
      const before = await readSums('composite');
      for (const level of ['rollup', 'view']) expect(await readSums(level)).toEqual(before);
      for (const [level, app] of apps) {
        const order = { customerId: 7, items: [{ productId: 1, quantity: 2 }] };
        const headers = { 'idempotency-key': 'one' };
        await app.inject({ method: 'POST', url: '/orders', headers, payload: order });
        const payload = { orders: [order, { ...order, customerId: 8 }] };
        await app.inject({ method: 'POST', url: '/orders/process', headers, payload });
        await withClient(databases.get(level)?.url ?? '', (client) => client.query(advance));
      }
      const after = await readSums('composite');
      expect(after).not.toEqual(before);
      expect(await readSums('rollup')).toEqual(after);
      expect(await readSums('view')).toEqual(before);
      await appOf('view').close();
      const url = databases.get('view')?.url ?? '';
      const env = { DATABASE_URL: url, CRM_INDEX: 'view', CRM_VIEW_REFRESH_MS: '20' };
      apps.set('view', await startApp(env));
      await waitUntil(async () => JSON.stringify(await readSums('view')) === JSON.stringify(after));
      for (const level of ['rollup', 'view']) {
        expect((await readActed(appOf(level))).summaryReads).toBeGreaterThan(0);
      }
    } finally {
      for (const app of apps.values()) await app.close();
      for (const database of databases.values()) await database.drop();
    }
  });
});
