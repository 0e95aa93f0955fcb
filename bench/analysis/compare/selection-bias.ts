// By how much the figure of a variant flatters because it was chosen for being the best of several.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { buildGenerator } from '../../plan/random.ts';
import { mean } from '../../stats/descriptive.ts';

export interface SelectionInput {
  /** ln("better than the baseline") of each group by candidate; the first is the chosen one. */
  readonly candidates: readonly (readonly number[])[];
  /** How many of them, from the first on, can't be told apart from the chosen one; at least 1. */
  readonly tied: number;
  readonly seed: number;
}

/** Enough for a standard error of a fortieth of the noise of an estimate. */
const simulations = 1_000;

/** Below this many groups their own spread is too poor a model of the noise. */
const fewestGroups = 4;

/**
 * The expected excess of the best estimate over its own true value, as a logarithm, at least 0: the mean over
 * seeded simulated runs of (estimate − truth) of whichever candidate comes out best. Groups are drawn with
 * replacement, whole, so that what a group does to all candidates stays in; the truths are the estimates of
 * this run, those of the tied candidates pulled together by the share of their spread that noise explains
 * (James and Stein, 1961), since the spread of equal candidates is nothing but noise.
 * Undefined with one candidate, which nothing was chosen from, or below 4 groups.
 */
export function estimateSelectionBias(input: SelectionInput): number | undefined {
  const { candidates, tied, seed } = input;
  const groups = candidates[0]?.length ?? 0;
  if (candidates.length < 2 || groups < fewestGroups) return undefined;
  const estimates = candidates.map((values) => mean(values) ?? 0);
  // Residuals of n values are too small by n − 1 in n.
  const widen = Math.sqrt(groups / (groups - 1));
  const noise = candidates.map((values, index) =>
    values.map((value) => widen * (value - (estimates[index] ?? 0))),
  );
  const truths = pullTogether(estimates, noise, Math.max(1, tied));
  const generator = buildGenerator(seed, 'selection');
  let excess = 0;
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const drawn = Array.from({ length: groups }, () => uniformInt(generator, 0, groups - 1));
    let [best, error] = [Number.NEGATIVE_INFINITY, 0];
    for (const [index, truth] of truths.entries()) {
      let sum = 0;
      for (const group of drawn) sum += noise[index]?.[group] ?? 0;
      if (truth + sum / groups > best) [best, error] = [truth + sum / groups, sum / groups];
    }
    excess += error;
  }
  return Math.max(0, excess / simulations);
}

/** The estimates, those of the first so many shrunk towards their mean. */
function pullTogether(
  estimates: readonly number[],
  noise: readonly (readonly number[])[],
  tied: number,
): readonly number[] {
  const own = estimates.slice(0, tied);
  const centre = mean(own) ?? 0;
  const spread = sumSquares(own.map((value) => value - centre)) / Math.max(1, tied - 1);
  if (tied < 2 || !(spread > 0)) return estimates;
  const groups = noise[0]?.length ?? 1;
  // What a group does to all of them alike does not spread them.
  const tiedNoise = noise.slice(0, tied);
  const common = Array.from({ length: groups }, (_, group) =>
    mean(tiedNoise.map((values) => values[group] ?? 0)),
  );
  const squares = tiedNoise.map((values) =>
    sumSquares(values.map((value, group) => value - (common[group] ?? 0))),
  );
  const byNoise = squares.reduce((sum, one) => sum + one, 0) / (tied - 1) / groups ** 2;
  const kept = Math.max(0, 1 - byNoise / spread);
  return estimates.map((value, index) => (index < tied ? centre + kept * (value - centre) : value));
}

function sumSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
