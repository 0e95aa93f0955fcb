// The page in a real browser: closed to the outside, accessible, legible at every width, on paper and without script.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
  withFewRows,
} from '../reports/fixtures/documents.ts';
import { buildCrowded, buildFactorial } from '../reports/fixtures/factorial-document.ts';
import { buildRich } from '../reports/fixtures/rich-document.ts';
import { buildScaled } from '../reports/fixtures/scaled-document.ts';
import { renderHtml } from '../reports/html/page.ts';
import { launchBrowser, mayOpenPages, type OpenedPage, openFile } from './support/chromium.ts';
import { findCollisions } from './support/drawings.ts';
import { describeVisits, doesNotOverflow, isAccessible, isWholeOnPaper } from './support/visits.ts';

// Each row costs axe as much as the first of its kind, so those that it is asked of have few.
const documents = {
  complete: buildComplete(),
  partial: withFewRows(buildPartial()),
  invalid: withFewRows(buildInvalid()),
  aa: buildAA(),
  injection: buildInjection(),
  sixty: buildSixty(2),
  factorial: withFewRows(buildFactorial()),
  crowded: buildCrowded(),
  rich: withFewRows(buildRich()),
  scaled: withFewRows(buildScaled()),
};
type DocumentName = keyof typeof documents;

// These run in the page, so they are text here: the tree is checked without the types of a browser.
const readLabels = `[...document.querySelectorAll('#s1-percentiles svg text[font-weight]')].map((text) => {
  const { top, bottom, right } = text.getBoundingClientRect();
  return { top, bottom, beyond: right - text.closest('svg').getBoundingClientRect().right };
})`;
const readTooWide = `[...document.querySelectorAll('main table, main svg, main pre')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 80))`;
const readWithoutStyle = `(() => {
  for (const style of document.querySelectorAll('style')) style.remove();
  const label = document.querySelector('#s1-percentiles text[font-weight]');
  return {
    hasChinese: document.querySelector('main').innerText.includes('结论'),
    fill: getComputedStyle(label).fill,
  };
})()`;

async function expectLabelsApart(page: Page): Promise<void> {
  const boxes = await page.evaluate<{ top: number; bottom: number; beyond: number }[]>(readLabels);
  expect(boxes.length).toBeGreaterThan(2);
  boxes.sort((a, b) => a.top - b.top);
  boxes.slice(1).forEach((box, index) => {
    expect(box.top).toBeGreaterThanOrEqual((boxes[index]?.bottom ?? 0) - 1);
  });
  expect(Math.max(...boxes.map((box) => box.beyond))).toBeLessThanOrEqual(0);
}

let browser: Browser;
let folder: string;

