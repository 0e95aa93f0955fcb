// Every table and every page of a document in which each text is hostile: nothing acts, and what was tried is seen.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { buildComplete } from './fixtures/documents.ts';
import { buildExplanation, buildProfile } from './fixtures/explained-run.ts';
import { hostileTexts } from './fixtures/hostile-texts.ts';
import { type Change, pageViews, tableViews } from './fixtures/views.ts';
import { renderHtml } from './html/page.ts';
import { renderEscapedJson, renderJson, renderPlainJson } from './json/render-json.ts';
import { find, harmful } from './test-hostile.ts';
import { spoil } from './test-spoil.ts';

const spoilWith =
  (text: string): Change =>
  (document, keptKeys) =>
    spoil(document, text, keptKeys);

/** Where two lines meet, a text may have been parted. */
const join = (text: string) => text.replaceAll(/\s+/g, '');
const trimLines = (text: string) => text.replaceAll(/ +$/gm, '');

/** All texts of the JSON that a page holds for its script. */
function listData(page: string): string[] {
  const texts: string[] = [];
  for (const [, json = ''] of page.matchAll(/ data-[a-z]+='([[{].*?)'/g)) {
    JSON.parse(json, (key, value: unknown) => {
      texts.push(key);
      if (typeof value === 'string') texts.push(value);
    });
  }
  return texts;
}

test('the data of a page are found', () => {
  const all = listData(renderHtml(spoil(buildComplete(), '\u001b[31mX'))).join(' ');
  expect(all).toContain('\\x1b[31mX');
});

describe.each(tableViews)('$name on a terminal', (view) => {
  const render = (text: string, colour: boolean) => view.render(spoilWith(text), 400, colour);

  // One by one in hostile.slow.test.ts.
  test('lets nothing hostile through', () => {
    expect(find(render(hostileTexts.join(' '), false), harmful)).toBeUndefined();
  });

  test('shows what was tried, and is the same text with colours', () => {
    const attack = '\u001b[31mX\u202eY\u009bZ';
    const text = render(attack, false);
    expect(join(text)).toContain('\\x1b[31mX\\u202eY\\x9bZ');
    const coloured = render(attack, true);
    expect(trimLines(stripVTControlCharacters(coloured))).toBe(trimLines(text));
  });
});

describe.each(pageViews)('$name in a browser', (view) => {
  const render = (text: string) => view.render(spoilWith(text));

  test('lets nothing hostile through, neither as text nor within data for its script', () => {
    for (const text of [hostileTexts.join(' '), '\u001b[31mX\u202eY\u009bZ']) {
      const page = render(text);
      expect(find(page, harmful)).toBeUndefined();
      for (const value of listData(page)) expect(find(value, harmful)).toBeUndefined();
    }
  });

  test('shows what was tried', () => {
    expect(render('\u001b[31mX\u202eY\u009bZ')).toContain('\\x1b[31mX\\u202eY\\x9bZ');
  });
});

test.each([
  ['result.json', (text: string) => renderJson(spoil(buildComplete(), text)), buildComplete()],
  [
    'explain.json',
    (text: string) => renderPlainJson(spoil(buildExplanation(), text)),
    buildExplanation(),
  ],
  [
    'JSON for pages',
    (text: string) => renderEscapedJson(spoil(buildProfile(), text)),
    buildProfile(),
  ],
] as const)('%s says the same and nothing to a terminal', (_, render, document) => {
  const text = hostileTexts.join(' ');
  const json = render(text);
  expect(find(json, harmful)).toBeUndefined();
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(spoil<unknown>(document, text))));
});
