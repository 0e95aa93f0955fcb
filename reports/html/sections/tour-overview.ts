// All claims of a tour in one table: what each came to, at which cost, after how many groups.

import type { MetricName } from '../../document/metrics.ts';
import type { TourChapter, TourDocument, TourEffect } from '../../document/tour.ts';
import { formatDifference } from '../../figures/difference.ts';
import { noFigure } from '../../figures/quantity.ts';
import { noResultSign, titleChapter, tourSigns } from '../../verdict/build-tour.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';
import { renderOwnText } from './tour-own-text.ts';

/** Costs that have a column. */
const columns: readonly MetricName[] = ['cpuPerRequestUs', 'rssBytes', 'walBytesPerRequest'];

const tones: Readonly<Record<string, string>> = {
  better: 'ok',
  worse: 'bad',
  invalid: 'bad',
  'wrong-data': 'bad',
};

/** The class of a sign and its words; grey where there is no result. */
export function toneOf({ finding }: TourChapter): string {
  return finding === null ? 'dim' : (tones[finding.verdict] ?? 'wn');
}

export function signOf({ finding }: TourChapter): string {
  return finding === null ? noResultSign : tourSigns[finding.verdict];
}

export function renderTourOverview({ chapters }: TourDocument): Markup {
  const shown = columns.filter((metric) =>
    chapters.some((chapter) => findCost(chapter, metric) !== undefined),
  );
  const rows = chapters.map(
    (chapter, index) =>
      html`<tr><th scope="row" class="wrap"><a href="#c${index + 1}">${renderOwnText(chapter.title)}</a></th><td class="wrap tour-finding"><b class="${toneOf(chapter)}" aria-hidden="true">${signOf(chapter)}</b> ${both(titleChapter(chapter))}</td>${shown.map((metric) => renderCost(findCost(chapter, metric)))}<td class="n">${chapter.run === null ? noFigure : chapter.run.groupsValid}</td></tr>`,
  );
  const table = renderTable({
    caption: (m) => m.tour.overviewTitle,
    columns: [
      textColumn((m) => m.tour.chapter),
      textColumn((m) => m.tour.finding),
      ...shown.map((metric) => numberColumn((m) => m.metricColumn(metric))),
      numberColumn((m) => m.table.groups),
    ],
    body: html`<tbody>${rows}</tbody>`,
  });
  return html`<section class="part" id="overview"><h2 id="overview-title">${both((m) => m.tour.overviewTitle)}</h2>${renderScrollBox('overview', 'overview-title', table)}</section>`;
}

function findCost({ finding }: TourChapter, metric: MetricName): TourEffect | undefined {
  if (finding === null || finding.rowIndex === null) return undefined;
  return finding.rows[finding.rowIndex]?.costs.find((cost) => cost.metric === metric);
}

const costTones: Readonly<Partial<Record<TourEffect['verdict'], string>>> = {
  better: 'ok',
  worse: 'bad',
};

/** What is not decided stands in grey, so that it does not look like a cost that was shown. */
function renderCost(cost: TourEffect | undefined): Markup {
  const difference = cost && formatDifference(cost);
  if (cost === undefined || difference === undefined) return html`<td class="n">${noFigure}</td>`;
  return html`<td class="n ${costTones[cost.verdict] ?? 'dim'}">${difference.estimate}<br><small>${difference.interval}</small></td>`;
}
