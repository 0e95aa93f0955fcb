// Seeded noise for the simulations of the statistics.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalQuantile } from './normal-distribution.ts';

/** A source of independent values with median 0. */
export type Noise = () => number;

export function buildUniform(seed: number): Noise {
  const rng = xoroshiro128plus(seed);
  return () => uniformFloat64(rng);
}

/** Standard normal values, each from one uniform value. */
export function drawNormals(uniform: Noise): Noise {
  return () => normalQuantile(uniform() || 0.5);
}

/** Standard normal values by the polar method (Marsaglia and Bray, 1964), which is quick. */
export function buildNormal(uniform: Noise): Noise {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
}

/** Normal, but one value in twenty is five times as wide, as a disturbed group is. */
export function buildDisturbed(uniform: Noise): Noise {
  const normal = buildNormal(uniform);
  return () => normal() * (uniform() < 0.05 ? 5 : 1);
}
