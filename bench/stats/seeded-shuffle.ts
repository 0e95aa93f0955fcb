// Seeded shuffles for permutation tests: the seed is an argument, nothing else is drawn from.

/** A stream of numbers from 0 to below 1, the same for the same seed. */
export type UniformStream = () => number;

/**
 * Marsaglia's xorshift32 ("Xorshift RNGs", 2003, shifts 13, 17, 5) from a seed that is stirred with the
 * golden ratio, so that neighbouring seeds part at once. Period 2³² − 1: enough for permutation tests,
 * for nothing else.
 * @param seed a whole number, else RangeError.
 */
export function createUniformStream(seed: number): UniformStream {
  if (!Number.isInteger(seed)) throw new RangeError(`A seed is a whole number, not ${seed}.`);
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1;
  const step = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
  for (let round = 0; round < 8; round += 1) step();
  return step;
}

/** Shuffles the values from `start` to before `end` where they stand (Fisher and Yates, as by Durstenfeld 1964). */
export function shuffleInPlace(
  values: Float64Array,
  start: number,
  end: number,
  uniform: UniformStream,
): void {
  for (let last = end - 1; last > start; last -= 1) {
    const chosen = start + Math.floor(uniform() * (last - start + 1));
    const kept = values[last] as number;
    values[last] = values[chosen] as number;
    values[chosen] = kept;
  }
}
