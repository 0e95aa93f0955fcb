// A distribution as points of a percentile curve.
import type { LatencyDistribution } from '../../document/result.ts';
import type { CurvePoint } from '../kit/curve.ts';

/** Below the median variants hardly differ, and beyond 99.9 few samples are left: tables have those. */
export const drawnPercentiles = [50, 99.9] as const;

/** Latency by percentile with the span of the groups; a log axis has no place for zero. */
export function listCurvePoints(distribution: LatencyDistribution): readonly CurvePoint[] {
  return distribution.percentiles.flatMap((x, index) => {
    const [y, low, high] = [
      distribution.latencyUs[index] ?? 0,
      distribution.groupLowUs[index] ?? 0,
      distribution.groupHighUs[index] ?? 0,
    ];
    return isDrawn(x) && y > 0 && low > 0 ? [{ x, y, low, high }] : [];
  });
}

export function isDrawn(percentile: number): boolean {
  const [lowest, highest] = drawnPercentiles;
  return percentile >= lowest && percentile <= highest;
}
