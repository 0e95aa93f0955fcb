// Seeded randomness for plans: a seed and a purpose give a generator, whatever was drawn before.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { shuffleInPlace } from '../stats/seeded-shuffle.ts';

/**
 * A seed for one purpose, 0 to 2³¹ − 1: FNV-1a over the text (Fowler, Noll and Vo), then the
 * finishing rounds of MurmurHash3 (Appleby), so that neighbouring seeds and names differ widely.
 */
export function deriveSeed(seed: number, ...purpose: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([seed, ...purpose])) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 1;
}

/** A generator of its own for one purpose. */
export function buildGenerator(
  seed: number,
  ...purpose: readonly (string | number)[]
): RandomGenerator {
  return xoroshiro128plus(deriveSeed(seed, ...purpose));
}

/** A uniformly random permutation. */
export function shuffle<Item>(items: readonly Item[], generator: RandomGenerator): Item[] {
  const shuffled = [...items];
  shuffleInPlace(shuffled, 0, shuffled.length, generator);
  return shuffled;
}
