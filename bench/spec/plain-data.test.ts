// What a config exports is read once, and nothing in it can throw later.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainData } from './plain-data.ts';
import { formatPath } from './problem.ts';

function problemsOf(value: unknown): string[] {
  return readPlainData(value).problems.map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

test('any JSON is read as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect(readPlainData(value)).toEqual({ value, problems: [] });
    }),
    { seed: 7 },
  );
});

test('what JSON has a text for is that text, and undefined stays', () => {
  const at = new Date(0);
  expect(readPlainData({ at, url: new URL('http://a/'), no: undefined, list: [at] })).toEqual({
    value: {
      ...{ at: at.toISOString(), url: 'http://a/', no: undefined },
      list: [at.toISOString()],
    },
    problems: [],
  });
});

test('a getter is read once', () => {
  let reads = 0;
  const given = {
    get seed() {
      reads += 1;
      return reads;
    },
  };
  const { value } = readPlainData({ a: given, b: given });
  expect(value).toEqual({ a: { seed: 1 }, b: { seed: 1 } });
  expect(reads).toBe(1);
});

test('everything that is no data is told with its path, all at once', () => {
  const loop: Record<string, unknown> = { n: 1 };
  loop.back = { to: loop };
  const thrower = {
    get() {
      throw new Error('first\nsecond');
    },
  };
  expect(
    problemsOf({
      a: 1n,
      b: [Symbol('s'), () => 1],
      c: { 'x y': new Map() },
      loop,
      p: new Proxy({ key: 1 }, thrower),
      soon: Promise.resolve(1),
      get g(): unknown {
        throw null;
      },
    }),
  ).toEqual([
    'a: is a BigInt, which JSON cannot hold; write a number or a text',
    'b[0]: is a symbol, and a config is plain data',
    'b[1]: is a function, and a config is plain data',
    'c["x y"]: is a Map, and a config is plain data',
    'loop.back.to: holds itself: it is the same object as loop',
    'p: cannot be read: first\\nsecond',
    'soon: is a promise; write await before it',
    'g: cannot be read: null',
  ]);
});

test('what is nested too deep, or for ever, is told', () => {
  const endless = (): object => ({
    get next() {
      return endless();
    },
  });
  expect(readPlainData(endless()).problems).toMatchObject([
    { message: 'is nested deeper than 100 levels' },
  ]);
});
