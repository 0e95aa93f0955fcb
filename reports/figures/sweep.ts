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
