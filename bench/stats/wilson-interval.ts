// The score interval on a share.
import { assertConfidence, type IntervalEstimate } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';

/**
 * A share with the score interval of Wilson, "Probable inference, the law of succession, and
 * statistical inference" (1927); undefined without trials. Bursts break its independence, so it
 * describes one sample and never judges a variant.
 * @param successes 0 to trials, else RangeError.
 */
export function buildWilsonInterval(
  successes: number,
  trials: number,
  confidence: number,
): IntervalEstimate | undefined {
  assertConfidence(confidence);
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`There cannot be ${successes} successes in ${trials} trials.`);
  }
  if (trials === 0) return undefined;
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = successes / trials;
  const weight = (z * z) / trials;
  const centre = (share + weight / 2) / (1 + weight);
  const half =
    (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / trials + weight / (4 * trials));
  return {
    estimate: share,
    lower: successes === 0 ? 0 : centre - half,
    upper: successes === trials ? 1 : centre + half,
  };
}
