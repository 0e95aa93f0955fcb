// The span of an axis of ratios that all rows of a table share, in the terminal and on the page.
import type { Comparison } from '../document/result.ts';

/** What of a comparison, or of an effect, is drawn. */
export type DrawnRatio = Pick<Comparison, 'ratio' | 'ratioLower' | 'ratioUpper' | 'verdict'>;

/** The ratios at both ends of the drawing, the same for all rows of a table. */
export interface RatioSpan {
  readonly low: number;
  readonly high: number;
}

/** One variant that is many times worse must not squeeze the others into one column. */
const leastCapRatio = 2;

/**
 * A span that holds the zone of sameness and all intervals, up to twice the middle difference (at least
 * a factor of 2 either way); what lies outside is drawn as an arrow at the edge.
 */
export function findRatioSpan(
  comparisons: readonly DrawnRatio[],
  toleranceRatio: number,
): RatioSpan {
  const margin = 1 + toleranceRatio;
  const bounds = comparisons
    .flatMap(({ ratio, ratioLower, ratioUpper }) => [ratio, ratioLower, ratioUpper])
    .filter((bound): bound is number => bound !== null && bound > 0);
  const sizes = comparisons
    .flatMap(({ ratio }) => (ratio === null || ratio <= 0 ? [] : [Math.abs(Math.log(ratio))]))
    .toSorted((a, b) => a - b);
  const cap = Math.max(leastCapRatio, Math.exp(2 * (sizes[Math.floor(sizes.length / 2)] ?? 0)));
  return {
    low: Math.max(1 / cap, Math.min(1 / margin ** 1.5, ...bounds)),
    high: Math.min(cap, Math.max(margin ** 1.5, ...bounds)),
  };
}
