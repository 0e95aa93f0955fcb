// Why variants are fast or slow, in English: sentences, facts of the runtime, and the statements with their plans.
import {
  flattenSql,
  labelExplained,
  listExplainedFacts,
  listSentences,
} from '../../figures/explanation.ts';
import { formatCount, formatLatency, formatShare, noFigure } from '../../figures/quantity.ts';
import type { ExplainDocument, ExplainedCell, ExplainedStatement } from '../../schema/explain.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';

/** Empty without an explanation. */
export function renderExplanationSection(explanation: ExplainDocument | undefined): Markup {
  if (explanation === undefined) return html``;
  return html`<section id="why" lang="en"><h2>Why</h2>
<p><small>From ${explanation.loadMs / 1000} s of load for each variant and scenario after the run, with plans sampled. Nothing of it is measured or judged.</small></p>
${explanation.scenarios.map(
  ({ scenario, cells }, place) => html`<h3><bdi>${scenario}</bdi></h3>
${cells.map((cell, index) => renderCell(explanation, cell, `why-${place + 1}-${index + 1}`))}`,
)}
${explanation.notes.map((note) => html`<p><b class="wn" aria-hidden="true">!</b> ${note}</p>`)}</section>`;
}

function renderCell(explanation: ExplainDocument, cell: ExplainedCell, id: string): Markup {
  const statements = cell.database?.statements ?? [];
  const sentences = listSentences(cell);
  const facts = listExplainedFacts(cell).map(
    ([name, text]) => html`<li>${name}: <b>${text}</b></li>`,
  );
  return html`<h4 id="${id}"><bdi>${labelExplained(explanation, cell.variantId)}</bdi></h4>
${sentences.length > 0 && html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
<details><summary>Runtime and statements</summary><ul>${facts}</ul>${statements.length > 0 && renderStatements(statements, id)}</details>`;
}

function renderStatements(statements: readonly ExplainedStatement[], id: string): Markup {
  const table = html`<table><thead><tr><th scope="col" class="n">Time</th><th scope="col" class="n">Calls</th><th scope="col" class="n">Per call</th><th scope="col" class="n">Rows read</th><th scope="col" class="n">Buffers</th><th scope="col">Costliest step</th><th scope="col">Statement and plan</th></tr></thead><tbody>${statements.map(renderRow)}</tbody></table>`;
  return renderScrollBox(`${id}-statements`, id, table);
}

function renderRow(statement: ExplainedStatement): Markup {
  const { text, calls, totalUs, timeRatio, buffers, plan } = statement;
  const rowsRead =
    plan === null
      ? noFigure
      : `${plan.isMeasured ? '' : '~'}${formatCount(Math.round(plan.rowsRead))}`;
  return html`<tr><td class="n">${formatShare(timeRatio)}</td><td class="n">${formatCount(calls)}</td><td class="n">${formatLatency(totalUs / calls)}</td><td class="n">${rowsRead}</td><td class="n">${formatCount(Math.round(buffers / calls))}</td><td>${plan?.dominantStep ?? noFigure}</td><td class="wrap"><code>${flattenSql(text)}</code>${plan !== null && html`<div><small>${describePlan(plan)}</small></div>`}</td></tr>`;
}

function describePlan({
  shape,
  isMeasured,
  samples,
}: NonNullable<ExplainedStatement['plan']>): string {
  return `${shape} (${isMeasured ? `${formatCount(samples)} executions looked at` : 'estimated, not executed'})`;
}
