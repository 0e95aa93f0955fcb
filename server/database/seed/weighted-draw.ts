// Skewed draws from integer tables: Zipf's law without Math.pow, whose last digit V8 may change.
import type { RandomStream } from './random.ts';

/**
 * `base ** -(exponent1024ths / 1024)` by repeated square roots, which IEEE 754 rounds the same everywhere.
 * The exponent is 0 to 1,023.
 */
export function inversePower(base: number, exponent1024ths: number): number {
  let root = base;
  let power = 1;
  for (let bit = 512; bit >= 1; bit >>= 1) {
    root = Math.sqrt(root);
    if ((exponent1024ths & bit) !== 0) power *= root;
  }
  return 1 / power;
}

/** The weights of the ranks 1 to count under Zipf's law, greatest first. */
export function zipfWeights(count: number, exponent1024ths: number): Float64Array {
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    weights[index] = inversePower(index + 1, exponent1024ths);
  }
  return weights;
}

/** Draws outcomes by their weights in constant time (Walker's alias method, built as Vose did). */
export class WeightedDraw {
  private readonly first: Uint32Array;
  private readonly second: Uint32Array;
  private readonly threshold: Uint32Array;

  /** Weights are positive; outcome i has weight i. */
  constructor(weights: ArrayLike<number>, outcomes: ArrayLike<number>) {
    const count = weights.length;
    this.first = Uint32Array.from(outcomes);
    this.second = Uint32Array.from(outcomes);
    this.threshold = new Uint32Array(count).fill(0xffff_ffff);
    let sum = 0;
    for (let index = 0; index < count; index++) sum += weights[index] ?? 0;
    const scaled = Float64Array.from(weights, (weight) => (weight / sum) * count);
    this.pairUp(scaled);
  }

  /** One outcome; takes two numbers of the stream. */
  draw(random: RandomStream): number {
    const index = random.below(this.threshold.length);
    const keeps = random.next() <= (this.threshold[index] ?? 0);
    return (keeps ? this.first[index] : this.second[index]) ?? 0;
  }

  private pairUp(scaled: Float64Array): void {
    const small: number[] = [];
    const large: number[] = [];
    scaled.forEach((share, index) => {
      (share < 1 ? small : large).push(index);
    });
    while (small.length > 0 && large.length > 0) {
      const poor = small.pop() ?? 0;
      const rich = large.at(-1) ?? 0;
      const share = scaled[poor] ?? 0;
      this.threshold[poor] = Math.min(0xffff_ffff, Math.floor(share * 4_294_967_296));
      this.second[poor] = this.first[rich] ?? 0;
      const left = (scaled[rich] ?? 0) - (1 - share);
      scaled[rich] = left;
      if (left < 1) {
        large.pop();
        small.push(rich);
      }
    }
  }
}

/** Draws the indexes 0 to n - 1 of a list by whole-number weights. */
export function drawIndexes(weights: ArrayLike<number>): WeightedDraw {
  return new WeightedDraw(
    weights,
    Uint32Array.from(weights, (_, index) => index),
  );
}
