// How the reader looks at all scenarios: against which baseline, and whether with the values of single groups.
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
  const measured = page.document.variants.filter(({ status }) => status === 'measured').length;
  return html`<div class="controls view noprint" data-controls="" hidden>${renderChoice(page, baselines)}<button type="button" data-show-groups="" aria-pressed="false">${both((m) => m.interaction.groupValues)}</button></div><p data-groups-shown="" hidden><small>${both((m) => m.interaction.groupsShown)}</small></p>${
    baselines.length < 2 &&
    measured > 2 &&
    html`<p><small>${both((m) => m.interaction.noPairs({ variants: measured }))}</small></p>`
  }`;
}

function renderChoice(page: PageContext, baselines: readonly string[]): Markup {
  if (baselines.length < 2) return html``;
  const options = baselines.map(
    (id, index) =>
      html`<option value="${index > 0 && page.numberOf(id)}">${page.labelOf(id)}</option>`,
  );
  return html`<label>${both((m) => m.interaction.against)} <select data-base="">${options}</select></label><template data-words=""><span data-word="against">${both((m) => m.interaction.againstChosen)}</span><span data-word="baseline">${both((m) => m.interaction.chosenBaseline)}</span>${verdicts.map(renderVerdict)}${renderNotes(page, baselines)}${renderEmptyDotWhisker()}</template>`;
}

function renderVerdict(verdict: VerdictKind): Markup {
  const mark = verdictMarks[verdict];
  return html`<span data-word="${verdict}">${mark !== '' && html`<span aria-hidden="true" class="mark">${mark}</span>`}${both((m) => m.table.rank[verdict])}</span>`;
}
