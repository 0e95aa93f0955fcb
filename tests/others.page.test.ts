// The pages of a sweep, of two runs, of a tour and of an explained run in a real browser: closed, accessible, printable, bilingual.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText } from '../reports/document/messages/message.ts';
import { buildComparedRuns, comparedEffect } from '../reports/fixtures/compared-runs.ts';
import { buildComplete } from '../reports/fixtures/documents.ts';
import { buildExplanation, buildProfile } from '../reports/fixtures/explained-run.ts';
import { buildCurve, buildSweep } from '../reports/fixtures/swept-run.ts';
import { buildTour, buildTourRuns } from '../reports/fixtures/tour-document.ts';
import { renderComparePage } from '../reports/html/compare-page.ts';
import { renderHtml } from '../reports/html/page.ts';
import { renderSweepPage } from '../reports/html/sweep-page.ts';
import { renderTourPage } from '../reports/html/tour-page.ts';
import {
  findTroublesAtWidths,
  launchBrowser,
  mayOpenPages,
  openFile,
  runAxeOn,
} from './support/chromium.ts';

const warning = {
  code: 'X',
  message: quoteText('There is a caveat.'),
  advice: quoteText('Look again.'),
};
const description = '一段中文说明。';

function buildPages(): Readonly<Record<string, string>> {
  const sweep = buildSweep('内存缓存 · 单线程');
  const silent = { ...buildCurve('b', 1), points: [], knee: null, warnings: [warning] };
  const compared = buildComparedRuns();
  const reason = quoteText('There were wrong answers in a run.');
  // One scenario: what a report has of two is asked in report.page.test.ts.
  const { scenarios, ...complete } = buildComplete();
  return {
    sweep: renderSweepPage({
      ...{ ...sweep, warnings: [warning], run: { ...sweep.run, description } },
    }),
    'sweep-invalid': renderSweepPage({
      ...buildSweep('<b>first</b>', [buildCurve('a', 1), silent]),
      validity: {
        status: 'invalid',
        checks: [
          { name: 'service-counter-agrees', status: 'failed', detail: quoteText('Counts differ.') },
        ],
      },
    }),
    compare: renderComparePage({
      ...compared,
      warnings: [warning],
      effects: [
        comparedEffect,
        { ...comparedEffect, variantLabel: '复合索引', verdict: 'grew' },
        { ...comparedEffect, verdict: 'not-judged', change: null, reason },
      ],
    }),
    tour: renderTourPage(buildTour(), buildTourRuns()),
    explained: renderHtml(
      { ...complete, scenarios: scenarios.slice(0, 1), run: { ...complete.run, description } },
      { explanation: buildExplanation(), profile: buildProfile() },
    ),
  };
}

const readText = `document.querySelector('main').innerText`;
const readPaper = `(() => {
  dispatchEvent(new Event('beforeprint'));
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    background: getComputedStyle(document.documentElement).backgroundColor,
    hiddenTables: all('main table').filter((one) => one.getClientRects().length === 0).length,
    buttons: all('button:not(.sort)').filter((one) => one.getClientRects().length > 0).length,
    tooWide: all('main table, main svg, main pre')
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 80)),
  };
})()`;
// English words that a Chinese reader would meet in what these pages say: quotes, names and units do not count.
const readForeign = `(() => {
  const apart = '.quote, bdi, code, title, desc, text[font-weight], [hidden], [display="none"]';
  const places = [...document.querySelectorAll(
    '#why, #profile, #overview, .tour-chapter > :is(h2, dl), .contents',
  )];
  const found = [];
  for (const place of places.length > 0 ? places : [document.querySelector('main')]) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { data, parentElement } = walk.currentNode;
      const text = data.replace(/req.s|Node.js/g, '').trim();
      if (/[a-z]{3,}/.test(text) && !parentElement.closest(apart)) found.push(text);
    }
  }
  return found.filter((text) => !/\\p{Script=Han}/u.test(text));
})()`;

let browser: Browser;
let folder: string;
const pages = buildPages();
const names = Object.keys(pages);
const pathOf = (name: string) => join(folder, `${name}.html`);

describe.runIf(mayOpenPages)('the smaller pages in Chromium', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'loadstone-pages-'));
    for (const name of names) writeFileSync(pathOf(name), pages[name] ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  test.each(names)('%s asks nobody, breaks no policy and does not overflow', async (name) => {
    expect(await findTroublesAtWidths(browser, pathOf(name))).toEqual([]);
  });

  test.each(names)('%s has no WCAG 2.2 AA violation in either theme and language', async (name) => {
    for (const [colorScheme, lang] of [
      ['light', 'en'],
      ['dark', 'zh'],
    ] as const) {
      const opened = await openFile(browser, pathOf(name), `#lang=${lang}`, { colorScheme });
      const { violations, passes } = await runAxeOn(opened.page);
      expect(violations, `${colorScheme}, ${lang}`).toEqual([]);
      expect(passes).toBeGreaterThan(10);
      await opened.close();
    }
  });

  test.each(names)('%s is whole without script, in English, with no dead button', async (name) => {
    const opened = await openFile(browser, pathOf(name), '', { javaScriptEnabled: false });
    const text = await opened.page.evaluate<string>(readText);
    expect(text.length).toBeGreaterThan(300);
    expect(text).not.toMatch(/方案|运行|区间/);
    expect(await opened.page.locator('button:visible').count()).toBe(0);
    await opened.close();
  });

  test.each(names)('%s on paper is light, open, and nothing is clipped', async (name) => {
    // A4 less its margins is 186 mm, 703 px.
    const options = { colorScheme: 'dark', viewport: { width: 703, height: 1000 } } as const;
    for (const lang of ['en', 'zh']) {
      const opened = await openFile(
        browser,
        pathOf(name),
        `#lang=${lang}&theme=dark&paper=all`,
        options,
      );
      await opened.page.emulateMedia({ media: 'print' });
      expect(await opened.page.evaluate(readPaper), lang).toEqual({
        ...{ background: 'rgb(255, 255, 255)', hiddenTables: 0, buttons: 0, tooWide: [] },
      });
      await opened.close();
    }
  });

  test.each(names)(
    '%s says everything of its own in Chinese, and keeps what is quoted',
    async (name) => {
      const opened = await openFile(browser, pathOf(name), '#lang=zh');
      expect(await opened.page.evaluate<string[]>(readForeign)).toEqual([]);
      expect(await opened.page.evaluate('document.documentElement.lang')).toBe('zh-Hans');
      await opened.close();
    },
  );

  test('a language chosen by a click stays in the address and survives a reload', async () => {
    const opened = await openFile(browser, pathOf('sweep'), '');
    await opened.page.getByRole('button', { name: '中文' }).click();
    expect(new URL(opened.page.url()).hash).toContain('lang=zh');
    await opened.page.reload();
    expect(await opened.page.getByText('延迟随速率的变化').isVisible()).toBe(true);
    expect(await opened.page.getByText('Latency against rate').isVisible()).toBe(false);
    expect(opened.troubles).toEqual([]);
    await opened.close();
  });

  test('a description in Chinese is marked as such and is shown in either language', async () => {
    for (const name of ['sweep', 'explained']) {
      for (const lang of ['en', 'zh']) {
        const opened = await openFile(browser, pathOf(name), `#lang=${lang}`);
        const place = opened.page.getByText(description);
        expect(await place.isVisible()).toBe(true);
        expect(await place.getAttribute('lang')).toBe('zh');
        await opened.close();
      }
    }
  });
});
