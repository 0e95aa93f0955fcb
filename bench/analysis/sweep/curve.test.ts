import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SweepCurvePoint, SweepCurveResult } from '../../../reports/document/sweep.ts';
import { ladderRatios } from '../../plan/sweep-search.ts';
import { buildSweepCurve, findKnee, findSweepFront, type SweepPoint } from './curve.ts';

/** Mean time in an M/M/1 queue is 1 / (μ − λ), exponentially distributed, so p99 is ln 100 times that. */
const p99OfQueueUs = (serviceRps: number, rateRps: number) =>
  (Math.log(100) / (serviceRps - rateRps)) * 1e6;

/** A point of an M/M/1 queue; above its capacity it is saturated. */
function pointOf(serviceRps: number, rateRps: number, group = 0, noise = 1): SweepPoint {
  const isOver = rateRps >= serviceRps;
  const latencyP99Us = isOver ? 1e6 : p99OfQueueUs(serviceRps, rateRps) * noise;
  return {
    ...{ variantId: 'a', group, rateRps, latencyP99Us, latencyP50Us: latencyP99Us * 0.15 },
    achievedRps: Math.min(rateRps, serviceRps),
    ...{ successRatio: 1, saturated: isOver, samples: 5_000 },
  };
}

const pointsOf = (serviceRps: number, ratios: readonly number[], group = 0, noise = 1) =>
  ratios.map((ratio) => pointOf(serviceRps, ratio * serviceRps, group, noise));
const slo = (latencyP99Us: number | undefined) => ({ latencyP99Us, successRatio: 0.999 });
const service = fc.double({ min: 10, max: 100_000, noNaN: true });

test('the knee of an M/M/1 queue is half of its capacity, whatever that is', () => {
  fc.assert(
    fc.property(service, (serviceRps) => {
      const { knee } = buildSweepCurve('a', pointsOf(serviceRps, ladderRatios), slo(undefined));
      expect((knee?.rateRps ?? 0) / serviceRps).toBeCloseTo(0.5, 9);
      expect((knee?.lowRps ?? 0) / serviceRps).toBeCloseTo(0.25, 9);
    }),
  );
});

test('the knee stays where it is when more overloaded rates are tried', () => {
  const more = [...ladderRatios, 1.3, 1.6, 2, 3];
  // A saturated rate's latency is as long as its slice, which may be short.
  const few = buildSweepCurve('a', pointsOf(500, ladderRatios), slo(undefined)).knee;
  expect(buildSweepCurve('a', pointsOf(500, more), slo(undefined)).knee).toEqual(few);
});

test('a rate that is sustained just before saturation can be the knee, a saturated one cannot', () => {
  const points = [10, 20, 30, 40].map((rateRps) => ({
    ...{ rateRps, achievedRps: rateRps, latencyP99Us: 1_000, saturated: rateRps === 40 },
  }));
  expect(findKnee(points)).toMatchObject({ rateRps: 30, lowRps: 20, highRps: 40 });
});

test('a knee that the rates do not surround is none', () => {
  const flat = [10, 20, 30, 40].map((rateRps) => ({
    ...{ rateRps, achievedRps: rateRps, latencyP99Us: 1_000, saturated: false },
  }));
  expect(findKnee(flat)).toBeNull();
  expect(findKnee(flat.toReversed().slice(0, 2))).toBeNull();
  const steep = flat.map((point) => ({ ...point, latencyP99Us: point.rateRps ** 3 }));
  expect(findKnee(steep)).toBeNull();
});

test('the bracket of the SLO surrounds the true rate of a queue', () => {
  const ratio = fc.double({ min: 0.11, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(service, ratio, (serviceRps, trueRatio) => {
      const limit = p99OfQueueUs(serviceRps, trueRatio * serviceRps);
      const { withinSlo } = buildSweepCurve('a', pointsOf(serviceRps, ladderRatios), slo(limit));
      const { highestMetRps, lowestFailedRps } = withinSlo;
      expect(highestMetRps ?? 0).toBeLessThanOrEqual(trueRatio * serviceRps * 1.000001);
      expect(lowestFailedRps ?? Infinity).toBeGreaterThanOrEqual(trueRatio * serviceRps * 0.999999);
      expect(withinSlo.contradictingRps).toEqual([]);
    }),
  );
});

test('a stricter limit never gives a higher rate', () => {
  const limits = fc.tuple(
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.double({ min: 1, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(service, limits, (serviceRps, pair) => {
      const [strict, loose] = pair
        .toSorted((a, b) => a - b)
        .map((limit) => {
          const curve = buildSweepCurve('a', pointsOf(serviceRps, ladderRatios), slo(limit));
          return curve.withinSlo.highestMetRps ?? 0;
        });
      expect(strict).toBeLessThanOrEqual(loose ?? 0);
    }),
  );
});

test('without a limit the highest rate that is sustained counts, and a saturated one never does', () => {
  const { withinSlo } = buildSweepCurve('a', pointsOf(100, ladderRatios), slo(undefined));
  expect(withinSlo).toMatchObject({ highestMetRps: 90, lowestFailedRps: 100 });
  const lenient = buildSweepCurve('a', pointsOf(100, ladderRatios), slo(1e12)).withinSlo;
  expect(lenient.highestMetRps).toBe(90);
});

test('failures are never good, however fast they are', () => {
  const points = pointsOf(100, ladderRatios).map((point) => ({ ...point, successRatio: 0.998 }));
  const { withinSlo } = buildSweepCurve('a', points, slo(undefined));
  expect(withinSlo.highestMetRps).toBeNull();
});

test('a rate is the median of its repetitions with the lowest and highest of them', () => {
  const noises = [1, 1.5, 40];
  const points = noises.flatMap((noise, group) => pointsOf(100, ladderRatios, group, noise));
  const curve = buildSweepCurve('a', points, slo(p99OfQueueUs(100, 50) * 1.6));
  const half = curve.points.find(({ rateRps }) => rateRps === 50);
  const base = p99OfQueueUs(100, 50);
  expect(half?.latencyP99Us).toEqual({ low: base, median: base * 1.5, high: base * 40 });
  expect(half?.repetitions).toBe(3);
  expect(curve.withinSlo.highestMetRps).toBe(50);
  expect(curve.withinSlo.perGroupRps).toEqual([50, 50, null]);
});

test('a rate is saturated where half of its repetitions are', () => {
  const points = [0, 1, 2, 3].map((group) => ({
    ...pointOf(100, 80, group),
    saturated: group < 2,
  }));
  expect(buildSweepCurve('a', points, slo(undefined)).points[0]?.saturated).toBe(true);
  const fewer = points.map((point, index) => ({ ...point, saturated: index === 0 }));
  expect(buildSweepCurve('a', fewer, slo(undefined)).points[0]?.saturated).toBe(false);
});

test('a p99 on fewer than 1,000 requests over all repetitions is marked', () => {
  const points = [0, 1].map((group) => ({ ...pointOf(100, 50, group), samples: 499 }));
  const trusted = (samples: number) =>
    buildSweepCurve(
      'a',
      points.map((point) => ({ ...point, samples })),
      slo(undefined),
    ).points[0]?.isP99Trusted;
  expect(trusted(499)).toBe(false);
  expect(trusted(500)).toBe(true);
});

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
