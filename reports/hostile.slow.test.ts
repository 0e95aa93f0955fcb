// Each hostile text by itself in every table, on every page and in JSON: in hostile.test.ts they come together.
import { describe, expect, test } from 'vitest';
import { buildComplete } from './fixtures/documents.ts';
import { hostileTexts } from './fixtures/hostile-texts.ts';
import { pageViews, tableViews } from './fixtures/views.ts';
import { renderJson } from './json/render-json.ts';
import { find, harmful } from './test-hostile.ts';
import { spoil } from './test-spoil.ts';

describe.each(hostileTexts)('%j', (text) => {
  test.each(tableViews)('in $name on a terminal', ({ render }) => {
    const table = render((document, keptKeys) => spoil(document, text, keptKeys), 400, false);
    expect(find(table, harmful)).toBeUndefined();
  });

  test.each(pageViews)('in $name in a browser', ({ render }) => {
    const page = render((document, keptKeys) => spoil(document, text, keptKeys));
    expect(find(page, harmful)).toBeUndefined();
  });

  test('in JSON', () => {
    const document = spoil(buildComplete(), text);
    const json = renderJson(document);
    expect(find(json, harmful)).toBeUndefined();
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
