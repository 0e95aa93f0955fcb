// What the data of each variant are like after the load, measure by measure, and the rules that they break.

import {
  countRules,
  formatQuality,
  formatQualityDifference,
  formatQualityInterval,
  listBrokenRules,
  listQualityRows,
  type QualityRow,
  type QualityStanding,
  qualitySigns,
  standingOf,
} from '../../figures/quality.ts';
import { formatCount } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { PageContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** Measures times variants may be hundreds; the file has them. */
const rowLimit = 120;

/** How to have it where the run asked nothing of the data. */
export function renderQuality(page: PageContext): Markup | Absence {
  const { quality } = page.document;
  if (quality === undefined) return { absence: (m) => m.quality.none };
  const unread = quality.variants.filter(({ unread: groups }) => groups > 0);
  return html`${renderRules(page)}${unread.map(
    ({ variantId, unread: groups }) =>
      html`<p class="wn">${both((m) => m.quality.unread({ label: page.labelOf(variantId), unread: groups }))}</p>`,
  )}${renderMeasures(page)}`;
}

function renderRules({ document }: PageContext): Markup {
  const broken = listBrokenRules(document);
  const rules = countRules(document);
  if (rules === 0) return html``;
  if (broken.length === 0) return html`<p>${both((m) => m.quality.rulesHold({ rules }))}</p>`;
  const names = new Set(broken.map(({ name }) => name));
  return html`<p class="lead bad">${both((m) => m.quality.rulesBroken({ broken: names.size }))}</p><ul>${broken.map(
    ({ label, name, violations, groups }) =>
      html`<li>${both((m) => m.quality.broken({ label, rule: name, violations, groups }))}</li>`,
  )}</ul>`;
}

function renderMeasures(page: PageContext): Markup {
  const rows = listQualityRows(page.document);
  if (rows.length === 0) return html``;
  const shown = rows.slice(0, rowLimit);
  const bodies = [...Map.groupBy(shown, ({ measure }) => measure)];
  const columns = page.isTrusted ? 5 : 4;
  const table = renderTable({
    caption: (m) => m.quality.title,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.quality.value),
      numberColumn((m) => m.quality.interval),
      ...(page.isTrusted ? [textColumn((m) => m.table.againstBaseline)] : []),
      numberColumn((m) => m.quality.groups),
    ],
    body: html`${bodies.map(
      ([measure, own]) =>
        html`<tbody><tr class="group"><th colspan="${columns}" scope="rowgroup"><bdi>${measure.name}</bdi> · ${both((m) => m.quality.dimension[measure.dimension])}${measure.description !== '' && html` <small><bdi class="quote" lang="en">${measure.description}</bdi></small>`}</th></tr>${own.map((row) => renderRow(row, page.isTrusted))}</tbody>`,
    )}`,
  });
  return html`${renderScrollBox('quality', 'quality-title', table)}<p><small>${both((m) => m.quality.reading)}</small></p>${shown.length < rows.length && html`<p><small>${both((m) => m.page.routesCut({ shown: shown.length, total: rows.length }))}</small></p>`}`;
}

const tones: Readonly<Record<QualityStanding, string>> = {
  ...{ better: 'ok', worse: 'bad', inconclusive: 'dim', same: 'dim' },
};

function renderRow(row: QualityRow, isTrusted: boolean): Markup {
  return html`<tr><th scope="row"><bdi>${row.label}</bdi></th><td class="n">${formatQuality(row)}</td><td class="n">${formatQualityInterval(row)}</td>${isTrusted && html`<td>${renderDifference(row)}</td>`}<td class="n">${formatCount(row.groups)}</td></tr>`;
}

function renderDifference(row: QualityRow): Markup {
  const standing = standingOf(row);
  if (standing === undefined) return html``;
  return html`<span class="${tones[standing]}">${qualitySigns[standing]} ${both((m) => m.quality.verdict[standing])}</span> <small>${formatQualityDifference(row)}</small>`;
}
