// Gates against a limit: figures, shares of successes, wrong answers.
import { describe, expect, it } from 'vitest';
import { fixedLevel } from '../analysis/pairs/judgement-level.ts';
import type { ResolvedGate } from '../spec/experiment.ts';
import { judgeAbsolute } from './absolute-gate.ts';
import { computeGateLevel } from './gate-level.ts';
import type { GateQuestion } from './list-questions.ts';
import {
  atLeast,
  atMost,
  buildCell,
  buildGate,
  buildGatedExperiment,
  type CellCounts,
  type Figures,
  invalidRun,
  judgeBuilt,
} from './test-gates.ts';

function judge(
  gate: ResolvedGate,
  figures: readonly Figures[],
  counts: CellCounts = {},
  validity?: typeof invalidRun,
) {
  const { experiment, plan } = buildGatedExperiment([gate], 1, figures.length);
  const cells = [plan.variants.map((variant) => buildCell(variant, figures, counts))];
  const groups = figures.length;
  const [result] = judgeBuilt({ experiment, plan, cells, groups, ...(validity && { validity }) });
  return result;
}

const p99 = (limit: number) => buildGate('slo', 'latencyP99Us', atMost(limit));
const latencies = (...values: readonly number[]): readonly Figures[] =>
  values.map((latencyP99Us) => ({ latencyP99Us }));
const eight = [90, 100, 110, 95, 105, 98, 102, 100].map((ms) => ms * 1_000);

describe('a limit from above', () => {
  it('is kept where all groups keep it, broken where nearly all break it, else undecided', () => {
    const kept = judge(p99(150_000), latencies(...eight));
    expect(kept).toMatchObject({ status: 'pass', groups: 8, value: 100_000 });
    expect(kept?.launches).toMatchObject({ broken: 0, worst: 110_000, mostRatio: 1 / 3 });
    expect([kept?.lower, kept?.upper]).toEqual([90_000, 110_000]);
    expect(judge(p99(70_000), latencies(...eight))).toMatchObject({ outcome: 'over-limit' });
    const open = judge(p99(107_000), latencies(...eight));
    expect(open).toMatchObject({ status: 'inconclusive', launches: { broken: 1 } });
    expect(open?.moreGroups).toBeGreaterThan(0);
  });

  it('is undecided where the groups disagree, however steep the mean of them all', () => {
    const split = judge(p99(101_000), latencies(...eight));
    expect(split).toMatchObject({ status: 'inconclusive', launches: { broken: 3 } });
  });

  it('counts a group without the figure for neither side', () => {
    const figures = latencies(...eight).map((each, group) => (group === 4 ? {} : each));
    expect(judge(p99(150_000), figures)).toMatchObject({
      ...{ status: 'inconclusive', launches: { broken: 0, unknown: 1 } },
      // The middle of the seven that are known.
      ...{ value: 100_000, groups: 8 },
    });
    expect(judge(p99(70_000), figures)?.status).toBe('fail');
  });

  it('may be broken by as few launches as the gate says', () => {
    const strict = buildGate('slo', 'latencyP99Us', atMost(150_000, { badLaunchesRatio: 0.1 }));
    expect(judge(strict, latencies(...eight))).toMatchObject({ status: 'inconclusive' });
    const many = Array.from({ length: 29 }, (_, index) => eight[index % 8] ?? 0);
    expect(judge(strict, latencies(...many))).toMatchObject({ status: 'pass' });
  });

  it('is never kept without figures, on two groups, or in an invalid run', () => {
    expect(judge(p99(1e9), [{}, {}, {}, {}, {}, {}, {}, {}])?.status).toBe('inconclusive');
    expect(judge(p99(1e9), latencies(1, 2))?.status).toBe('inconclusive');
    expect(judge(p99(1e9), latencies(...eight), {}, invalidRun)?.status).toBe('error');
  });

  it('of 0 is kept by nothing but 0, and every figure stays a number', () => {
    const wal = (value: number) => ({ walBytesPerRequest: value });
    const gate = buildGate('no-wal', 'walBytesPerRequest', atMost(0));
    const none = judge(
      gate,
      eight.map(() => wal(0)),
    );
    expect(none).toMatchObject({ status: 'pass', value: 0 });
    const some = judge(
      gate,
      eight.map(() => wal(5)),
    );
    expect(some?.status).toBe('fail');
    expect(some?.value).toBeCloseTo(5);
  });
});

it('a variant of which nothing was run has no verdict but an error', () => {
  const question = { gate: p99(1e9), cell: undefined } as unknown as GateQuestion;
  const level = computeGateLevel(fixedLevel(8), 8, 1);
  expect(judgeAbsolute(question, level)).toMatchObject({ status: 'error', outcome: 'not-run' });
});

