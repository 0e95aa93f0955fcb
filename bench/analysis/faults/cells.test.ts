// Cells: the episodes of all groups as one, the group being the sample.

import { describe, expect, it } from 'vitest';
import { quoteText } from '../../../reports/document/messages/message.ts';
import type { AuditResult } from '../../measurement/fault-records.ts';
import { sumAudits } from './audit.ts';
import { buildFaultShare, buildFaultTime } from './comparison.ts';
import { failedAnswer, goodAnswer, testMarks } from './test-episode.ts';
import {
  buildEpisode,
  buildTestCells,
  buildThreeEpisodes,
  cleanAudit,
  downUntil,
  figuresOf,
} from './test-fault-records.ts';

const [none, redis] = ['cache=none', 'cache=redis'] as const;

describe('the cells of a run', () => {
  it('are one for each variant and fault, by variant and then by fault', () => {
    const cells = buildTestCells(buildThreeEpisodes({}));
    expect(cells.map(({ variantId, faultId, status }) => [variantId, faultId, status])).toEqual([
      [none, 'redis-paused', 'measured'],
      [none, 'service-killed', 'not-run'],
      [redis, 'redis-paused', 'not-run'],
      [redis, 'service-killed', 'not-run'],
    ]);
    expect(cells[1]?.reason?.code).toBe('turn-never-came');
  });

  it('without figures writeMessage why: void where it was tried, not run where it could not be', () => {
    const missing = { kind: 'fault-not-run', group: 0, variantId: redis } as const;
    const [, , first, second] = buildTestCells([
      {
        ...missing,
        faultId: 'redis-paused',
        status: 'void',
        reason: quoteText('It had no effect.'),
      },
      {
        ...missing,
        faultId: 'service-killed',
        status: 'not-run',
        reason: quoteText('No process.'),
      },
    ]);
    expect(first).toMatchObject({
      status: 'void',
      reason: quoteText('It had no effect.'),
      figures: null,
    });
    expect(second).toMatchObject({
      status: 'not-run',
      reason: quoteText('No process.'),
      figures: null,
    });
  });

  it('leave out an episode of a service that was broken before the fault', () => {
    const [cell] = buildTestCells([
      buildEpisode({ group: 0 }),
      buildEpisode({ group: 1, answer: () => failedAnswer }),
    ]);
    expect(cell?.figures?.groups).toBe(1);
    expect(cell?.reason?.code).toBe('not-good-before');
    const [alone] = buildTestCells([buildEpisode({ group: 1, answer: () => failedAnswer })]);
    expect(alone?.status).toBe('void');
  });

  it('take the later of two episodes of a group', () => {
    const cells = buildTestCells([
      buildEpisode({ group: 0, answer: downUntil(0) }),
      buildEpisode({ group: 0 }),
    ]);
    expect(figuresOf(cells, none)).toMatchObject({ groups: 1, availability: { ratio: 1 } });
  });
});

