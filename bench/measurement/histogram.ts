// Microsecond latency histograms that merge exactly and travel as text.
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** A shorter latency is recorded as this: a histogram of whole µs has no room below. */
export const shortestLatencyUs = 1;

/** One hour: a longer latency is recorded as this, so that it stays in the tail. */
export const longestLatencyUs = 3_600_000_000;

/** Most latencies need no more room than this; a longer one makes its histogram grow. */
const expectedHighestUs = 2_000_000;

const significantDigits = 3;

export type LatencyHistogram = Histogram;

/** A new histogram for latencies of 1 µs to 1 h, three significant digits (0.1 % error). */
export function buildHistogram(): LatencyHistogram {
  return build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: shortestLatencyUs,
    highestTrackableValue: expectedHighestUs,
    numberOfSignificantValueDigits: significantDigits,
    useWebAssembly: false,
  });
}

/**
 * Records one latency, clamped to 1 µs … 1 h. Where millions are recorded, `createLatencyRecorder`
 * does the same at a third of the time.
 * @param latencyUs any number but NaN
 */
export function recordLatency(histogram: LatencyHistogram, latencyUs: number): void {
  const wholeUs = Math.round(latencyUs);
  histogram.recordValue(Math.min(Math.max(wholeUs, shortestLatencyUs), longestLatencyUs));
}

/** Base64 of the compressed HdrHistogram V2 format. */
export function encodeHistogram(histogram: LatencyHistogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** @throws Error where the text is not a compressed HdrHistogram. */
export function decodeHistogram(text: string): LatencyHistogram {
  const histogram = decodeFromCompressedBase64(text, 32, false);
  // The format does not carry this setting; without it a longer latency could not be added.
  histogram.autoResize = true;
  return histogram;
}

/** The exact sum of encoded histograms; percentiles are never averaged. */
export function mergeHistograms(texts: readonly string[]): LatencyHistogram {
  const sum = buildHistogram();
  for (const text of texts) sum.add(decodeHistogram(text));
  return sum;
}

/** Value at a percentile in µs; @param percentile 0 to 100. Undefined where nothing was recorded. */
export function latencyAtPercentileUs(
  histogram: LatencyHistogram,
  percentile: number,
): number | undefined {
  return histogram.totalCount === 0 ? undefined : histogram.getValueAtPercentile(percentile);
}
