// The CRM's pages as a person meets them: in Chromium, in both languages, on a phone, by keyboard, with errors, empty; and how
// each level of delivery brings them.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ScratchDatabase, withClient } from '../server/database/scratch-database.fixture.ts';
import type { CrmApp } from '../server/services.ts';
import { makeCrmDatabase, startApp } from '../server/testing.fixture.ts';
import { launchBrowser, runAxeOn } from './support/chromium.ts';

let database: ScratchDatabase;
let app: CrmApp;
let origin: string;
let browser: Browser;
let orderId: number;

beforeAll(async () => {
  database = await makeCrmDatabase(inject('postgresUrl'));
  app = await startApp({ DATABASE_URL: database.url });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  browser = await launchBrowser();
  orderId = await withClient(database.url, async (client) => {
    const { rows } = await client.query('SELECT order_id FROM order_items ORDER BY id LIMIT 1');
    return rows[0].order_id;
  });
});

afterAll(async () => {
  await browser.close();
  await app.close();
  await database.drop();
});

/** Opens a page, and gathers what the browser complains of. */
async function open(path: string, width = 1280): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'zh-CN' });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`${origin}${path}`);
  return { page, troubles };
}

const shown = (): readonly (readonly [string, string])[] => [
  ['/pages/customers', '客户列表'],
  ['/pages/customers?q=zzzz', '没有符合条件的客户'],
  ['/pages/customers/1/orders', '的订单'],
  [`/pages/orders/${orderId}`, '明细'],
  ['/pages/dashboard', '各地区营收'],
  ['/pages/import', '导入客户'],
];