describe('the figures of a cell', () => {
  const answers = [downUntil(2_000), downUntil(3_000), downUntil(60_000)];
  const figures = figuresOf(buildTestCells(buildThreeEpisodes({}, answers)), none);

  it('hold times by their median, with what was not seen to end as longer than any other', () => {
    expect(figures.recover).toEqual({
      ...{ medianMs: 3_000, lowMs: 2_000, highMs: null, groups: 3, censored: 1 },
      censoredMs: [13_000],
      ...{ observedMs: 13_000, perGroupMs: [2_000, 3_000, null] },
    });
    expect(figures.longestOutage.perGroupMs).toEqual([7_000, 8_000, null]);
    expect(figures.detect).toMatchObject({ medianMs: 0, censored: 0, observedMs: 20_000 });
  });

  it('hold each phase apart, with counts summed over the groups', () => {
    // Before without its last 0.5 s, which the injection might have spoilt.
    expect(figures.before).toMatchObject({ intended: 2_850, good: 2_850, latencyP99Us: 5_000 });
    expect(figures.during).toMatchObject({ intended: 1_500, good: 0, failed: 1_500, apdex: 0 });
    expect(figures.during.latencyP50Us).toBeNull();
    expect(figures.after.availability.perGroup.map((one) => Number(one.toFixed(3)))).toEqual([
      ...[0.867, 0.8, 0],
    ]);
  });

  it('hold shares from the injection on, with the interval over the groups', () => {
    expect(figures.availability.perGroup).toEqual([0.65, 0.6, 0]);
    expect(figures.availability.interval).toEqual({ low: 0, high: 1 });
    expect(figures.userUptime?.perGroup.map((one) => Number(one.toFixed(2)))).toEqual([
      ...[0.65, 0.6, 0],
    ]);
    expect(figures.userUptime).toMatchObject({ basis: 'groups', interval: { low: 0, high: 1 } });
    expect(figures.lostServiceS).toBeCloseTo((7 + 8 + 20) / 3, 9);
    expect(figures.budgetBurn).toBeCloseTo((1 - 1.25 / 3) / 0.01, 9);
    expect(figures.timeUpRatio).toBeCloseTo((52 + 48 + 0) / 240, 9);
    expect(figures.failureReasons).toEqual({ 'status 503': 700 + 800 + 2_000 });
    expect(figures.evidence.text).toBe('0 of 4 hogs used CPU time.');
  });

  it('hold the uptime of users over the groups that know them, and none where none does', () => {
    const [first, second] = buildThreeEpisodes({}, answers);
    if (first === undefined || second === undefined) throw new Error('there are no episodes');
    const withoutUsers = ({ requests: { user: _, ...requests }, ...rest }: typeof first) => ({
      ...{ ...rest, requests },
    });
    const uptimeOf = (...records: readonly (typeof first)[]) =>
      figuresOf(buildTestCells(records), none).userUptime;
    expect(uptimeOf(withoutUsers(first), second)?.perGroup.length).toBe(1);
    expect(uptimeOf(withoutUsers(first), withoutUsers(second))).toBeNull();
    const perfect = uptimeOf(...buildThreeEpisodes({}));
    expect(perfect).toMatchObject({ ratio: 1, basis: 'groups', interval: null });
  });

  it('hold a timeline that is laid over at the injection', () => {
    const { timeline } = figures;
    expect(timeline).toMatchObject({ firstMs: -10_000, windowMs: 250, healedMs: 5_000 });
    expect(timeline.intended.length).toBe(120);
    expect(timeline.intended.every((count) => count === 75)).toBe(true);
    // Up before the fault; then down in all three, in two and in one group.
    expect([39, 40, 67, 68, 72].map((at) => timeline.good[at])).toEqual([75, 0, 0, 25, 50]);
    expect([39, 40, 68].map((at) => timeline.latencyP99Us[at])).toEqual([5_000, null, 5_000]);
  });

  it('hold the worst windows by their median over the groups', () => {
    const worst = figures.worstWindows.find(({ widthMs }) => widthMs === 16_000);
    expect(worst?.ratio).toBeCloseTo(8 / 16, 9);
  });
});

it('groups of other lengths share what all of them have: windows, and widths of the worst', () => {
  const marks = { ...testMarks, injectedMs: 12_000, appliedMs: 12_100, endedMs: 26_000 };
  const cells = buildTestCells([
    buildEpisode({ group: 0 }),
    buildEpisode({ group: 1, changes: { marks } }),
  ]);
  const { timeline, worstWindows, recover } = figuresOf(cells, none);
  expect([timeline.firstMs, timeline.intended.length]).toEqual([-10_000, 96]);
  expect(timeline.healedMs).toBe(4_000);
  expect(worstWindows.at(-1)?.widthMs).toBe(8_000);
  expect(recover.observedMs).toBe(9_000);
});

describe('a variant against the baseline under the same fault', () => {
  const compare = (ofBaseline: number, ofVariant: readonly number[]) =>
    figuresOf(
      buildTestCells(
        ofVariant.flatMap((afterHealMs, group) => [
          buildEpisode({ group, answer: downUntil(ofBaseline) }),
          buildEpisode({ group, variantId: redis, answer: downUntil(afterHealMs) }),
        ]),
      ),
      redis,
    ).comparison;
  const around = (ms: number) => Array.from({ length: 6 }, (_, group) => ms + 100 * group);

  it('is worse or better where six groups agree, and inconclusive else', () => {
    expect(compare(1_000, around(5_000))).toMatchObject({ verdict: 'worse', pValue: 2 / 2 ** 6 });
    expect(compare(9_000, around(5_000))).toMatchObject({ verdict: 'better' });
    expect(compare(1_000, [5_000, 5_000, 5_000, 5_000, 5_000, 0])?.verdict).toBe('inconclusive');
    expect(compare(1_000, [5_000, 5_100, 5_200])?.availabilityDifference).toBeCloseTo(-0.205, 9);
  });

  it('is never clear with three groups, and never equivalent', () => {
    expect(compare(1_000, [5_000, 5_100, 5_200])).toMatchObject({
      ...{ verdict: 'inconclusive', pValue: 0.25 },
    });
    expect(
      compare(
        1_000,
        around(1_000).map(() => 1_000),
      ),
    ).toMatchObject({
      ...{ verdict: 'inconclusive', pValue: 1, interval: null },
    });
  });

  it('is no difference where it is surely smaller than the tolerance', () => {
    expect(compare(1_000, [1_020, 1_020, 1_020, 1_030, 1_030, 1_030])).toMatchObject({
      ...{ verdict: 'inconclusive', pValue: 2 / 2 ** 6 },
    });
  });

  it('is inconclusive below three groups, and nothing where no group has both', () => {
    const cells = buildTestCells([
      buildEpisode({ group: 0 }),
      buildEpisode({ group: 1 }),
      buildEpisode({ group: 0, variantId: redis, answer: downUntil(0) }),
      buildEpisode({ group: 1, variantId: redis, answer: downUntil(20) }),
    ]);
    expect(figuresOf(cells, redis).comparison?.verdict).toBe('inconclusive');
    expect(figuresOf(cells, none).comparison).toBeNull();
    const apart = buildTestCells([
      buildEpisode({ group: 0 }),
      buildEpisode({ group: 1, variantId: redis }),
    ]);
    expect(figuresOf(apart, redis).comparison).toBeNull();
  });
});

