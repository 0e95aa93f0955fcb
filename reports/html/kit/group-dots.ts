// A small dot for each group, as one path: points of no length with round ends.
import { html, type Markup } from '../markup.ts';

/** Path data of dots at these places, in whole pixels: there are hundreds of them on a page. */
export function drawDots(places: readonly (readonly [number, number])[]): string {
  return places.map(([x, y]) => `M${Math.round(x)} ${Math.round(y)}h0`).join('');
}

/** Nothing without a dot. `stroke` is the markup of class and colour. */
export function renderGroupDots(path: string, stroke: Markup): Markup {
  if (path === '') return html``;
  return html`<path data-groups="" ${stroke} stroke-width="4" stroke-linecap="round" opacity=".65" d="${path}"/>`;
}