describe('a limit from below', () => {
  const rps = (limit: number) => buildGate('fast', 'throughputRps', atLeast(limit));
  const rates = eight.map((value) => ({ throughputRps: value }));

  it('is kept where the lower bound is above it', () => {
    const kept = judge(rps(70_000), rates);
    expect(kept).toMatchObject({ status: 'pass', limitKind: 'at-least' });
    expect(judge(rps(150_000), rates)).toMatchObject({ status: 'fail' });
    expect(judge(rps(99_000), rates)).toMatchObject({ status: 'inconclusive' });
  });
});

describe('a share of successes', () => {
  const available = buildGate('available', 'successRatio', atLeast(0.999));
  const shares = (...failures: readonly number[]): readonly Figures[] =>
    failures.map((failure) => ({ successRatio: 1 - failure }));
  const none = Array.from({ length: 8 }, () => 0);

  it('without a failure is shown by 2,995 requests, so fewer do not pass', () => {
    const enough = judge(available, shares(...none), { requests: 375 });
    expect(enough).toMatchObject({ status: 'pass', value: 1 });
    expect(enough?.launches?.mostRatio).toBeCloseTo(0.312, 3);
    expect(judge(available, shares(...none), { requests: 374 })?.status).toBe('inconclusive');
  });

  it('tells how often a service broken in one launch of ten would pass', () => {
    const result = judge(available, shares(...none));
    expect(result?.launches?.missRatio).toBeCloseTo(0.9 ** 8, 9);
    expect(result?.message?.text).toContain('At most 31% of launches break it');
    expect(result?.message?.text).toContain('in 1 launch of 10 would pass 43% of such runs');
    const strict = buildGate('s', 'successRatio', atLeast(0.999, { badLaunchesRatio: 0.1 }));
    expect(judge(strict, shares(...none))?.status).toBe('inconclusive');
    const all = Array.from({ length: 29 }, () => 0);
    const shown = judge(strict, shares(...all));
    expect(shown).toMatchObject({ status: 'pass' });
    expect(shown?.message?.text).not.toContain('1 launch of 10');
  });

  it('can pass where groups were appended, by a bound that holds at any time', () => {
    const { experiment, plan } = buildGatedExperiment([available], 1, 16);
    const cells = [
      plan.variants.map((variant) =>
        buildCell(
          variant,
          Array.from({ length: 16 }, () => ({ successRatio: 1 })),
        ),
      ),
    ];
    const [result] = judgeBuilt({ experiment, plan, cells, groups: 16, isAnytime: true });
    expect(result).toMatchObject({ status: 'pass', launches: { broken: 0, missRatio: null } });
    expect(result?.launches?.mostRatio).toBeGreaterThan(0.2);
  });

  it('fails where two launches of eight answer nothing, though the median is clean', () => {
    const result = judge(available, shares(1, 0, 0, 0, 1, 0, 0, 0));
    expect(result).toMatchObject({ status: 'fail', launches: { broken: 2, worst: 0 } });
    expect(judge(available, shares(1, 0, 0, 0, 0, 0, 0, 0))?.status).toBe('inconclusive');
  });

  it('fails where every group fails above the limit', () => {
    const failing = Array.from({ length: 8 }, (_, index) => 0.02 + index * 0.001);
    expect(judge(available, shares(...failing))).toMatchObject({ status: 'fail' });
  });

  it('does not pass where a burst failed much in a few groups and nothing in the others', () => {
    const burst = Array.from({ length: 27 }, (_, index) => (index % 9 === 4 ? 0.1 : 0));
    const result = judge(available, shares(...burst));
    expect(result?.status).not.toBe('pass');
    expect(result?.value).toBeCloseTo(1 - 3 / 270);
  });

  it('counts a group without the figure for neither side', () => {
    const figures = shares(...none).map((each, group) => (group < 3 ? {} : each));
    expect(judge(available, figures)).toMatchObject({
      ...{ status: 'inconclusive', value: 1, launches: { broken: 0, unknown: 3 } },
    });
  });

  it('says nothing of a variant of which nothing was asked', () => {
    const empty = judge(available, shares(...none), { requests: 0 });
    expect(empty).toMatchObject({ status: 'inconclusive', value: null, groups: 8 });
  });

  it('is kept by a service that fails less than the limit leaves', () => {
    const rare = shares(...Array.from({ length: 8 }, () => 0.0002));
    expect(judge(available, rare, { requests: 10_000 })).toMatchObject({ status: 'pass' });
  });

  it('counts what came too late or was never sent among what was asked for', () => {
    const few = shares(...Array.from({ length: 8 }, () => 0.0007));
    const failed = judge(available, few, { requests: 10_000 });
    expect(failed).toMatchObject({ status: 'pass' });
    for (const counts of [{ timedOut: 7 }, { dropped: 7 }, { timedOut: 3, dropped: 4 }])
      expect(judge(available, few, { ...counts, requests: 10_000 })).toEqual(failed);
    // 8 × 375 requests are just enough; were those that failed no requests, they would not be.
    const half = buildGate('half', 'successRatio', atLeast(0.5, { badLaunchesRatio: 0.9 }));
    const third = shares(...Array.from({ length: 8 }, () => 1 / 3));
    const of = (counts: CellCounts) => judge(half, third, { requests: 6, ...counts });
    expect(of({})).toMatchObject({ status: 'pass' });
    expect(of({ timedOut: 2 })).toEqual(of({}));
    expect(of({ dropped: 2 })).toEqual(of({}));
  });

  it('does not pass where a group that asked little failed much, though of all requests few did', () => {
    const gate = buildGate('a', 'successRatio', atLeast(0.999, { badLaunchesRatio: 1 / 3 }));
    const isSmall = (group: number) => group === 4;
    const groups = Array.from({ length: 27 }, (_, group) => group);
    const figures = shares(...groups.map((group) => (isSmall(group) ? 0.03 : 0)));
    const requests = groups.map((group) => (isSmall(group) ? 100 : 10_000));
    const result = judge(gate, figures, { requests });
    expect(result?.value).toBeGreaterThan(0.9999);
    expect(result).toMatchObject({ status: 'inconclusive', launches: { broken: 1 } });
  });

  it('tells whether the launches or their average fail it', () => {
    const two = judge(available, shares(1, 0, 0, 0, 1, 0, 0, 0));
    expect(two?.launches?.failedBy).toBe('average');
    const every = judge(available, shares(...Array.from({ length: 8 }, () => 0.5)));
    expect(every?.launches?.failedBy).toBe('launches');
    // Each is hardly below the limit, so that the average shows little; that all of them are shows it.
    const ninety = buildGate('a', 'successRatio', atLeast(0.9));
    const hardly = judge(ninety, shares(...Array.from({ length: 8 }, () => 0.101)));
    expect(hardly).toMatchObject({ status: 'fail', launches: { broken: 8, failedBy: 'launches' } });
  });

  it('may have a limit from above, where failures are what is asked for', () => {
    const shedding = buildGate('sheds', 'successRatio', atMost(0.9));
    const half = Array.from({ length: 8 }, (_, index) => 0.5 + index * 0.01);
    expect(judge(shedding, shares(...half))).toMatchObject({ status: 'pass' });
    expect(judge(shedding, shares(...none))).toMatchObject({ status: 'fail' });
  });
});