describe('a share over the groups', () => {
  it('has the t interval, clipped to 0 … 1', () => {
    const share = buildFaultShare([0.99, 1, 0.98]);
    expect(share).toMatchObject({ basis: 'groups', interval: { high: 1 } });
    expect(share.interval?.low).toBeCloseTo(0.99 - (4.302653 * 0.01) / Math.sqrt(3), 6);
  });

  it('has none for a single group, and none where all groups are alike, however many requests', () => {
    for (const perGroup of [[1], [1, 1], [0.9, 0.9, 0.9], [0, 0, 0]]) {
      expect(buildFaultShare(perGroup)).toMatchObject({ interval: null, basis: 'groups' });
    }
  });
});

describe('a time over the groups', () => {
  it('has no median where half of them or more are censored', () => {
    const censored = { kind: 'censored', atLeastMs: 500 } as const;
    const ended = { kind: 'ended', ms: 100 } as const;
    expect(buildFaultTime([ended, censored], 900).medianMs).toBeNull();
    expect(buildFaultTime([censored, censored], 900)).toMatchObject({
      ...{ medianMs: null, lowMs: null, highMs: null, censored: 2, observedMs: 500 },
    });
    expect(buildFaultTime([ended], 900)).toMatchObject({ medianMs: 100, observedMs: 900 });
    expect(buildFaultTime([], 900)).toMatchObject({ medianMs: null, groups: 0 });
  });
});

describe('audits of several episodes', () => {
  const unknown = { ...cleanAudit, status: 'unknown', reason: quoteText('No write.') } as const;
  const violated: AuditResult = {
    ...cleanAudit,
    ...{ status: 'violated', lost: 2, findings: [quoteText('Lost: a.')] },
    invariants: [{ name: 'totals', violations: 3 }],
    staleness: { ...cleanAudit.staleness, p99Ms: 90, maxMs: 95 },
  };

  it('are violated by one, unknown only where all are, and clean otherwise', () => {
    expect(sumAudits([cleanAudit, unknown, violated]).status).toBe('violated');
    expect(sumAudits([cleanAudit, cleanAudit])).toMatchObject({ status: 'clean', reason: null });
    expect(sumAudits([cleanAudit, unknown])).toMatchObject({
      ...{ status: 'clean', reason: { text: '1 of 2 episodes: No write.' } },
    });
    expect(sumAudits([unknown, unknown])).toMatchObject({
      status: 'unknown',
      reason: quoteText('No write.'),
    });
    expect(sumAudits([])).toMatchObject({
      status: 'unknown',
      reason: { text: 'No episode was audited.' },
    });
  });

  it('add up, and keep the highest age of reads', () => {
    expect(sumAudits([violated, cleanAudit, violated])).toMatchObject({
      ...{ acknowledged: 300, lost: 4, brokenInvariants: [{ name: 'totals', violations: 6 }] },
      ...{
        findings: [quoteText('Lost: a.')],
        staleness: { reads: 150, staleReads: 9, p99Ms: 90, maxMs: 95 },
      },
    });
    expect(sumAudits([cleanAudit]).brokenInvariants).toEqual([]);
  });
});

it('a share of good answers is the same before and after encoding', () => {
  const answer = (dueMs: number) => (dueMs < 12_000 ? goodAnswer : failedAnswer);
  const cells = buildTestCells([buildEpisode({ group: 0, answer })]);
  expect(figuresOf(cells, none).availability.ratio).toBeCloseTo(0.1, 9);
});
