// The page that somebody decides by: all of it on one screen, every place with an address, and what a reader does with tables.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { svg } from '../reports/exports/picture.ts';
import { listRows } from '../reports/exports/registry.ts';
import {
  buildAA,
  buildComplete,
  buildInvalid,
  buildPartial,
  buildSixty,
  withFewRows,
} from '../reports/fixtures/documents.ts';
import { buildFactorial } from '../reports/fixtures/factorial-document.ts';
import { renderHtml } from '../reports/html/page.ts';
import { launchBrowser, type OpenedPage, openFile, runAxeOn } from './support/chromium.ts';
import { findCollisions } from './support/drawings.ts';

let folder: string;
let browser: Browser;
// The fixture has gates; what stands on the first screen without them is asked of one without.
const complete = { ...buildComplete(), gates: [] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-first-'));
  const gated = withFewRows(buildComplete());
  const documents = { complete, gated, aa: buildAA(), sixty: buildSixty(2) };
  for (const [name, document] of Object.entries(documents))
    writeFileSync(join(folder, `${name}.html`), renderHtml(document));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (name: string, hash = '', options = {}): Promise<OpenedPage> =>
  openFile(browser, join(folder, `${name}.html`), hash, options);

const readBottom = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox();
  return (box?.y ?? 9_999) + (box?.height ?? 0);
};
const readRows = (page: Page) =>
  page.locator('[data-of="s1"] tr[data-row]:visible bdi').allTextContents();

test('question, answer with its interval and the whole table stand on one screen, and so they do for gates', async () => {
  const { page, close } = await open('complete', '', { viewport: { width: 1280, height: 900 } });
  expect(await page.locator('.question').textContent()).toMatch(/^Which variant has the highest/);
  expect(await page.locator('#answer').textContent()).toMatch(
    /^Choose .+: throughput .+ vs baseline \(95% interval .+ to .+\)/,
  );
  expect(await readBottom(page, '#verdict table.decision')).toBeLessThan(900);
  const isCut =
    '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.getElementById("s1-ranking-table"))';
  for (const width of [1280, 1440, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(isCut), `${width} px`).toBe(false);
  }
  for (const label of ['Evidence', 'Cost', 'Caveats', 'Not tested'])
    expect(await page.locator('.blocks dt').getByText(label, { exact: true }).count()).toBe(1);
  await close();
  const gated = await open('gated', '', { viewport: { width: 1280, height: 900 } });
  expect(await gated.page.locator('#answer').textContent()).toMatch(/^FAIL: /);
  const gates = await gated.page.locator('.first-gates li').allTextContents();
  expect(gates[0]).toMatch(/failed/);
  expect(await readBottom(gated.page, '.first-gates')).toBeLessThan(900);
  await gated.close();
});

test('the contents stand open where there is room, and are a menu elsewhere', async () => {
  const { page, close } = await open('complete');
  const links = page.locator('.contents a:visible');
  expect(await links.count()).toBeGreaterThan(15);
  await page.mouse.wheel(0, 3_000);
  await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(1_000);
  expect(await links.first().isVisible()).toBe(true);
  const { y = -1 } = (await page.locator('.contents').boundingBox()) ?? {};
  expect(y).toBeGreaterThanOrEqual(-1);
  await close();
  const phone = await open('complete', '', { viewport: { width: 360, height: 800 } });
  expect(await phone.page.locator('.contents a:visible').count()).toBe(0);
  await phone.page.locator('.contents summary').click();
  await phone.page.locator('.contents a:visible').getByText('Appendix').click();
  expect(await phone.page.locator('.contents a:visible').count()).toBe(0);
  expect(phone.page.url()).toContain('at=appendix');
  await expect.poll(() => phone.page.locator('#appendix-title').isVisible()).toBe(true);
  await phone.close();
});

test('a part, a chart, a row and a folded detail each have an address that shows them, whatever else is chosen', async () => {
  for (const id of ['s2-latency', 's2-percentiles', 's1-v1', 's2-trials', 'machine']) {
    const { page, troubles, close } = await open('complete', `#lang=zh&at=${id}`);
    const place = page.locator(`#${id}`);
    await expect.poll(() => place.isVisible(), { message: id }).toBe(true);
    const box = await place.boundingBox();
    expect(box?.y ?? 9_999, id).toBeLessThan(900);
    if (['s2-trials', 'machine'].includes(id))
      expect(await place.getAttribute('open')).not.toBeNull();
    expect(troubles).toEqual([]);
    await close();
  }
  const linked = await open('complete');
  await linked.page.locator('#s1-percentiles .anchor').focus();
  await linked.page.keyboard.press('Enter');
  expect(linked.page.url()).toContain('at=s1-percentiles');
  await linked.close();
  const plain = await open('complete', '#s2-latency');
  expect(await plain.page.locator('#s2').isVisible()).toBe(true);
  await plain.page.getByRole('button', { name: '中文' }).click();
  expect(plain.page.url()).toContain('at=s2-latency');
  expect(await plain.page.locator('#s2').isVisible()).toBe(true);
  await plain.close();
});

test('another language keeps what the reader looks at where it is', async () => {
  const { page, close } = await open('complete', '#at=s1-usage');
  const readTop = async () => (await page.locator('#s1-usage').boundingBox())?.y ?? 9_999;
  await expect.poll(readTop).toBeLessThan(300);
  const before = await readTop();
  await page.evaluate('document.querySelector(\'button[data-value="zh"]\').click()');
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
  expect(Math.abs((await readTop()) - before)).toBeLessThan(3);
  await close();
});

