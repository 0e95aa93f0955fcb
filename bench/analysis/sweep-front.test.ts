// The front holds what no other rate beats in both, and nothing that was not kept.
import { expect, test } from 'vitest';
import type { SweepCurvePoint, SweepCurveResult } from '../../reports/document/sweep.ts';
import { findSweepFront } from './sweep-front.ts';

const spread = (median: number) => ({ low: median * 0.9, median, high: median * 1.2 });

function frontPointOf(
  achievedRps: number,
  latencyP99Us: number,
  changes: Partial<SweepCurvePoint> = {},
): SweepCurvePoint {
  return {
    ...{ rateRps: achievedRps, repetitions: 3, successRatio: spread(1) },
    ...{ achievedRps: spread(achievedRps), latencyP50Us: spread(latencyP99Us / 4) },
    ...{ latencyP99Us: spread(latencyP99Us), saturated: false, isP99Trusted: true },
    ...{ meetsSlo: true, ...changes },
  };
}

function curveOf(variantId: string, points: readonly SweepCurvePoint[]): SweepCurveResult {
  return {
    ...{ variantId, points, capacityRps: null, knee: null, wrongBodies: 0, warnings: [] },
    withinSlo: {
      ...{ highestMetRps: null, lowestFailedRps: null, contradictingRps: [], perGroupRps: [] },
    },
  };
}

const namesOf = (curves: readonly SweepCurveResult[]) =>
  findSweepFront(curves).map(({ variantId, achievedRps }) => [variantId, achievedRps]);

test('a variant that is beaten in both is not on it, one that is beaten in one is', () => {
  const slow = curveOf('slow', [frontPointOf(100, 9_000), frontPointOf(200, 12_000)]);
  const fast = curveOf('fast', [frontPointOf(100, 4_000), frontPointOf(250, 8_000)]);
  const frugal = curveOf('frugal', [frontPointOf(50, 1_000)]);
  expect(namesOf([slow, fast, frugal])).toEqual([
    ['frugal', 50],
    ['fast', 100],
    ['fast', 250],
  ]);
});

test('saturated rates and tails of too few requests are left out', () => {
  const curve = curveOf('a', [
    frontPointOf(100, 2_000),
    frontPointOf(200, 3_000, { saturated: true }),
    frontPointOf(300, 1_000, { isP99Trusted: false }),
    frontPointOf(400, 1_000, { latencyP99Us: null }),
  ]);
  expect(namesOf([curve])).toEqual([['a', 100]]);
  expect(namesOf([])).toEqual([]);
});
