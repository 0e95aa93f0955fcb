// A load that ends too early to see a recovery is told before hours are spent on it.
import { expect, test } from 'vitest';
import { describeShortAfter } from './fault-rate.ts';

test('a low rate needs a longer load after the fault, and the sentence says how long', () => {
  expect(describeShortAfter(3_000, 60)).toMatch(/60 requests\/s it takes 8\.5 s .*afterMs is 3 s/);
  expect(describeShortAfter(8_000, 100)).toBeUndefined();
});
