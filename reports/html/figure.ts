// A drawing with its finding above it and its table below it.
import type { Localized } from '../language/catalogue.ts';
import { both, bothTitles } from './bilingual.ts';
import { html, Markup } from './markup.ts';
import { renderAnchor } from './parts.ts';
import { type Readout, readoutAttribute, renderReadoutLine } from './readout.ts';
import { renderTable, type Table } from './table.ts';

export interface FigurePlan {
  /** Unique on the page. */
  readonly id: string;
  readonly title: Localized;
  /** What the drawing shows, as a sentence. */
  readonly finding: Localized;
  /** How to read it. */
  readonly reading: Localized;
  readonly width: number;
  readonly height: number;
  readonly drawing: Markup;
  /** Of its values, under the title of the drawing; or where they stand. */
  readonly table: Table | Markup;
  /** Under the first. */
  readonly moreTables?: Markup;
  readonly isTableOpen?: boolean;
  /** Figures for a crosshair. */
  readonly readout?: Readout;
  /** Buttons above the drawing, for the script. */
  readonly controls?: Markup;
  readonly note?: Markup | undefined;
}

export function renderFigure(plan: FigurePlan): Markup {
  const captionId = `${plan.id}-caption`;
  return html`<figure id="${plan.id}"><figcaption><span id="${captionId}" class="finding">${both(plan.finding)}</span>${renderAnchor(plan.id, captionId)} <small>${both(plan.reading)}</small>${plan.note}</figcaption>
${plan.controls}<div class="scroll chart" tabindex="0" role="group" aria-labelledby="${captionId}"${readoutAttribute(plan.readout)}><svg viewBox="0 0 ${plan.width} ${plan.height}" width="${plan.width}" height="${plan.height}" role="img" aria-labelledby="${captionId}">${bothTitles(plan.title, plan.finding)}${plan.drawing}</svg></div>${renderReadoutLine(plan.readout)}
<details${plan.isTableOpen === true && html` open`}><summary>${both((m) => m.page.tableOfValues)}</summary>${renderScrollBox(plan.id, captionId, renderValues(plan))}</details></figure>`;
}

function renderValues({ table, title, moreTables }: FigurePlan): Markup {
  if (table instanceof Markup) return table;
  return html`${renderTable({ ...table, caption: title })}${moreTables}`;
}

/** A table in a box of its own that scrolls, also by keyboard, so that the page never does. */
export function renderScrollBox(id: string, labelledBy: string, table: Markup): Markup {
  return html`<div class="scroll" id="${id}-table" tabindex="0" role="group" aria-labelledby="${labelledBy}">${table}</div>`;
}
