// What a reader does with a drawing in a real browser: choose variants, enlarge it, ask it for figures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatLatency } from '../figures/quantity.ts';
import { buildComplete } from '../fixtures/documents.ts';
import { renderHtml } from './page.ts';

const document = buildComplete();
let folder: string;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, renderHtml(document));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(pathToFileURL(file).href);
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const figure = () => page.locator('#s1-percentiles');

test('a variant is taken off the drawing and comes back, also from the address', async () => {
  const button = figure().locator('button[data-toggle]').first();
  const number = await button.getAttribute('data-toggle');
  const parts = figure().locator(`[data-v="${number}"]`);
  expect(await parts.count()).toBeGreaterThan(1);
  expect(await figure().locator(`[data-v="${number}"]:visible`).count()).toBe(await parts.count());
  await button.click();
  expect(await button.getAttribute('aria-pressed')).toBe('false');
  expect(await figure().locator(`[data-v="${number}"]:visible`).count()).toBe(0);
  expect(page.url()).toContain(`hide=${number}`);
  await page.reload();
  expect(await figure().locator(`[data-v="${number}"]:visible`).count()).toBe(0);
  await figure().locator('button[data-toggle]').first().click();
  expect(page.url()).not.toContain('hide=');
  expect(await figure().locator(`[data-v="${number}"]:visible`).count()).toBe(await parts.count());
});

test('the keys move a crosshair that tells the figures of the document', async () => {
  const chart = figure().locator('.chart');
  const told = figure().locator('[data-told]');
  expect(await told.isVisible()).toBe(false);
  await chart.focus();
  for (let step = 0; step < 8; step += 1) await chart.press('ArrowRight');
  const cell = document.scenarios[0]?.cells[0];
  const { percentiles = [], latencyUs = [] } = cell?.distribution ?? {};
  expect(await told.textContent()).toContain(`p${percentiles[7]}`);
  expect(await told.textContent()).toContain(formatLatency(latencyUs[7] ?? 0));
  await chart.press('End');
  expect(await told.textContent()).toContain(`p${percentiles.at(-1)}`);
  await chart.press('Escape');
  expect(await told.isVisible()).toBe(false);
});

test('the pointer asks for the nearest place, and leaves nothing behind', async () => {
  await figure().locator('svg').scrollIntoViewIfNeeded();
  const box = await figure().locator('svg').boundingBox();
  if (box === null) throw new Error('the drawing is not on the page');
  await page.mouse.move(box.x + box.width * 0.4, Math.max(5, box.y + 40));
  expect(await figure().locator('[data-told]').textContent()).toMatch(/^p\d/);
  // A line without width counts as invisible, so the attribute is asked.
  const readHair = () => figure().locator('[data-hair]').getAttribute('display');
  expect(await readHair()).toBeNull();
  await page.mouse.move(2, 2);
  expect(await readHair()).toBe('none');
});

test('a drawing is enlarged in a box that scrolls, and the page does not', async () => {
  const readWidth = async () => (await figure().locator('svg').boundingBox())?.width ?? 0;
  const before = await readWidth();
  await figure().locator('button[data-zoom="2"]').click();
  expect(await readWidth()).toBeGreaterThan(before * 1.5);
  expect(page.url()).toContain('zoom=2');
  const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(isWide)).toBe(false);
  await figure().locator('button[data-zoom="1"]').click();
  expect(await readWidth()).toBe(before);
  expect(troubles).toEqual([]);
});
