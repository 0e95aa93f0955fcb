// Skewed draws: a few ranks are drawn often, most of them seldom, as customers are in real life.
import type { Random } from './random.ts';

/** Skew of YCSB's zipfian requests, used wherever a scenario draws skewed keys. */
export const usualTheta = 0.99;

export interface ZipfOptions {
  /** Number of ranks, an integer of at least 1. */
  readonly count: number;
  /** Exponent θ of P(rank) ∝ 1/(rank + 1)^θ; at least 0, where 0 is uniform. */
  readonly theta: number;
  readonly random: Random;
}

/**
 * Makes a function that draws ranks from 0 (most often) to count - 1, in constant time and memory.
 * Rejection-inversion after Hörmann and Derflinger, "Rejection-inversion to generate variates from
 * monotone discrete distributions" (1996): exact, unlike the approximation of Gray et al. in YCSB.
 * @throws RangeError where count or theta cannot be served.
 */
export function createZipf({ count, theta, random }: ZipfOptions): () => number {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`count must be an integer of at least 1, not ${count}`);
  }
  if (!(theta >= 0 && Number.isFinite(theta))) {
    throw new RangeError(`theta must be a number of at least 0, not ${theta}`);
  }
  if (theta === 0 || count === 1) return () => random.nextInt(count);

  const { integral, inverse } = createIntegral(theta);
  const low = integral(1.5) - 1;
  const high = integral(count + 0.5);
  // Within this distance below a whole number the draw is accepted without the exact comparison.
  const sureDistance = 2 - inverse(integral(2.5) - 2 ** -theta);

  return () => {
    for (;;) {
      const area = high + random.next() * (low - high);
      const point = inverse(area);
      const rank = Math.min(Math.max(Math.round(point), 1), count);
      if (rank - point <= sureDistance) return rank - 1;
      if (area >= integral(rank + 0.5) - rank ** -theta) return rank - 1;
    }
  };
}

/** The integral of x^-theta from 1, and its inverse; logarithm and exponential where theta is 1. */
function createIntegral(theta: number): {
  readonly integral: (x: number) => number;
  readonly inverse: (area: number) => number;
} {
  const power = 1 - theta;
  if (power === 0) return { integral: Math.log, inverse: Math.exp };
  return {
    integral: (x) => (x ** power - 1) / power,
    inverse: (area) => (1 + area * power) ** (1 / power),
  };
}
