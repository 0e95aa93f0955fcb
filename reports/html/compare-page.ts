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
import { collectParts, listEntries, renderContents, renderPart } from './parts.ts';
import { renderComparedEffects, renderComparedFigures } from './sections/compared.ts';
import { renderTable, textColumn } from './table.ts';

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderComparePage(comparison: RunComparison): string {
  const { a, b, settings, environment } = comparison;
  const [finding, ...findings] = describeFindings(comparison);
  const parts = collectParts(
    [
      { id: 'effects', title: (m) => m.compare.effectsTitle, render: renderEffects },
      {
        ...{ id: 'settings', title: (m) => m.compare.settingsTitle },
        render: () => renderDifferences('settings', (m) => m.compare.settingsTitle, settings),
      },
      {
        ...{ id: 'environment', title: (m) => m.compare.environmentTitle },
        render: () =>
          renderDifferences('environment', (m) => m.compare.environmentTitle, environment),
      },
      {
        ...{ id: 'figures', title: (m) => m.compare.figuresTitle },
        render: ({ figures }) => renderComparedFigures(figures),
      },
    ],
    comparison,
  );
  return renderPageFrame({
    title: english.compare.pageTitle({ run: b.name }),
    kicker: (m) => m.compare.title,
    heading: finding ?? ((m) => m.compare.noSharedEffect),
    isAlarm: comparison.noVerdictReasons.length > 0,
    generator: 'Loadstone',
    header: html`<b><bdi>${b.name}</bdi></b><br><small>${renderRunLine('A', a)}<br>${renderRunLine('B', b)}</small>`,
    contents: renderContents(listEntries(parts)),
    main: html`${[...findings, describeSurroundings(comparison)].map((message) => html`<p class="lead">${both(message)}</p>`)}
${renderCaveats(comparison)}
${parts.shown.map((part) => renderPart(part, 2))}`,
  });
}

function renderRunLine(letter: string, run: ComparedRun): Markup {
  const { id, startedAt, groupsValid, status, validity } = run;
  return html`<b>${letter}</b> <code>${id}</code> · ${formatInstant(startedAt)} · ${both((m) => m.compare.groupsValid({ count: groupsValid }))} · ${both((m) => m.page.runStatus[status])}${validity === 'invalid' && html` · <b class="bad">${both((m) => m.compare.invalid)}</b>`}`;
}

function renderEffects(comparison: RunComparison): Markup {
  if (comparison.effects.length === 0) return html``;
  const baselineLabel = comparison.b.baselineLabel ?? '';
  return html`<p>${both((m) => m.compare.reading({ baselineLabel }))}</p><p><small>${both(describeMethod(comparison))}</small></p>${renderComparedEffects(comparison)}`;
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
  if (differences.length === 0) return html`<p>${both((m) => m.compare.noDifference)}</p>`;
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
  return renderScrollBox(id, `${id}-title`, table);
}
