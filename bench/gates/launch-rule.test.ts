// How many launches may break a limit, what few of them show, and how many more would decide.
import { describe, expect, it } from 'vitest';
import { fixedLevel, type JudgementLevel } from '../analysis/pairs/judgement-level.ts';
import { buildConfidenceSequenceInterval } from '../stats/confidence-sequence.ts';
import { buildPairedInterval } from '../stats/paired-interval.ts';
import { judgeShare, type ShareRule } from '../stats/share-in-trouble.ts';
import { buildGateInterval, computeGateLevel } from './gate-level.ts';
import {
  buildEpisodeRule,
  buildLaunchRule,
  computeGroupsNeeded,
  computeMissRatio,
  findFewestGroups,
  listLaunches,
} from './launch-rule.ts';

const fixed = { kind: 'fixed', looks: [8], mostGroups: 8 } as const;
const anytime = { kind: 'anytime', looks: [], mostGroups: 16 } as const;

describe('the share of launches that may break a limit', () => {
  it('is a third, or what the gate says, for every figure but successes', () => {
    expect(buildLaunchRule('latencyP99Us', undefined, fixed).mostRatio).toBe(1 / 3);
    expect(buildLaunchRule('latencyP99Us', 0.5, fixed).mostRatio).toBe(0.5);
    expect(buildLaunchRule('successRatio', 0.5, fixed).mostRatio).toBe(0.5);
    expect(buildEpisodeRule(3, undefined).mostRatio).toBe(1 / 3);
    expect(buildEpisodeRule(3, 0.1).mostRatio).toBe(0.1);
    expect([findFewestGroups(), findFewestGroups(0.1)]).toEqual([8, 29]);
  });

  it('of successes is the least that so many groups can show, and a third at most', () => {
    const shown = (mostGroups: number) =>
      buildLaunchRule('successRatio', undefined, { ...fixed, mostGroups }).mostRatio;
    expect(shown(3)).toBe(1 / 3);
    expect(shown(27)).toBeCloseTo(1 - 0.05 ** (1 / 27), 12);
    const rule = buildLaunchRule('successRatio', undefined, anytime);
    const clean = { groups: 16, inTrouble: 0, unknown: 0 };
    expect(judgeShare(clean, rule)).toBe('within');
    expect(judgeShare(clean, { ...rule, mostRatio: rule.mostRatio * (1 - 1e-9) })).toBe('open');
  });

  it('of episodes errs as rarely on a FAIL as on a PASS, at one look', () => {
    expect(buildEpisodeRule(3, undefined)).toMatchObject({
      ...{ kind: 'fixed', looks: [3], passAlpha: 0.05, failAlpha: 0.05 },
    });
  });
});

describe('the launches', () => {
  it('break a limit by passing it, not by meeting it', () => {
    const values = [1, 2, null, 3];
    expect(listLaunches(values, { limit: 2, limitKind: 'at-most' })).toEqual({
      ...{ broken: 1, unknown: 1, worst: 3 },
    });
    expect(listLaunches(values, { limit: 2, limitKind: 'at-least' })).toEqual({
      ...{ broken: 1, unknown: 1, worst: 1 },
    });
  });

  it('have no worst one where none has a figure', () => {
    for (const limitKind of ['at-most', 'at-least'] as const)
      expect(listLaunches([null, null], { limit: 2, limitKind })).toEqual({
        ...{ broken: 0, unknown: 2, worst: null },
      });
  });
});

it('the chance to miss a service in trouble is over the looks that there were', () => {
  const rule = buildLaunchRule('latencyP99Us', undefined, { ...fixed, looks: [8, 12, 18] });
  const missed = (groups: number, looks: readonly number[]) =>
    computeMissRatio(groups, { ...rule, looks });
  expect(missed(8, [8, 12, 18])).toBeCloseTo(0.9 ** 8, 9);
  expect(missed(12, [8, 12, 18])).toBe(missed(12, [8]));
  expect(missed(12, [8, 12, 18])).toBeGreaterThan(missed(12, []) ?? 1);
  expect(computeMissRatio(8, { ...rule, kind: 'anytime' })).toBeNull();
});

