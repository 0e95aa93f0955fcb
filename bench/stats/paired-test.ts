// The p-value that goes with the paired interval: signed-rank where it can speak, t where pairs are few.
import { mean, sampleSd } from './descriptive.ts';
import { hodgesLehmannFrom } from './paired-interval.ts';
import { tCdf } from './t-distribution.ts';

export interface PairedTest {
  /** Two-sided, 0 to 1. */
  readonly p: number;
  readonly method: 'signed-rank' | 't';
}

/**
 * Two-sided p-value of location 0 of paired differences. The exact signed-rank test, conditional on
 * the magnitudes: zeros are dropped and ties share the mean of their ranks (Wilcoxon, 1945; Pratt and
 * Gibbons, "Concepts of Nonparametric Theory", chapter 3). The t test takes its place below 8
 * differences, as in the interval, and where the smallest p that the exact test can give, 2/2ⁿ for n
 * differences other than 0, is above `smallestNeeded`. All zero is 1; undefined below 2 differences.
 * @param smallestNeeded the level that p will be compared with, or with Holm that level divided by
 * the number of questions; between 0 and 1, else RangeError.
 */
export function computePairedPValue(
  differences: readonly number[],
  { smallestNeeded }: { readonly smallestNeeded: number },
): PairedTest | undefined {
  if (!(smallestNeeded > 0 && smallestNeeded < 1)) {
    throw new RangeError(`A level lies between 0 and 1, not ${smallestNeeded}.`);
  }
  if (differences.length < 2) return undefined;
  const moved = differences.filter((difference) => difference !== 0);
  if (moved.length === 0) return { p: 1, method: 'signed-rank' };
  if (differences.length < hodgesLehmannFrom || 2 / 2 ** moved.length > smallestNeeded) {
    return { p: computeTPValue(differences), method: 't' };
  }
  return { p: computeSignedRankPValue(moved), method: 'signed-rank' };
}

/** Differences that are all equal and not 0 give t = ∞ and p = 0. */
function computeTPValue(differences: readonly number[]): number {
  const standardError = (sampleSd(differences) ?? 0) / Math.sqrt(differences.length);
  const t = Math.abs(mean(differences) ?? 0) / standardError;
  return 2 * tCdf(-t, differences.length - 1);
}

function computeSignedRankPValue(differences: readonly number[]): number {
  const ranks = buildDoubledRanks(differences);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce(
    (sum, rank, place) => ((differences[place] ?? 0) > 0 ? sum + rank : sum),
    0,
  );
  /** P(the ranks with a plus sum to this). */
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let most = 0;
  for (const rank of ranks) {
    most += rank;
    for (let sum = most; sum >= 0; sum -= 1) {
      const minus = probabilities[sum] ?? 0;
      const plus = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (minus + plus) / 2;
    }
  }
  let tail = 0;
  for (const probability of probabilities.subarray(0, Math.min(positive, total - positive) + 1)) {
    tail += probability;
  }
  return Math.min(1, 2 * tail);
}

/** Twice the rank of each magnitude, so that the mean rank of a tie stays whole. */
function buildDoubledRanks(differences: readonly number[]): readonly number[] {
  const magnitudes = differences.map(Math.abs).sort((a, b) => a - b);
  const doubled = new Map<number, number>();
  for (const [place, magnitude] of magnitudes.entries()) {
    const first = magnitudes.indexOf(magnitude);
    // The tie so far holds the ranks first + 1 … place + 1.
    doubled.set(magnitude, first + place + 2);
  }
  return differences.map((difference) => doubled.get(Math.abs(difference)) ?? 0);
}
