// The page of two runs against each other: one file, no network. Start reading here.

import type { ComparedRun, RunComparison } from '../document/compare.ts';
import { formatInstant } from '../figures/quantity.ts';
import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';
import {
  type AnyDifference,
  describeComparedCaveats,
  describeFindings,
  describeMethod,
  describeSide,
  describeSurroundings,
  nameDifference,
} from '../verdict/build-compared.ts';
import { both } from './bilingual.ts';
import { renderScrollBox } from './figure.ts';
import { html, type Markup } from './markup.ts';
import { renderPageFrame } from './page-frame.ts';
import { renderComparedEffects, renderComparedFigures } from './sections/compared.ts';
import { renderTable, textColumn } from './table.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderComparePage(comparison: RunComparison): string {
  const { a, b, settings, environment } = comparison;
  const findings = [describeSurroundings(comparison), ...describeFindings(comparison)];
  return renderPageFrame({
    title: english.compare.pageTitle({ run: b.name }),
    heading: (m) => m.compare.title,
    generator: 'Loadstone',
    header: html`<b><bdi>${b.name}</bdi></b><br><small>${renderRunLine('A', a)}<br>${renderRunLine('B', b)}</small>`,
    main: html`${findings.map((message) => html`<p class="lead">${both(message)}</p>`)}
${renderCaveats(comparison)}
${renderEffects(comparison)}
${renderDifferences('settings', (m) => m.compare.settingsTitle, settings)}
${renderDifferences('environment', (m) => m.compare.environmentTitle, environment)}
${renderComparedFigures(comparison.figures)}`,
  });
}

function renderRunLine(letter: string, run: ComparedRun): Markup {
  const { id, startedAt, groupsValid, status, validity } = run;
  return html`<b>${letter}</b> <code>${id}</code> · ${formatInstant(startedAt)} · ${both((m) => m.compare.groupsValid({ count: groupsValid }))} · ${both((m) => m.page.runStatus[status])}${validity === 'invalid' && html` · <b class="bad">${both((m) => m.compare.invalid)}</b>`}`;
}

function renderEffects(comparison: RunComparison): Markup {
  if (comparison.effects.length === 0) return html``;
  const baselineLabel = comparison.b.baselineLabel ?? '';
  return html`<section id="effects"><h2>${both((m) => m.compare.effectsTitle)}</h2><p>${both((m) => m.compare.reading({ baselineLabel }))}</p><p><small>${both(describeMethod(comparison))}</small></p>${renderComparedEffects(comparison)}</section>`;
}

function renderCaveats(comparison: RunComparison): Markup {
  const caveats = describeComparedCaveats(comparison);
  if (caveats.length === 0) return html``;
  return html`<ul class="warnings">${caveats.map(
    (message) => html`<li><b class="wn" aria-hidden="true">!</b> ${both(message)}</li>`,
  )}</ul>`;
}

function renderDifferences(
  id: string,
  title: Localized,
  differences: readonly AnyDifference[],
): Markup {
  const heading = html`<h2 id="${id}-title">${both(title)}</h2>`;
  if (differences.length === 0) {
    return html`<section id="${id}">${heading}<p>${both((m) => m.compare.noDifference)}</p></section>`;
  }
  const side = (one: AnyDifference, values: AnyDifference['a']) =>
    html`<td class="wrap"><bdi>${both(describeSide(one, values))}</bdi></td>`;
  const rows = differences.map(
    (one) =>
      html`<tr><th scope="row" class="wrap">${both(nameDifference(one))}</th>${side(one, one.a)}${side(one, one.b)}</tr>`,
  );
  const table = renderTable({
    caption: title,
    columns: [textColumn((m) => m.compare.what), textColumn('A'), textColumn('B')],
    body: html`<tbody>${rows}</tbody>`,
  });
  return html`<section id="${id}">${heading}${renderScrollBox(id, `${id}-title`, table)}</section>`;
}
