// Marks of values that are not written: what they are made of, so that runs of one machine stay comparable from version to
// version. The digests are those of `openssl dgst -sha256 -hmac key`.
import { expect, test } from 'vitest';
import { createValueHasher } from './value-hash.ts';

const hasher = createValueHasher('key');

test('a digest is the first half of HMAC-SHA-256', () => {
  expect(hasher.digest('The quick brown fox jumps over the lazy dog')).toBe(
    'f7bc83f430538424b13298e6aa6fb143',
  );
});

test('a mark is a quarter of it, over name and value, so that no two pairs run together', () => {
  expect(hasher.mark('a', 'value')).toBe('[hash:1bf61983ad074206]');
  expect(hasher.mark('b', 'value')).not.toBe(hasher.mark('a', 'value'));
  expect(hasher.mark('ab', 'c')).not.toBe(hasher.mark('a', 'bc'));
  expect(hasher.mark('a', '')).not.toBe(hasher.mark('', 'a'));
});

test('a mark stays as it is, and what only holds one is marked as a whole', () => {
  const mark = hasher.mark('a', 'value');
  expect(hasher.mark('a', mark)).toBe(mark);
  expect(createValueHasher('other').mark('b', mark)).toBe(mark);
  expect(hasher.mark('a', `${mark}!`)).not.toContain(mark);
});

test('a key is told by a number of its own, by which nobody can guess a value', () => {
  expect(hasher.keyId).toBe('eecfbf5d');
  expect(createValueHasher('other').keyId).not.toBe(hasher.keyId);
  expect(hasher.digest('')).not.toContain(hasher.keyId);
});
