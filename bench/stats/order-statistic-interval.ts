// An interval on a quantile from the sample's own sorted values.
import { binomialCdf } from './binomial-distribution.ts';
import { assertConfidence } from './interval.ts';

/** Places in the ascending sample, counted from 1, whose values bound the quantile. */
export interface QuantileRanks {
  readonly lowerRank: number;
  readonly upperRank: number;
  /** Exact for independent draws from a continuous distribution, at least the one asked for. */
  readonly achievedConfidence: number;
}

/**
 * Ranks l < u with P(x(l) ≤ quantile ≤ x(u)) = P(l ≤ B ≤ u − 1) ≥ confidence for B binomial (n, q),
 * at most half of the rest in either tail (David and Nagaraja, "Order Statistics", 7.1); undefined
 * where n is too small to bound the quantile on both sides. Requests of one trial hang together, so
 * this describes one sample and never compares variants.
 * @param size whole, at least 0; @param quantile between 0 and 1, for example 0.99, else RangeError.
 */
export function computeQuantileRanks(
  size: number,
  quantile: number,
  confidence: number,
): QuantileRanks | undefined {
  assertConfidence(confidence);
  if (!(Number.isInteger(size) && size >= 0 && quantile > 0 && quantile < 1)) {
    throw new RangeError(`No ranks for the quantile ${quantile} of ${size} values.`);
  }
  const tail = (1 - confidence) / 2;
  /** Fewest successes whose cumulative probability passes the test. */
  const findFewest = (passes: (cumulative: number) => boolean): number => {
    let low = -1;
    let high = size;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (passes(binomialCdf(middle, size, quantile))) high = middle;
      else low = middle;
    }
    return high;
  };
  const lowerRank = findFewest((cumulative) => cumulative > tail);
  const upperRank = findFewest((cumulative) => cumulative >= 1 - tail) + 1;
  if (lowerRank < 1 || upperRank > size) return undefined;
  const achievedConfidence =
    binomialCdf(upperRank - 1, size, quantile) - binomialCdf(lowerRank - 1, size, quantile);
  return { lowerRank, upperRank, achievedConfidence };
}
