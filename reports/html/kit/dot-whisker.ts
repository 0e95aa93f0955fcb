// A difference to the baseline: a dot with its interval over the grey zone that counts as the same.
import type { Comparison } from '../../schema/result.ts';
import { html, type Markup, px } from '../markup.ts';
import { type Axis, buildRatioAxis } from './axis.ts';
import { fillOf, type Look, strokeOf } from './hue.ts';

/** What of a comparison is drawn. */
type Drawn = Pick<Comparison, 'ratio' | 'ratioLower' | 'ratioUpper' | 'verdict'>;

const width = 170;
const height = 22;
const inset = 7;

/** One axis for all rows of a table: it holds every interval and the zone of sameness. */
export function buildDifferenceAxis(comparisons: readonly Drawn[], toleranceRatio: number): Axis {
  const margin = 1 + toleranceRatio;
  const bounds = comparisons
    .flatMap(({ ratio, ratioLower, ratioUpper }) => [ratio, ratioLower, ratioUpper])
    .filter((bound): bound is number => bound !== null && bound > 0);
  const low = Math.min(1 / margin ** 1.6, ...bounds);
  const high = Math.max(margin ** 1.6, ...bounds);
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
  const middle = height / 2;
  const solid = { ...look, isDashed: false };
  const whisker =
    ratioLower !== null && ratioUpper !== null && ratioLower > 0
      ? html`<path ${strokeOf(solid)} stroke-width="2" fill="none" d="M${px(axis.position(ratioLower))} ${middle - 4}v8m0-4H${px(axis.position(ratioUpper))}m0-4v8"/>`
      : html``;
  const at = html`cx="${px(axis.position(ratio))}" cy="${middle}" r="4.5"`;
  const dot =
    verdict === 'inconclusive'
      ? html`<circle ${at} ${strokeOf(solid)} stroke-width="2" fill="#ffffff" data-hollow=""/>`
      : html`<circle ${at} ${fillOf(look)}/>`;
  return html`${whisker}${dot}`;
}
