// The best place to split one stretch of a series in two, by the energy distance of its parts.

export interface EnergySplit {
  /** First place of the part after the split, counted from the beginning of the series. */
  readonly index: number;
  /** Q of Matteson and James: how far the two parts lie apart, scaled by their sizes. */
  readonly statistic: number;
}

/**
 * Greatest Q(τ, κ) over all splits τ and ends κ of the values from `start` to before `end`, where
 * X = the n values before τ and Y = the m values from τ to before κ, and
 * Q = 2/(m+n)·Σ|Xᵢ−Yⱼ| − 2m/((m+n)(n−1))·Σ|Xᵢ−Xₖ| − 2n/((m+n)(m−1))·Σ|Yⱼ−Yₖ|, the last two over pairs
 * (Matteson and James, "A nonparametric approach for multiple change point analysis of multivariate data",
 * 2014, equations 5 to 7 with α = 1). That κ need not be the end lets a change that is taken back be seen.
 *
 * The sums within X grow from the left, those within Y from the right, and those between are what
 * remains: n² steps and room for n numbers.
 * @param leastLength fewest values in either part, at least 2.
 * @returns undefined where the stretch is shorter than two parts.
 */
export function findEnergySplit(
  values: Float64Array,
  start: number,
  end: number,
  leastLength: number,
): EnergySplit | undefined {
  const length = end - start;
  if (length < 2 * leastLength) return undefined;
  const stretch = values.subarray(start, end);
  const withinFirst = sumPairsFromLeft(stretch);
  const withinSecond = new Float64Array(length + 1);
  let [statistic, index] = [Number.NEGATIVE_INFINITY, leastLength];
  for (let tau = length - 1; tau >= leastLength; tau -= 1) {
    const first = stretch[tau] as number;
    const withinX = withinFirst[tau] as number;
    const perX = 2 / (tau * (tau - 1));
    let distances = 0;
    for (let kappa = tau + 1; kappa <= length; kappa += 1) {
      distances += Math.abs(first - (stretch[kappa - 1] as number));
      const withinY = (withinSecond[kappa] as number) + distances;
      withinSecond[kappa] = withinY;
      const m = kappa - tau;
      if (m < leastLength) continue;
      const between = (withinFirst[kappa] as number) - withinX - withinY;
      const scale = (m * tau) / kappa;
      const q = (2 * between) / kappa - scale * (perX * withinX + (2 * withinY) / (m * (m - 1)));
      if (q > statistic) [statistic, index] = [q, tau];
    }
  }
  return { index: start + index, statistic };
}

/** At place k: the sum of |xᵢ − xⱼ| over all pairs of the first k values. */
function sumPairsFromLeft(stretch: Float64Array): Float64Array {
  const sums = new Float64Array(stretch.length + 1);
  for (let last = 0; last < stretch.length; last += 1) {
    const value = stretch[last] as number;
    let distances = 0;
    for (let before = 0; before < last; before += 1)
      distances += Math.abs(value - (stretch[before] as number));
    sums[last + 1] = (sums[last] as number) + distances;
  }
  return sums;
}
