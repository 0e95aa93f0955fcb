// Whether the answers were right, and each variant configured as planned and exercised.

import type { ExerciseCheck } from '../../document/exercise.ts';
import type { Cell, ConfigurationCheck } from '../../document/result.ts';
import { formatCount, noFigure } from '../../figures/quantity.ts';
import { formatResent } from '../../figures/resent.ts';
import { tell } from '../../language/tell.ts';
import { listScenarioChecks } from '../../verdict/build-exercise.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

export function renderCorrectness(context: ScenarioContext): Markup {
  const { measured, id } = context;
  if (measured.length === 0) return html``;
  const sum = (read: (cell: Cell) => number) =>
    measured.reduce((total, cell) => total + read(cell), 0);
  const [checked, wrong] = [sum((cell) => cell.checkedBodies), sum((cell) => cell.wrongBodies)];
  const checks = listScenarioChecks(context.page.document, context.scenario);
  const titleId = `${id}-correctness-title`;
  const table = renderTable({
    caption: (m) => m.page.correctnessTitle,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.page.checkedBodies),
      numberColumn((m) => m.page.wrongBodies),
      numberColumn((m) => m.page.failed),
      numberColumn((m) => m.page.timedOut),
      numberColumn((m) => m.table.resent),
      textColumn((m) => m.page.failureReasons),
      textColumn((m) => m.page.configured),
      ...(checks.length > 0 ? [textColumn((m) => m.page.exercise)] : []),
    ],
    body: html`<tbody>${measured.map((cell) => renderRow(context, cell, checks))}</tbody>`,
  });
  return html`<p${wrong > 0 && html` class="bad"`}>${both((m) => m.page.correctnessFinding({ checked: formatCount(checked), wrong: formatCount(wrong) }))}</p>
<details${wrong > 0 && html` open`}><summary>${both((m) => m.page.showTable)}</summary>${renderScrollBox(`${id}-correctness`, titleId, table)}</details>`;
}

function renderRow(
  { page }: ScenarioContext,
  cell: Cell,
  checks: readonly ExerciseCheck[],
): Markup {
  const exercise = checks.filter(({ variantId }) => variantId === cell.variantId);
  const configured = page.document.configurationChecks.find(
    (one) => one.variantId === cell.variantId,
  );
  const reasons = cell.failureReasons.slice(0, 3);
  return html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th><td class="n">${formatCount(cell.checkedBodies)}</td>${renderCount(cell.wrongBodies)}${renderCount(cell.failed)}${renderCount(cell.timedOut)}<td class="n">${formatResent(cell) ?? noFigure}</td><td class="wrap">${reasons.map(
    ({ reason, count }) =>
      html`<div><bdi class="quote" lang="en">${reason}</bdi> (${formatCount(count)})</div>`,
  )}</td><td class="wrap">${configured && renderConfiguration(configured)}</td>${checks.length > 0 && html`<td class="wrap">${exercise.map(renderExercise)}</td>`}</tr>`;
}

/** Where it is as planned, the status says it all. */
function renderConfiguration({ status, detail }: ConfigurationCheck): Markup {
  return html`<span${status === 'same-as-another' && html` class="bad"`}>${both((m) => m.page.configurationStatus[status])}</span>${status === 'same-as-another' && html`<div>${both(tell(detail))}</div>`}`;
}

function renderCount(count: number): Markup {
  return count > 0
    ? html`<td class="n bad">${formatCount(count)}</td>`
    : html`<td class="n">0</td>`;
}

/** The status of a factor, and the figures of both levels behind it. */
function renderExercise({ factor, level, status, signs }: ExerciseCheck): Markup {
  return html`<div><bdi>${factor} = ${level}</bdi>: <span${status !== 'exercised' && html` class="wn"`}>${both((m) => m.page.exerciseStatus[status])}</span></div>${signs.map(
    ({ detail }) => html`<div><small>${both(tell(detail))}</small></div>`,
  )}`;
}
