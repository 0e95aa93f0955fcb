import { expect, test } from 'vitest';
import { findLimit, parseDescriptorLimits } from './descriptors-used-up.ts';

test('the limit leaves exactly the spare descriptors, gaps included', () => {
  expect(findLimit([0, 1, 2, 3], 2)).toBe(6);
  expect(findLimit([0, 1, 2, 5], 2)).toBe(6);
  expect(findLimit([0, 1, 2, 5], 3)).toBe(7);
  expect(findLimit([0, 1, 2, 900], 1)).toBe(4);
});

test('no spare descriptor is a limit at the first free number', () => {
  expect(findLimit([0, 1, 2], 0)).toBe(3);
  expect(findLimit([0, 2], 0)).toBe(1);
});

test('where nothing can be read there is no limit to set', () => {
  expect(findLimit([], 2)).toBeUndefined();
  expect(parseDescriptorLimits('')).toBeUndefined();
});

test('the limits of open files are read as /proc writes them', () => {
  const text = [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max processes             7823                 unlimited            processes ',
    'Max open files            1024                 524288               files     ',
  ].join('\n');
  expect(parseDescriptorLimits(text)).toEqual({ soft: '1024', hard: '524288' });
});
