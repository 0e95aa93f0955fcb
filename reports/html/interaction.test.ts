// What the script of the page looks up: written when the page is built, complete, and nothing where it would mislead.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { findPair } from '../figures/pair.ts';
import {
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import { jsonAttribute } from './markup.ts';
import { renderHtml } from './page.ts';

interface Shown {
  readonly same: string;
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/** By scenario, then by the number of the variant that is the baseline. */
function readShown(page: string): Map<string, Shown>[] {
  return [...page.matchAll(/<template data-others="[^"]*">([\s\S]*?)<\/template>/g)].map(
    (template) =>
      new Map(
        [...(template[1] ?? '').matchAll(/data-against="(\d+)" data-shown='([^']*)'/g)].map(
          ([, number = '', json = '']) => [number, JSON.parse(json) as Shown] as const,
        ),
      ),
  );
}

const complete = buildComplete();
const numberOf = (document: ResultDocument, id: string) =>
  String(document.variants.findIndex((variant) => variant.id === id));

test('how words of a template are copied and the address is read stands in one script', () => {
  const scripts = ['baseline', 'drawings', 'page', 'range', 'tables'].map((name) =>
    readFileSync(new URL(`./${name}-script.js`, import.meta.url), 'utf8'),
  );
  for (const script of scripts) {
    expect(script).toContain('shared');
    expect(script).not.toMatch(/URLSearchParams\(location.*replace|\.hidden = \w+\.lang !==/);
  }
});

test('against every other baseline each row has the figures of the pair in the document', () => {
  const shown = readShown(renderHtml(complete));
  expect(shown).toHaveLength(2);
  complete.scenarios.forEach((scenario, at) => {
    const references = complete.variants.filter(({ isBaseline }) => !isBaseline);
    expect(shown[at]?.size).toBe(references.length);
    for (const { id } of references) {
      const rows = shown[at]?.get(numberOf(complete, id))?.rows ?? {};
      expect(Object.keys(rows)).toHaveLength(9);
      for (const { variantId } of scenario.cells) {
        const row = rows[numberOf(complete, variantId)];
        const pair = findPair(scenario, id, variantId);
        const text = pair && formatDifference({ ...pair, confidence: 0.95 });
        const expected =
          variantId === id
            ? ['baseline', '–', '']
            : [pair?.verdict, text?.estimate, text?.interval];
        expect(row?.slice(0, 3)).toEqual(expected);
        expect(row).toHaveLength(variantId === id ? 3 : 6);
      }
    }
  });
});

test('who answers wrong is not better than anybody, whatever the baseline', () => {
  const document = buildPartial();
  const wrong = document.scenarios[0]?.cells.find(({ wrongBodies }) => wrongBodies > 0);
  const number = numberOf(document, wrong?.variantId ?? '');
  const tables = [...(readShown(renderHtml(document))[0]?.values() ?? [])];
  expect(tables.length).toBeGreaterThan(1);
  for (const { rows } of tables) expect(rows[number]?.[0]).toBe('');
});

test('no other baseline is offered in an invalid run, nor for sixty variants, which the page says', () => {
  for (const document of [buildInvalid(), buildSixty(2)]) {
    const page = renderHtml(document);
    expect(page).not.toContain('<select data-base');
    expect(readShown(page)).toEqual([]);
  }
  expect(renderHtml(buildSixty(2))).toContain('for 3 to 12 variants, and here are 60');
});

test('groups are dots behind every interval, one for each group', () => {
  const page = renderHtml(complete);
  const ofTable = page.slice(page.indexOf('id="s1-ranking-table"'), page.indexOf('class="blocks"'));
  const paths = ofTable.match(/<path data-groups=""[^>]* d="[^"]*"/g) ?? [];
  expect(paths).toHaveLength(8);
  for (const path of paths) expect(path.match(/h0/g)).toHaveLength(8);
  const panels = page.slice(page.indexOf('id="s1-multiples"'), page.indexOf('id="s1-tradeoff"'));
  const dots = panels.match(/<path data-groups=""[^>]* d="[^"]*"/g) ?? [];
  expect(dots).toHaveLength(9);
  for (const path of dots) expect(path.match(/h0/g)).toHaveLength(24);
});

test('JSON in an attribute reads back as it was, and no text can leave the attribute', () => {
  const texts = [`'"><script>`, 'a\\', 'a\\"b', '\\\\"', '`&quot;', 'gewöhnlich'];
  const { text } = jsonAttribute('data-x', texts);
  const inside = / data-x='([^']*)'$/.exec(text)?.[1] ?? '';
  expect(inside).not.toMatch(/[<>&'`]/);
  expect(JSON.parse(inside)).toEqual(texts);
  expect(renderHtml(buildInjection())).not.toMatch(/<(?:img|script>alert)/);
});
