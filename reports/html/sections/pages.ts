// Pages in a browser: all of them together, then each page with its two views.

import type { Cell, PageResult } from '../../document/result.ts';
import { findComparison, findValue } from '../../figures/lookup.ts';
import {
  findPage,
  formatSatisfied,
  listPages,
  listVisited,
  pageMetrics,
} from '../../figures/pages.ts';
import { formatCount, formatLatency, formatMetric, noFigure } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';
import { renderDifference } from './evidence.ts';

/** Names of pages come from a config: a cap keeps a report small whatever they are. */
const pageLimit = 40;

/** Nothing where no page was visited. */
export function renderPages(context: ScenarioContext): Markup {
  const { drawn, id } = context;
  const cells = listVisited(drawn);
  if (cells.length === 0) return html``;
  const satisfied = formatSatisfied(cells);
  const titleId = `${id}-pages-title`;
  return html`${renderFinding(context, cells)}<p><small>${both((m) => m.visits.reading({ satisfied }))}</small></p>
${renderScrollBox(`${id}-pages`, titleId, renderTogether(context, cells))}
<details open><summary id="${id}-each-page">${both((m) => m.visits.each)}</summary><p><small>${both((m) => m.visits.eachReading)}</small></p>
${renderScrollBox(`${id}-each-page`, `${id}-each-page`, renderEach(context, cells))}${renderFailures(context, cells)}</details>`;
}

function renderFinding({ page }: ScenarioContext, cells: readonly Cell[]): Markup {
  const timeOf = (cell: Cell) => findValue(cell, 'pageReadyUs');
  const ranked = cells
    .filter((cell) => page.isTrusted && timeOf(cell) !== null)
    .toSorted((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0));
  const [least, most] = [ranked[0], ranked.at(-1)];
  if (least === undefined || most === undefined || least === most) return html``;
  const finding = {
    ...{
      least: page.labelOf(least.variantId),
      leastTime: formatMetric('pageReadyUs', timeOf(least)),
    },
    ...{ most: page.labelOf(most.variantId), mostTime: formatMetric('pageReadyUs', timeOf(most)) },
  };
  return html`<p>${both((m) => m.visits.finding(finding))}</p>`;
}

function renderTogether({ page }: ScenarioContext, cells: readonly Cell[]): Markup {
  const rows = cells.map(
    (cell) =>
      html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th>${pageMetrics.map((metric) => html`<td class="n">${formatMetric(metric, findValue(cell, metric))}</td>`)}${page.isTrusted && html`<td class="n">${renderDifference(findComparison(cell, 'pageReadyUs'))}</td>`}</tr>`,
  );
  return renderTable({
    caption: (m) => m.visits.title,
    columns: [
      textColumn((m) => m.table.variant),
      ...pageMetrics.map((metric) => numberColumn((m) => m.metricColumn(metric))),
      ...(page.isTrusted
        ? [
            numberColumn(
              html`${both((m) => m.metricColumn('pageReadyUs'))} ${both((m) => m.table.againstBaseline)}`,
            ),
          ]
        : []),
    ],
    body: html`<tbody>${rows}</tbody>`,
  });
}

const latency = (us: number | null): string => (us === null ? noFigure : formatLatency(us));

const columns = [
  [(m) => m.visits.shows, ({ readyUs }) => latency(readyUs)],
  [(m) => m.metricColumn('pageLcpUs'), ({ lcpUs }) => latency(lcpUs)],
  [(m) => m.metricColumn('pageTtfbUs'), ({ ttfbUs }) => latency(ttfbUs)],
  [(m) => m.metricColumn('pageInpUs'), ({ inpUs }) => latency(inpUs)],
  [(m) => m.metricColumn('pageClsScore'), ({ clsScore }) => formatMetric('pageClsScore', clsScore)],
  [(m) => m.metricColumn('pageApdex'), ({ apdex }) => formatMetric('pageApdex', apdex)],
  [
    (m) => m.metricColumn('pageFrustratedRatio'),
    ({ frustratedRatio }) => formatMetric('pageFrustratedRatio', frustratedRatio),
  ],
  [
    (m) => m.metricColumn('pageBytes'),
    ({ transferBytes }) => formatMetric('pageBytes', transferBytes),
  ],
  [(m) => m.visits.requests, ({ requests }) => (requests === null ? noFigure : `${requests}`)],
  [(m) => m.visits.visits, ({ visits }) => formatCount(visits)],
  [(m) => m.visits.failed, ({ failed }) => formatCount(failed)],
] as const satisfies readonly (readonly [
  Parameters<typeof both>[0],
  (page: PageResult) => string,
])[];

function renderEach({ page }: ScenarioContext, cells: readonly Cell[]): Markup {
  const bodies = listPages(cells)
    .slice(0, pageLimit)
    .map((key) => {
      const rows = cells.map((cell) => {
        const found = findPage(cell, key);
        return (
          found &&
          html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th>${columns.map(([, read]) => html`<td class="n">${read(found)}</td>`)}</tr>`
        );
      });
      return html`<tbody><tr class="group"><th colspan="${columns.length + 1}" scope="rowgroup"><bdi>${key.page}</bdi> · ${both((m) => m.visits.view({ view: key.view }))}</th></tr>${rows}</tbody>`;
    });
  return renderTable({
    caption: (m) => m.visits.each,
    columns: [textColumn((m) => m.table.variant), ...columns.map(([title]) => numberColumn(title))],
    body: bodies,
  });
}

function renderFailures({ page }: ScenarioContext, cells: readonly Cell[]): Markup {
  const lines = cells.flatMap((cell) =>
    (cell.pages ?? [])
      .filter(({ failureReasons }) => failureReasons.length > 0)
      .slice(0, pageLimit)
      .map((one) => {
        const reasons = one.failureReasons
          .map(({ reason, count }) => `${formatCount(count)} × ${reason}`)
          .join(', ');
        const label = page.labelOf(cell.variantId);
        const failures = { label, page: one.page, view: one.view, reasons };
        return html`<li>${both((m) => m.visits.failures(failures))}</li>`;
      }),
  );
  return lines.length === 0 ? html`` : html`<ul>${lines}</ul>`;
}
