// How often the sign-flip test calls one program two, with disturbed groups.
import { expect, it } from 'vitest';
import { computeSignFlipPValue } from './sign-flip.ts';
import { buildDisturbed, buildUniform } from './test-noise.ts';

it.each([8, 24])(
  'calls one program under two names different in at most 5 % (%i groups)',
  (size) => {
    const noise = buildDisturbed(buildUniform(size));
    const runs = size === 8 ? 4_000 : 800;
    let rejected = 0;
    for (let run = 0; run < runs; run += 1) {
      if (computeSignFlipPValue(Array.from({ length: size }, noise)) <= 0.05) rejected += 1;
    }
    expect(rejected / runs).toBeLessThan(0.067);
    expect(rejected / runs).toBeGreaterThan(0.03);
  },
);
