// A part of an axis: what of a drawing is stretched, the controls that choose it, and what the script says.
import type { Localized } from '../language/catalogue.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';

/** Where the axes of a drawing stand, in its own units. */
export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Curves that the script may stretch along the axis and cut off at the box; no text, which would be stretched too. */
export function renderPlot(id: string, box: PlotBox, curves: Markup): Markup {
  const { left, right, top, bottom } = box;
  return html`<clipPath id="${id}-clip"><path d="M${left} ${top}H${right}V${bottom}H${left}z"/></clipPath><g data-clip="url(#${id}-clip)"><g data-plot="">${curves}</g></g>`;
}

/** Size, and the ends of the part that is shown; a reader needs neither a mouse nor to drag. Hidden without script. */
export function renderRangeControls(before: Markup = html``): Markup {
  return html`<div class="controls noprint" data-controls="" hidden>${before}<span>${both((m) => m.page.zoom)}</span> <button type="button" data-zoom="1" aria-pressed="true">1×</button><button type="button" data-zoom="2" aria-pressed="false">2×</button><button type="button" data-zoom="3" aria-pressed="false">3×</button> <label>${both((m) => m.interaction.rangeFrom)} <select data-from=""></select></label> <label>${both((m) => m.interaction.rangeTo)} <select data-to=""></select></label> <button type="button" data-whole="" disabled>${both((m) => m.interaction.rangeWhole)}</button><small data-range-help=""></small></div>`;
}

/** Which part is marked or shown, also for those who hear the page, and for paper. */
export function renderRangeLine(): Markup {
  return html`<p class="range" data-range-told="" role="status"></p>`;
}

/** Once a page. */
export function renderRangeWords(): Markup {
  const say = (word: string, message: Localized) =>
    html`<span data-word="${word}">${both(message)}</span>`;
  return html`<template data-range-words="">${say('help', (m) => m.interaction.rangeHelp)}${say('marked', (m) => m.interaction.rangeMarked)}${say('shown', (m) => m.interaction.rangeShown)}${say('return', (m) => m.interaction.rangeReturn)}${say('back', (m) => m.interaction.rangeBack)}</template>`;
}
