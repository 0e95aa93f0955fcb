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
import { launchBrowser, mayOpenPages, type OpenedPage, openFile } from './support/chromium.ts';
import { findCollisions } from './support/drawings.ts';
import {
  describeVisits,
  doesNotOverflow,
  expectReadable,
  isAccessible,
  isWholeOnPaper,
} from './support/visits.ts';

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

  describeVisits(Object.keys(pages) as PageName[], () => ({ browser, folder }), [
    doesNotOverflow,
    {
      what: 'no label in the figures covers another or is cut off',
      of: ['faults', 'many', 'hostile'],
      async ask({ page }) {
        const found = await findCollisions(page, 'figure svg');
        expect(found.seen).toBeGreaterThan(100);
        expect(found.troubles).toEqual([]);
      },
    },
    isWholeOnPaper(['faults', 'hostile', 'report']),
    isAccessible(['faults', 'invalid', 'report']),
    {
      what: 'is as readable narrow and in the other theme',
      of: ['faults', 'invalid'],
      async ask({ page, colorScheme }) {
        const other = colorScheme === 'light' ? 'dark' : 'light';
        await page.setViewportSize({ width: 390, height: 900 });
        await page.emulateMedia({ colorScheme: other });
        await expectReadable({ page, colorScheme: other });
      },
    },
  ]);

  test('a phone has a list for each fault in place of the table, a wide window the table', async () => {
    const { page, close } = await open('faults');
    for (const [width, lists, tables] of [
      [390, 6, 0],
      [1280, 0, 1],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.locator('.by-fault > ul:visible').count()).toBe(lists);
      expect(await page.locator('table.survival:visible').count()).toBe(tables);
    }
    await close();
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
});
