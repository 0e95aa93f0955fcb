// Answers of a variant against the baseline's: what is another answer, and what only looks like one.
import { describe, expect, it, test } from 'vitest';
import type { ResolvedParity } from '../spec/experiment.ts';
import { judgeParity, type ReadAnswer, type ReferenceAnswers } from './parity.ts';

const structure: ResolvedParity = { requests: 20, ignore: [], values: false };
const values: ResolvedParity = { ...structure, values: true };

function answer(text: string, contentType = 'text/plain', statusCode = 200): ReadAnswer {
  return { statusCode, contentType, body: { text } };
}

function json(value: unknown, statusCode = 200): ReadAnswer {
  return answer(JSON.stringify(value), 'application/json; charset=utf-8', statusCode);
}

/** A request to one route; the baseline answers the same both times unless said otherwise. */
function asked(first: ReadAnswer, second = first): ReferenceAnswers {
  return {
    request: { route: 'item', method: 'GET', path: '/item' },
    route: { weight: 1, writes: false, expectedStatuses: [200, 404] },
    ...{ first, second },
  };
}

function differenceOf(baseline: unknown, variant: unknown, parity = structure, again = baseline) {
  const { reasons } = judgeParity([asked(json(baseline), json(again))], [json(variant)], parity);
  return Object.keys(reasons)[0];
}

const order = { id: 7, total: 1.5, note: null, lines: [{ sku: 'a', count: 1 }] };

describe('another structure is a wrong answer', () => {
  it.each([
    ['a field is missing', { ...order, total: undefined }, '$.total is missing'],
    [
      'a field is new',
      { ...order, debug: 1 },
      '$.debug is a field that the baseline does not have',
    ],
    ['a number is a text', { ...order, total: '1.5' }, '$.total is a string, not a number'],
    ['an object is a list', { ...order, lines: {} }, '$.lines is an object, not a list'],
    ['an element lacks a field', { ...order, lines: [{ sku: 'a' }] }, '$.lines[].count is missing'],
    ['an error page in JSON', { error: 'no database' }, '$.id is missing'],
  ])('where %s', (_title, variant, difference) => {
    expect(differenceOf(order, variant)).toBe(`body: item: ${difference}`);
  });
});

test('an answer that is nested without end is compared as a text, not walked through', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const nested = answer(deep, 'application/json');
  const parity = { ...structure, values: true };
  expect(judgeParity([asked(nested)], [nested], parity)).toEqual({
    ...{ compared: 1, wrong: 0, reasons: {} },
  });
  const other = answer(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`, 'application/json');
  expect(judgeParity([asked(nested)], [other], parity)).toMatchObject({ compared: 1, wrong: 1 });
});

test('a reason that names a field of the answer keeps the beginning of its name', () => {
  const difference = differenceOf({ a: 1 }, { a: 1, ['x'.repeat(1_000_000)]: 1 });
  expect(difference?.length).toBeLessThan(400);
  expect(difference).toContain('$.xxx');
});

describe('the same structure is no wrong answer', () => {
  it.each<[string, unknown, unknown]>([
    ['other values', order, { ...order, id: 8, total: 2 }],
    ['null for a value, and a value for null', order, { ...order, total: null, note: 'x' }],
    ['a longer list, or an empty one', order, { ...order, lines: [] }],
    ['elements where the baseline had none', { lines: [] }, { lines: [{ sku: 'b' }] }],
    [
      'a field that only some elements have',
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 3, b: 4 }, { a: 5 }],
    ],
  ])('with %s', (_title, baseline, variant) => {
    expect(differenceOf(baseline, variant)).toBeUndefined();
  });

  it('where names are data: the baseline itself has others the second time', () => {
    const [first, second] = [{ at: { '12:00': 1 } }, { at: { '12:01': 1 } }];
    expect(differenceOf(first, { at: { '12:02': 1 } }, structure, second)).toBeUndefined();
    expect(differenceOf(first, { at: { '12:02': 'x' } }, structure, first)).toBeDefined();
  });

  it('where the field is declared', () => {
    const ignoring = { ...structure, ignore: ['total', 'debug'] };
    expect(differenceOf(order, { ...order, total: '1', debug: 1 }, ignoring)).toBeUndefined();
  });

  it('where another answer of the route showed that the field may be absent', () => {
    const reference = [asked(json({ a: 1, b: 2 })), asked(json({ a: 1 }))];
    const answers = [json({ a: 1 }), json({ a: 1, b: 2 })];
    expect(judgeParity(reference, answers, structure)).toEqual({
      ...{ compared: 2, wrong: 0, reasons: {} },
    });
  });
});

test('values count where it is asked for, and where the baseline repeats its own', () => {
  const now = { ...order, servedAt: 1 };
  const again = { ...order, servedAt: 2 };
  expect(differenceOf(now, { ...order, servedAt: 3 }, values, again)).toBeUndefined();
  expect(differenceOf(now, { ...again, total: 9 }, values, again)).toBe(
    'body: item: $.total has another value',
  );
  expect(differenceOf(now, { ...again, lines: [] }, values, again)).toBe(
    'body: item: $.lines has 0 elements, not 1',
  );
  const reference = [asked(answer('a')), asked(answer('b'), answer('c'))];
  const other = judgeParity(reference, [answer('x'), answer('x')], values);
  expect(other.reasons).toEqual({ "body: item: another text than the baseline's": 1 });
});

test('another content type, status, and JSON that does not parse are wrong answers', () => {
  const reference = Array.from({ length: 3 }, () => asked(json(order)));
  const page = answer('<h1>Sorry</h1>', 'text/html');
  const cut = answer('{"id":', 'application/json');
  expect(judgeParity(reference, [page, json({}, 404), cut], structure)).toEqual({
    ...{ compared: 3, wrong: 3 },
    reasons: {
      "body: item: sent as text/html, the baseline's as application/json": 1,
      'body: item: status 404 where the baseline answers 200': 1,
      'body: item: is no JSON, though it is sent as application/json': 1,
    },
  });
});

test('what has no counterpart is not compared: no answer, or one that the load counts as failed', () => {
  const failing = json({ error: 'x' }, 500);
  const reference = [asked(json(order)), asked(json(order)), asked(failing), asked(json(order))];
  const answers = [undefined, failing, json(order), json(order)];
  expect(judgeParity(reference, answers, structure)).toMatchObject({ compared: 1, wrong: 0 });
});