test('every page is right for axe, fits 390 px and a screen, in both languages, without a complaint', async () => {
  for (const [path, words] of shown()) {
    for (const lang of ['zh', 'en']) {
      const at = `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;
      const { page, troubles } = await open(at, 390);
      if (lang === 'zh') expect(await page.textContent('body')).toContain(words);
      else expect(await page.getAttribute('html', 'lang')).toBe('en');
      const overflow = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate(overflow), `${at} at 390 px`).toBeLessThanOrEqual(0);
      const { violations, passes } = await runAxeOn(page);
      expect(violations, at).toEqual([]);
      expect(passes).toBeGreaterThan(5);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await page.evaluate(overflow), `${at} at 1280 px`).toBeLessThanOrEqual(0);
      expect(troubles, at).toEqual([]);
      await page.context().close();
    }
  }
});

test('by keyboard alone: search a name, open the customer, open an order, and back to the list in English', async () => {
  const { page } = await open('/pages/customers');
  const name = (await page.locator('tbody td a').first().textContent()) ?? '';
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('跳到正文');
  await page.focus('#q');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&]q=/);
  const found = page.locator('tbody td a').first();
  expect(await found.textContent()).toContain(name);
  await found.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/pages\/customers\/\d+\/orders$/);
  const order = page.locator('tbody td a').first();
  if ((await order.count()) > 0) {
    await order.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/pages\/orders\/\d+$/);
  }
  await page.locator('nav a[lang=en]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/lang=en$/);
  await page.locator('nav a', { hasText: 'Customers' }).first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/pages\/customers\?lang=en$/);
  await page.context().close();
});

test('the filters of the form and the next page keep to each other and to the language', async () => {
  const { page } = await open('/pages/customers?lang=en');
  await page.selectOption('#sort', 'spent');
  await page.selectOption('#segment', '1');
  await page.click('form button');
  await page.waitForURL(/segment=1/);
  const rowsOf = () => page.locator('tbody tr').allTextContents();
  const first = await rowsOf();
  expect(first.every((row) => row.includes('Individual'))).toBe(true);
  await page.click('a[rel=next]');
  await page.waitForURL(/cursor=/);
  const second = await rowsOf();
  expect(second.every((row) => row.includes('Individual'))).toBe(true);
  expect(second.some((row) => first.includes(row))).toBe(false);
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  await page.click('text=First page');
  expect(await rowsOf()).toEqual(first);
  await page.context().close();
});

test('an import shows how far it is, what was taken, and each line that was not', async () => {
  const { page, troubles } = await open('/pages/import?lang=en');
  const line = (phone: string) =>
    JSON.stringify({ name: 'Page Import', phone, region: 1, segment: 1 });
  const buffer = Buffer.from([line('13900000001'), 'no json', line('13900000002')].join('\n'));
  await page.setInputFiles('#file', { name: 'a.ndjson', mimeType: 'application/x-ndjson', buffer });
  await page.evaluate(`(() => {
    window.seen = [];
    new MutationObserver(() => seen.push(document.querySelector('#outcome').textContent))
      .observe(document.querySelector('#outcome'), { childList: true });
  })()`);
  await page.click('button');
  await expect
    .poll(() => page.textContent('#outcome'))
    .toBe('Imported customers: 2. Rejected lines: 1.');
  expect(await page.evaluate<string[]>('seen')).toContain('Uploaded. Checking and storing…');
  expect(await page.locator('#rejected tbody td').allTextContents()).toEqual([
    '2',
    'the line is not JSON',
  ]);
  expect(await page.isVisible('#progress')).toBe(false);
  expect((await runAxeOn(page)).violations).toEqual([]);
  expect(troubles).toEqual([]);
  await page.context().close();
});

test('what is wrong is told in a page to a person, and as JSON to a program', async () => {
  const cases = [
    ['/pages/customers/999999/orders', 404, '找不到'],
    ['/pages/nothing', 404, '找不到'],
    ['/pages/customers?limit=501', 400, '请求有误'],
  ] as const;
  for (const [url, status, words] of cases) {
    const person = await app.inject({ url, headers: { accept: 'text/html' } });
    expect(person.statusCode).toBe(status);
    expect(person.headers['content-type']).toContain('text/html');
    expect(person.body).toContain(words);
    const program = await app.inject(url);
    expect([program.statusCode, Object.keys(program.json())]).toEqual([
      status,
      ['code', 'message'],
    ]);
  }
  const { page } = await open('/pages/customers/999999/orders?lang=en');
  expect(await page.textContent('h1')).toBe('Not found');
  expect((await runAxeOn(page)).violations).toEqual([]);
  await page.click('main a');
  await page.waitForURL(/\/pages\/customers\?lang=en$/);
  await page.context().close();
});

test('the language follows the address, then the browser', async () => {
  const langOf = async (url: string, header?: string) => {
    const headers = header === undefined ? {} : { 'accept-language': header };
    return /<html lang="([^"]+)"/.exec((await app.inject({ url, headers })).body)?.[1];
  };
  expect(await langOf('/pages/customers')).toBe('zh-CN');
  expect(await langOf('/pages/customers', 'en-GB,zh;q=0.5')).toBe('en');
  expect(await langOf('/pages/customers', 'fr,zh-TW;q=0.8,en;q=0.5')).toBe('zh-CN');
  expect(await langOf('/pages/customers?lang=zh', 'en')).toBe('zh-CN');
});

async function withDelivery(
  env: Readonly<Record<string, string>>,
  ask: (other: CrmApp, countOf: (name: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const other = await startApp({ DATABASE_URL: database.url, ...env });
  try {
    await ask(other, async (name) => (await other.inject('/stats')).json().acted[name]);
  } finally {
    await other.close();
  }
}

test('compressed: pages and the stylesheet are smaller, and say the same', async () => {
  const plain = await app.inject('/pages/customers');
  await withDelivery({ CRM_DELIVERY: 'compressed' }, async (other, countOf) => {
    const headers = { 'accept-encoding': 'br, gzip' };
    for (const url of ['/pages/customers', '/assets/bootstrap.min.css']) {
      const answer = await other.inject({ url, headers });
      expect(answer.headers['content-encoding'], url).toBe('br');
      const whole = (await other.inject(url)).rawPayload;
      expect(answer.rawPayload.length).toBeLessThan(whole.length / 3);
      const { brotliDecompressSync } = await import('node:zlib');
      expect(brotliDecompressSync(answer.rawPayload).equals(whole)).toBe(true);
    }
    expect((await other.inject('/pages/customers')).body).toBe(plain.body);
    expect((await other.inject({ url: '/customers', headers })).headers).not.toHaveProperty(
      'content-encoding',
    );
    expect(await countOf('compressedPages')).toBe(2);
  });
});

test('etag: a page that is still the same is not sent again, a changed one is', async () => {
  await withDelivery({ CRM_DELIVERY: 'etag' }, async (other, countOf) => {
    const url = '/pages/customers/3/orders';
    const { etag } = (await other.inject(url)).headers;
    expect(etag).toMatch(/^"/);
    const headers = { 'if-none-match': `${etag}` };
    const same = await other.inject({ url, headers });
    expect([same.statusCode, same.body]).toEqual([304, '']);
    await withClient(database.url, (client) =>
      client.query(`UPDATE customers SET name = 'Another Name' WHERE id = 3`),
    );
    const changed = await other.inject({ url, headers });
    expect(changed.statusCode).toBe(200);
    expect(changed.body).toContain('Another Name');
    expect(await countOf('unchangedPages')).toBe(1);
  });
});

test('fragments: a page is rendered once, in each language by itself', async () => {
  await withDelivery({ CRM_DELIVERY: 'fragments', CRM_CACHE: 'memory' }, async (other, countOf) => {
    const ask = async (url: string) => (await other.inject(url)).body;
    const first = await ask('/pages/dashboard');
    expect(await ask('/pages/dashboard')).toBe(first);
    expect(await countOf('keptPages')).toBe(1);
    expect(await ask('/pages/dashboard?lang=en')).toContain('Revenue by region');
    expect(await countOf('keptPages')).toBe(1);
    const headers = { accept: 'text/html' };
    const missing = await other.inject({ url: '/pages/customers/999999/orders', headers });
    expect(missing.statusCode).toBe(404);
  });
});
