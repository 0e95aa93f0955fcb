// Both languages say everything, and each says it in its own words.
import { expect, test } from 'vitest';
import { chinese, english } from './catalogue.ts';
import { joinChinese } from './chinese-words.ts';
import { joinEnglish } from './english-words.ts';
import { name, sentence, toPlainText } from './sentence.ts';

const plain = ['environmentName', 'tierLegend'];
const parts = [
  'verdict',
  'table',
  'effects',
  'evidence',
  'gates',
  'timeline',
  'cost',
  'page',
  'interaction',
  'live',
  'sweep',
  'compare',
  'explain',
  'profile',
  'faults',
] as const;

test('every fixed text is Chinese in Chinese and not in English', () => {
  const han = /\p{Script=Han}/u;
  let seen = 0;
  for (const part of parts) {
    for (const [key, value] of Object.entries(english[part])) {
      if (typeof value !== 'string' || plain.includes(key)) continue;
      const other = (chinese[part] as unknown as Record<string, unknown>)[key];
      expect(value, key).not.toMatch(han);
      expect(other, key).toMatch(han);
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(100);
});

test('the glossaries explain the same number of words', () => {
  expect(chinese.page.glossary('5%')).toHaveLength(english.page.glossary('5%').length);
});

test('lists read as people write them, and long ones are counted', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => [name(`v${i}`)]);
  expect(toPlainText(joinEnglish(names(1)))).toBe('v0');
  expect(toPlainText(joinEnglish(names(3)))).toBe('v0, v1 and v2');
  expect(toPlainText(joinEnglish(names(9)))).toBe('v0, v1, v2, v3 and 5 more');
  expect(toPlainText(joinChinese(names(3)))).toBe('v0、v1 和 v2');
  expect(toPlainText(joinChinese([[name('内存')], [name('索引')]]))).toBe('内存和索引');
  expect(toPlainText(joinChinese(names(9)))).toBe('v0、v1、v2、v3 和其余 5 个方案');
});

test('a sentence keeps its marked parts in order', () => {
  const inner = sentence`${name('x')}!`;
  expect(sentence`a ${inner} b`.map((segment) => segment.text)).toEqual(['a ', 'x', '!', ' b']);
});
