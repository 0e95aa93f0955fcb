// Draws a difference with its interval in one line of text, over the zone that counts as the same.
import type { DrawnRatio, RatioSpan } from '../figures/ratio-span.ts';
import { type Column, left } from './columns.ts';

/** `├──●──┤` on a logarithmic axis; `░` is the zone of sameness, `│` no difference. Exactly `width` columns. */
export function drawDotWhisker(
  comparison: DrawnRatio | undefined,
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

/** A column of such drawings. */
export function whisker<Row>(
  priority: number,
  span: RatioSpan,
  toleranceRatio: number,
  find: (row: Row) => DrawnRatio | undefined,
  { title = 'same: ░', mostColumns = 33 } = {},
): Column<Row> {
  return {
    ...left(title, priority, () => ''),
    drawn: {
      ...{ least: 13, most: mostColumns },
      draw: (row, width) => drawDotWhisker(find(row), span, toleranceRatio, width),
    },
  };
}
