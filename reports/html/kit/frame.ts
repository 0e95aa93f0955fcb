// The frame of a drawing: grid lines and tick labels along its axes.
import { html, type Markup, px } from '../markup.ts';
import type { Axis } from './axis.ts';

/** Vertical grid lines with labels below, which others replace where the script shows a part of the axis. */
export function renderBottomAxis(axis: Axis, top: number, bottom: number): Markup {
  return html`<g data-ticks="">${axis.ticks.map(({ value, label }) => {
    const x = px(axis.position(value));
    return html`<path class="gr" stroke="#d9dee4" d="M${x} ${px(top)}V${px(bottom)}"/><text class="tk" fill="#59616b" text-anchor="middle" x="${x}" y="${px(bottom + 16)}">${label}</text>`;
  })}</g>`;
}

/** Horizontal grid lines with labels at the left. */
export function renderLeftAxis(axis: Axis, left: number, right: number): Markup {
  return html`${axis.ticks.map(({ value, label }) => {
    const y = axis.position(value);
    return html`<path class="gr" stroke="#d9dee4" d="M${px(left)} ${px(y)}H${px(right)}"/><text class="tk" fill="#59616b" text-anchor="end" x="${px(left - 8)}" y="${px(y + 4)}">${label}</text>`;
  })}`;
}
