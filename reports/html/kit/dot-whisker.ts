// A difference to the baseline: a dot with its interval over the grey zone that counts as the same.
import { findRatioSpan } from '../../figures/ratio-span.ts';
import type { Comparison } from '../../schema/result.ts';
import { html, type Markup, px } from '../markup.ts';
import { type Axis, buildRatioAxis } from './axis.ts';
import type { Look } from './hue.ts';
import { renderWhisker } from './whisker.ts';

/** What of a comparison is drawn. */
type Drawn = Pick<Comparison, 'ratio' | 'ratioLower' | 'ratioUpper' | 'verdict'>;

const width = 170;
const height = 22;
const inset = 7;

/** One axis for all rows of a table; an interval far beyond the others is cut off at its edge. */
export function buildDifferenceAxis(comparisons: readonly Drawn[], toleranceRatio: number): Axis {
  const { low, high } = findRatioSpan(comparisons, toleranceRatio);
  return buildRatioAxis([low, high], [inset, width - inset], 34);
}

/** The axis alone, for the head of the column. */
export function renderDifferenceAxis(axis: Axis): Markup {
  return html`<svg class="dw" viewBox="0 0 ${width} 20" width="${width}" height="20" aria-hidden="true">${axis.ticks.map(
    ({ value, label }) => {
      const x = axis.position(value);
      const anchor = x < 16 ? 'start' : x > width - 16 ? 'end' : 'middle';
      const at = anchor === 'start' ? 0 : anchor === 'end' ? width : x;
      return html`<text class="tk" fill="#59616b" text-anchor="${anchor}" x="${px(at)}" y="11">${label}</text><path class="ax" stroke="#59616b" d="M${px(x)} 15v5"/>`;
    },
  )}</svg>`;
}

/** One row; the figures stand beside it as text, so it is hidden from screen readers. */
export function renderDotWhisker(
  comparison: Drawn | undefined,
  axis: Axis,
  toleranceRatio: number,
  look: Look,
): Markup {
  const margin = 1 + toleranceRatio;
  const [from, to] = [axis.position(1 / margin), axis.position(margin)];
  const zero = px(axis.position(1));
  return html`<svg class="dw" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><path class="eq" fill="#e6e9ed" d="M${px(from)} 0H${px(to)}V${height}H${px(from)}z"/><path class="ax" stroke="#59616b" d="M${zero} 0V${height}"/>${comparison && renderInterval(comparison, axis, look)}</svg>`;
}

function renderInterval(comparison: Drawn, axis: Axis, look: Look): Markup {
  const { ratio, ratioLower, ratioUpper, verdict } = comparison;
  if (ratio === null || ratio <= 0) return html``;
  const hasInterval = ratioLower !== null && ratioUpper !== null && ratioLower > 0;
  const interval = hasInterval
    ? { ratio, ratioLower, ratioUpper }
    : { ratio, ratioLower: ratio, ratioUpper: ratio };
  return renderWhisker(interval, axis, 'across', height / 2, look, verdict === 'inconclusive');
}