describe('wrong answers', () => {
  const right = buildGate('right', 'wrongBodies', atMost(0));
  const groups = latencies(...eight);

  it('are counted over enough groups: one is too many where none is allowed', () => {
    expect(judge(right, groups)).toMatchObject({ status: 'pass', value: 0 });
    expect(judge(right, groups, { wrongBodies: 1 })).toMatchObject({ outcome: 'over-limit' });
  });

  it('are told to the last one, however many they are', () => {
    const many = judge(right, groups, { wrongBodies: 22_775 });
    expect(many?.message?.text).toContain(': 22775 over 8 groups');
  });

  it('fail an invalid run too, but an invalid run without any is not judged', () => {
    expect(judge(right, groups, { wrongBodies: 1 }, invalidRun)?.status).toBe('fail');
    expect(judge(right, groups, {}, invalidRun)?.status).toBe('error');
  });

  it('may be as many as the gate says', () => {
    const two = buildGate('right', 'wrongBodies', atMost(2));
    expect(judge(two, groups, { wrongBodies: 2 })).toMatchObject({ status: 'pass', value: 2 });
    expect(judge(two, groups, { wrongBodies: 3 })).toMatchObject({ status: 'fail', value: 3 });
  });

  it('are judged over the groups that checked some, where one did not', () => {
    const many = latencies(...eight, ...eight, ...eight);
    const checkedBodies = many.map((_, group) => (group === 5 ? 0 : 100));
    expect(judge(right, many, { checkedBodies })).toMatchObject({
      ...{ status: 'pass', value: 0, launches: { broken: 0, unknown: 1 } },
    });
  });

  it('say nothing where nothing was checked, or in few groups', () => {
    const unchecked = judge(right, groups, { checkedBodies: 0 });
    expect(unchecked).toMatchObject({ status: 'inconclusive', value: null, groups: 8 });
    expect(judge(right, groups.slice(0, 3))?.status).toBe('inconclusive');
  });
});
