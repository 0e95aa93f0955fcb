// What is in the buckets of an encoded histogram, for tests that compare them one by one.
import { decodeHistogram } from '../../measurement/histogram.ts';

/** The end of the bucket of each latency, µs, ascending: equal lists are equal counts in every bucket. */
export function listRanks(text: string): readonly number[] {
  const histogram = decodeHistogram(text);
  const { totalCount } = histogram;
  return Array.from({ length: totalCount }, (_, index) =>
    histogram.getValueAtPercentile(((index + 0.5) / totalCount) * 100),
  );
}
