// A seeded shuffle: for the orders of plans and for permutation tests. The generator is an argument.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Shuffles the values from `start` to before `end` where they stand (Fisher and Yates, as by Durstenfeld 1964). */
export function shuffleInPlace(
  values: unknown[] | Float64Array,
  start: number,
  end: number,
  generator: RandomGenerator,
): void {
  for (let last = end - 1; last > start; last -= 1) {
    const chosen = start + uniformInt(generator, 0, last - start);
    const kept = values[last];
    values[last] = values[chosen] as number;
    values[chosen] = kept as number;
  }
}
