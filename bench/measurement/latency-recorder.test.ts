// The fast recorder must be indistinguishable from the histogram that it stands for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildHistogram,
  latencyAtPercentileUs,
  longestLatencyUs,
  recordLatency,
} from './histogram.ts';
import { createLatencyRecorder } from './latency-recorder.ts';

/** Values around every power of two, where a wrong bucket would show first, and anything between. */
const latencyUs = fc.oneof(
  fc.double({ min: -10, max: 5e9, noNaN: true }),
  fc.integer({ min: 0, max: 4_100 }),
  fc
    .tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: -2, max: 2 }))
    .map(([power, offset]) => 2 ** power + offset),
);

describe('a latency recorder', () => {
  it('becomes the histogram that the same latencies give', () => {
    fc.assert(
      fc.property(fc.array(latencyUs, { maxLength: 80 }), (values) => {
        const recorder = createLatencyRecorder();
        const histogram = buildHistogram();
        for (const value of values) {
          recorder.record(value);
          recordLatency(histogram, value);
        }
        expect(recorder.count).toBe(histogram.totalCount);
        const converted = recorder.toHistogram();
        // A percentile for each rank tells the whole distribution.
        const percentiles = [
          0.1,
          99,
          ...values.map((_, index) => ((index + 1) / values.length) * 100),
        ];
        for (const percentile of percentiles) {
          const expectedUs = latencyAtPercentileUs(histogram, percentile);
          expect(recorder.percentileUs(percentile)).toBe(expectedUs);
          expect(latencyAtPercentileUs(converted, percentile)).toBe(expectedUs);
        }
      }),
    );
  });

  it('is empty after a reset', () => {
    const recorder = createLatencyRecorder();
    recorder.record(7);
    recorder.record(longestLatencyUs);
    recorder.reset();
    expect(recorder.count).toBe(0);
    expect(recorder.percentileUs(50)).toBeUndefined();
    expect(recorder.toHistogram().totalCount).toBe(0);
  });

  it('counts each latency once when it is collected in two parts', () => {
    const recorder = createLatencyRecorder();
    recorder.record(7);
    const first = recorder.toHistogram();
    recorder.reset();
    recorder.record(9);
    first.add(recorder.toHistogram());
    expect(first.totalCount).toBe(2);
    expect(latencyAtPercentileUs(first, 100)).toBe(9);
  });
});
