// Whether values in the order of time resemble their neighbours, or drift: intervals take them as independent.
import { mersenne } from 'pure-rand/generator/mersenne';
import { mean } from './descriptive.ts';
import { shuffleInPlace } from './seeded-shuffle.ts';
import { tCdf } from './t-distribution.ts';

/**
 * Correlation of each value with the next one, with Kendall's correction (1 + 3r)/n for the bias of short series
 * ("Note on bias in the estimation of autocorrelation", 1954); undefined below 4 values, or where all are equal.
 */
export function computeAutocorrelation(values: readonly number[]): number | undefined {
  const raw = correlateNeighbours(values);
  if (raw === undefined) return undefined;
  return Math.max(-1, Math.min(1, raw + (1 + 3 * raw) / values.length));
}

function correlateNeighbours(values: ArrayLike<number>): number | undefined {
  const size = values.length;
  if (size < 4) return undefined;
  const centre = mean(Array.from(values)) ?? 0;
  let squares = 0;
  let products = 0;
  for (let place = 0; place < size; place += 1) {
    const own = (values[place] as number) - centre;
    squares += own * own;
    if (place > 0) products += own * ((values[place - 1] as number) - centre);
  }
  return squares > 0 ? products / squares : undefined;
}

export interface SerialTest {
  /** Mean over the series, bias taken off. */
  readonly autocorrelation: number;
  /** Of no dependence, against neighbours that resemble each other; one-sided, 1/(permutations + 1) or more. */
  readonly p: number;
}

/**
 * Permutation test over the order of the groups: the mean correlation of neighbours of all series, among that of
 * the same groups in random orders, all series in the same one. So series that share a baseline, or a machine, are
 * one question and the level holds whatever their distribution. At 8 groups of four variants it finds an
 * autocorrelation of .3 in about one run of six, at 27 in about half: what it does not find may be there.
 * Undefined below 4 groups, or where nothing varies.
 * @param series values by group in the order of time, all of one length. @param options.seed a whole number
 */
export function testSerialDependence(
  series: readonly (readonly number[])[],
  { seed, permutations }: { readonly seed: number; readonly permutations: number },
): SerialTest | undefined {
  const size = series[0]?.length ?? 0;
  const usable = series.filter((values) => correlateNeighbours(values) !== undefined);
  if (usable.length === 0) return undefined;
  // The spread is the same in every order, so only the products of neighbours are summed again.
  const standardised = usable.map(standardise);
  const order = Float64Array.from({ length: size }, (_, place) => place);
  const generator = mersenne(seed);
  const measure = (): number => {
    let products = 0;
    for (const values of standardised) {
      for (let place = 1; place < size; place += 1)
        products += (values[order[place] ?? 0] ?? 0) * (values[order[place - 1] ?? 0] ?? 0);
    }
    return products;
  };
  const observed = measure();
  let asGood = 1;
  for (let permutation = 0; permutation < permutations; permutation += 1) {
    shuffleInPlace(order, 0, size, generator);
    if (measure() >= observed - 1e-12) asGood += 1;
  }
  const autocorrelation = mean(usable.map((values) => computeAutocorrelation(values) ?? 0)) ?? 0;
  return { autocorrelation, p: asGood / (permutations + 1) };
}

/** Mean 0 and sum of squares 1. */
function standardise(values: readonly number[]): Float64Array {
  const centre = mean(values) ?? 0;
  const centred = Float64Array.from(values, (value) => value - centre);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return centred.map((value) => value / norm);
}

/** By how much the interval of a mean of so dependent values is too narrow: √((1 + ρ)/(1 − ρ)), at least 1. */
export function computeIntervalInflation(autocorrelation: number): number {
  const bounded = Math.min(0.9, Math.max(0, autocorrelation));
  return Math.sqrt((1 + bounded) / (1 - bounded));
}

export interface Trend {
  /** Change from the first value to the last along the straight line, in the unit of the values. */
  readonly change: number;
  /** Two-sided, of no slope. */
  readonly p: number;
}

/** Least squares against the place in the series; undefined below 4 values, or where all are equal. */
export function computeTrend(values: readonly number[]): Trend | undefined {
  const size = values.length;
  const centre = mean(values);
  if (size < 4 || centre === undefined) return undefined;
  const middle = (size - 1) / 2;
  let squares = 0;
  let products = 0;
  let total = 0;
  for (const [place, value] of values.entries()) {
    squares += (place - middle) ** 2;
    products += (place - middle) * (value - centre);
    total += (value - centre) ** 2;
  }
  if (!(total > 0)) return undefined;
  const slope = products / squares;
  const residual = Math.max(0, total - slope * products);
  const error = Math.sqrt(residual / (size - 2) / squares);
  const p = error === 0 ? 0 : 2 * tCdf(-Math.abs(slope) / error, size - 2);
  return { change: slope * (size - 1), p };
}
