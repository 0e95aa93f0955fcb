// The hot path of measuring: counts one latency in a few nanoseconds, and becomes a histogram later.
import {
  buildHistogram,
  type LatencyHistogram,
  longestLatencyUs,
  shortestLatencyUs,
} from './histogram.ts';

/**
 * The buckets of an HdrHistogram with three significant digits and a unit of 1 µs: single values up
 * to 2,047, then 1,024 equal parts between each power of two and the next. hdr-histogram-js finds the
 * same bucket with floating-point logarithms, which takes about three times as long.
 */
const halfBucketBits = 10;
const halfBucketCount = 2 ** halfBucketBits;
const bucketCount = indexOf(longestLatencyUs) + 1;

/** Latencies of one kind, as many as are recorded, in 94 kB. */
export interface LatencyRecorder {
  /** Recorded since the last reset. */
  readonly count: number;
  /** Records one latency in µs, rounded and clamped to 1 µs … 1 h. */
  record(latencyUs: number): void;
  /** The same as of the histogram, µs; undefined where nothing was recorded. @param percentile above 0, to 100 */
  percentileUs(percentile: number): number | undefined;
  /** A histogram with the same counts in the same buckets. */
  toHistogram(): LatencyHistogram;
  reset(): void;
}

/** A new, empty recorder. */
export function createLatencyRecorder(): LatencyRecorder {
  const counts = new Uint32Array(bucketCount);
  let total = 0;
  return {
    get count() {
      return total;
    },
    record(latencyUs) {
      const wholeUs = Math.min(
        Math.max(Math.round(latencyUs), shortestLatencyUs),
        longestLatencyUs,
      );
      const index = indexOf(wholeUs);
      counts[index] = (counts[index] ?? 0) + 1;
      total += 1;
    },
    percentileUs(percentile) {
      if (total === 0) return undefined;
      const share = (percentile / 100) * total;
      // Less one unit in the last place, as HdrHistogram does: 99 % of 100 is rank 99, not 100.
      const rank = Math.max(1, Math.ceil(share - share * Number.EPSILON));
      let seen = 0;
      let index = -1;
      while (seen < rank) seen += counts[++index] ?? 0;
      return lowestOf(index + 1) - 1;
    },
    toHistogram() {
      const histogram = buildHistogram();
      counts.forEach((count, index) => {
        // The end of the bucket, as a decoded histogram has it: rather too long than too short.
        if (count > 0) histogram.recordValueWithCount(lowestOf(index + 1) - 1, count);
      });
      return histogram;
    },
    reset() {
      counts.fill(0);
      total = 0;
    },
  };
}

function indexOf(wholeUs: number): number {
  const bucket = Math.max(0, 31 - Math.clz32(wholeUs) - halfBucketBits);
  // An unsigned shift: an hour in µs does not fit into 31 bits.
  return bucket * halfBucketCount + (wholeUs >>> bucket);
}

/** The shortest latency that is counted at an index. */
function lowestOf(index: number): number {
  const bucket = Math.max(0, Math.floor(index / halfBucketCount) - 1);
  return (index - bucket * halfBucketCount) * 2 ** bucket;
}
