// What is asked of a page in a real browser: each is loaded once in each language, and then brought to other widths, to
// paper and to the other theme. A load of a page of ten thousand elements costs a second of CPU, a change hardly any.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedPage, openFile, runAxeOn } from './chromium.ts';
import { findFaintTexts } from './drawings.ts';

/** How it is loaded: the other width is the one that it is brought to. */
const visits = [
  { lang: 'en', colorScheme: 'light', width: 1280 },
  { lang: 'zh', colorScheme: 'dark', width: 390 },
] as const;

type ColorScheme = (typeof visits)[number]['colorScheme'];

export interface Visit extends Pick<OpenedPage, 'page' | 'troubles'> {
  readonly name: string;
  readonly lang: (typeof visits)[number]['lang'];
  readonly colorScheme: ColorScheme;
  readonly width: number;
}

export interface Question<Name extends string> {
  readonly what: string;
  /** Names of the pages that it is asked of; all unless told. */
  readonly of?: readonly Name[];
  /** Leaves the page wide, on a screen, and otherwise as it was loaded. */
  readonly ask: (visit: Visit) => Promise<void>;
}

/** Asks everything of every page, in this order, and in the end what it has asked of others meanwhile. */
export function describeVisits<Name extends string>(
  names: readonly Name[],
  find: () => { readonly browser: Browser; readonly folder: string },
  questions: readonly Question<Name>[],
): void {
  for (const name of names) {
    for (const how of visits) describe(`${name} in ${how.lang}`, () => visit(name, how));
  }

  function visit(name: Name, how: (typeof visits)[number]): void {
    let opened: OpenedPage;
    beforeAll(async () => {
      const { browser, folder } = find();
      opened = await openFile(browser, join(folder, `${name}.html`), `#lang=${how.lang}`, {
        colorScheme: how.colorScheme,
        viewport: { width: how.width, height: 900 },
      });
    });
    afterAll(() => opened.close());
    for (const { what, of = names, ask } of questions) {
      if (of.includes(name)) test(what, () => ask({ name, ...how, ...opened }));
    }
    test('asks nobody, breaks no policy, raises no dialog', () => {
      expect(opened.troubles).toEqual([]);
    });
  }
}

// These run in the page, so they are text here: the tree is checked without the types of a browser.
const readOverflow = 'document.documentElement.scrollWidth - innerWidth';
const readPaper = `(() => {
  dispatchEvent(new Event('beforeprint'));
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isHidden = (element) => element.getClientRects().length === 0;
  const found = {
    background: getComputedStyle(document.documentElement).backgroundColor,
    hiddenTables: all('main table').filter(isHidden).length,
    hiddenScenarios: all('section.scenario').filter(isHidden).length,
    shownLists: all('.by-fault').filter((list) => !isHidden(list)).length,
    buttons: all('button:not(.sort)').filter((button) => !isHidden(button)).length,
    tooWide: all('main table, main svg, main pre')
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  };
  dispatchEvent(new Event('afterprint'));
  return found;
})()`;

export const doesNotOverflow: Question<never> = {
  what: 'does not overflow, on a phone or on a screen',
  async ask({ page, width }) {
    const others = [1280, 390].filter((other) => other !== width);
    for (const each of [width, ...others]) {
      await page.setViewportSize({ width: each, height: 900 });
      expect(await page.evaluate<number>(readOverflow), `${each} px`).toBeLessThanOrEqual(0);
      await page.keyboard.press('Tab');
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  },
};

/** With its appendix. @param of names of the pages; all unless told */
export function isWholeOnPaper<Name extends string>(of?: readonly Name[]): Question<Name> {
  return {
    what: 'on paper is light, has everything open and no button, and nothing is clipped',
    ...(of !== undefined && { of }),
    async ask({ page, lang, colorScheme }) {
      const showTheme = async (theme: string, hash: string) => {
        await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
        await expect
          .poll(() => page.evaluate('document.documentElement.dataset.theme'))
          .toBe(theme);
      };
      // A4 less its margins is 186 mm, 703 px.
      await page.setViewportSize({ width: 703, height: 1000 });
      await showTheme('dark', `#lang=${lang}&theme=dark&paper=all`);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(readPaper)).toEqual({
        background: 'rgb(255, 255, 255)',
        ...{ hiddenTables: 0, hiddenScenarios: 0, shownLists: 0, buttons: 0, tooWide: [] },
      });
      await page.emulateMedia({ media: 'screen', colorScheme });
      await showTheme('auto', `#lang=${lang}`);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  };
}

/**
 * Has no WCAG 2.2 AA violation and no faint text in a drawing. Opens every fold, so that it comes last.
 * @param leastTexts that the drawings must show
 */
export async function expectReadable(
  { page, colorScheme }: Pick<Visit, 'page' | 'colorScheme'>,
  leastTexts = 0,
): Promise<void> {
  const { violations, passes } = await runAxeOn(page);
  expect(violations).toEqual([]);
  expect(passes).toBeGreaterThan(10);
  const { seen, troubles } = await findFaintTexts(page);
  expect(seen).toBeGreaterThanOrEqual(leastTexts);
  expect(troubles, colorScheme).toEqual([]);
}

/** In light and English, and in dark and Chinese. @param of names of the pages; all unless told */
export function isAccessible<Name extends string>(
  of?: readonly Name[],
  leastTexts?: number,
): Question<Name> {
  return {
    what: 'has no WCAG 2.2 AA violation, and no faint text in a drawing',
    ...(of !== undefined && { of }),
    ask: (visit) => expectReadable(visit, leastTexts),
  };
}
