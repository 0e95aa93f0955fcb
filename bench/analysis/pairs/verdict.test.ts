// The verdict rule at its edges.
import { describe, expect, it } from 'vitest';
import { buildComparison, computeMoreGroups, judgeInterval } from './comparison.ts';
import { fixedLevel } from './judgement-level.ts';

const ruleOf = (toleranceRatio: number) => ({
  ...{ toleranceRatio, familySize: 1 },
  level: fixedLevel(8),
});

const margin = Math.log(1.05);
const judge = (lower: number, upper: number, groups = 8) =>
  judgeInterval({ estimate: (lower + upper) / 2, lower, upper }, margin, groups);

describe('judgeInterval', () => {
  it('needs the whole interval on one side', () => {
    expect(judge(-0.2, -0.1)).toBe('better');
    expect(judge(0.01, 0.2)).toBe('worse');
    expect(judge(-0.2, 0.001)).toBe('inconclusive');
    expect(judge(-0.001, 0.2)).toBe('inconclusive');
    expect(judge(0, 0.2)).toBe('inconclusive');
  });

  it('calls equivalent what lies wholly inside the margin, also where it leaves out 0', () => {
    expect(judge(-0.04, 0.04)).toBe('equivalent');
    expect(judge(0.01, 0.02)).toBe('equivalent');
    expect(judge(-margin, margin)).toBe('equivalent');
    expect(judge(-0.01, margin + 1e-9)).toBe('inconclusive');
    expect(judge(-margin - 1e-9, -0.001)).toBe('better');
  });

  it('decides nothing on two groups', () => {
    expect(judge(-0.2, -0.1, 2)).toBe('inconclusive');
    expect(judge(0, 0, 2)).toBe('inconclusive');
    expect(judge(-0.2, -0.1, 3)).toBe('better');
  });
});

describe('computeMoreGroups', () => {
  it('says how many groups bring the interval to the nearer way out', () => {
    // Half-width 0.0488 at sd 0.0707 takes 11 groups in the published table.
    expect(computeMoreGroups(margin, 0.05 * Math.SQRT2, margin, 8, 0.95)).toBe(3);
    expect(computeMoreGroups(0, 0.05 * Math.SQRT2, margin, 8, 0.95)).toBe(3);
  });

  it('asks for one more at least, and for three in all', () => {
    expect(computeMoreGroups(0.5, 0.001, margin, 2, 0.95)).toBe(1);
    expect(computeMoreGroups(0.2, 0.08, margin, 12, 0.95)).toBe(1);
  });

  it('counts no further than a thousand', () => {
    expect(computeMoreGroups(0.025, 2, margin, 8, 0.95)).toBe(1_000);
  });
});

describe('buildComparison', () => {
  it('turns the sides round where higher is better', () => {
    const logRatios = [0.2, 0.22, 0.18, 0.21, 0.19, 0.2, 0.23, 0.17];
    expect(buildComparison('throughputRps', logRatios, ruleOf(0.05)).verdict).toBe('better');
    expect(buildComparison('latencyP99Us', logRatios, ruleOf(0.05)).verdict).toBe('worse');
  });

  it('gives a single group a ratio without an interval', () => {
    expect(buildComparison('latencyP50Us', [Math.log(2)], ruleOf(0.05))).toMatchObject({
      ratio: 2,
      ratioLower: null,
      method: 'none',
      verdict: 'inconclusive',
    });
    expect(buildComparison('latencyP50Us', [], ruleOf(0.05))).toMatchObject({
      ratio: null,
      verdict: 'not-judged',
    });
  });

  it('allows the success ratio a thousandth and not the tolerance', () => {
    const lost = Array.from({ length: 8 }, () => Math.log(0.99));
    expect(buildComparison('successRatio', lost, ruleOf(0.05)).verdict).toBe('worse');
    const fine = Array.from({ length: 8 }, () => Math.log(0.9995));
    expect(buildComparison('successRatio', fine, ruleOf(0.05)).verdict).toBe('equivalent');
  });
});
