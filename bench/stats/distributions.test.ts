// Distributions and special functions against two oracles and against closed forms.
import stdlibTQuantile from '@stdlib/stats-base-dists-t-quantile';
import jstat from 'jstat';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalPdf, normalQuantile } from './normal-distribution.ts';
import { logGamma, regularisedIncompleteBeta } from './special-functions.ts';
import { tCdf, tQuantile } from './t-distribution.ts';

const { jStat } = jstat;
const probabilities = [0.0005, 0.0017, 0.009, 0.025, 0.1, 0.4, 0.5, 0.7, 0.95, 0.975, 0.9983];

describe('normal distribution', () => {
  it('agrees with jstat', () => {
    for (const z of [-5, -3.01, -2.99, -1, -0.2, 0, 0.7, 1.96, 4]) {
      expect(normalCdf(z)).toBeCloseTo(jStat.normal.cdf(z, 0, 1), 9);
    }
    for (const p of probabilities) {
      expect(normalQuantile(p)).toBeCloseTo(jStat.normal.inv(p, 0, 1), 6);
    }
  });

  it('knows the textbook values to twelve digits', () => {
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalCdf(-6) / 9.865876450376946e-10).toBeCloseTo(1, 10);
    expect(normalPdf(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
  });

  it('refuses a probability that has no quantile', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('t distribution', () => {
  it('agrees with jstat', () => {
    for (const degrees of [1, 2, 3.5, 4, 7, 26, 200]) {
      for (const t of [-30, -2.5, -0.3, 0, 1, 4]) {
        // jstat itself is off by 2e-8 at t = 0.
        expect(tCdf(t, degrees)).toBeCloseTo(jStat.studentt.cdf(t, degrees), 7);
      }
      for (const p of probabilities) {
        const expected = jStat.studentt.inv(p, degrees);
        expect(Math.abs(tQuantile(p, degrees) - expected)).toBeLessThan(
          1e-6 * (1 + Math.abs(expected)),
        );
      }
    }
  });

  it('has the quantiles of a second oracle to ten digits', () => {
    for (const degrees of [1, 2, 4, 7, 26, 200]) {
      for (const p of probabilities) {
        const expected = stdlibTQuantile(p, degrees);
        expect(Math.abs(tQuantile(p, degrees) - expected)).toBeLessThan(
          1e-10 * (1 + Math.abs(expected)),
        );
      }
    }
  });

  it('is the Cauchy distribution with one degree of freedom and closed with two', () => {
    for (const p of probabilities) {
      const cauchy = Math.tan(Math.PI * (p - 0.5));
      expect(Math.abs(tQuantile(p, 1) - cauchy)).toBeLessThan(1e-10 * (1 + Math.abs(cauchy)));
      const two = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
      expect(Math.abs(tQuantile(p, 2) - two)).toBeLessThan(1e-11 * (1 + Math.abs(two)));
    }
  });

  it('undoes itself', () => {
    for (const degrees of [1, 4, 11, 59]) {
      for (const p of probabilities) {
        expect(tCdf(tQuantile(p, degrees), degrees)).toBeCloseTo(p, 12);
      }
    }
  });

  it('refuses what has no quantile', () => {
    expect(() => tQuantile(0, 4)).toThrow(RangeError);
    expect(() => tQuantile(0.5, 0)).toThrow(RangeError);
  });
});

describe('special functions', () => {
  it('agree with jstat and with factorials', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
    for (const x of [0.1, 1, 2.5, 7, 30, 400]) {
      expect(logGamma(x)).toBeCloseTo(jStat.gammaln(x), 8);
    }
    for (const [x, a, b] of [
      [0.1, 2, 3],
      [0.9, 0.5, 20],
      [0.5, 13, 0.5],
    ] as const) {
      expect(regularisedIncompleteBeta(x, a, b)).toBeCloseTo(jStat.ibeta(x, a, b), 9);
    }
  });

  it('refuse arguments outside their domain', () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => regularisedIncompleteBeta(1.1, 1, 1)).toThrow(RangeError);
  });
});
