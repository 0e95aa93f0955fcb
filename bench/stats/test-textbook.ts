// The textbook analysis of designs, which the general one must agree with where all cells scatter alike.
import { mean } from './descriptive.ts';
import { listGroupContrasts, type Variation } from './factorial.ts';
import { type Word, wordLength } from './fraction.ts';
import type { IntervalEstimate } from './interval.ts';
import { tQuantile } from './t-distribution.ts';

interface TwoLevelEffect {
  readonly word: Word;
  /** q_j = 2^−k Σ s_ij·ȳ_i; on logarithms e^{2q} is the ratio of a main effect, e^{4q} a ratio of ratios. */
  readonly q: number;
  readonly lower: number;
  readonly upper: number;
  /** SS_j = 2^k·r·q_j² ÷ (SST − SS_block). */
  readonly variationRatio: number;
}

/**
 * Effects of a 2^k·r design (Jain 1991, chapter 18; Box, Hunter and Hunter 2005, chapter 5): interval
 * q ± t·s_e/√(2^k·r) with (2^k − 1)(r − 1) degrees of freedom.
 * @param groups values by group and run; bit j of a run's number is set where factor j is at its other level.
 */
export function analyseTwoLevel(
  groups: readonly (readonly number[])[],
  confidence: number,
): readonly TwoLevelEffect[] {
  const size = groups[0]?.length ?? 0;
  const repetitions = groups.length;
  const runMeans = Array.from({ length: size }, (_, run) =>
    mean(groups.map((values) => values[run] ?? 0)),
  );
  const words = Array.from({ length: size - 1 }, (_, index) => index + 1);
  const qs = words.map(
    (word) => runMeans.reduce<number>((sum, y = 0, run) => sum + signOf(word, run) * y, 0) / size,
  );
  const grandMean = mean(groups.flat()) ?? 0;
  const total = groups.flat().reduce((sum, y) => sum + (y - grandMean) ** 2, 0);
  const ofBlocks =
    size * groups.reduce((sum, values) => sum + ((mean(values) ?? 0) - grandMean) ** 2, 0);
  const ofEffects = qs.map((q) => size * repetitions * q ** 2);
  const error = total - ofBlocks - ofEffects.reduce((sum, squares) => sum + squares, 0);
  const degreesOfFreedom = (size - 1) * (repetitions - 1);
  const half =
    (tQuantile(1 - (1 - confidence) / 2, degreesOfFreedom) *
      Math.sqrt(Math.max(0, error) / degreesOfFreedom)) /
    Math.sqrt(size * repetitions);
  return words.map((word, index) => {
    const q = qs[index] ?? 0;
    const variationRatio = (ofEffects[index] ?? 0) / (total - ofBlocks);
    return { word, q, lower: q - half, upper: q + half, variationRatio };
  });
}

/** Product of the signs of the word's factors in a run: −1 at the reference level, +1 at the other. */
function signOf(word: Word, run: number): number {
  return (wordLength(word) - wordLength(word & run)) % 2 === 0 ? 1 : -1;
}

/**
 * The textbook interval of a contrast from the error pooled over all cells: estimate ± t·s_e·√(Σw²/r),
 * which for 2^k is t·s_e/√(2^k·r) on q. It holds only where all cells scatter alike, so verdicts don't
 * rest on it; undefined without degrees of freedom.
 */
export function buildPooledInterval(
  groups: readonly (readonly number[])[],
  weights: readonly number[],
  { error, degreesOfFreedom }: Variation,
  confidence: number,
): IntervalEstimate | undefined {
  const estimate = mean(listGroupContrasts(groups, weights));
  if (estimate === undefined || degreesOfFreedom < 1) return undefined;
  const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const half =
    tQuantile(1 - (1 - confidence) / 2, degreesOfFreedom) *
    Math.sqrt((error / degreesOfFreedom) * (squares / groups.length));
  return { estimate, lower: estimate - half, upper: estimate + half };
}
