// A chapter of a tour: its finding as the title; claim, effect, cost, scope, caveats; the tables of its run by the modules of that.

import type { FaultsDocument } from '../../document/faults.ts';
import { sayFault } from '../../document/messages/fault-names.ts';
import type { ResultDocument } from '../../document/result.ts';
import type { TourChapter, TourDocument, TourFaults } from '../../document/tour.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tellLoad } from '../../language/tell.ts';
import {
  describeChapterCaveats,
  describeCosts,
  describeFigures,
  describeOtherRows,
  describeReasons,
  describeScope,
  describeSurvivors,
  formatPoints,
  sayOwn,
  titleChapter,
} from '../../verdict/build-tour.ts';
import { nameRank } from '../../verdict/describe-rank.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { buildPageContext, buildScenarioContext, type ScenarioContext } from '../page-context.ts';
import { renderAnchor } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';
import { renderDecisionTable } from './decision-table.ts';
import { renderEffects } from './effects.ts';
import { signOf, toneOf } from './tour-overview.ts';
import { renderOwnText } from './tour-own-text.ts';

export interface ChapterContext {
  readonly document: TourDocument;
  readonly chapter: TourChapter;
  readonly index: number;
  readonly results: ReadonlyMap<string, ResultDocument>;
  readonly faults: ReadonlyMap<string, FaultsDocument>;
}

export function renderTourChapter(context: ChapterContext): Markup {
  const { chapter, index } = context;
  const id = `c${index + 1}`;
  const result = context.results.get(chapter.id);
  return html`<section class="part tour-chapter" id="${id}" aria-labelledby="${id}-title"><p class="kick">${renderOwnText(chapter.title)}</p>
<h2 id="${id}-title"><span class="${toneOf(chapter)}" aria-hidden="true">${signOf(chapter)}</span> ${both(titleChapter(chapter))}${renderAnchor(id, `${id}-title`)}</h2>
${renderBlocks(context)}
${result && renderTables(context, result, id)}
${chapter.finding !== null && chapter.finding.faults !== null && renderComparisons(chapter.finding.faults, id)}
${renderRunLinks(chapter, id)}</section>`;
}

function renderBlocks({ document, chapter }: ChapterContext): Markup {
  const { claim, source, finding } = chapter;
  const where: Localized[] = source ? [(m) => m.tour.sourceOf({ source: sayOwn(source)(m) })] : [];
  return html`<dl class="blocks"><div><dt>${both((m) => m.tour.claimLabel)}</dt><dd>${renderOwnText(claim)}</dd>${where.map((message) => html`<dd><small>${both(message)}</small></dd>`)}</div>${
    finding !== null &&
    html`${renderBlock('ok', (m) => m.tour.effectLabel, [...describeFigures(finding), ...describeSurvivors(finding)])}${renderBlock('', (m) => m.tour.costLabel, describeCosts(finding))}${renderBlock('', (m) => m.tour.holdsLabel, describeScope(chapter, document))}${renderBlock('', (m) => m.tour.elsewhereLabel, describeOtherRows(finding))}`
  }${renderBlock('bad', (m) => m.tour.reasonLabel, describeReasons(chapter))}${renderBlock('wn', (m) => m.tour.caveatLabel, describeChapterCaveats(chapter))}</dl>`;
}

function renderBlock(tone: string, label: Localized, remarks: readonly Localized[]): Markup {
  if (remarks.length === 0) return html``;
  return html`<div><dt class="${tone}">${both(label)}</dt>${remarks.map((remark) => html`<dd>${both(remark)}</dd>`)}</div>`;
}

/** The scenario of the finding is open, the others are folded. */
function renderTables(
  { chapter }: ChapterContext,
  result: ResultDocument,
  chapterId: string,
): Markup {
  const page = buildPageContext(result);
  const open = chapter.finding?.rowIndex ?? 0;
  return html`${result.scenarios.map((scenario, index) => {
    const id = `${chapterId}-s${index + 1}`;
    const context: ScenarioContext = { ...buildScenarioContext(page, scenario, index), id };
    const effects = renderEffects(context);
    const body = html`${renderDecisionTable(context)}${'absence' in effects ? '' : effects}`;
    const facts: Localized = (m) =>
      m.tour.tableOf({ scenario: scenario.scenario, load: tellLoad(scenario.load)(m) });
    return html`<details${index === open && html` open`}><summary>${both(facts)}</summary>${body}</details>`;
  })}`;
}

/** Which variant serves more or fewer users than the baseline, under which fault. */
function renderComparisons({ comparisons }: TourFaults, id: string): Markup {
  if (comparisons.length === 0) return html``;
  const rows = comparisons.map(
    ({ faultId, faultTitle, label, comparison }) =>
      html`<tr><th scope="row">${both((m) => sayFault(m.language, { id: faultId, title: faultTitle }))}</th><td><bdi>${label}</bdi></td><td class="n">${formatPoints(comparison)}</td><td>${both(nameRank(comparison.verdict))}</td></tr>`,
  );
  const table = renderTable({
    caption: (m) => m.tour.difference,
    columns: [
      textColumn((m) => m.tour.fault),
      textColumn((m) => m.table.variant),
      numberColumn(html`${both((m) => m.tour.difference)} (%)`),
      textColumn((m) => m.table.verdictColumn),
    ],
    body: html`<tbody>${rows}</tbody>`,
  });
  return renderScrollBox(`${id}-faults`, `${id}-title`, table);
}

function renderRunLinks({ run }: TourChapter, id: string): Markup {
  if (run === null) return html``;
  const link =
    run.page === null
      ? both((m) => m.tour.noReport)
      : html`<a href="${run.page}">${both((m) => m.tour.report)}</a>`;
  return html`<p>${link} <small><code>${run.id}</code></small></p><pre class="scroll" tabindex="0" role="group" aria-labelledby="${id}-title"><code>${run.reproduceCommand}</code></pre>`;
}