describe('the groups that would decide', () => {
  const rule: ShareRule = buildLaunchRule('latencyP99Us', undefined, fixed);
  const atEnd = (groups: number): ShareRule => ({ ...rule, looks: [groups] });

  it.each([
    [8, 1, 0],
    [8, 0, 1],
    [8, 2, 1],
    [12, 3, 0],
    [3, 0, 0],
  ])(
    'of %i with %i in trouble and %i unknown are the fewest, if the next ones keep the limit',
    (groups, broken, unknown) => {
      const more = computeGroupsNeeded({ broken, unknown }, groups, rule) ?? 0;
      const judge = (all: number) =>
        judgeShare({ groups: all, inTrouble: broken, unknown }, atEnd(all));
      expect(more).toBeGreaterThan(0);
      expect(judge(groups + more)).toBe('within');
      if (more > 1) expect(judge(groups + more - 1)).toBe('open');
    },
  );

  it('where most are in trouble are those that fail it, if the next ones are like them', () => {
    const more = computeGroupsNeeded({ broken: 5, unknown: 0 }, 8, rule) ?? 0;
    const judge = (all: number) =>
      judgeShare(
        { groups: all, inTrouble: all - Math.round((3 / 8) * all), unknown: 0 },
        atEnd(all),
      );
    expect(more).toBeGreaterThan(0);
    expect(judge(8 + more)).toBe('beyond');
    expect(judge(8 + more - 1)).toBe('open');
  });

  it('are more where groups are appended to a run that ended', () => {
    const bound: ShareRule = { ...rule, kind: 'anytime' };
    const more = computeGroupsNeeded({ broken: 1, unknown: 0 }, 8, bound) ?? 0;
    const judge = (all: number) => judgeShare({ groups: all, inTrouble: 1, unknown: 0 }, bound);
    expect(more).toBeGreaterThan(computeGroupsNeeded({ broken: 1, unknown: 0 }, 8, rule) ?? 0);
    expect([judge(8 + more), judge(8 + more - 1)]).toEqual(['within', 'open']);
  });

  it('are no number without any group, nor where no sensible number would do', () => {
    expect(computeGroupsNeeded({ broken: 0, unknown: 0 }, 0, rule)).toBeNull();
    const hopeless = { ...rule, mostRatio: 1e-4 };
    expect(computeGroupsNeeded({ broken: 0, unknown: 0 }, 8, hopeless)).toBeNull();
  });
});

describe('the errors of relative gates', () => {
  const appended: JudgementLevel = { ...fixedLevel(8), kind: 'anytime', looks: [] };
  const values = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1];

  it('are shared out among them where groups are appended at will, and else are those of the looks', () => {
    const failAlpha = (level: JudgementLevel, questions: number) =>
      computeGateLevel(level, 8, questions).failAlpha;
    expect([1, 4, 0].map((questions) => failAlpha(appended, questions))).toEqual([
      ...[0.01, 0.0025, 0.01],
    ]);
    expect([1, 4].map((questions) => failAlpha(fixedLevel(8), questions))).toEqual([0.01, 0.01]);
    const looks = computeGateLevel(
      { ...fixedLevel(8), kind: 'group-sequential', looks: [8, 12, 18] },
      ...([12, 1] as const),
    );
    expect(looks.failAlpha).toBeLessThan(0.01);
    expect(looks.passAlpha).toBeLessThan(0.05);
    expect([looks.mostGroups, computeGateLevel(appended, 12, 1).mostGroups]).toEqual([18, 12]);
  });

  it('make intervals that hold at any time where groups are appended at will', () => {
    const at = (level: JudgementLevel) =>
      buildGateInterval(values, 0.05, computeGateLevel(level, 8, 1));
    expect(at(appended)).toEqual(buildConfidenceSequenceInterval(values, 0.95));
    expect(at(fixedLevel(8))).toEqual(buildPairedInterval(values, 0.95));
  });
});
