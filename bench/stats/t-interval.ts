// The t interval on a mean.
import { mean, sampleSd } from './descriptive.ts';
import { assertConfidence, type IntervalEstimate } from './interval.ts';
import { tQuantile } from './t-distribution.ts';

/**
 * Mean with the interval d̄ ± t·s/√n (Student, 1908); undefined below two values.
 * @param confidence between 0 and 1, for example 0.95.
 */
export function buildTInterval(
  values: readonly number[],
  confidence: number,
): IntervalEstimate | undefined {
  assertConfidence(confidence);
  const estimate = mean(values);
  const sd = sampleSd(values);
  if (estimate === undefined || sd === undefined) return undefined;
  const t = tQuantile(1 - (1 - confidence) / 2, values.length - 1);
  const half = (t * sd) / Math.sqrt(values.length);
  return { estimate, lower: estimate - half, upper: estimate + half };
}
