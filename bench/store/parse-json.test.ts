// What is refused before it is parsed, and what a text means afterwards.
import { expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

test('what is nested too deep is refused before it is parsed, and text in strings counts for nothing', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(parse(deep(200))).toBeInstanceOf(Array);
  expect(() => parse(deep(201))).toThrow('is nested more than 200 deep');
  expect(() => parse(`${'{"a":'.repeat(1_000_000)}1`)).toThrow('is nested more than 200 deep');
  expect(parse(JSON.stringify(`\\"${'['.repeat(500)}\\`))).toBe(`\\"${'['.repeat(500)}\\`);
  expect(parse('{"a":"\\\\","b":["]"]}')).toEqual({ a: '\\', b: [']'] });
  for (const text of ['', '"', '"\\"', '{', '[1,]', 'nul', '\u0000'])
    expect(() => parse(text)).toThrow('is no JSON');
});

test('keys that mean something to objects stay plain keys', () => {
  const value = parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('lists and objects side by side are no deeper for it, however many they are', () => {
  const flat = `[${'[],{},'.repeat(50_000)}{"a":[]}]`;
  expect(parse(flat)).toHaveLength(100_001);
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  expect(parse(`[${nested(199)},${nested(199)}]`)).toHaveLength(2);
  expect(() => parse(`[${nested(199)},${nested(200)}]`)).toThrow('is nested more than 200 deep');
});

test('values are counted before any is made: an item or a member by its comma, a list or an object by its start', () => {
  // It is no JSON: at the limit that is what is told, one above it the limit is.
  const most = '[],{},'.repeat(2_500_000);
  expect(() => parse(most)).toThrow('is no JSON');
  expect(() => parse(`${most},`)).toThrow('has more than 10000000 values');
  const commas = JSON.stringify(','.repeat(10_000_001));
  expect(parse(commas)).toHaveLength(10_000_001);
});

test('a string ends at its first quote that no backslash takes away, wherever the brackets after it are', () => {
  const brackets = '['.repeat(201);
  for (const text of ['', '"', '\\', '\\\\', '\\"', '"\\', '\\\\"', 'a"b"c'])
    expect(parse(JSON.stringify([text, brackets, { [text]: brackets }]))).toEqual([
      ...[text, brackets],
      { [text]: brackets },
    ]);
  expect(parse('""')).toBe('');
  // The backslash before the string is none of its own.
  expect(() => parse(`\\"${brackets}"`)).toThrow('is no JSON');
  expect(() => parse(`["\\\\",${brackets}`)).toThrow('is nested more than 200 deep');
});

test('what the parser said is kept as the cause', () => {
  const thrown = expect.objectContaining({
    message: 'is no JSON',
    cause: expect.any(SyntaxError),
  });
  expect(() => parse('[1,]')).toThrow(thrown);
});
