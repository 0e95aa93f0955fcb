// The axis of load time that timelines and heat maps share: a column a step.
import { formatNumber } from '../../figures/quantity.ts';
import { html, type Markup, px } from '../markup.ts';

export const timeBox = { width: 960, left: 70, right: 730 } as const;

/** Middle of a column in pixels. */
export function xOf(index: number, count: number): number {
  return timeBox.left + ((index + 0.5) * (timeBox.right - timeBox.left)) / count;
}

const tickCount = 8;

/** The start of some of the steps, in seconds, below the drawing. */
export function renderTimeTicks(
  points: readonly { readonly startMs: number }[],
  bottom: number,
): Markup {
  const every = Math.max(1, Math.ceil(points.length / tickCount));
  return html`<g data-ticks="">${points.map(({ startMs }, index) => {
    if (index % every !== 0) return undefined;
    const x = px(xOf(index, points.length));
    return html`<text class="tk" fill="#59616b" text-anchor="middle" x="${x}" y="${bottom + 16}">${formatNumber(startMs / 1_000)} s</text>`;
  })}</g>`;
}
