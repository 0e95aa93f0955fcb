// Coarse histograms: within their error of the exact values, and nothing lost by merging or as text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoarseHistogram, mergeCoarseHistograms } from './coarse-histogram.ts';
import { longestLatencyUs } from './histogram.ts';

/** Values around every power of two, where a wrong bucket would show first, and anything between. */
const aLatencyUs = fc.oneof(
  fc.integer({ min: 1, max: longestLatencyUs }),
  fc.integer({ min: 1, max: 600 }),
  fc
    .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -1, max: 1 }))
    .map(([power, offset]) => 2 ** power + offset),
);
const latenciesUs = fc.array(aLatencyUs, { maxLength: 60 });

function histogramOf(valuesUs: readonly number[]): CoarseHistogram {
  const histogram = new CoarseHistogram();
  for (const valueUs of valuesUs) histogram.record(valueUs);
  return histogram;
}

describe('a coarse histogram', () => {
  it('gives percentiles at most 1 % too long and never too short', () => {
    fc.assert(
      fc.property(fc.array(aLatencyUs, { minLength: 1 }), (valuesUs) => {
        const sorted = valuesUs.toSorted((a, b) => a - b);
        const histogram = histogramOf(valuesUs);
        for (const percentile of [1, 50, 99, 100]) {
          const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length));
          const exactUs = sorted[rank - 1] ?? Number.NaN;
          const gotUs = histogram.percentileUs(percentile);
          expect(gotUs).toBeGreaterThanOrEqual(exactUs);
          expect(gotUs).toBeLessThanOrEqual(exactUs * 1.01);
        }
      }),
    );
  });

  it('holds each latency in the bucket of its value', () => {
    fc.assert(
      fc.property(aLatencyUs, (valueUs) => {
        const [bucket, ...others] = histogramOf([valueUs]).buckets();
        expect(others).toEqual([]);
        expect(bucket?.count).toBe(1);
        expect(bucket?.lowestUs).toBeLessThanOrEqual(valueUs);
        expect(bucket?.highestUs).toBeGreaterThanOrEqual(valueUs);
      }),
    );
  });

  it('merges to the histogram of the whole, in any split, through text or not', () => {
    fc.assert(
      fc.property(fc.array(latenciesUs, { maxLength: 5 }), (parts) => {
        const whole = histogramOf(parts.flat());
        const histograms = parts.map(histogramOf);
        const merged = mergeCoarseHistograms(histograms.map((part) => part.encode()).toReversed());
        expect([...merged.buckets()]).toEqual([...whole.buckets()]);
        const sum = new CoarseHistogram();
        for (const part of histograms) sum.add(part);
        expect(sum.encode()).toBe(whole.encode());
        expect(sum.count).toBe(parts.flat().length);
      }),
    );
  });

  it('carries counts of more than 31 bits', () => {
    const histogram = histogramOf([300]);
    for (let doubling = 0; doubling < 31; doubling += 1) histogram.addEncoded(histogram.encode());
    expect(mergeCoarseHistograms([histogram.encode()]).count).toBe(2 ** 31);
  });

  it('clamps what is out of range', () => {
    const histogram = histogramOf([-5, 0.2, longestLatencyUs * 3, Number.POSITIVE_INFINITY]);
    expect(histogram.percentileUs(50)).toBe(1);
    expect(histogram.percentileUs(100)).toBeGreaterThanOrEqual(longestLatencyUs);
  });

  it('is an empty text, and has no percentile, where nothing was recorded', () => {
    expect(new CoarseHistogram().encode()).toBe('');
    expect(mergeCoarseHistograms(['', '']).percentileUs(50)).toBeUndefined();
  });

  it.each([
    { title: 'cut off', bytes: [5, 0x80] },
    { title: 'a gap without a count', bytes: [5] },
    { title: 'a bucket beyond the last', bytes: [0xff, 0x7f, 1] },
    { title: 'a bucket that holds nothing', bytes: [5, 0] },
  ])('refuses a text that is $title', ({ bytes }) => {
    const text = Buffer.from(bytes).toString('base64');
    expect(() => mergeCoarseHistograms([text])).toThrow(RangeError);
  });
});
