// Latency histograms: nothing is lost when they are clamped, merged or sent as text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildHistogram,
  decodeHistogram,
  encodeHistogram,
  type LatencyHistogram,
  latencyAtPercentileUs,
  longestLatencyUs,
  mergeHistograms,
  recordLatency,
} from './histogram.ts';

const latencies = fc.array(fc.integer({ min: 1, max: longestLatencyUs }), { maxLength: 60 });
const percentiles = [0, 1, 25, 50, 90, 99, 99.9, 100];

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = buildHistogram();
  for (const value of values) recordLatency(histogram, value);
  return histogram;
}

function shapeOf(histogram: LatencyHistogram) {
  return {
    count: histogram.totalCount,
    percentilesUs: percentiles.map((percentile) => latencyAtPercentileUs(histogram, percentile)),
  };
}

/** The value at a percentile by the nearest-rank rule, straight from the sorted values. */
function exactPercentileUs(values: readonly number[], percentile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percentile / 100) * sorted.length)) - 1] ?? Number.NaN;
}

describe('a latency histogram', () => {
  it('gives percentiles within 0.1 % of the exact ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: longestLatencyUs }), { minLength: 1 }),
        (values) => {
          const histogram = histogramOf(values);
          for (const percentile of [50, 75, 100]) {
            const exactUs = exactPercentileUs(values, percentile);
            const gotUs = latencyAtPercentileUs(histogram, percentile) ?? Number.NaN;
            expect(gotUs).toBeGreaterThanOrEqual(exactUs);
            expect(gotUs).toBeLessThanOrEqual(exactUs * 1.001);
          }
        },
      ),
    );
  });

  it('merges to the histogram of the whole, in any split and order', () => {
    fc.assert(
      fc.property(fc.array(latencies, { maxLength: 5 }), (parts) => {
        const texts = parts.map((part) => encodeHistogram(histogramOf(part)));
        const whole = shapeOf(histogramOf(parts.flat()));
        expect(shapeOf(mergeHistograms(texts))).toEqual(whole);
        expect(shapeOf(mergeHistograms(texts.toReversed()))).toEqual(whole);
      }),
    );
  });

  it('survives the way through text', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = histogramOf(values);
        const back = decodeHistogram(encodeHistogram(histogram));
        expect(shapeOf(back)).toEqual(shapeOf(histogram));
        expect(encodeHistogram(back)).toBe(encodeHistogram(histogram));
      }),
    );
  });

  it('takes longer latencies after it was decoded from short ones', () => {
    const decoded = decodeHistogram(encodeHistogram(histogramOf([5])));
    recordLatency(decoded, longestLatencyUs);
    expect(decoded.totalCount).toBe(2);
    expect(latencyAtPercentileUs(decoded, 100)).toBeGreaterThanOrEqual(longestLatencyUs);
  });

  it.each([
    { latencyUs: -3, recordedUs: 1 },
    { latencyUs: 0, recordedUs: 1 },
    { latencyUs: 0.4, recordedUs: 1 },
    { latencyUs: 123.6, recordedUs: 124 },
  ])('records $latencyUs µs as $recordedUs µs', ({ latencyUs, recordedUs }) => {
    expect(latencyAtPercentileUs(histogramOf([latencyUs]), 50)).toBe(recordedUs);
  });

  it('keeps what lasted longer than an hour in the tail, as an hour', () => {
    const histogram = histogramOf([10, longestLatencyUs * 2, Number.POSITIVE_INFINITY]);
    expect(histogram.totalCount).toBe(3);
    expect(shapeOf(histogram)).toEqual(
      shapeOf(histogramOf([10, longestLatencyUs, longestLatencyUs])),
    );
  });

  it('has no percentile where nothing was recorded', () => {
    expect(latencyAtPercentileUs(buildHistogram(), 50)).toBeUndefined();
    expect(latencyAtPercentileUs(mergeHistograms([]), 99)).toBeUndefined();
  });

  it('refuses a text that is no histogram', () => {
    expect(() => decodeHistogram('not a histogram')).toThrow();
  });
});
