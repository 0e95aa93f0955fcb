// Gates against a limit: figures, shares of successes, wrong answers.
import { describe, expect, it } from 'vitest';
import type { ResolvedGate } from '../spec/experiment.ts';
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
  const { experiment, plan } = buildGatedExperiment([gate]);
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
  it('is kept, broken or undecided by the interval over the groups', () => {
    expect(judge(p99(150_000), latencies(...eight))).toMatchObject({ status: 'pass', groups: 8 });
    expect(judge(p99(70_000), latencies(...eight))).toMatchObject({ outcome: 'over-limit' });
    const open = judge(p99(101_000), latencies(...eight));
    expect(open).toMatchObject({ status: 'inconclusive', outcome: 'undecided' });
    expect(open?.moreGroups).toBeGreaterThan(0);
    expect(open?.lower).toBeLessThan(101_000);
    expect(open?.upper).toBeGreaterThan(101_000);
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

describe('a limit from below', () => {
  const rps = (limit: number) => buildGate('fast', 'throughputRps', atLeast(limit));
  const rates = eight.map((value) => ({ throughputRps: value }));

  it('is kept where the lower bound is above it', () => {
    const kept = judge(rps(70_000), rates);
    expect(kept).toMatchObject({ status: 'pass', limitKind: 'at-least' });
    expect(kept?.lower).toBeGreaterThan(70_000);
    expect(judge(rps(150_000), rates)).toMatchObject({ status: 'fail' });
    expect(judge(rps(99_000), rates)).toMatchObject({ status: 'inconclusive' });
  });
});

describe('a share of successes', () => {
  const available = buildGate('available', 'successRatio', atLeast(0.999));
  const shares = (...failures: readonly number[]): readonly Figures[] =>
    failures.map((failure) => ({ successRatio: 1 - failure }));
  const none = Array.from({ length: 8 }, () => 0);

  it('without a failure is known to 3/n, so few requests do not pass', () => {
    expect(judge(available, shares(...none), { succeeded: 3_001 })).toMatchObject({
      status: 'pass',
      value: 1,
    });
    const few = judge(available, shares(...none), { succeeded: 2_900 });
    expect(few?.status).toBe('inconclusive');
    expect(few?.lower).toBeCloseTo(1 - 3 / 2_900);
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

  it('are counted: one is too many where none is allowed', () => {
    expect(judge(right, groups)).toMatchObject({ status: 'pass', value: 0 });
    expect(judge(right, groups, { wrongBodies: 1 })).toMatchObject({ outcome: 'over-limit' });
  });

  it('fail an invalid run too, but an invalid run without any is not judged', () => {
    expect(judge(right, groups, { wrongBodies: 1 }, invalidRun)?.status).toBe('fail');
    expect(judge(right, groups, {}, invalidRun)?.status).toBe('error');
  });

  it('say nothing where nothing was checked', () => {
    expect(judge(right, groups, { checkedBodies: 0 })?.status).toBe('inconclusive');
  });
});
