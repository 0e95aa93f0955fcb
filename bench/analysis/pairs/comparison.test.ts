// What the pairs of one figure say: which interval, which test, which side is the better one.
import { describe, expect, it } from 'vitest';
import { sampleSd } from '../../stats/descriptive.ts';
import { computePairedPValue } from '../../stats/paired-test.ts';
import { computeLeastDetectableEffect } from '../../stats/power.ts';
import { computeSignFlipPValue } from '../../stats/sign-flip.ts';
import { buildComparison, buildInterval, computeWorseness, judgePairs } from './comparison.ts';
import { computeTestLevel, fixedLevel, type JudgementLevel } from './judgement-level.ts';

const clear = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1];
const mixed = [0.3, -0.1, 0.25, -0.05, 0.2, 0.15, -0.2, 0.1];
const level = fixedLevel(8);
const anytime: JudgementLevel = { ...level, kind: 'anytime', looks: [] };
const rule = { toleranceRatio: 0.05, level, familySize: 1 };

describe('the interval', () => {
  it('is that of the ratio variant ÷ reference, whichever side is the better one', () => {
    const faster = buildComparison('throughputRps', clear, rule);
    const slower = buildComparison('latencyP50Us', clear, rule);
    for (const { ratio, ratioLower, ratioUpper, confidence, groups } of [faster, slower]) {
      expect(ratio).toBeCloseTo(Math.exp(0.1025), 2);
      expect(ratioLower).toBeGreaterThan(Math.exp(0.07));
      expect(ratioLower).toBeLessThan(ratio ?? 0);
      expect(ratioUpper).toBeGreaterThan(ratio ?? 0);
      expect(ratioUpper).toBeLessThan(Math.exp(0.14));
      expect([confidence, groups]).toEqual([0.95, 8]);
    }
    expect([faster.verdict, slower.verdict]).toEqual(['better', 'worse']);
  });

  it('turns both ends round where higher is better', () => {
    // From 4 % lower to 20 % higher: inside the margin on one side alone.
    const values = [-0.04, 0.2, 0.08, 0.1, 0.05, 0.12, 0.09, 0.02];
    const lopsided = { level, margin: 0.06, familySize: 1 };
    const { verdict } = judgePairs(values, { ...lopsided, higherIsBetter: true });
    const turned = judgePairs(
      values.map((value) => -value),
      { ...lopsided, higherIsBetter: false },
    );
    expect(verdict).toBe('better');
    expect(turned.verdict).toBe('better');
  });

  it('is by ranks from 8 groups on, by t below, and a sequence where groups are appended at will', () => {
    const methodOf = (values: readonly number[], at: JudgementLevel) =>
      buildComparison('throughputRps', values, { ...rule, level: at }).method;
    expect(methodOf(clear, level)).toBe('hodges-lehmann');
    expect(methodOf(clear.slice(1), level)).toBe('t');
    expect(methodOf(clear, anytime)).toBe('confidence-sequence');
    expect(methodOf(clear.slice(0, 3), anytime)).toBe('none');
  });

  it('is as sure as it is asked to be', () => {
    const width = (alpha?: number) => {
      const { lower = 0, upper = 0 } = buildInterval(mixed, level, alpha) ?? {};
      return upper - lower;
    };
    expect(width(0.05)).toBe(width());
    expect(width(0.01)).toBeGreaterThan(width(0.05));
    const sequence = buildInterval(mixed, anytime, 0.05);
    expect(sequence?.upper).toBeGreaterThan(buildInterval(mixed, level, 0.05)?.upper ?? 0);
  });
});

describe('the p-value', () => {
  it('is of the signed ranks, and of t where ranks could not pass the first step of the family', () => {
    const alone = buildComparison('throughputRps', clear, rule);
    expect(alone.pValue).toBe(2 / 2 ** 8);
    const ofMany = buildComparison('throughputRps', clear, { ...rule, familySize: 21 });
    expect(ofMany.pValue).toBe(computePairedPValue(clear, { smallestNeeded: 0.05 / 21 })?.p);
    expect(ofMany.pValue).toBeLessThan(0.05 / 21);
  });

  it('of successes is by signs of the groups alone, since failures come in bursts', () => {
    const success = buildComparison('successRatio', mixed, rule);
    expect(success.pValue).toBe(computeSignFlipPValue(mixed));
    expect(success.pValue).not.toBe(buildComparison('throughputRps', mixed, rule).pValue);
  });

  it('is none where groups are appended at will', () => {
    for (const metric of ['throughputRps', 'successRatio'] as const)
      expect(buildComparison(metric, clear, { ...rule, level: anytime }).pValue).toBeNull();
  });
});

describe('what more groups would do', () => {
  it('is told of groups that leave it open, never of those that decide, nor of epochs', () => {
    expect(buildComparison('throughputRps', mixed, rule).moreGroups).toBeGreaterThan(0);
    expect(buildComparison('throughputRps', clear, rule).moreGroups).toBeNull();
    const epochs = { ...rule, level: { ...level, unit: 'epoch' as const } };
    expect(buildComparison('throughputRps', mixed, epochs)).toMatchObject({
      ...{ verdict: 'inconclusive', moreGroups: null },
    });
  });

  it('the least detectable difference is a factor above 1, which grows with the family', () => {
    const of = (familySize: number, at = level) =>
      buildComparison('throughputRps', mixed, { ...rule, familySize, level: at })
        .leastDetectableRatio ?? 0;
    expect(of(1)).toBeGreaterThan(1);
    expect(of(21)).toBeGreaterThan(of(1));
    expect(of(1, anytime)).toBeGreaterThan(of(1));
    const asked = computeTestLevel(level, 8, 21);
    const effect = computeLeastDetectableEffect({
      ...{ sd: sampleSd(mixed) ?? 0, groups: 8, alpha: 0, needsAllSigns: false, ...asked },
      ...{ power: 0.8, sdDegreesOfFreedom: 7 },
    });
    expect(of(21)).toBe(Math.exp(effect ?? 0));
  });

  it('no difference has a least detectable one where the test has no level to speak of', () => {
    const lax = { ...level, nominalAlpha: 0.9, overallAlpha: 0.9 };
    const { leastDetectableRatio } = buildComparison('throughputRps', mixed, {
      ...{ ...rule, level: lax },
    });
    expect(leastDetectableRatio).toBeNull();
  });
});

describe('worseness', () => {
  it('is above 0 for what is worse, whichever side that is', () => {
    const faster = buildComparison('throughputRps', clear, rule);
    const slower = buildComparison('latencyP50Us', clear, rule);
    expect(computeWorseness(faster)).toBeCloseTo(-0.1025, 2);
    expect(computeWorseness(slower)).toBeCloseTo(0.1025, 2);
    expect(computeWorseness(buildComparison('latencyP50Us', [], rule))).toBeUndefined();
  });
});
