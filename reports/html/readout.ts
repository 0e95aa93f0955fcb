// What a crosshair over a drawing says: figures of the document as text, place by place.
import { html, jsonAttribute, type Markup } from './markup.ts';
import { type PlotBox, renderRangeLine } from './range.ts';

export interface Readout extends PlotBox {
  /** Places along the drawing, ascending, in its own units. */
  readonly at: readonly number[];
  /** What each place is called, for example `p99`. */
  readonly heads: readonly string[];
  readonly rows: readonly ReadoutRow[];
}

interface ReadoutRow {
  /** Number of the variant on the page. */
  readonly variant: number;
  readonly label: string;
  /** A text for each place; empty where there is none. */
  readonly texts: readonly string[];
}

/** The hair itself, invisible until the script moves it. */
export function renderHair(top: number, bottom: number): Markup {
  return html`<path data-hair="" class="ax" stroke="#59616b" d="M0 ${top}V${bottom}" display="none"/>`;
}

/** For the box around the drawing; the script reads it. */
export function readoutAttribute(readout: Readout | undefined): Markup {
  return readout === undefined ? html`` : jsonAttribute('data-readout', readout);
}

/** Where the figures at the crosshair are told, also to those who hear the page. */
export function renderReadoutLine(readout: Readout | undefined): Markup {
  return readout === undefined
    ? html``
    : html`<p class="readout noprint" data-told="" aria-live="polite" hidden></p>${renderRangeLine()}`;
}
