// The pages of a sweep, of two runs, of a tour and of an explained run in a real browser: closed, accessible, printable, bilingual.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText } from '../reports/document/messages/message.ts';
import { buildComparedRuns, comparedEffect } from '../reports/fixtures/compared-runs.ts';
import { buildAA } from '../reports/fixtures/documents.ts';
import { buildExplanation, buildProfile } from '../reports/fixtures/explained-run.ts';
import { buildCurve, buildSweep } from '../reports/fixtures/swept-run.ts';
import { buildTour, buildTourRuns } from '../reports/fixtures/tour-document.ts';
import { renderComparePage } from '../reports/html/compare-page.ts';
import { renderHtml } from '../reports/html/page.ts';
import { renderSweepPage } from '../reports/html/sweep-page.ts';
import { renderTourPage } from '../reports/html/tour-page.ts';
import { launchBrowser, mayOpenPages, openFile } from './support/chromium.ts';
import { describeVisits, doesNotOverflow, isAccessible, isWholeOnPaper } from './support/visits.ts';

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
  // Of a small run: what stands on the page of a large one is asked in report.page.test.ts.
  const small = buildAA();
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
      { ...small, run: { ...small.run, description } },
      { explanation: buildExplanation(), profile: buildProfile() },
    ),
  };
}

const readText = `document.querySelector('main').innerText`;
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

  describeVisits(names, () => ({ browser, folder }), [
    doesNotOverflow,
    {
      what: 'says everything of its own in the language chosen, and keeps what is quoted',
      async ask({ page, lang }) {
        const isChinese = lang === 'zh';
        if (isChinese) expect(await page.evaluate<string[]>(readForeign)).toEqual([]);
        const shown = isChinese ? 'zh-Hans' : 'en';
        expect(await page.evaluate('document.documentElement.lang')).toBe(shown);
      },
    },
    {
      what: 'marks a description in Chinese as such, and shows it',
      of: ['sweep', 'explained'],
      async ask({ page }) {
        const place = page.getByText(description);
        expect(await place.isVisible()).toBe(true);
        expect(await place.getAttribute('lang')).toBe('zh');
      },
    },
    isWholeOnPaper(),
    isAccessible(),
  ]);

  test.each(names)('%s is whole without script, in English, with no dead button', async (name) => {
    const opened = await openFile(browser, pathOf(name), '', { javaScriptEnabled: false });
    const text = await opened.page.evaluate<string>(readText);
    expect(text.length).toBeGreaterThan(300);
    expect(text).not.toMatch(/方案|运行|区间/);
    expect(await opened.page.locator('button:visible').count()).toBe(0);
    await opened.close();
  });

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
});
