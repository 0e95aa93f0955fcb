// How the reader looks at all scenarios: against which baseline, which variants alone.
import type { VerdictKind } from '../../document/result.ts';
import { both } from '../bilingual.ts';
import { renderEmptyDotWhisker } from '../kit/dot-whisker.ts';
import { html, type Markup } from '../markup.ts';
import type { PageContext } from '../page-context.ts';
import { verdictMarks } from './decision-table.ts';
import { listBaselines, renderNotes } from './other-baselines.ts';

const verdicts: readonly VerdictKind[] = [
  'better',
  'worse',
  'equivalent',
  'inconclusive',
  'not-exercised',
  'not-judged',
];

/** Hidden without script, but for the sentence that says why there is no choice. Nothing in an invalid run. */
export function renderView(page: PageContext): Markup {
  if (!page.isTrusted || page.document.scenarios.length === 0) return html``;
  const baselines = listBaselines(page);
  const measured = page.document.variants.filter(({ status }) => status === 'measured');
  return html`<div class="controls view noprint" data-controls="" hidden>${renderChoice(page, baselines)}${measured.length > 2 && renderOnly(page)}</div>${
    baselines.length < 2 &&
    measured.length > 2 &&
    html`<p><small>${both((m) => m.interaction.noPairs({ variants: measured.length }))}</small></p>`
  }`;
}

function renderChoice(page: PageContext, baselines: readonly string[]): Markup {
  if (baselines.length < 2) return html``;
  const options = baselines.map(
    (id, index) =>
      html`<option value="${index > 0 && page.numberOf(id)}">${page.labelOf(id)}</option>`,
  );
  return html`<label>${both((m) => m.interaction.against)} <select data-base="">${options}</select></label>`;
}

/** Two variants alone, in tables and drawings. */
function renderOnly(page: PageContext): Markup {
  const options = page.document.variants
    .filter(({ status }) => status === 'measured')
    .map(({ id, label }) => html`<option value="${page.numberOf(id)}">${label}</option>`);
  const select = html`<select data-only=""><option value="">–</option>${options}</select>`;
  return html`<label>${both((m) => m.page.onlyTwo)} ${select}</label> <label>${both((m) => m.page.onlyAnd)} ${select}</label>`;
}

/** What the scripts say and draw, once a page. */
export function renderViewWords(page: PageContext): Markup {
  const baselines = listBaselines(page);
  const word = (name: string, text: Markup) => html`<span data-word="${name}">${text}</span>`;
  const tables = html`<template data-table-words="">${word(
    'columns',
    both((m) => m.page.columns),
  )}${word(
    'sort',
    both((m) => m.page.sortBy),
  )}${word(
    'copy',
    both((m) => m.page.copyTable),
  )}${word(
    'copied',
    both((m) => m.page.copiedTable),
  )}</template>`;
  if (baselines.length < 2) return tables;
  return html`${tables}<template data-words="">${word(
    'against',
    both((m) => m.interaction.againstChosen),
  )}${word(
    'baseline',
    both((m) => m.interaction.chosenBaseline),
  )}${verdicts.map(renderVerdict)}${renderNotes(page, baselines)}${renderEmptyDotWhisker()}</template>`;
}

function renderVerdict(verdict: VerdictKind): Markup {
  const mark = verdictMarks[verdict];
  return html`<span data-word="${verdict}">${mark !== '' && html`<span aria-hidden="true" class="mark">${mark}</span>`}${both((m) => m.table.rank[verdict])}</span>`;
}
