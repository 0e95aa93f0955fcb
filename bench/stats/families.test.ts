// Corrections for families of questions, and counts of a binomial, by hand.
import { describe, expect, it } from 'vitest';
import { adjustByBenjaminiHochberg, adjustByHolm } from './adjusted-p-values.ts';
import { binomialCdf } from './binomial-distribution.ts';

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

describe.each([
  ['Holm', adjustByHolm],
  ['Benjamini and Hochberg', adjustByBenjaminiHochberg],
])('%s', (_, adjust) => {
  it('leaves no question, a single one, and what is certain either way as they are', () => {
    expect(adjust([])).toEqual([]);
    expect(adjust([0.03])).toEqual([0.03]);
    expect(adjust([0, 1])).toEqual([0, 1]);
  });

  it.each([-0.01, 1.01, Number.NaN])('refuses %d, which is no p-value', (p) => {
    expect(() => adjust([0.5, p])).toThrow(RangeError);
    expect(() => adjust([p, 0.5])).toThrow(RangeError);
  });
});

it('Holm multiplies the smallest by all, the next by one fewer, and none is below one before it', () => {
  expect(adjustByHolm([0.04, 0.01, 0.03, 0.9])).toEqual(close([0.09, 0.04, 0.09, 0.9]));
  expect(adjustByHolm([0.6, 0.5])).toEqual([1, 1]);
});

it('Benjamini and Hochberg divide by the rank, and none is above one behind it', () => {
  // 0.01 · 4, 0.03 · 4/2, 0.04 · 4/3, 0.9 · 4/4.
  expect(adjustByBenjaminiHochberg([0.04, 0.01, 0.03, 0.9])).toEqual(
    close([0.16 / 3, 0.04, 0.16 / 3, 0.9]),
  );
  expect(adjustByBenjaminiHochberg([0.6, 0.5])).toEqual([0.6, 0.6]);
});

it('a binomial counts from none to all', () => {
  expect(binomialCdf(-1, 3, 0.5)).toBe(0);
  expect([0, 1, 2].map((count) => binomialCdf(count, 3, 0.5))).toEqual(
    close([1 / 8, 4 / 8, 7 / 8]),
  );
  expect([3, 4].map((count) => binomialCdf(count, 3, 0.5))).toEqual([1, 1]);
  expect([0, 2].map((count) => binomialCdf(count, 2, 0))).toEqual([1, 1]);
});
