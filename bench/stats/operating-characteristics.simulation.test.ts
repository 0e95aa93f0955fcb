// What the gate rule does with true slowdowns: how often it fails, how often it passes, after how many groups.
import { describe, expect, it } from 'vitest';
import { countRounds } from '../../tests/support/rounds.ts';
import { buildLooks, computeNominalAlpha } from './group-sequential.ts';
import type { IntervalEstimate } from './interval.ts';
import { buildPairedInterval } from './paired-interval.ts';
import { buildTInterval } from './t-interval.ts';
import { buildDisturbed, buildNormal, buildUniform, type Noise } from './test-noise.ts';

type Build = (values: readonly number[], confidence: number) => IntervalEstimate | undefined;

const looks = buildLooks(27);
const failConfidence = 1 - computeNominalAlpha(looks, 0.01, 2);
const passConfidence = 1 - computeNominalAlpha(looks, 0.05, 2);

interface Situation {
  readonly build: Build;
  readonly sd: number;
  readonly toleranceRatio: number;
  readonly slowdownRatio: number;
  readonly isDisturbed?: boolean;
  readonly runs?: number;
}

interface Outcome {
  readonly failRatio: number;
  readonly passRatio: number;
  readonly meanGroups: number;
}

/**
 * FAIL: the lower bound is above 0 and the estimate at least the margin. PASS: the upper bound is
 * below the margin. Otherwise on to the next look. All on the logarithm of "worse".
 */
function simulateGate(situation: Situation): Outcome {
  const { build, sd, toleranceRatio, slowdownRatio, isDisturbed = false } = situation;
  const { runs = countRounds(300, 1_000) } = situation;
  const margin = Math.log1p(toleranceRatio);
  const uniform = buildUniform(20_260_101);
  const noise: Noise = isDisturbed ? buildDisturbed(uniform) : buildNormal(uniform);
  let [failed, passed, groups] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const values: number[] = [];
    for (const look of looks) {
      while (values.length < look) values.push(Math.log1p(slowdownRatio) + sd * noise());
      const strict = build(values, failConfidence);
      const isFail = strict !== undefined && strict.lower > 0 && strict.estimate >= margin;
      const isPass = !isFail && (build(values, passConfidence)?.upper ?? margin) < margin;
      if (isFail) failed += 1;
      if (isPass) passed += 1;
      if (isFail || isPass) break;
    }
    groups += values.length;
  }
  return { failRatio: failed / runs, passRatio: passed / runs, meanGroups: groups / runs };
}

const methods = [
  ['Hodges-Lehmann', buildPairedInterval],
  ['t', buildTInterval],
] as const;

describe.each(methods)('the gate with %s intervals', (_, build) => {
  it('fails one program under two names in fewer than 1 % of the runs, however noisy', () => {
    for (const isDisturbed of [false, true]) {
      for (const sd of [0.03, 0.06, 0.1]) {
        const same = { build, sd, toleranceRatio: 0.05, slowdownRatio: 0, isDisturbed };
        expect(simulateGate(same).failRatio).toBeLessThan(0.01);
      }
    }
  });

  it('passes that program most of the time where the spread is near the tolerance', () => {
    const same = { build, toleranceRatio: 0.05, slowdownRatio: 0 };
    const calm = simulateGate({ ...same, sd: 0.03 });
    expect(calm.passRatio).toBeGreaterThan(0.99);
    expect(calm.meanGroups).toBeLessThan(10);
    expect(simulateGate({ ...same, sd: 0.06 }).passRatio).toBeGreaterThan(0.9);
    expect(simulateGate({ ...same, sd: 0.1, toleranceRatio: 0.1 }).passRatio).toBeGreaterThan(0.97);
  });

  it('passes a slowdown of exactly the tolerance in about 2.5 % at most', () => {
    for (const isDisturbed of [false, true]) {
      for (const sd of [0.03, 0.1]) {
        const edge = { build, sd, toleranceRatio: 0.05, slowdownRatio: 0.05, isDisturbed };
        // 2.5 % and two and a half standard errors of the simulation.
        expect(simulateGate(edge).passRatio).toBeLessThan(0.037);
      }
    }
  });

  it('finds a slowdown of twice the tolerance', () => {
    const slow = { build, toleranceRatio: 0.05, slowdownRatio: 0.1, runs: 600 };
    expect(simulateGate({ ...slow, sd: 0.03 }).failRatio).toBeGreaterThan(0.99);
    expect(simulateGate({ ...slow, sd: 0.06 }).failRatio).toBeGreaterThan(0.98);
    expect(simulateGate({ ...slow, sd: 0.1 }).failRatio).toBeGreaterThan(0.9);
    expect(simulateGate({ ...slow, sd: 0.1 }).passRatio).toBeLessThan(0.005);
  });
});

describe('the choice of the interval', () => {
  it('costs little power in calm weather and saves much in rough', () => {
    const slow = { sd: 0.06, toleranceRatio: 0.05, slowdownRatio: 0.08, isDisturbed: false };
    const same = { ...slow, slowdownRatio: 0 };
    const gain = (situation: Omit<Situation, 'build'>, ratio: 'failRatio' | 'passRatio'): number =>
      simulateGate({ ...situation, build: buildPairedInterval })[ratio] -
      simulateGate({ ...situation, build: buildTInterval })[ratio];
    expect(gain(slow, 'failRatio')).toBeGreaterThan(-0.02);
    expect(gain(same, 'passRatio')).toBeGreaterThan(-0.03);
    expect(gain({ ...slow, isDisturbed: true }, 'failRatio')).toBeGreaterThan(0.04);
    expect(gain({ ...same, isDisturbed: true }, 'passRatio')).toBeGreaterThan(0.06);
  });

  it('does not save a gate that looks at 95 % intervals again and again', () => {
    const uniform = buildUniform(9);
    const noise = buildNormal(uniform);
    let wrong = 0;
    for (let run = 0; run < 1_500; run += 1) {
      const values = Array.from({ length: 27 }, noise);
      const isCalledDifferent = looks.some((look) => {
        const interval = buildPairedInterval(values.slice(0, look), 0.95);
        return interval !== undefined && (interval.lower > 0 || interval.upper < 0);
      });
      if (isCalledDifferent) wrong += 1;
    }
    expect(wrong / 1_500).toBeGreaterThan(0.09);
  });
});
