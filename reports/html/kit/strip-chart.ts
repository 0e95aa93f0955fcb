// A row a variant: small dots for single groups, a bar for all of them, the figure at the right.
import { html, type Markup, px } from '../markup.ts';
import type { Axis } from './axis.ts';
import { renderBottomAxis } from './frame.ts';
import { drawDots } from './group-dots.ts';
import { type Look, strokeOf } from './hue.ts';
import { cutTextToPx, findLabelRoom } from './svg-text.ts';

export interface StripRow {
  readonly label: string;
  readonly look: Look;
  readonly perGroup: readonly number[];
  readonly value: number;
  readonly text: string;
}

export const stripLayout = { width: 960, right: 850, top: 8, rowHeight: 24 } as const;

/** Both ends of the axis: names of two and more levels need room. */
export function findStripRange(labels: readonly string[]): readonly [number, number] {
  return [findLabelRoom(labels, 12, [150, 360]) + 24, stripLayout.right];
}

/** Height of the drawing for so many rows, with its axis. */
export function measureStripHeight(rows: number): number {
  return stripLayout.top + rows * stripLayout.rowHeight + 40;
}

/** The contents of the drawing without its frame of `svg`. */
export function renderStrips(rows: readonly StripRow[], axis: Axis): Markup {
  const { top, rowHeight } = stripLayout;
  const { start: left, end: right } = axis;
  const bottom = top + rows.length * rowHeight + 2;
  return html`${renderBottomAxis(axis, top, bottom)}${rows.map((row, index) => {
    const y = top + index * rowHeight + rowHeight / 2;
    const dots = drawDots(row.perGroup.map((value) => [axis.position(value), y]));
    const bar = px(axis.position(row.value));
    return html`<text class="lb" fill="#16191d" text-anchor="end" x="${left - 14}" y="${px(y + 4)}">${cutTextToPx(row.label, 12, left - 20)}</text>${dots !== '' && html`<path ${strokeOf({ ...row.look, isDashed: false })} stroke-width="6" stroke-linecap="round" opacity=".45" d="${dots}"/>`}<path ${strokeOf({ ...row.look, isDashed: false })} stroke-width="3" d="M${bar} ${px(y - 8)}v16"/><text class="lb" fill="#16191d" x="${right + 12}" y="${px(y + 4)}">${row.text}</text>`;
  })}`;
}