const open = (
  name: DocumentName,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<OpenedPage> => openFile(browser, join(folder, `${name}.html`), hash, options);

describe.runIf(mayOpenPages)('the page in Chromium', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'loadstone-report-'));
    for (const [name, document] of Object.entries(documents)) {
      writeFileSync(join(folder, `${name}.html`), renderHtml(document));
    }
  });

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  describeVisits(Object.keys(documents) as DocumentName[], () => ({ browser, folder }), [
    doesNotOverflow,
    {
      what: 'labels beside the percentile curves never cover each other',
      of: ['complete', 'partial', 'injection'],
      ask: ({ page }) => expectLabelsApart(page),
    },
    {
      what: 'no label of the effects covers another or is cut off',
      of: ['factorial', 'crowded'],
      async ask({ page }) {
        const found = await findCollisions(page, '#s1-effects svg, #s1-interaction-1 svg');
        expect(found.seen).toBeGreaterThan(30);
        expect(found.troubles).toEqual([]);
      },
    },
    isWholeOnPaper(['complete', 'partial', 'injection', 'factorial', 'rich']),
    // What the complete one has stands on the rich one, too.
    isAccessible(['partial', 'invalid', 'factorial', 'rich'], 11),
  ]);

  test('without script everything is there, in English, and no dead button', async () => {
    const { page, close } = await open('complete', { javaScriptEnabled: false });
    const text = await page.evaluate<string>("document.querySelector('main').innerText");
    for (const words of [
      'Choose index = composite',
      'browse',
      'order-entry',
      'Run the same again',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('结论');
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.locator('section.scenario:visible').count()).toBe(2);
    expect(await page.locator('figure svg:visible').count()).toBeGreaterThanOrEqual(6);
    await close();
  });

  test('language, theme and scenario are switched and kept in the address', async () => {
    const { page, troubles, close } = await open('complete');
    expect(await page.locator('section.scenario:visible').count()).toBe(1);
    await page.getByRole('button', { name: '中文' }).click();
    await page.locator('nav.scenarios').getByRole('link', { name: 'order-entry' }).click();
    await page.getByRole('button', { name: '深色' }).click();
    expect(new URL(page.url()).hash).toBe('#lang=zh&theme=dark&scenario=2');
    await page.reload();
    expect(await page.getByText('选择', { exact: false }).first().isVisible()).toBe(true);
    expect(await page.getByText('Choose').first().isVisible()).toBe(false);
    expect(await page.locator('#s2').isVisible()).toBe(true);
    expect(await page.locator('#s1').isVisible()).toBe(false);
    const background = await page.evaluate(
      'getComputedStyle(document.documentElement).backgroundColor',
    );
    expect(background).toBe('rgb(18, 21, 26)');
    const axisTitles = page.locator('#s2-percentiles svg text:visible');
    expect(await axisTitles.filter({ hasText: '延迟（对数坐标）' }).count()).toBe(1);
    expect(await axisTitles.filter({ hasText: 'latency' }).count()).toBe(0);
    expect(troubles).toEqual([]);
    await close();
  });

  test('other prices are tried on the page, kept in the address, and taken back', async () => {
    const { page, troubles, close } = await open('rich');
    const cell = page.locator('#s1-cost-table td[data-cpu]').first();
    const before = await cell.textContent();
    const read = async (name: string) => Number(await cell.getAttribute(`data-${name}`));
    const [cpu, gib] = [await read('cpu'), await read('gib')];
    await page.locator('#s1-cpu').fill('2');
    expect(Number(await cell.textContent())).toBeCloseTo(cpu * 2 + gib * 0.005, 3);
    expect(page.url()).toContain('cpu=2');
    await page.evaluate("location.hash = ''");
    await expect.poll(() => cell.textContent()).toBe(before);
    expect(troubles).toEqual([]);
    await close();
  });

  test('a link to one scenario shows that scenario', async () => {
    const { page, close } = await open('complete', {}, '#s2');
    expect(await page.locator('#s2').isVisible()).toBe(true);
    await close();
  });

  test('paper without the appendix holds what decides on four pages of one scenario, and nothing is clipped', async () => {
    const { page, close } = await open('aa', { viewport: { width: 703, height: 1000 } });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? [];
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(4);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(readTooWide)).toEqual([]);
    for (const shown of ['#answer', '#verdict table', '.blocks', '#again pre', '.paper'])
      expect(await page.locator(shown).first().isVisible(), shown).toBe(true);
    for (const away of ['.contents', '#machine', '#reading', '.switches'])
      expect(await page.locator(away).first().isVisible(), away).toBe(false);
    await close();
  });

  test('a phone shows the difference without scrolling, and text grows with the reader’s size', async () => {
    const { page, close } = await open('complete', { viewport: { width: 360, height: 800 } });
    const head = await page.locator('table[data-of="s1"] thead .diff').boundingBox();
    expect((head?.x ?? 999) + (head?.width ?? 0)).toBeLessThanOrEqual(360);
    const readSizes = () =>
      page.evaluate<number[]>(
        `['h1', '.lead', 'td', 'button', 'summary', 'small'].map((one) => parseFloat(getComputedStyle(document.querySelector('main ' + one)).fontSize))`,
      );
    const usual = await readSizes();
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    const large = await readSizes();
    for (const [index, size] of usual.entries()) expect(large[index]).toBeGreaterThan(size * 2);
    await close();
  });

  test('where a style sheet is forbidden, the other language stays hidden and drawings keep their colours', async () => {
    const { page, close } = await open('complete', { javaScriptEnabled: false });
    const seen = await page.evaluate<{ hasChinese: boolean; fill: string }>(readWithoutStyle);
    expect(seen.hasChinese).toBe(false);
    expect(seen.fill).not.toBe('rgb(0, 0, 0)');
    await close();
  });
});
