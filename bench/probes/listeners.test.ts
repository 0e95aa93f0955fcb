import { expect, test } from 'vitest';
import { readAddress } from './listeners.ts';

test.each([
  ['0100007F', '127.0.0.1'],
  ['00000000', '0.0.0.0'],
  ['00000000000000000000000000000000', '[::]'],
  ['00000000000000000000000001000000', '[::1]'],
  ['0000000000000000FFFF00000100007F', '[::ffff:7f00:1]'],
])('%s is %s', (hex, address) => {
  expect(readAddress(hex)).toBe(address);
});
