// Shares of launches in trouble: exact bounds, errors over looks, and what a bet against a mean shows.
import { describe, expect, it } from 'vitest';
import { binomialCdf } from './binomial-distribution.ts';
import {
  computeMeanExceedanceP,
  computeNoEventBound,
  computePassRatio,
  findFewestClean,
  judgeShare,
  listPassBounds,
  type ShareRule,
} from './share-in-trouble.ts';

const once = (groups: number, mostRatio: number): ShareRule => ({
  ...{ kind: 'fixed', looks: [groups], mostRatio, passAlpha: 0.05, failAlpha: 0.005 },
});
const looks = [8, 12, 18, 27];

describe('a bound where none was in trouble', () => {
  it('is 63 % of 3 launches, 31 % of 8 and 10.5 % of 27', () => {
    expect([3, 8, 27].map((groups) => computeNoEventBound(groups).toFixed(3))).toEqual([
      ...['0.632', '0.312', '0.105'],
    ]);
    expect(computeNoEventBound(0)).toBe(1);
    expect([1 / 3, 0.1, computeNoEventBound(8)].map((ratio) => findFewestClean(ratio))).toEqual([
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

  it('is decided by the exact binomial of either side', () => {
    for (const groups of [3, 8, 13, 29, 40])
      for (const mostRatio of [0.1, 1 / 3, 0.6])
        for (let inTrouble = 0; inTrouble <= groups; inTrouble += 1) {
          const healthy = groups - inTrouble;
          const isWithin = binomialCdf(inTrouble, groups, mostRatio) <= 0.05;
          const isBeyond = binomialCdf(healthy, groups, 1 - mostRatio) <= 0.005;
          const wanted = isWithin ? 'within' : isBeyond ? 'beyond' : 'open';
          expect(judge(groups, inTrouble, mostRatio), `${inTrouble} of ${groups}`).toBe(wanted);
        }
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
      expect(computePassRatio(looks, bounds, ratio)).toBeLessThanOrEqual(0.05);
    }
    expect(listPassBounds(looks, 1 / 3, 0.05)[0]).toBe(0);
    // By hand: none of 8 at one look.
    expect(computePassRatio([8], [0], 0.1)).toBeCloseTo(0.9 ** 8, 12);
  });

  /** By definition, and the integral by its midpoints. */
  function computeMixedP(count: number, groups: number, ratio: number): number {
    const likelihood = (p: number) => p ** count * (1 - p) ** (groups - count);
    const steps = 20_000;
    const sum = Array.from({ length: steps }, (_, step) =>
      likelihood((ratio * (step + 0.5)) / steps),
    ).reduce((total, one) => total + one, 0);
    return Math.min(1, likelihood(ratio) / (sum / steps));
  }

  it('at any time is as sure as the likelihood ratio mixed over the smaller shares', () => {
    for (const [count, groups, ratio] of [
      [0, 11, 1 / 3],
      [1, 16, 1 / 3],
      [3, 40, 0.2],
      [0, 60, 0.1],
    ] as const) {
      const p = computeMixedP(count, groups, ratio);
      const judge = (passAlpha: number) =>
        judgeShare(
          { groups, inTrouble: count, unknown: 0 },
          { ...once(groups, ratio), kind: 'anytime', passAlpha },
        );
      expect([judge(p * 1.001), judge(p * 0.999)]).toEqual(['within', 'open']);
      // The healthy ones are the same question from the other side.
      const turned = (failAlpha: number) =>
        judgeShare(
          { groups, inTrouble: groups - count, unknown: 0 },
          { ...once(groups, 1 - ratio), kind: 'anytime', failAlpha },
        );
      expect([turned(p * 1.001), turned(p * 0.999)]).toEqual(['beyond', 'open']);
    }
  });

  it('carry the count from look to look: what has passed once does not pass again', () => {
    // Of 2 launches none, or of 4 at most one: by hand, with 1 in 5 in trouble.
    const [healthy, ill] = [0.8, 0.2];
    const firstLook = healthy ** 2;
    const later = 2 * healthy * ill * healthy ** 2;
    expect(computePassRatio([2, 4], [0, 1], ill)).toBeCloseTo(firstLook + later, 12);
    expect(computePassRatio([2, 4], [-1, 0], ill)).toBeCloseTo(healthy ** 4, 12);
    expect(computePassRatio([2], [], ill)).toBe(0);
    // The first look takes a half, of which nothing is left for one in trouble of two, or a quarter, which is just enough.
    expect(listPassBounds([1, 2], 0.5, 0.5)).toEqual([0, 0]);
    expect(listPassBounds([1, 2], 0.5, 0.75)).toEqual([0, 1]);
    expect(listPassBounds([1], 0.5, 0.49)).toEqual([-1]);
    expect(listPassBounds([2], 0.5, 0.75)).toEqual([1]);
  });

  it('are those that there were, the last of which is now, though it was not planned', () => {
    const rule: ShareRule = { ...once(27, 1 / 3), kind: 'group-sequential', looks };
    for (const [groups, sofar] of [
      [8, [8]],
      [10, [8, 10]],
      [12, [8, 12]],
      [27, looks],
      [40, [...looks, 40]],
    ] as const) {
      const [within = -1] = listPassBounds(sofar, 1 / 3, 0.05).slice(-1);
      const [beyond = -1] = listPassBounds(sofar, 2 / 3, 0.005).slice(-1);
      for (let inTrouble = 0; inTrouble <= groups; inTrouble += 1) {
        const wanted =
          inTrouble <= within ? 'within' : groups - inTrouble <= beyond ? 'beyond' : 'open';
        expect(judgeShare({ groups, inTrouble, unknown: 0 }, rule)).toBe(wanted);
      }
    }
    // Looking before costs something: at one look of 27 one more may be in trouble.
    expect(listPassBounds(looks, 1 / 3, 0.05).at(-1)).toBeLessThan(
      listPassBounds([27], 1 / 3, 0.05)[0] ?? 0,
    );
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
    expect(computeMeanExceedanceP(launches(2), 0.001)).toBeLessThan(0.005);
    expect(computeMeanExceedanceP(launches(1), 0.001)).toBeGreaterThan(0.005);
    expect(computeMeanExceedanceP([0, 0, 0], 0)).toBe(1);
    expect(computeMeanExceedanceP([0, 1e-6, 0], 0)).toBe(0);
    expect(computeMeanExceedanceP([], 0.1)).toBe(1);
  });

  it('is what betting gives by hand', () => {
    const bets = [0.02, 0.05, 0.1, 0.25, 0.5, 0.9];
    const byHand = (...ratios: readonly number[]) => {
      const wealth = bets.map((bet) =>
        ratios.reduce((product, ratio) => product * (1 + bet * (ratio - 1)), 1),
      );
      return Math.min(1, bets.length / wealth.reduce((sum, one) => sum + one, 0));
    };
    for (const ratios of [[2], [1], [0], [3, 0, 4], [20, 20, 0, 0, 0, 1]])
      expect(
        computeMeanExceedanceP(
          ratios.map((ratio) => 0.01 * ratio),
          0.01,
        ),
      ).toBeCloseTo(byHand(...ratios), 12);
    expect(byHand(2)).toBeCloseTo(6 / 7.82, 12);
  });
});
