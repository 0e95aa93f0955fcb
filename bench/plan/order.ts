// Random balanced orders: launches, warm-ups, slices.
import assert from 'node:assert';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { buildGenerator, shuffle } from './random.ts';

/**
 * Slices of a block: random permutations, each followed by its reverse, until every variant has
 * its slices (ABBA or BAAB for two). So every variant's mean position is the same, a linear drift
 * cancels out, and no position is tied to a variant.
 * @param slicesPerVariant even and above 0.
 */
export function buildSliceOrder(
  variantIds: readonly string[],
  slicesPerVariant: number,
  generator: RandomGenerator,
): readonly string[] {
  assert(slicesPerVariant > 0 && slicesPerVariant % 2 === 0, 'slicesPerGroup is even, above 0');
  const order: string[] = [];
  for (let pair = 0; pair < slicesPerVariant / 2; pair += 1) {
    const permutation = shuffle(variantIds, generator);
    order.push(...permutation, ...permutation.toReversed());
  }
  return order;
}

/**
 * True where the order is made of permutations of the same variants, each followed by its reverse.
 */
export function isBalancedSliceOrder(order: readonly string[]): boolean {
  const variants = new Set(order);
  const size = variants.size;
  if (size === 0 || order.length % (2 * size) !== 0) return false;
  for (let start = 0; start < order.length; start += 2 * size) {
    const forth = order.slice(start, start + size);
    const back = order.slice(start + size, start + 2 * size).toReversed();
    if (new Set(forth).size !== size) return false;
    if (forth.some((id, index) => id !== back[index])) return false;
  }
  return true;
}

/**
 * A random permutation for an even group and its reverse for the odd one after it, so that over each
 * pair of groups every variant's mean position is the same.
 */
export function buildPairedOrder(
  variantIds: readonly string[],
  group: number,
  seed: number,
  ...purpose: readonly string[]
): readonly string[] {
  const pair = Math.floor(group / 2);
  const permutation = shuffle(variantIds, buildGenerator(seed, 'order', pair, ...purpose));
  return group % 2 === 0 ? permutation : permutation.toReversed();
}

/** The order of a block whose number of slices was calibrated in the warm-up; @param slicesPerVariant even. */
export function buildCalibratedOrder(
  warmupOrder: readonly string[],
  orderSeed: number,
  slicesPerVariant: number,
): readonly string[] {
  // Sorted first, so that the order of the slices depends on their own seed alone. The word is part of the seed, not a
  // name: another one would be another order for the seed of an older run.
  return buildSliceOrder(
    warmupOrder.toSorted(),
    slicesPerVariant,
    buildGenerator(orderSeed, 'settled'),
  );
}
