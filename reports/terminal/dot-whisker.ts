// Draws a difference with its interval in one line of text, over the zone that counts as the same.
import type { Comparison } from '../schema/result.ts';

/** What of a comparison, or of an effect, is drawn. */
type Drawn = Pick<Comparison, 'ratio' | 'ratioLower' | 'ratioUpper' | 'verdict'>;

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
export function findRatioSpan(comparisons: readonly Drawn[], toleranceRatio: number): RatioSpan {
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

/** `├──●──┤` on a logarithmic axis; `░` is the zone of sameness, `│` no difference. Exactly `width` columns. */
export function drawDotWhisker(
  comparison: Drawn | undefined,
  span: RatioSpan,
  toleranceRatio: number,
  width: number,
): string {
  const at = (ratio: number) => {
    const share = Math.log(ratio / span.low) / Math.log(span.high / span.low);
    return Math.min(width - 1, Math.max(0, Math.round(share * (width - 1))));
  };
  const cells = Array.from({ length: width }, () => ' ');
  cells.fill('░', at(1 / (1 + toleranceRatio)), at(1 + toleranceRatio) + 1);
  cells[at(1)] = '│';
  if (comparison === undefined || comparison.ratio === null) return cells.join('');
  const { ratio, ratioLower, ratioUpper } = comparison;
  if (ratioLower !== null && ratioUpper !== null && ratioLower > 0) {
    cells.fill('─', at(ratioLower), at(ratioUpper) + 1);
    cells[at(ratioLower)] = '├';
    cells[at(ratioUpper)] = '┤';
  }
  cells[at(ratio)] = comparison.verdict === 'inconclusive' ? '○' : '●';
  // Rounding keeps what is just at the edge inside.
  if (ratio < span.low * 0.999) cells[0] = '◀';
  if (ratio > span.high * 1.001) cells[width - 1] = '▶';
  return cells.join('');
}
