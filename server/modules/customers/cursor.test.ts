import { expect, test } from 'vitest';
import { parseCursor, renderCursor } from './cursor.ts';

test.each([
  ['newest', '2025-01-02T03:04:05.678Z'],
  ['name', "O'Neil 王"],
  ['spent', 12_345],
] as const)('a cursor by %s comes back as it was', (sort, value) => {
  expect(parseCursor(sort, renderCursor(sort, { value, id: 7, rowCount: 40 }))).toEqual({
    ...{ value, id: 7, rowCount: 40 },
  });
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  ['not JSON', 'zzz'],
  ['of another sort', renderCursor('name', { value: 'a', id: 1, rowCount: 20 })],
  ['with a value of another kind', encode(['spent', 'a', 1, 20])],
  ['with a moment that is none', encode(['newest', '2025-13-01', 1, 20])],
  ['with an id out of range', encode(['spent', 1, 2 ** 31, 20])],
  ['that counts no rows', encode(['spent', 1, 1])],
  ['that counts less than one row', encode(['spent', 1, 1, 0])],
  ['with something more', encode(['spent', 1, 1, 1, 1])],
])('a cursor %s is refused', (_, text) => {
  const sort = text.startsWith(encode(['newest']).slice(0, 10)) ? 'newest' : 'spent';
  expect(() => parseCursor(sort, text)).toThrowError(/not a cursor/);
});
