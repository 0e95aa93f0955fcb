// A distribution as points of a percentile curve.
import type { LatencyDistribution } from '../../document/result.ts';
import type { CurvePoint } from '../kit/curve.ts';

/** Latency by percentile with the span of the groups; a log axis has no place for zero. */
export function listCurvePoints(distribution: LatencyDistribution): readonly CurvePoint[] {
  return distribution.percentiles.flatMap((x, index) => {
    const [y, low, high] = [
      distribution.latencyUs[index] ?? 0,
      distribution.groupLowUs[index] ?? 0,
      distribution.groupHighUs[index] ?? 0,
    ];
    return y > 0 && low > 0 ? [{ x, y, low, high }] : [];
  });
}
