// How many pairs an interval of a given half-width would take.
import { tQuantile } from './t-distribution.ts';

/**
 * Smallest n ≥ 2 with t·s/√n ≤ gap, where t has n − 1 degrees of freedom at the given confidence;
 * undefined where more than `most` would be needed.
 * @param sd of a difference, at least 0; @param gap the half-width wanted, above 0.
 */
export function computePairsNeeded(
  sd: number,
  gap: number,
  confidence: number,
  most: number,
): number | undefined {
  if (!(sd >= 0 && gap > 0)) return undefined;
  const fits = (pairs: number): boolean =>
    tQuantile(1 - (1 - confidence) / 2, pairs - 1) * (sd / Math.sqrt(pairs)) <= gap;
  if (!fits(most)) return undefined;
  let tooFew = 1;
  let enough = most;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (fits(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
