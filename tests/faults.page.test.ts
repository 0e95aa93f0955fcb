// The page of faults in a real browser: closed, accessible, legible on a phone and on paper, whole without script.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAA } from '../reports/fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
  buildManyFaults,
} from '../reports/fixtures/faults-document.ts';
import { renderFaultsPage } from '../reports/html/faults-page.ts';
import { renderHtml } from '../reports/html/page.ts';
import {
  findTroublesAtWidths,
  launchBrowser,
  mayOpenPages,
  type OpenedPage,
  openFile,
  runAxeOn,
} from './support/chromium.ts';
import { findCollisions, findFaintTexts } from './support/drawings.ts';

const pages = {
  faults: () => renderFaultsPage(buildFaults()),
  clean: () => renderFaultsPage(buildCleanFaults()),
  invalid: () => renderFaultsPage(buildInvalidFaults()),
  hostile: () => renderFaultsPage(buildHostileFaults()),
  many: () => renderFaultsPage(buildManyFaults(12, 12)),
  // Of a small run: what stands on the page of a large one is asked in report.page.test.ts.
  report: () => renderHtml(buildAA(), { faults: buildFaults() }),
};
type PageName = keyof typeof pages;

// These run in the page, so they are text here: the tree is checked without the types of a browser.
const readPaper = `(() => {
  dispatchEvent(new Event('beforeprint'));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isHidden = (element) => element.getClientRects().length === 0;
  return {
    background: getComputedStyle(document.documentElement).backgroundColor,
    hiddenTables: all('table').filter(isHidden).length,
    shownLists: all('.by-fault').filter((list) => !isHidden(list)).length,
    tooWide: all('main table, main svg, main pre')
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  };
})()`;
let browser: Browser;
let folder: string;

const open = (
  name: PageName,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<OpenedPage> => openFile(browser, join(folder, `${name}.html`), hash, options);

describe.runIf(mayOpenPages)('the page of faults in Chromium', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'loadstone-faults-'));
    for (const [name, render] of Object.entries(pages)) {
      writeFileSync(join(folder, `${name}.html`), render());
    }
  });

  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const names = Object.keys(pages) as PageName[];

  test.each(names)('%s asks nobody, raises no dialog, and does not overflow', async (name) => {
    expect(await findTroublesAtWidths(browser, join(folder, `${name}.html`))).toEqual([]);
  });

  test.each(['faults', 'invalid', 'report'] as const)(
    '%s has no WCAG 2.2 AA violation in light and dark, English and Chinese, wide and narrow',
    async (name) => {
      for (const [colorScheme, lang, width] of [
        ['light', 'en', 1280],
        ['dark', 'zh', 1280],
        ['light', 'zh', 390],
        ['dark', 'en', 390],
      ] as const) {
        const viewport = { width, height: 900 };
        const { page, close } = await open(name, { colorScheme, viewport }, `#lang=${lang}`);
        const { violations } = await runAxeOn(page);
        expect(violations, `${colorScheme}, ${lang}, ${width} px`).toEqual([]);
        expect((await findFaintTexts(page)).troubles, colorScheme).toEqual([]);
        await close();
      }
    },
  );

  test('a phone has a list for each fault in place of the table, a wide window the table', async () => {
    for (const [width, lists, tables] of [
      [390, 6, 0],
      [1280, 0, 1],
    ] as const) {
      const { page, close } = await open('faults', { viewport: { width, height: 900 } });
      expect(await page.locator('.by-fault > ul:visible').count()).toBe(lists);
      expect(await page.locator('table.survival:visible').count()).toBe(tables);
      await close();
    }
  });

  test('without script everything is there, in English, and no dead button', async () => {
    const { page, close } = await open('faults', { javaScriptEnabled: false });
    const text = await page.evaluate<string>("document.querySelector('main').innerText");
    for (const words of ['Wrong data', 'Which variant survives what', 'loadstone faults --seed']) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/方案|故障/);
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.locator('figure svg:visible').count()).toBe(12);
    await close();
  });

  test('the language is switched, known faults have their Chinese names', async () => {
    const { page, close } = await open('faults');
    await page.getByRole('button', { name: '中文' }).click();
    const text = await page.evaluate<string>("document.querySelector('main').innerText");
    for (const words of ['数据有误', '杀死 Redis', '网络延迟（到 PostgreSQL）', '单点故障']) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Redis killed:\n');
    expect(text).not.toContain('Which variant survives what');
    await close();
  });

  test.each(['faults', 'hostile', 'report'] as const)(
    '%s on paper is light, has every table open, and nothing is clipped',
    async (name) => {
      // A4 less its margins is 186 mm, 703 px.
      const viewport = { width: 703, height: 1000 };
      const { page, close } = await open(
        name,
        { colorScheme: 'dark', viewport },
        '#theme=dark&paper=all',
      );
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(readPaper)).toEqual({
        background: 'rgb(255, 255, 255)',
        ...{ hiddenTables: 0, shownLists: 0, tooWide: [] },
      });
      await close();
    },
  );

  test.each(['faults', 'many', 'hostile'] as const)(
    'no label in the figures of %s covers another or is cut off',
    async (name) => {
      for (const lang of ['en', 'zh']) {
        const { page, close } = await open(name, {}, `#lang=${lang}`);
        const found = await findCollisions(page, 'figure svg');
        expect(found.seen).toBeGreaterThan(100);
        expect(found.troubles, lang).toEqual([]);
        await close();
      }
    },
  );
});
