// Both languages say everything with the same parameters and tags, and each says it in its own words.
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { en } from '../document/messages/en.ts';
import type { Language } from '../document/messages/format.ts';
import { name, sentence, toPlainText } from '../document/messages/sentence.ts';
import { joinChinese, joinEnglish, tags } from '../document/messages/words.ts';
import { zh } from '../document/messages/zh.ts';
import { chinese, english, sections } from './catalogue.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

interface Template {
  readonly path: string;
  readonly en: string;
  readonly zh: string;
}

/** What documents say, too. */
const all = { ...sections, document: { en, zh } };

const templates: readonly Template[] = Object.entries(all).flatMap(([section, texts]) =>
  flatten(texts.en, section).map(([path, en]) => ({
    ...{ path, en },
    zh: new Map(flatten(texts.zh, section)).get(path) ?? '',
  })),
);

function flatten(texts: object, at: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[`${at}.${key}`, text]] : flatten(text, `${at}.${key}`),
  );
}

/** What is put into a template, and the tags that mark it; a plural or a choice may be needed in one language alone. */
function describe(language: Language, template: string) {
  const [params, marks, choices] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const used = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements) {
      if ('children' in element) {
        used.add(element.value);
        if (!isJoint(element.value)) marks.add(element.value.toLowerCase());
        walk(element.children);
      } else if ('options' in element) {
        const { options, value } = element;
        choices.add(value);
        for (const option of Object.values(options)) {
          if (typeof option === 'object' && 'value' in option) walk(option.value as Element[]);
        }
      } else if (element.type === 1) params.add(element.value);
    }
  };
  walk(new IntlMessageFormat(template, language).getAst());
  return { params, marks, choices, tags: used };
}

/** Those that a language needs to join words, as it joins them. */
const isJoint = (tag: string): boolean =>
  /^(clauses|phrases|commas|items|term|lead|capital)$/.test(tag);

test.each(templates)('$path has the same parameters and tags in both languages', ({ en, zh }) => {
  const [first, second] = [describe('en', en), describe('zh', zh)];
  expect([...second.marks].toSorted()).toEqual([...first.marks].toSorted());
  const known = new Set([...first.params, ...first.choices]);
  expect([...second.params, ...second.choices].filter((param) => !known.has(param))).toEqual([]);
  const told = new Set([...second.params, ...second.choices]);
  expect([...first.params].filter((param) => !told.has(param))).toEqual([]);
  // A parameter stands in place of the tag of its name.
  const used = [...first.tags, ...second.tags];
  expect([...known].filter((param) => used.includes(param))).toEqual([]);
  expect(used.filter((tag) => !Object.hasOwn(tags.en, tag))).toEqual([]);
});

const sameInBoth = [
  'page.environmentName.node',
  'page.environmentName.loadstone',
  'page.role.database',
  'page.role.cache',
  'evidence.methodName.hodges-lehmann',
  'evidence.methodName.t',
  'glossary.percentiles.word',
];

test('every text is Chinese in Chinese and not in English', () => {
  const han = /\p{Script=Han}/u;
  expect(templates.length).toBeGreaterThan(400);
  for (const { path, en, zh } of templates) {
    expect(en, path).not.toMatch(han);
    // What has no words of its own, only parameters, reads the same.
    const isBare = !/\p{L}/u.test(zh.replace(/<\/?\w+>|\{\w+\}/g, ''));
    if (!sameInBoth.includes(path) && !isBare) expect(zh, path).toMatch(han);
  }
});

test('a sentence has its parameters in their places, marked as the template says', () => {
  const labels = ['a', 'b'];
  expect(english.verdict.butTied({ labels, count: 2, metric: 'latencyP99Us' })).toEqual([
    { kind: 'name', text: 'a' },
    { kind: 'text', text: ' and ' },
    { kind: 'name', text: 'b' },
    {
      kind: 'text',
      text: ' are tied with it in p99 latency: choose the one that is simplest to run.',
    },
  ]);
  const said = chinese.verdict.butTied({ labels, count: 2, metric: 'latencyP99Us' });
  expect(toPlainText(said)).toBe('a 和 b 在 p99 延迟上与之并列：选运维最简单的那个。');
});

test('what is put into a sentence is never read as a template or a tag', () => {
  const label = "{label} <b>'{'</b> {n, plural, other {#}}";
  expect(english.verdict.choose({ label })).toContainEqual({ kind: 'name', text: label });
});

test('lists read as people write them, and long ones are counted', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => [name(`v${i}`)]);
  expect(toPlainText(joinEnglish(names(1), 5))).toBe('v0');
  expect(toPlainText(joinEnglish(names(3), 5))).toBe('v0, v1 and v2');
  expect(toPlainText(joinEnglish(names(9), 5))).toBe('v0, v1, v2, v3 and 5 more');
  expect(toPlainText(joinChinese(names(3), 5))).toBe('v0、v1 和 v2');
  expect(toPlainText(joinChinese([[name('内存')], [name('索引')]], 5))).toBe('内存和索引');
  expect(toPlainText(joinChinese(names(9), 5))).toBe('v0、v1、v2、v3 和其余 5 个方案');
});

test('a sentence keeps its marked parts in order', () => {
  const inner = sentence`${name('x')}!`;
  expect(sentence`a ${inner} b`.map((segment) => segment.text)).toEqual(['a ', 'x', '!', ' b']);
});
