// Whether a variant kept up with an open load: an outcome, never a reason to void its trial.
import type { TrialRecord } from '../measurement/records.ts';

/** A backlog that takes longer than this share of the slice to drain was building up all the while. */
const mostDrainRatio = 0.25;

/**
 * True where the arrivals of an open load came faster than the variant could answer: some could not be
 * sent at all, or the slices took more than a quarter of their length to drain. At rate r above the
 * capacity c a slice of length d leaves (r − c)·d requests, which take (r/c − 1)·d to drain.
 */
export function isSaturated({ measurement, counts, slices }: TrialRecord): boolean {
  if (measurement.sendLateness === undefined) return false;
  if (counts.dropped > 0) return true;
  const windowMs = slices.reduce((sum, { windowUs }) => sum + windowUs / 1000, 0);
  const drainMs = slices.reduce((sum, slice) => sum + (slice.drainMs ?? 0), 0);
  return drainMs > mostDrainRatio * windowMs;
}
