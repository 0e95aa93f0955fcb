// What a sweep says of a curve, in sentences that all reports share.
import type { SweepCurvePoint, SweepCurveResult, SweepDocument } from '../schema/sweep.ts';
import { formatLatency, formatNumber, formatShare } from './quantity.ts';

/** What a rate had to keep to be called good. */
export function describeSlo({ slo, sliceMs, arrivals }: SweepDocument): string {
  const limit = slo.latencyP99Us === null ? '' : `p99 at most ${formatLatency(slo.latencyP99Us)}, `;
  return `Good: ${limit}success at least ${formatShare(slo.successRatio)}, no backlog left. ${sliceMs / 1000} s at each rate, ${arrivals} arrivals; median of the groups.`;
}

/** Why nothing may be concluded, a sentence for each check that failed; empty where the sweep is valid. */
export function describeInvalid({ validity }: SweepDocument): readonly string[] {
  if (validity.status === 'valid') return [];
  const failed = validity.checks.filter(({ status }) => status === 'failed');
  return failed.map(({ detail }) => `Invalid, no conclusion: ${detail}`);
}

/** The knee, and the rates tried next to it. */
export function describeKnee({ knee }: SweepCurveResult): string {
  if (knee === null) return 'Knee: not between the rates tried.';
  return `Knee: ${formatNumber(knee.rateRps)} req/s at p99 ${formatLatency(knee.latencyP99Us)} (most throughput for the latency; between ${formatNumber(knee.lowRps)} and ${formatNumber(knee.highRps)} req/s).`;
}

/** The highest good rate with its bracket and what the groups say alone. */
export function describeWithinSlo({ slo }: SweepDocument, { withinSlo }: SweepCurveResult): string {
  const { highestMetRps, lowestFailedRps } = withinSlo;
  const what = slo.latencyP99Us === null ? 'sustained rate' : 'rate within the SLO';
  if (highestMetRps === null) {
    return lowestFailedRps === null
      ? `Highest ${what}: nothing was measured.`
      : `Highest ${what}: none; ${formatNumber(lowestFailedRps)} req/s is already too much.`;
  }
  const groups = withinSlo.perGroupRps.flatMap((rateRps) => rateRps ?? []);
  const apart =
    groups.length > 1
      ? ` Groups alone: ${formatNumber(Math.min(...groups))} to ${formatNumber(Math.max(...groups))}.`
      : '';
  const bound =
    lowestFailedRps === null
      ? 'no rate tried was too much'
      : `${formatNumber(lowestFailedRps)} is too much`;
  return `Highest ${what}: ${formatNumber(highestMetRps)} req/s (${bound}).${apart}`;
}

/** A rate in a word or three. */
export function describeStanding(point: SweepCurvePoint, { slo, validity }: SweepDocument): string {
  if (validity.status === 'invalid') return 'not judged';
  if (point.saturated) return 'saturated';
  if (point.meetsSlo) return 'good';
  if (point.successRatio === null) return 'no answer';
  return point.successRatio.median < slo.successRatio ? 'failures' : 'p99 over the SLO';
}

/** A rate that was kept, on the front of all variants. */
export interface FrontPoint {
  readonly variantId: string;
  readonly achievedRps: number;
  readonly latencyP99Us: number;
}

/**
 * The rates of all variants that no other rate beats in both throughput and p99 (Pareto), by throughput;
 * without those that were not kept or whose p99 rests on too few requests.
 */
export function listParetoFront(curves: readonly SweepCurveResult[]): readonly FrontPoint[] {
  const kept = curves.flatMap(({ variantId, points }) =>
    points.flatMap(({ achievedRps, latencyP99Us, saturated, isP99Trusted }): FrontPoint[] =>
      saturated || !isP99Trusted || latencyP99Us === null || latencyP99Us.median <= 0
        ? []
        : [{ variantId, achievedRps: achievedRps.median, latencyP99Us: latencyP99Us.median }],
    ),
  );
  const front: FrontPoint[] = [];
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
