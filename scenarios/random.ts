// Seeded random numbers: the same seed gives the same stream on every machine.

/** A stream of random numbers that depends on nothing but its seed. */
export interface Random {
  /** A uniform number in [0, 1) with 32 random bits. */
  next(): number;
  /** A uniform integer in [0, n), without bias; n is an integer from 1 to 2^32, else RangeError. */
  nextInt(n: number): number;
}

const twoToThe32 = 2 ** 32;

/** Rounds thrown away after seeding, as the author of sfc32 advises for seeds of few bits. */
const roundsThrownAway = 12;

/**
 * Makes a stream with sfc32 (Chris Doty-Humphrey, PractRand), its state filled by splitmix32.
 * The seed is any safe integer, else RangeError; both of its halves count.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, not ${seed}`);
  // The two halves fill words of their own, so that no two seeds share a state.
  const fillFromLow = createSplitmix32(seed >>> 0);
  const fillFromHigh = createSplitmix32(Math.floor(seed / twoToThe32) | 0);
  let a = fillFromLow();
  let b = fillFromLow();
  let c = fillFromHigh();
  let counter = 1;

  function nextUint32(): number {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  function nextInt(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > twoToThe32) {
      throw new RangeError(`n must be an integer from 1 to 2^32, not ${n}`);
    }
    // Draws past the last whole multiple of n are repeated: a bare modulo would favour small numbers.
    const limit = twoToThe32 - (twoToThe32 % n);
    let draw = nextUint32();
    while (draw >= limit) draw = nextUint32();
    return draw % n;
  }

  for (let round = 0; round < roundsThrownAway; round++) nextUint32();
  return { next: () => nextUint32() / twoToThe32, nextInt };
}

/** Makes 32-bit words from a 32-bit seed, so that near seeds give far states. */
function createSplitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) | 0;
  };
}
