// Microsecond latency histograms that merge exactly and travel as text.
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** One hour: a longer latency is recorded as this, so that it stays in the tail. */
const highestUs = 3_600_000_000;

export type LatencyHistogram = Histogram;

/** A new histogram for latencies of 1 µs to 1 h, three significant digits (0.1 % error). */
export function buildHistogram(): LatencyHistogram {
  return build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
}

/** Records one latency, clamped to 1 µs … 1 h; @param latencyUs any finite number. */
export function recordLatency(histogram: LatencyHistogram, latencyUs: number): void {
  histogram.recordValue(Math.min(Math.max(Math.round(latencyUs), 1), highestUs));
}

/** Base64 of the compressed HdrHistogram V2 format. */
export function encodeHistogram(histogram: LatencyHistogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** @throws Error where the text is not a compressed HdrHistogram. */
export function decodeHistogram(text: string): LatencyHistogram {
  return decodeFromCompressedBase64(text, 32, false);
}

/** The exact sum of histograms; percentiles are never averaged. */
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
