// The straight line through values, equally spaced or anywhere.
import { mean } from './descriptive.ts';

export interface FittedLine {
  /** From the first value to the last along the line, in the unit of the values. */
  readonly change: number;
  /** Of the change, from the residuals; 0 for two values, which have none. */
  readonly standardError: number;
}

/**
 * Least squares on the positions 0 … n−1: change = slope · (n−1), with slope = Σ(x−x̄)y ÷ Σ(x−x̄)² and
 * Σ(x−x̄)² = n(n²−1)/12; undefined below two values.
 */
export function fitLine(values: readonly number[]): FittedLine | undefined {
  const n = values.length;
  const centre = mean(values);
  if (centre === undefined || n < 2) return undefined;
  const middle = (n - 1) / 2;
  const spread = (n * (n * n - 1)) / 12;
  const slope = values.reduce((sum, value, x) => sum + (x - middle) * value, 0) / spread;
  const squares = values.reduce(
    (sum, value, x) => sum + (value - centre - slope * (x - middle)) ** 2,
    0,
  );
  const slopeError = n > 2 ? Math.sqrt(squares / (n - 2) / spread) : 0;
  return { change: slope * (n - 1), standardError: slopeError * (n - 1) };
}

export interface FittedSlope {
  /** Units of y for each unit of x. */
  readonly slope: number;
  /** Of the slope, from the residuals, with `points − 2` degrees of freedom. */
  readonly standardError: number;
}

/** Least squares through points anywhere; undefined below three of them, or where all x are equal. */
export function fitSlope(
  points: readonly (readonly [x: number, y: number])[],
): FittedSlope | undefined {
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  if (meanX === undefined || meanY === undefined || points.length < 3) return undefined;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0)) return undefined;
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const squares = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, standardError: Math.sqrt(squares / (points.length - 2) / spread) };
}
