// How many pairs an interval of a given half-width would take.
import { tQuantile } from './t-distribution.ts';

/** Half the width of an interval of so many pairs, in sds of a difference; undefined where it has no end. */
type HalfWidth = (pairs: number, confidence: number) => number | undefined;

const tHalfWidth: HalfWidth = (pairs, confidence) =>
  tQuantile(1 - (1 - confidence) / 2, pairs - 1) / Math.sqrt(pairs);

/**
 * Smallest n ≥ 2 with a half-width of at most the gap: t·s/√n, where t has n − 1 degrees of freedom at the given
 * confidence, unless another interval is named. Undefined where more than `most` would be needed.
 * @param sd of a difference, at least 0; @param gap the half-width wanted, above 0.
 */
export function computePairsNeeded(
  sd: number,
  gap: number,
  confidence: number,
  most: number,
  halfWidth: HalfWidth = tHalfWidth,
): number | undefined {
  if (!(sd >= 0 && gap > 0)) return undefined;
  const fits = (pairs: number): boolean =>
    (halfWidth(pairs, confidence) ?? Number.POSITIVE_INFINITY) * sd <= gap;
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
