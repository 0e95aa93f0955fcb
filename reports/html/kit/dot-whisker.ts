// A difference to the baseline: a dot with its interval over the grey zone that counts as the same.

import { type DrawnRatio, findRatioSpan } from '../../figures/ratio-span.ts';
import { html, type Markup, px } from '../markup.ts';
import { type Axis, buildRatioAxis } from './axis.ts';
import { drawDots, renderGroupDots } from './group-dots.ts';
import { type Look, strokeOf } from './hue.ts';
import { drawInterval, findInterval, placeOnAxis, renderWhisker } from './whisker.ts';

const width = 210;
const height = 22;
const inset = 7;
/** Dots of groups stand under the interval. */
const dotsAt = 19;

/** One axis for all rows of a table; an interval far beyond the others is cut off at its edge. */
export function buildDifferenceAxis(
  comparisons: readonly DrawnRatio[],
  toleranceRatio: number,
): Axis {
  const { low, high } = findRatioSpan(comparisons, toleranceRatio);
  return buildRatioAxis([low, high], [inset, width - inset], 34);
}

/** The grey zone with the line of no difference: the same in all rows of a table, so its head holds it for them. */
interface Zone {
  /** Unique on the page. */
  readonly id: string;
  readonly toleranceRatio: number;
}

/** The axis alone, for the head of the column; `zone` is what the rows refer to, where they are not drawn by the script. */
export function renderDifferenceAxis(axis: Axis, zone?: Zone): Markup {
  return html`<svg class="dw" viewBox="0 0 ${width} 20" width="${width}" height="20" aria-hidden="true">${axis.ticks.map(
    ({ value, label }) => {
      const x = axis.position(value);
      const anchor = x < 16 ? 'start' : x > width - 16 ? 'end' : 'middle';
      const at = anchor === 'start' ? 0 : anchor === 'end' ? width : x;
      return html`<text class="tk" fill="#59616b" text-anchor="${anchor}" x="${px(at)}" y="11">${label}</text>`;
    },
  )}<path class="ax" stroke="#59616b" d="${axis.ticks.map(({ value }) => `M${px(axis.position(value))} 15v5`).join('')}"/>${zone && defineZone(axis, zone)}</svg>`;
}

function defineZone(axis: Axis, { id, toleranceRatio }: Zone): Markup {
  const { same, none } = drawZone(axis, toleranceRatio);
  return html`<defs><g id="${id}"><path class="eq" fill="#e6e9ed" d="${same}"/><path class="ax" stroke="#59616b" d="${none}"/></g></defs>`;
}

/**
 * One row; the figures stand beside it as text, so it is hidden from screen readers.
 * @param zoneId as given to `renderDifferenceAxis`
 */
export function renderDotWhisker(
  comparison: DrawnRatio | undefined,
  axis: Axis,
  zoneId: string,
  look: Look,
  groupRatios: readonly number[] = [],
): Markup {
  const interval = comparison && findInterval(comparison);
  return renderRow(
    html`<use href="#${zoneId}"/>`,
    html`${interval && renderWhisker(interval, axis, 'across', height / 2, look, comparison?.verdict === 'inconclusive')}${renderGroupDots(drawGroups(groupRatios, axis), strokeOf({ ...look, isDashed: false }))}`,
  );
}

/** A row without its places, for the script to fill in from the paths below. */
export function renderEmptyDotWhisker(): Markup {
  return renderRow(
    html`<path class="eq" fill="#e6e9ed"/><path class="ax" stroke="#59616b"/>`,
    html`<path class="st" stroke-width="2" fill="none"/><circle class="fl st" cy="${height / 2}" r="4.5"/><path data-groups="" class="st" stroke-width="4" stroke-linecap="round" opacity=".65"/>`,
  );
}

function renderRow(zone: Markup, marks: Markup): Markup {
  return html`<svg class="dw" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${zone}${marks}</svg>`;
}

/** Path data of the grey zone and of the line of no difference, the same for all rows of a table. */
export function drawZone(
  axis: Axis,
  toleranceRatio: number,
): { readonly same: string; readonly none: string } {
  const margin = 1 + toleranceRatio;
  const [from, to] = [axis.position(1 / margin), axis.position(margin)];
  return {
    same: `M${px(from)} 0H${px(to)}V${height}H${px(from)}z`,
    none: `M${px(axis.position(1))} 0V${height}`,
  };
}

/** Path data of an interval and its groups, and the place of its dot; undefined where nothing was estimated. */
export function drawDotWhisker(comparison: DrawnRatio, groupRatios: readonly number[], axis: Axis) {
  const interval = findInterval(comparison);
  if (interval === undefined) return undefined;
  const { path, dot } = drawInterval(interval, axis, 'across', height / 2);
  return { path, dot: px(dot), groups: drawGroups(groupRatios, axis) };
}

function drawGroups(ratios: readonly number[], axis: Axis): string {
  return drawDots(ratios.map((ratio) => [placeOnAxis(ratio, axis), dotsAt] as const));
}
