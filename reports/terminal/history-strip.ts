// A series of ratios drawn in one line of text, a block a run, with a bar before each change.
import type { HistorySeries } from '../document/history.ts';

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The whole height is never less than this ratio, so that noise of a per cent does not look like an event. */
const leastSpanRatio = 1.05;

/** Columns that the whole series takes. */
export function measureStrip({ points, changes }: HistorySeries): number {
  return points.length + (changes?.length ?? 0);
}

/**
 * Exactly `width` columns, the newest run at the right: heights are on a logarithmic axis from the lowest
 * to the highest ratio of the series. `…` stands where older runs were left out.
 */
export function drawHistoryStrip(series: HistorySeries, width: number): string {
  const heights = series.points.map(({ ratio }) => Math.log(ratio));
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const span = Math.max(high - low, Math.log(leastSpanRatio));
  const floor = (low + high - span) / 2;
  const changed = new Set(series.changes?.map(({ pointIndex }) => pointIndex));
  const cells = heights.flatMap((height, index) => {
    const step = Math.floor(((height - floor) / span) * blocks.length);
    const block = blocks[Math.min(blocks.length - 1, Math.max(0, step))] ?? blocks[0];
    return changed.has(index) ? ['│', block] : [block];
  });
  if (cells.length <= width) return cells.join('').padStart(width);
  return `…${cells.slice(cells.length - width + 1).join('')}`;
}
