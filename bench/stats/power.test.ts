// The noncentral t distribution and the power analysis that stands on it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal-distribution.ts';
import { computeLeastDetectableEffect, noncentralTCdf } from './power.ts';
import { logGamma } from './special-functions.ts';
import { tCdf, tQuantile } from './t-distribution.ts';
import { buildNormal, buildUniform } from './test-noise.ts';

/** ∫ Φ(t·s − δ) over the distribution of s = √(χ²/ν), by plain Simpson integration. */
function integrateOverSd(t: number, degrees: number, noncentrality: number, steps = 6_000): number {
  const most = 8;
  const logScale = Math.log(2) + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  let sum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const s = (most * step) / steps;
    const logDensity =
      (degrees === 1 ? 0 : (degrees - 1) * Math.log(s)) - (degrees * s * s) / 2 + logScale;
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(logDensity) * normalCdf(t * s - noncentrality);
  }
  return (sum * most) / steps / 3;
}

describe('noncentral t distribution', () => {
  it('equals the integral over the spread', () => {
    for (const degrees of [1, 2, 7, 90]) {
      for (const noncentrality of [-2, 0.5, 3, 40]) {
        for (const t of [-1.5, 0, 0.8, 12, 45]) {
          const expected = integrateOverSd(t, degrees, noncentrality);
          expect(noncentralTCdf(t, degrees, noncentrality)).toBeCloseTo(expected, 8);
        }
      }
    }
  });

  it('is the t distribution without an effect, and mirrors', () => {
    for (const t of [-3, -0.2, 0, 1, 5]) {
      expect(noncentralTCdf(t, 6, 0)).toBeCloseTo(tCdf(t, 6), 12);
      expect(noncentralTCdf(t, 6, 1.7)).toBeCloseTo(1 - noncentralTCdf(-t, 6, -1.7), 12);
    }
    for (const degrees of [0, -1, Number.NaN])
      expect(() => noncentralTCdf(1, degrees, 1)).toThrow(
        new RangeError(`A t distribution has degrees of freedom, not ${degrees}.`),
      );
  });
});

