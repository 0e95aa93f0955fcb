// Looks and the level of each, against published constants.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildLooks,
  computeNominalAlpha,
  computeNormalNominalAlpha,
  type Sides,
} from './group-sequential.ts';
import { normalCdf, normalQuantile } from './normal-distribution.ts';

describe('looks', () => {
  it('grow by a half, and the last is where the groups end', () => {
    expect(buildLooks(90)).toEqual([8, 12, 18, 27, 40, 60, 90]);
    expect(buildLooks(27)).toEqual([8, 12, 18, 27]);
    expect(buildLooks(34)).toEqual([8, 12, 18, 27, 34]);
  });

  it('do not end on two looks close together', () => {
    expect(buildLooks(33)).toEqual([8, 12, 18, 33]);
    expect(buildLooks(28)).toEqual([8, 12, 18, 28]);
    expect(buildLooks(9)).toEqual([9]);
    expect(buildLooks(10)).toEqual([8, 10]);
  });

  it('are a single one where there are fewer than eight groups', () => {
    for (const groups of [1, 3, 7, 8]) expect(buildLooks(groups)).toEqual([groups]);
    expect(() => buildLooks(0)).toThrow(RangeError);
    expect(() => buildLooks(8.5)).toThrow(RangeError);
  });

  it('ascend by at least a quarter whatever the number of groups', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (mostGroups) => {
        const looks = buildLooks(mostGroups);
        expect(looks.at(-1)).toBe(mostGroups);
        for (const [index, look] of looks.slice(1).entries()) {
          expect(look / (looks[index] ?? 0)).toBeGreaterThanOrEqual(1.25);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

/** Looks after equal steps, as in the published tables. */
const equalLooks = (count: number) => Array.from({ length: count }, (_, index) => 10 * (index + 1));

describe('nominal level of normal theory', () => {
  it('gives the constants of Pocock for equally spaced looks', () => {
    for (const [count, nominal] of [
      [2, 0.0294],
      [3, 0.0221],
      [4, 0.0182],
      [5, 0.0158],
      [10, 0.0106],
    ] as const) {
      const found = computeNormalNominalAlpha(equalLooks(count), 0.05, 2);
      expect(Math.abs(found / nominal - 1)).toBeLessThan(0.01);
    }
  });

  it('is a little higher where looks grow by a half', () => {
    const looks = buildLooks(27);
    expect(computeNormalNominalAlpha(looks, 0.05, 2)).toBeCloseTo(0.0186, 4);
    expect(computeNormalNominalAlpha(looks, 0.01, 2)).toBeCloseTo(0.00335, 5);
  });

  it('lies between an equal share for each look and the whole, and rises with the whole', () => {
    const cases = fc.record({
      mostGroups: fc.integer({ min: 10, max: 300 }),
      overall: fc.constantFrom(0.2, 0.05, 0.01, 0.001),
      sides: fc.constantFrom<Sides>(1, 2),
    });
    fc.assert(
      fc.property(cases, ({ mostGroups, overall, sides }) => {
        const looks = buildLooks(mostGroups);
        const nominal = computeNormalNominalAlpha(looks, overall, sides);
        expect(nominal).toBeLessThanOrEqual(overall);
        expect(nominal).toBeGreaterThanOrEqual(overall / looks.length);
        expect(computeNormalNominalAlpha(looks, overall * 1.1, sides)).toBeGreaterThan(nominal);
        expect(computeNominalAlpha(looks, overall, sides)).toBeLessThanOrEqual(nominal);
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('is the whole level for a single look, and refuses looks that do not ascend', () => {
    expect(computeNominalAlpha([8], 0.05, 2)).toBe(0.05);
    expect(computeNominalAlpha([5], 0.01, 1)).toBe(0.01);
    for (const looks of [[], [8, 8], [12, 8], [0, 4], [2.5]]) {
      const told = `Looks are ascending whole numbers of groups, not ${looks.join(', ')}.`;
      expect(() => computeNominalAlpha(looks, 0.05, 2)).toThrow(new RangeError(told));
    }
  });

  it('refuses levels that are none, for a single look, too', () => {
    for (const overall of [0, 0.5, -0.05, 0.7, 1, Number.NaN]) {
      const told = new RangeError(`An overall level lies between 0 and 0.5, not ${overall}.`);
      expect(() => computeNormalNominalAlpha([8, 12], overall, 2)).toThrow(told);
      expect(() => computeNormalNominalAlpha([8], overall, 2)).toThrow(told);
    }
  });

  it('is tightened by one part in the groups of the first look, where there is another', () => {
    for (const [first, ...later] of [
      [8, 12],
      [3, 4, 6],
    ] as const) {
      const looks = [first, ...later];
      const tightened = computeNormalNominalAlpha(looks, 0.05 / (1 + 1 / first), 2);
      expect(computeNominalAlpha(looks, 0.05, 2)).toBe(tightened);
    }
  });

  it.each([
    [8, 12],
    [3, 9],
    [1, 100],
    [100, 101],
  ] as const)('leaves two looks at %i and %i groups the whole error', (first, second) => {
    for (const sides of [1, 2] as const)
      for (const overall of [0.45, 0.1, 0.05, 0.001]) {
        const nominal = computeNormalNominalAlpha([first, second], overall, sides);
        const error = findErrorOfTwo(first, second, -normalQuantile(nominal / sides), sides);
        expect(Math.abs(error / overall - 1)).toBeLessThan(1e-3);
      }
  });
});

/** 1 − P(both means of so many normal values stay within the boundary), by plain Simpson integration over the first. */
function findErrorOfTwo(first: number, second: number, boundary: number, sides: Sides): number {
  const [low, steps] = [sides === 2 ? -boundary : -9, 4_000];
  const width = (boundary - low) / steps;
  const added = Math.sqrt(second - first);
  let staying = 0;
  for (let step = 0; step <= steps; step += 1) {
    const z = low + step * width;
    const reachedBy = (limit: number) =>
      normalCdf((limit * Math.sqrt(second) - z * Math.sqrt(first)) / added);
    const stays = reachedBy(boundary) - (sides === 2 ? reachedBy(-boundary) : 0);
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    staying += (weight * stays * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  }
  return 1 - (staying * width) / 3;
}
