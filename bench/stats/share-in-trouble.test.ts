// Shares of launches in trouble: exact bounds, errors over looks, and what a bet against a mean shows.
import { describe, expect, it } from 'vitest';
import { findMeanExceedanceP } from './mean-exceedance.ts';
import {
  findFewestClean,
  findNoEventBound,
  findPassRatio,
  judgeShare,
  listPassBounds,
  type ShareRule,
} from './share-in-trouble.ts';
import { buildUniform } from './test-noise.ts';

const once = (groups: number, mostRatio: number): ShareRule => ({
  ...{ kind: 'fixed', looks: [groups], mostRatio, passAlpha: 0.05, failAlpha: 0.005 },
});
const looks = [8, 12, 18, 27];

describe('a bound where none was in trouble', () => {
  it('is 63 % of 3 launches, 31 % of 8 and 10.5 % of 27', () => {
    expect([3, 8, 27].map((groups) => findNoEventBound(groups).toFixed(3))).toEqual([
      ...['0.632', '0.312', '0.105'],
    ]);
    expect(findNoEventBound(0)).toBe(1);
    expect([1 / 3, 0.1, findNoEventBound(8)].map((ratio) => findFewestClean(ratio))).toEqual([
      ...[8, 29, 8],
    ]);
  });
});

describe('a share of launches', () => {
  const judge = (groups: number, inTrouble: number, mostRatio: number, unknown = 0) =>
    judgeShare({ groups, inTrouble, unknown }, once(groups, mostRatio));

  it('is within a third where none of 8 is in trouble, and open of 7', () => {
    expect(judge(8, 0, 1 / 3)).toBe('within');
    expect(judge(7, 0, 1 / 3)).toBe('open');
    expect(judge(8, 1, 1 / 3)).toBe('open');
    expect(judge(29, 0, 0.1)).toBe('within');
    expect(judge(28, 0, 0.1)).toBe('open');
  });

  it('is beyond where 5 of 5 or 7 of 8 are, never of fewer than 5', () => {
    expect(judge(8, 7, 1 / 3)).toBe('beyond');
    expect(judge(5, 5, 1 / 3)).toBe('beyond');
    expect(judge(4, 4, 1 / 3)).toBe('open');
  });

  it('counts what is not known for neither side, and says nothing of no group', () => {
    expect(judge(8, 0, 1 / 3, 1)).toBe('open');
    expect(judge(8, 4, 1 / 3, 4)).toBe('open');
    expect(judge(0, 0, 1 / 3)).toBe('open');
  });
});

describe('looks', () => {
  it('together err by no more than was given, and spend it as early as they can', () => {
    for (const ratio of [0.105, 0.2, 1 / 3]) {
      const bounds = listPassBounds(looks, ratio, 0.05);
      expect(findPassRatio(looks, bounds, ratio)).toBeLessThanOrEqual(0.05);
    }
    expect(listPassBounds(looks, 1 / 3, 0.05)[0]).toBe(0);
    // By hand: none of 8 at one look.
    expect(findPassRatio([8], [0], 0.1)).toBeCloseTo(0.9 ** 8, 12);
  });

  it.each(['group-sequential', 'anytime'] as const)('%s: simulated at the limit', (kind) => {
    const uniform = buildUniform(11);
    const rule = { ...once(27, 0.3), kind, looks, passAlpha: 0.05, failAlpha: 0.05 };
    const seen = kind === 'anytime' ? Array.from({ length: 60 }, (_, n) => n + 1) : looks;
    let [within, beyond] = [0, 0];
    const runs = kind === 'anytime' ? 400 : 2_000;
    for (let run = 0; run < runs; run += 1) {
      const draws = Array.from({ length: 60 }, () => uniform() < 0.3);
      const verdicts = seen.map((groups) => {
        const inTrouble = draws.slice(0, groups).filter(Boolean).length;
        return judgeShare({ groups, inTrouble, unknown: 0 }, rule);
      });
      if (verdicts.includes('within')) within += 1;
      if (verdicts.includes('beyond')) beyond += 1;
    }
    expect(within / runs).toBeLessThan(0.065);
    expect(beyond / runs).toBeLessThan(0.065);
    expect(within + beyond).toBeGreaterThan(0);
  });

  it('at any time a third is excluded by 11 healthy launches', () => {
    const rule = { ...once(8, 1 / 3), kind: 'anytime' as const };
    const judge = (groups: number) => judgeShare({ groups, inTrouble: 0, unknown: 0 }, rule);
    expect([10, 11].map(judge)).toEqual(['open', 'within']);
  });
});

describe('a mean above a limit', () => {
  it('shows in two bad launches of eight, and not in one', () => {
    const launches = (bad: number) => Array.from({ length: 8 }, (_, n) => (n < bad ? 1 : 0));
    expect(findMeanExceedanceP(launches(2), 0.001)).toBeLessThan(0.005);
    expect(findMeanExceedanceP(launches(1), 0.001)).toBeGreaterThan(0.005);
    expect(findMeanExceedanceP([0, 0, 0], 0)).toBe(1);
    expect(findMeanExceedanceP([0, 1e-6, 0], 0)).toBe(0);
    expect(findMeanExceedanceP([], 0.1)).toBe(1);
  });

  it('errs rarely where the mean is just the limit, in bursts or not', () => {
    const uniform = buildUniform(5);
    for (const [chance, size] of [
      [0.01, 0.1],
      [0.5, 0.002],
    ] as const) {
      let wrong = 0;
      for (let run = 0; run < 1_000; run += 1) {
        const values = Array.from({ length: 27 }, () => (uniform() < chance ? size : 0));
        const isWrong = looks.some(
          (groups) => findMeanExceedanceP(values.slice(0, groups), chance * size) <= 0.05,
        );
        if (isWrong) wrong += 1;
      }
      expect(wrong / 1_000).toBeLessThan(0.06);
    }
  });
});
