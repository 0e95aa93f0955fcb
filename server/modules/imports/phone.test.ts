import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalisePhone } from './phone.ts';

test.each([
  ['13812345678', '13812345678'],
  [' 138 1234 5678 ', '13812345678'],
  ['138-1234-5678', '13812345678'],
  ['+86 138-1234-5678', '13812345678'],
  ['+8613812345678', '13812345678'],
  ['0086-13812345678', '13812345678'],
  ['8613812345678', '13812345678'],
  ['(+86)138 1234 5678', '13812345678'],
  ['（138）12345678', '13812345678'],
  ['１３８１２３４５６７８', '13812345678'],
  ['＋８６　１３８１２３４５６７８', '13812345678'],
  ['138–1234—5678', '13812345678'],
  ['138.1234.5678', '13812345678'],
])('%j becomes %s', (raw, normalised) => {
  expect(normalisePhone(raw)).toBe(normalised);
});

test.each([
  ['', '12812345678', '1381234567', '138123456789', '010-12345678', 'n/a', '+1 3812345678'],
  ['1381234567a', '138 1234 567O', '+85213812345678', '138123456٣٤', '23812345678'],
])('%j and others are no mainland mobile numbers', (...raws) => {
  for (const raw of raws) expect(normalisePhone(raw)).toBeUndefined();
});

test('normalising is idempotent and only ever gives 11 plain digits', () => {
  const signs = fc.constantFrom(...'0123456789０１８９+-() 　86'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: signs, maxLength: 20 }), (raw) => {
      const normalised = normalisePhone(raw);
      if (normalised === undefined) return;
      expect(normalised).toMatch(/^1[3-9][0-9]{9}$/);
      expect(normalisePhone(normalised)).toBe(normalised);
    }),
  );
});
