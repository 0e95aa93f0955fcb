// An interval that holds at every look, however often somebody looks.
import { mean, sampleSd } from './descriptive.ts';
import { assertConfidence, type IntervalEstimate } from './interval.ts';
import { tCdf } from './t-distribution.ts';

/** Sd of the normal mixture over the standardised effect θ/σ: tightest for effects of about one sd. */
const mixtureSd = 1;

/**
 * The t confidence sequence: mean ± (s/√n)·√((n − 1)(K − 1)/(1 − K/r)) with r = 1 + nτ² and
 * K = (√r/α)^(2/n), where the scale-invariant likelihood ratio, mixed over a normal effect of sd
 * τ = 1, stays below 1/α (Wang and Ramdas, "Anytime-valid t-tests and confidence sequences for
 * Gaussian means with unknown variance", arXiv 2310.03722). The probability that any of the
 * intervals at n = 2, 3, 4, … leaves out the truth is at most 1 − confidence.
 * Undefined where K ≥ r (below 5 values at 95 %), since there it has no end.
 */
export function buildConfidenceSequenceInterval(
  values: readonly number[],
  confidence: number,
): IntervalEstimate | undefined {
  assertConfidence(confidence);
  const estimate = mean(values);
  const sd = sampleSd(values);
  if (estimate === undefined || sd === undefined) return undefined;
  const width = computeSequenceHalfWidth(values.length, confidence);
  if (width === undefined) return undefined;
  const half = sd * width;
  return { estimate, lower: estimate - half, upper: estimate + half };
}

/**
 * Half the width of the interval above in sds of the values; undefined where it has no end.
 * @param size values, at least 2; @param confidence between 0 and 1.
 */
export function computeSequenceHalfWidth(size: number, confidence: number): number | undefined {
  const r = 1 + size * mixtureSd ** 2;
  const k = (Math.sqrt(r) / (1 - confidence)) ** (2 / size);
  if (k >= r) return undefined;
  return Math.sqrt(((size - 1) * (k - 1)) / (1 - k / r)) / Math.sqrt(size);
}

/**
 * The level of the two-sided t test that calls a difference in exactly the samples of this size whose interval
 * above leaves out 0, for power analysis; undefined where the interval has no end.
 * @param size values, at least 2; @param confidence between 0 and 1.
 */
export function computeSequenceTestLevel(size: number, confidence: number): number | undefined {
  assertConfidence(confidence);
  const r = 1 + size * mixtureSd ** 2;
  const k = (Math.sqrt(r) / (1 - confidence)) ** (2 / size);
  if (size < 2 || k >= r) return undefined;
  return 2 * tCdf(-Math.sqrt(((size - 1) * (k - 1)) / (1 - k / r)), size - 1);
}
