// Change points of a series by E-divisive means, each with the p-value of a seeded permutation test.
import { mean } from './descriptive.ts';
import { type EnergySplit, findEnergySplit } from './energy-split.ts';
import { createUniformStream, shuffleInPlace, type UniformStream } from './seeded-shuffle.ts';

export interface ChangePoint {
  /** Place of the first value after the change. */
  readonly index: number;
  /** Means of the stretches on either side, as far as the neighbouring change points. */
  readonly meanBefore: number;
  readonly meanAfter: number;
  /** Share of the permutations that split as well, 1/(permutations + 1) to the significance asked for. */
  readonly pValue: number;
}

export interface ChangePointOptions {
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
 * E-divisive (Matteson and James 2014, section 2.3): the best split over all stretches is tested by
 * shuffling the values within every stretch; where it stands out it becomes a change point and the
 * search goes on, else it ends. A permutation test is used, and not a t test on the two sides as some
 * tools do, because the split was chosen to be the best one: a t test does not know that.
 *
 * The test takes the values of a stretch as exchangeable. A series that drifts or remembers breaks that,
 * and is full of "changes": what this finds is to be looked at, and decides nothing.
 * @param values finite numbers in order of time, else RangeError.
 * @returns by index, ascending; empty for fewer than two stretches of the least length.
 */
export function findChangePoints(
  values: readonly number[],
  options: ChangePointOptions,
): readonly ChangePoint[] {
  assertUsable(values, options);
  const series = Float64Array.from(values);
  const uniform = createUniformStream(options.seed);
  const found = new Map<number, number>();
  for (;;) {
    const edges = [0, ...[...found.keys()].sort((a, b) => a - b), series.length];
    const best = findBestSplit(series, edges, options.leastLength);
    if (best === undefined) break;
    const pValue = testSplit(series, edges, best, options, uniform);
    if (pValue === undefined) break;
    found.set(best.index, pValue);
  }
  return describeChangePoints(values, found);
}

function assertUsable(values: readonly number[], options: ChangePointOptions): void {
  const { leastLength, significance, permutations } = options;
  if (!values.every(Number.isFinite)) throw new RangeError('A series holds finite numbers only.');
  if (!(Number.isInteger(leastLength) && leastLength >= 2))
    throw new RangeError(`A stretch has at least 2 values, not ${leastLength}.`);
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
  uniform: UniformStream,
): number | undefined {
  const most = significance * (permutations + 1);
  const shuffled = Float64Array.from(series);
  // Sums in another order differ in the last digits; a tie counts against the change.
  const asGood = best.statistic - 1e-9 * Math.abs(best.statistic);
  let count = 1;
  for (let permutation = 0; permutation < permutations && count <= most; permutation += 1) {
    for (const [place, end] of edges.entries())
      shuffleInPlace(shuffled, edges[place - 1] ?? 0, end, uniform);
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