/** Fewest groups that find the effect. */
function findGroups({
  effect,
  ...question
}: { readonly effect: number } & Record<'sd' | 'alpha' | 'power', number>): number {
  const isFound = (groups: number) =>
    (computeLeastDetectableEffect({ ...question, groups }) ?? Infinity) <= effect;
  let [tooFew, enough] = [1, 2];
  while (!isFound(enough)) [tooFew, enough] = [enough, 2 * enough];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isFound(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

describe('least detectable effect', () => {
  it('reproduces the published table of blocks needed', () => {
    const table = [
      [1, 3, 3, 7],
      [2, 5, 3, 19],
      [3, 9, 4, 38],
      [5, 19, 7, 103],
      [10, 68, 20, 403],
      [20, 266, 72, 1604],
    ] as const;
    for (const [cv, ...expected] of table) {
      const question = { sd: (Math.SQRT2 * cv) / 100, alpha: 0.05, power: 0.8 };
      const found = [1.05, 1.1, 1.02].map((ratio) =>
        findGroups({ ...question, effect: Math.log(ratio) }),
      );
      expect(found).toEqual(expected);
    }
  });

  it('keeps its promise in a simulation', () => {
    const question = { sd: 0.06, effect: 0.05, alpha: 0.05, power: 0.8 };
    const groups = findGroups(question);
    const normal = buildNormal(buildUniform(3));
    const critical = tQuantile(0.975, groups - 1);
    let found = 0;
    for (let run = 0; run < 20_000; run += 1) {
      let sum = 0;
      let squares = 0;
      for (let group = 0; group < groups; group += 1) {
        const value = question.effect + question.sd * normal();
        sum += value;
        squares += value * value;
      }
      const variance = (squares - (sum * sum) / groups) / (groups - 1);
      if (Math.abs(sum) / Math.sqrt(groups * variance) > critical) found += 1;
    }
    expect(found / 20_000).toBeGreaterThan(0.79);
    expect(found / 20_000).toBeLessThan(0.84);
  });

  it('shrinks with every group', () => {
    const cases = fc.record({
      groups: fc.integer({ min: 2, max: 120 }),
      sd: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
      alpha: fc.constantFrom(0.05, 0.017, 0.003),
      power: fc.constantFrom(0.8, 0.9),
    });
    fc.assert(
      fc.property(cases, (question) => {
        const effect = computeLeastDetectableEffect(question) ?? 0;
        expect(
          computeLeastDetectableEffect({ ...question, groups: question.groups + 1 }),
        ).toBeLessThan(effect);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('is 0 without spread and unknown for a single group', () => {
    const question = { alpha: 0.05, power: 0.8 };
    expect(computeLeastDetectableEffect({ ...question, sd: 0, groups: 8 })).toBe(0);
    expect(computeLeastDetectableEffect({ ...question, sd: 1, groups: 1 })).toBeUndefined();
    expect(
      computeLeastDetectableEffect({ alpha: 1e-9, power: 0.8, sd: 1, groups: 2 }),
    ).toBeUndefined();
  });

  it.each([
    [2, 0.05, 0.8],
    [3, 0.05, 0.8],
    [8, 0.01, 0.9],
    [30, 0.05, 0.87],
    // So little that the wrong side is found, too.
    [4, 0.05, 0.06],
  ])('of %i groups at the level %d has the power %d by the integral', (groups, alpha, power) => {
    const effect = computeLeastDetectableEffect({ groups, alpha, power, sd: 1 }) ?? 0;
    expect(findTPower(groups, alpha, effect)).toBeCloseTo(power, 6);
    // On any other scale it is as much more.
    const scaled = computeLeastDetectableEffect({ groups, alpha, power, sd: 0.03 }) ?? 0;
    expect(scaled).toBeCloseTo(0.03 * effect, 8);
  });

  it.each([
    [3, 0.8],
    [3, 0.3],
    [7, 0.9],
  ])('with the same sign of all of %i groups has the power %d', (groups, power) => {
    const question = { groups, power, alpha: 0.05, sd: 1, needsAllSigns: true };
    const effect = computeLeastDetectableEffect(question) ?? 0;
    expect(normalCdf(effect) ** groups + normalCdf(-effect) ** groups).toBeCloseTo(power, 8);
    expect(computeLeastDetectableEffect({ ...question, needsAllSigns: false })).not.toBeCloseTo(
      effect,
      2,
    );
  });

  it.each([
    [4, 0.8],
    [20, 0.9],
  ])('of an estimated spread of %i groups has the power %d in the mean', (groups, power) => {
    const question = { groups, power, alpha: 0.05, sd: 1, sdDegreesOfFreedom: groups - 1 };
    const effect = computeLeastDetectableEffect(question) ?? 0;
    const ofT = (spread: number) => findTPower(groups, question.alpha, effect * spread);
    expect(Math.abs(meanOverSpread(groups - 1, 60, ofT) - power)).toBeLessThan(0.01);
    const signs = { ...question, needsAllSigns: true };
    const needed = computeLeastDetectableEffect(signs) ?? 0;
    const ofSigns = (spread: number) =>
      normalCdf(needed * spread) ** groups + normalCdf(-needed * spread) ** groups;
    expect(Math.abs(meanOverSpread(groups - 1, 600, ofSigns) - power)).toBeLessThan(0.01);
  });

  it('is not that of another question with the same figures in a row', () => {
    const question = { groups: 9, alpha: 0.05, sd: 1 };
    const estimated = computeLeastDetectableEffect({
      ...question,
      power: 0.8,
      sdDegreesOfFreedom: 7,
    });
    expect(computeLeastDetectableEffect({ ...question, power: 0.87 })).not.toBe(estimated);
  });

  it('is told up to ten thousand standard errors', () => {
    // With one degree of freedom t is 2/(π·alpha), and a fifth of all spreads is above 1.2816.
    const of = (errors: number) =>
      computeLeastDetectableEffect({
        alpha: (2 * 1.2816) / (Math.PI * errors),
        ...{ power: 0.8, sd: 1, groups: 2 },
      });
    expect(((of(9_000) ?? 0) * Math.SQRT2) / 9_000).toBeCloseTo(1, 2);
    expect(of(11_000)).toBeUndefined();
  });
});

describe('a question about power', () => {
  it.each([
    [-0.1, 0.05, 0.8],
    [Number.NaN, 0.05, 0.8],
    [0.1, 0, 0.8],
    [0.1, -0.1, 0.8],
    [0.1, 0.05, 0.01],
    [0.1, 0.05, 0.05],
    [0.1, 0.05, 1],
    [0.1, 0.05, Number.NaN],
  ])('with sd %d, level %d and power %d is none', (sd, alpha, power) => {
    const told = new RangeError(`No power analysis with sd=${sd}, alpha=${alpha}, power=${power}.`);
    expect(() => computeLeastDetectableEffect({ sd, alpha, power, groups: 8 })).toThrow(told);
  });
});

/** Of the two-sided t test at an effect in standard deviations, from the integral above. */
function findTPower(groups: number, alpha: number, effect: number): number {
  const [critical, noncentrality] = [
    tQuantile(1 - alpha / 2, groups - 1),
    effect * Math.sqrt(groups),
  ];
  const below = (t: number) => integrateOverSd(t, groups - 1, noncentrality, 600);
  return 1 - below(critical) + below(-critical);
}

/** The mean over estimated ÷ true spread √(χ²/ν), by plain Simpson integration. */
function meanOverSpread(
  degrees: number,
  steps: number,
  valueAt: (spread: number) => number,
): number {
  const most = 4;
  const logScale = Math.log(2) + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  let sum = 0;
  for (let step = 1; step <= steps; step += 1) {
    const s = (most * step) / steps;
    const weight = step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum +=
      weight *
      Math.exp((degrees - 1) * Math.log(s) - (degrees * s * s) / 2 + logScale) *
      valueAt(s);
  }
  return (sum * most) / steps / 3;
}
