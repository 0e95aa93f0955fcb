// What a reader does with the page in a real browser: choose variants and a baseline, enlarge, ask for figures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cell } from '../reports/document/result.ts';
import { formatDifference } from '../reports/figures/difference.ts';
import { findPair } from '../reports/figures/pair.ts';
import { formatLatency } from '../reports/figures/quantity.ts';
import { buildComplete } from '../reports/fixtures/documents.ts';
import { renderHtml } from '../reports/html/page.ts';
import { launchBrowser, runAxeOn } from './support/chromium.ts';

const document = buildComplete();
let folder: string;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadstone-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, renderHtml(document));
  browser = await launchBrowser();
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

/** The drawing goes from p50 to p99.9. */
function listDrawn(cell: Cell | undefined) {
  const { percentiles = [], latencyUs = [] } = cell?.distribution ?? {};
  const first = percentiles.findIndex((percentile) => percentile >= 50);
  const end = percentiles.findLastIndex((percentile) => percentile <= 99.9) + 1;
  return { percentiles: percentiles.slice(first, end), latencyUs: latencyUs.slice(first, end) };
}

test('the keys move a crosshair that tells the figures of the document', async () => {
  const chart = figure().locator('.chart');
  const told = figure().locator('[data-told]');
  expect(await told.isVisible()).toBe(false);
  await chart.focus();
  for (let step = 0; step < 8; step += 1) await chart.press('ArrowRight');
  const cell = document.scenarios[0]?.cells[0];
  const { percentiles, latencyUs } = listDrawn(cell);
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

const verdictWords = { better: 'better', worse: 'worse', equivalent: 'equivalent' };

test('another baseline changes the table and the small multiples, not the verdict, and says so', async () => {
  const scenario = document.scenarios[0];
  const row = (id: string) =>
    page.locator(
      `[data-of="s1"] tr[data-row="${document.variants.findIndex((one) => one.id === id)}"]`,
    );
  const [best, chosen] = [scenario?.cells[0], scenario?.cells[4]];
  if (scenario === undefined || best === undefined || chosen === undefined)
    throw new Error('no cell');
  const isSaid = (id: string, words: string) =>
    row(id).locator('.vd').getByText(words, { exact: true }).isVisible();
  const readHero = () =>
    page.locator('#verdict h1, #verdict .lead, #verdict .blocks').allTextContents();
  const readWhisker = () =>
    row(best.variantId).locator('.drawn svg:visible circle').getAttribute('cx');
  const [hero, own, place] = [
    await readHero(),
    await row(best.variantId).locator('.diff').textContent(),
    await readWhisker(),
  ];
  const label = document.variants.find((one) => one.id === chosen.variantId)?.label ?? '';
  await page.locator('select[data-base]').selectOption({ label });
  const pair = findPair(scenario, chosen.variantId, best.variantId);
  const text = pair && formatDifference({ ...pair, confidence: 0.95 });
  expect(await row(best.variantId).locator('.diff').textContent()).toBe(text?.estimate);
  expect(await row(best.variantId).textContent()).toContain(text?.interval);
  expect(await readWhisker()).not.toBe(place);
  const verdict = verdictWords[pair?.verdict as keyof typeof verdictWords];
  expect(await isSaid(best.variantId, verdict)).toBe(true);
  expect(await isSaid(chosen.variantId, 'chosen baseline')).toBe(true);
  expect(await page.locator('[data-note="s1"]').textContent()).toContain(`Shown against ${label}`);
  const number = document.variants.findIndex((one) => one.id === best.variantId);
  const panel = page.locator(`#s1-multiples [data-panel="${number}"]`);
  expect(await panel.locator('[data-figure]').textContent()).toBe(text?.estimate);
  expect(await readHero()).toEqual(hero);
  await page.getByRole('button', { name: '中文' }).click();
  expect(await isSaid(chosen.variantId, '所选基线')).toBe(true);
  await page.getByRole('button', { name: 'English' }).click();
  await page.reload();
  expect(await row(best.variantId).locator('.diff').textContent()).toBe(text?.estimate);
  await page.locator('select[data-base]').selectOption({ index: 0 });
  expect(await row(best.variantId).locator('.diff').textContent()).toBe(own);
  expect(await readWhisker()).toBe(place);
  expect(await page.locator('[data-note="s1"]').textContent()).toBe('');
});

test('keys mark a part of the axis, enlarge it with its own labels, tell so, and go back', async () => {
  const chart = figure().locator('.chart');
  const said = figure().locator('[data-range-told]');
  const readTicks = () => figure().locator('svg text:visible').allTextContents();
  const whole = await readTicks();
  await chart.focus();
  for (let step = 0; step < 8; step += 1) await chart.press('ArrowRight');
  for (let step = 0; step < 4; step += 1) await chart.press('Shift+ArrowRight');
  const { percentiles } = listDrawn(document.scenarios[0]?.cells[0]);
  const name = `p${percentiles[7]} – p${percentiles[11]}`;
  expect(await said.textContent()).toContain(`${name} marked`);
  await chart.press('Enter');
  expect(await said.textContent()).toContain(`${name} alone is shown`);
  expect(page.url()).toContain('range=s1-percentiles.7.11');
  const ticks = await readTicks();
  for (const place of [7, 11]) expect(ticks).toContain(`p${percentiles[place]}`);
  expect(ticks).not.toContain('p99');
  await page.reload();
  expect(await readTicks()).toEqual(ticks);
  await chart.focus();
  await chart.press('End');
  expect(await figure().locator('[data-told]').textContent()).toContain(`p${percentiles[11]}`);
  await chart.press('Escape');
  expect(await readTicks()).toEqual(whole);
  expect(await said.textContent()).toContain('whole range');
  expect(page.url()).not.toContain('range=');
});

test('a drag over the drawing, or the choice of its ends, shows a part; a double click the whole', async () => {
  await figure().locator('svg').scrollIntoViewIfNeeded();
  const box = await figure().locator('svg').boundingBox();
  if (box === null) throw new Error('the drawing is not on the page');
  const y = Math.max(5, box.y + 60);
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, y, { steps: 3 });
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 3 });
  await page.mouse.up();
  const [from, to] = ['from', 'to'].map((end) => figure().locator(`select[data-${end}]`));
  const readEnds = async () => [await from?.inputValue(), await to?.inputValue()].map(Number);
  const [first = 0, last = 0] = await readEnds();
  expect(first).toBeGreaterThan(0);
  expect(last).toBeGreaterThan(first);
  expect(await figure().locator('svg.ranged').count()).toBe(1);
  await page.mouse.dblclick(box.x + box.width * 0.4, y);
  expect(await figure().locator('svg.ranged').count()).toBe(0);
  await from?.selectOption('3');
  expect((await readEnds())[0]).toBe(3);
  expect(await figure().locator('svg.ranged').count()).toBe(1);
  await figure().locator('button[data-whole]').click();
  expect((await readEnds())[0]).toBe(0);
  const time = page.locator('#s1-timeline-1');
  await time.locator('select[data-to]').selectOption('5');
  expect(await time.locator('svg text:visible').allTextContents()).toContain('5\u00a0s');
  expect(await time.locator('[data-range-told]').textContent()).toContain('alone is shown');
  await time.locator('button[data-whole]').click();
  expect(troubles).toEqual([]);
});

test('a link to a scenario stays one when something else is chosen', async () => {
  await page.evaluate("location.hash = '#s2'");
  await page.locator('#s2 button[data-zoom="2"]').first().click();
  expect(page.url()).toContain('at=s2');
  await page.reload();
  expect(await page.locator('#s2').isVisible()).toBe(true);
});

test('with all of it shown there is no WCAG 2.2 AA violation, in light and dark', async () => {
  const setHash = (theme: string) =>
    page.evaluate(`location.hash = '#theme=${theme}&base=1&range=s1-percentiles.3.9'`);
  await setHash('light');
  await page.reload();
  for (const [theme, what] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    await setHash(theme);
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe(theme);
    expect(await page.locator('.chosen:visible').count()).toBeGreaterThan(18);
    expect(await figure().locator('svg.ranged').count()).toBe(1);
    const { violations, passes } = await runAxeOn(page, what);
    expect(violations, theme).toEqual([]);
    expect(passes).toBeGreaterThan(0);
  }
  expect(troubles).toEqual([]);
});
