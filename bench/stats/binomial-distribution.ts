// The binomial distribution function.
import { regularisedIncompleteBeta } from './special-functions.ts';

/**
 * P(B ≤ k) for B binomial (n, p): I_{1−p}(n − k, k + 1) (Abramowitz and Stegun 26.5.24).
 * @param successes whole, may lie below 0 or above the trials
 * @param trials whole, at least 0
 * @param probability 0 to 1
 */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return regularisedIncompleteBeta(1 - probability, trials - successes, successes + 1);
}