test('in Chinese nothing English is left but what is marked as quoted, in the contents neither', async () => {
  const { page, close } = await open('complete', '#lang=zh');
  const listShown = (lang: string) =>
    page.evaluate(
      `[...document.querySelectorAll('body [lang="${lang}"]:not(.quote, button)')].filter((each) => !(each instanceof SVGElement) && !each.hidden).map(({ textContent }) => textContent)`,
    );
  expect(await listShown('en')).toEqual([]);
  expect(await listShown('zh-Hans')).toContain('目录');
  await close();
});

test('what has nothing to show is a line in the appendix, without a control', async () => {
  const { page, close } = await open('aa');
  const lines = await page.locator('.absent li').allTextContents();
  expect(lines.some((line) => line.startsWith('Gates'))).toBe(true);
  expect(lines.some((line) => line.startsWith('Over load time'))).toBe(true);
  expect(await page.locator('#s1-time, #gates').count()).toBe(0);
  await close();
});

test('a column sorts the table both ways and back, and the address keeps it', async () => {
  const { page, troubles, close } = await open('complete');
  const own = await readRows(page);
  const head = page.locator('[data-of="s1"] thead button.sort').filter({ hasText: 'p99' });
  await head.click();
  const down = await readRows(page);
  expect(down).not.toEqual(own);
  expect(down.toSorted()).toEqual(own.toSorted());
  const cells = await page.locator('[data-of="s1"] tr[data-row] td:nth-child(9)').allTextContents();
  const milliseconds = cells.map((cell) => parseFloat(cell));
  expect(cells.every((cell) => cell.includes('ms'))).toBe(true);
  expect(milliseconds).toEqual(milliseconds.toSorted((a, b) => b - a));
  expect(page.url()).toContain('sort=s1-ranking-table.');
  await page.reload();
  expect(await readRows(page)).toEqual(down);
  const again = page.locator('[data-of="s1"] thead button.sort').filter({ hasText: 'p99' });
  await again.click();
  expect(await readRows(page)).not.toEqual(down);
  await again.click();
  expect(await readRows(page)).toEqual(own);
  expect(page.url()).not.toContain('sort=');
  expect(troubles).toEqual([]);
  await close();
});

test('two variants are shown alone in table and drawings, and columns are left out', async () => {
  const { page, troubles, close } = await open('complete');
  const [one, two] = [
    page.locator('select[data-only]').nth(0),
    page.locator('select[data-only]').nth(1),
  ];
  await one.selectOption({ index: 1 });
  expect((await readRows(page)).length).toBe(9);
  await two.selectOption({ index: 3 });
  expect((await readRows(page)).length).toBe(2);
  expect(await page.locator('#s1-percentiles [data-end]:visible').count()).toBe(2);
  await page.reload();
  expect((await readRows(page)).length).toBe(2);
  await one.selectOption('');
  expect((await readRows(page)).length).toBe(9);
  await page.locator('.menu summary').click();
  const heads = () => page.locator('[data-of="s1"] thead th:visible').count();
  const before = await heads();
  await page.locator('.menu label').filter({ hasText: 'p95' }).locator('input').uncheck();
  expect(await heads()).toBe(before - 1);
  expect(page.url()).toContain('cols=');
  await page.reload();
  expect(await heads()).toBe(before - 1);
  expect(troubles).toEqual([]);
  await close();
});

test('a table is copied as tab-separated values', async () => {
  const { page, close } = await open('complete');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('#s1-ranking-table + .copy').click();
  const text = await page.evaluate<string>('navigator.clipboard.readText()');
  const [head = '', first = ''] = text.split('\n');
  expect(head.split('\t')).toContain('p99');
  expect(first.split('\t')).toHaveLength(head.split('\t').length);
  expect(first).not.toContain('#');
  await close();
});

test('sixty variants: every row is on the page for the search of the browser', async () => {
  const { page, close } = await open('sixty');
  expect(await page.locator('[data-of="s1"] tr[data-row]').count()).toBe(60);
  await close();
});

test('twice the size of text, and the colours of the system, keep it whole and without a violation', async () => {
  const { page, close } = await open('gated', '', {
    viewport: { width: 1280, height: 900 },
    forcedColors: 'active',
  });
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
  expect((await runAxeOn(page)).violations).toEqual([]);
  await close();
});

const pictures = {
  ...{ complete, gated: buildComplete(), partial: buildPartial(), invalid: buildInvalid() },
  ...{ aa: buildAA(), factorial: buildFactorial(), sixty: buildSixty(1) },
};

test.each(Object.entries(pictures))(
  'the picture of %s is a whole drawing in which no text is cut off or covers another',
  async (name, document) => {
    const path = join(folder, `${name}.svg`);
    writeFileSync(path, svg.render(listRows(document), {}));
    const { page, troubles, close } = await openFile(browser, path, '');
    expect(await page.evaluate('document.documentElement.localName')).toBe('svg');
    expect(await page.locator('parsererror').count()).toBe(0);
    const found = await findCollisions(page, 'svg');
    expect(found.seen).toBeGreaterThan(15);
    expect(found.troubles).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  },
);

test('the picture of an invalid run has its reason and no interval', () => {
  const text = svg.render(listRows(buildInvalid()), {});
  expect(text).toContain('No conclusion: this run cannot be trusted.');
  expect(text).not.toMatch(/\[[+−\d.]+[%×], /);
});
