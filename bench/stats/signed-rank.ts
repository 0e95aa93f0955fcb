// The exact null distribution of Wilcoxon's signed-rank statistic.
import { assertConfidence } from './interval.ts';

/** Above this many pairs the tables grow without a use; runs hold a few dozen groups. */
const mostPairs = 500;

/**
 * P(W = w) for w = 0 … n(n + 1)/2, where each rank 1 … n counts with probability ½: the product of
 * (1 + xⁱ)/2 (Wilcoxon, 1945), multiplied out with probabilities so that nothing overflows.
 * @param pairs 1 to 500, whole, else RangeError.
 */
export function buildSignedRankProbabilities(pairs: number): Float64Array {
  if (!(Number.isInteger(pairs) && pairs >= 1 && pairs <= mostPairs)) {
    throw new RangeError(`The signed-rank distribution is held for 1 … 500 pairs, not ${pairs}.`);
  }
  const probabilities = new Float64Array((pairs * (pairs + 1)) / 2 + 1);
  probabilities[0] = 1;
  for (let rank = 1, most = 0; rank <= pairs; rank += 1) {
    most += rank;
    for (let sum = most; sum >= 0; sum -= 1) {
      const without = probabilities[sum] ?? 0;
      const withRank = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (without + withRank) / 2;
    }
  }
  return probabilities;
}

/** Which order statistics of the Walsh averages bound the interval, and how sure that is. */
export interface SignedRankCut {
  /** The interval is [w(k), w(M + 1 − k)] of the M sorted Walsh averages. */
  readonly k: number;
  /** The exact confidence for a continuous symmetric distribution, at least the one asked for. */
  readonly achievedConfidence: number;
}

/**
 * The largest k with P(W ≤ k − 1) ≤ α/2; undefined where even k = 1 is too much (n below 6 at 95 %).
 * @param confidence between 0 and 1.
 */
export function computeSignedRankCut(pairs: number, confidence: number): SignedRankCut | undefined {
  assertConfidence(confidence);
  const halfAlpha = (1 - confidence) / 2;
  let below = 0;
  let k = 0;
  for (const probability of buildSignedRankProbabilities(pairs)) {
    if (below + probability > halfAlpha) break;
    below += probability;
    k += 1;
  }
  return k === 0 ? undefined : { k, achievedConfidence: 1 - 2 * below };
}
