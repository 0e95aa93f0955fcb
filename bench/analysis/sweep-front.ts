// The rates of a sweep that no other rate of any variant beats in both throughput and p99.
import type { SweepCurveResult, SweepFrontPoint } from '../../reports/document/sweep.ts';

/**
 * The Pareto front of all variants, by throughput; without rates that were not kept or whose p99 rests on too
 * few requests.
 */
export function findSweepFront(curves: readonly SweepCurveResult[]): readonly SweepFrontPoint[] {
  const kept = curves.flatMap(({ variantId, points }) =>
    points.flatMap(({ achievedRps, latencyP99Us, saturated, isP99Trusted }): SweepFrontPoint[] =>
      saturated || !isP99Trusted || latencyP99Us === null || latencyP99Us.median <= 0
        ? []
        : [{ variantId, achievedRps: achievedRps.median, latencyP99Us: latencyP99Us.median }],
    ),
  );
  const front: SweepFrontPoint[] = [];
  // From the highest throughput down, each must be faster than all before it.
  const falling = kept.toSorted(
    (a, b) => b.achievedRps - a.achievedRps || a.latencyP99Us - b.latencyP99Us,
  );
  for (const point of falling) {
    if (point.latencyP99Us < (front[0]?.latencyP99Us ?? Number.POSITIVE_INFINITY))
      front.unshift(point);
  }
  return front;
}
