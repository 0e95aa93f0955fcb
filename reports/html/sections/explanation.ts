// Why variants are fast or slow: sentences, facts of the runtime, and the statements with their plans.

import type { ExplainDocument, ExplainedCell, ExplainedStatement } from '../../document/explain.ts';
import {
  flattenSql,
  labelExplained,
  listExplainedFacts,
  listSentences,
} from '../../figures/explanation.ts';
import { formatCount, formatLatency, formatShare, noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tell } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** A line on how to get one without an explanation. */
export function renderExplanationSection(
  explanation: ExplainDocument | undefined,
): Markup | Absence {
  if (explanation === undefined) return { absence: (m) => m.explain.none };
  return html`<p><small>${both((m) => m.explain.reading({ seconds: String(explanation.loadMs / 1000) }))}</small></p>
${explanation.scenarios.map(
  ({ scenario, cells }, place) => html`<h3><bdi>${scenario}</bdi></h3>
${cells.map((cell, index) => renderCell(explanation, cell, `why-${place + 1}-${index + 1}`))}`,
)}
${explanation.notes.map((note) => html`<p><b class="wn" aria-hidden="true">!</b> ${both(tell(note))}</p>`)}`;
}

function renderCell(explanation: ExplainDocument, cell: ExplainedCell, id: string): Markup {
  const statements = cell.database?.statements ?? [];
  const sentences = listSentences(cell);
  const facts = listExplainedFacts(cell).map(
    ([fact, text]) => html`<dt>${both((m) => m.explain.fact[fact])}</dt><dd>${text}</dd>`,
  );
  return html`<h4 id="${id}">${both(labelExplained(explanation, cell.variantId))}</h4>
${sentences.length > 0 && html`<ul>${sentences.map((sentence) => html`<li>${both(tell(sentence))}</li>`)}</ul>`}
<details><summary>${both((m) => m.explain.details)}</summary><dl class="facts">${facts}</dl>${statements.length > 0 && renderStatements(statements, id)}</details>`;
}

function renderStatements(statements: readonly ExplainedStatement[], id: string): Markup {
  const figures: readonly Localized[] = [
    (m) => m.explain.time,
    (m) => m.explain.calls,
    (m) => m.explain.perCall,
    (m) => m.explain.rowsRead,
    (m) => m.explain.buffers,
  ];
  const table = renderTable({
    caption: (m) => m.explain.statement,
    columns: [
      ...figures.map((title) => numberColumn(title)),
      textColumn((m) => m.explain.costliestStep),
      textColumn((m) => m.explain.statement),
    ],
    body: html`<tbody>${statements.map(renderRow)}</tbody>`,
  });
  return renderScrollBox(`${id}-statements`, id, table);
}

function renderRow(statement: ExplainedStatement): Markup {
  const { text, calls, totalUs, timeRatio, buffers, plan } = statement;
  const rowsRead =
    plan === null
      ? noFigure
      : `${plan.isMeasured ? '' : '~'}${formatCount(Math.round(plan.rowsRead))}`;
  return html`<tr><td class="n">${formatShare(timeRatio)}</td><td class="n">${formatCount(calls)}</td><td class="n">${formatLatency(totalUs / calls)}</td><td class="n">${rowsRead}</td><td class="n">${formatCount(Math.round(buffers / calls))}</td><td>${plan === null ? noFigure : both(tell(plan.dominantStep))}</td><td class="wrap"><code>${flattenSql(text)}</code>${plan !== null && html`<div><small>${renderPlan(plan)}</small></div>`}</td></tr>`;
}

function renderPlan({
  shape,
  isMeasured,
  samples,
}: NonNullable<ExplainedStatement['plan']>): Markup {
  const looked = isMeasured ? formatCount(samples) : undefined;
  return html`<span class="quote" lang="en">${shape}</span> · ${both((m) =>
    looked === undefined ? m.explain.planEstimated : m.explain.planSource({ samples: looked }),
  )}`;
}
