// Change points of a series by E-divisive means, each with the p-value of a seeded permutation test.
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { mean } from './descriptive.ts';
import { shuffleInPlace } from './seeded-shuffle.ts';

interface ChangePoint {
  /** Place of the first value after the change. */
  readonly index: number;
  /** Means of the segments on either side, as far as the neighbouring change points. */
  readonly meanBefore: number;
  readonly meanAfter: number;
  /** Share of the permutations that split as well, 1/(permutations + 1) to the significance asked for. */
  readonly pValue: number;
}

interface ChangePointOptions {
  /** Fewest values between two change points, at least 2. */
  readonly leastLength: number;
  /** A change point counts where its p-value is at most this; above 0, below 1. */
  readonly significance: number;
  /** Permutations of each test; with fewer than 1/significance − 1 nothing is ever found. */
  readonly permutations: number;
  /** A whole number. */
  readonly seed: number;
}

/**
 * E-divisive (Matteson and James 2014, section 2.3): the best split over all segments is tested by
 * shuffling the values within every segment; where it stands out it becomes a change point and the
 * search goes on, else it ends. A permutation test is used, and not a t test on the two sides as some
 * tools do, because the split was chosen to be the best one: a t test does not know that.
 *
 * The test takes the values of a segment as exchangeable. A series that drifts or remembers breaks that,
 * and is full of "changes": what this finds is to be looked at, and decides nothing.
 * @param values finite numbers in order of time, else RangeError.
 * @returns by index, ascending; empty for fewer than two segments of the least length.
 */
export function findChangePoints(
  values: readonly number[],
  options: ChangePointOptions,
): readonly ChangePoint[] {
  assertUsable(values, options);
  const series = Float64Array.from(values);
  const generator = mersenne(options.seed);
  const found = new Map<number, number>();
  for (;;) {
    const edges = [0, ...[...found.keys()].sort((a, b) => a - b), series.length];
    const best = findBestSplit(series, edges, options.leastLength);
    if (best === undefined) break;
    const pValue = testSplit(series, edges, best, options, generator);
    if (pValue === undefined) break;
    found.set(best.index, pValue);
  }
  return describeChangePoints(values, found);
}

function assertUsable(values: readonly number[], options: ChangePointOptions): void {
  const { leastLength, significance, permutations } = options;
  if (!Number.isInteger(options.seed))
    throw new RangeError(`A seed is a whole number, not ${options.seed}.`);
  if (!values.every(Number.isFinite)) throw new RangeError('A series holds finite numbers only.');
  if (!(Number.isInteger(leastLength) && leastLength >= 2))
    throw new RangeError(`A segment has at least 2 values, not ${leastLength}.`);
  if (!(significance > 0 && significance < 1))
    throw new RangeError(`A significance lies between 0 and 1, not ${significance}.`);
  if (!(Number.isInteger(permutations) && permutations >= 1))
    throw new RangeError(`A permutation test takes at least 1 permutation, not ${permutations}.`);
}

function findBestSplit(
  series: Float64Array,
  edges: readonly number[],
  leastLength: number,
): EnergySplit | undefined {
  let best: EnergySplit | undefined;
  for (const [place, end] of edges.entries()) {
    const start = edges[place - 1];
    if (start === undefined) continue;
    const split = findEnergySplit(series, start, end, leastLength);
    if (split !== undefined && split.statistic > (best?.statistic ?? Number.NEGATIVE_INFINITY))
      best = split;
  }
  return best;
}

/** The p-value (1 + as good) ÷ (1 + permutations); undefined as soon as it must pass the significance. */
function testSplit(
  series: Float64Array,
  edges: readonly number[],
  best: EnergySplit,
  { leastLength, significance, permutations }: ChangePointOptions,
  generator: RandomGenerator,
): number | undefined {
  const most = significance * (permutations + 1);
  const shuffled = Float64Array.from(series);
  // Sums in another order differ in the last digits; a tie counts against the change.
  const asGood = best.statistic - 1e-9 * Math.abs(best.statistic);
  let count = 1;
  for (let permutation = 0; permutation < permutations && count <= most; permutation += 1) {
    for (const [place, end] of edges.entries())
      shuffleInPlace(shuffled, edges[place - 1] ?? 0, end, generator);
    const rival = findBestSplit(shuffled, edges, leastLength);
    if (rival !== undefined && rival.statistic >= asGood) count += 1;
  }
  return count <= most ? count / (permutations + 1) : undefined;
}

function describeChangePoints(
  values: readonly number[],
  found: ReadonlyMap<number, number>,
): readonly ChangePoint[] {
  const indexes = [...found.keys()].sort((a, b) => a - b);
  return indexes.flatMap((index, place) => {
    const meanBefore = mean(values.slice(indexes[place - 1] ?? 0, index));
    const meanAfter = mean(values.slice(index, indexes[place + 1] ?? values.length));
    const pValue = found.get(index);
    if (meanBefore === undefined || meanAfter === undefined || pValue === undefined) return [];
    return [{ index, meanBefore, meanAfter, pValue }];
  });
}

interface EnergySplit {
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
 * @returns undefined where the segment is shorter than two parts.
 */
export function findEnergySplit(
  values: Float64Array,
  start: number,
  end: number,
  leastLength: number,
): EnergySplit | undefined {
  const length = end - start;
  if (length < 2 * leastLength) return undefined;
  const segment = values.subarray(start, end);
  const withinFirst = sumPairsFromLeft(segment);
  const withinSecond = new Float64Array(length + 1);
  let [statistic, index] = [Number.NEGATIVE_INFINITY, leastLength];
  for (let tau = length - 1; tau >= leastLength; tau -= 1) {
    const first = segment[tau] as number;
    const withinX = withinFirst[tau] as number;
    const perX = 2 / (tau * (tau - 1));
    let distances = 0;
    for (let kappa = tau + 1; kappa <= length; kappa += 1) {
      distances += Math.abs(first - (segment[kappa - 1] as number));
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
function sumPairsFromLeft(segment: Float64Array): Float64Array {
  const sums = new Float64Array(segment.length + 1);
  for (let last = 0; last < segment.length; last += 1) {
    const value = segment[last] as number;
    let distances = 0;
    for (let before = 0; before < last; before += 1)
      distances += Math.abs(value - (segment[before] as number));
    sums[last + 1] = (sums[last] as number) + distances;
  }
  return sums;
}
