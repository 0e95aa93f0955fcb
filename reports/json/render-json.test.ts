import { expect, test } from 'vitest';
import { buildComplete } from '../fixtures/documents.ts';
import { renderJson } from './render-json.ts';

test('what is written reads back equal and is written the same again', () => {
  const document = buildComplete();
  const text = renderJson(document);
  expect(JSON.parse(text)).toEqual(document);
  expect(renderJson(JSON.parse(text))).toBe(text);
});

test('text ends with one line break and keeps lists of numbers on one line', () => {
  const text = renderJson(buildComplete());
  expect(text.endsWith('}\n')).toBe(true);
  expect(text).toMatch(/"percentiles": \[0, 1, 5, .*\]/);
  expect(text).toContain('\n  "schemaVersion": 4,');
});
