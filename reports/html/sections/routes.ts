// Per route: which kind of request gains and which loses.
import { formatCount, formatMetric } from '../../figures/quantity.ts';
import type { RouteResult } from '../../schema/result.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { renderDifference } from './evidence.ts';

/** Names of routes come from the service: a cap keeps a page small whatever they are. */
const routeLimit = 20;

/** Routes in the order of their requests; within each, the variants that are drawn. */
export function renderRoutes(context: ScenarioContext): Markup {
  const { page, drawn, measured, id } = context;
  const all = measured.flatMap((cell) => cell.routes);
  if (all.length === 0) return html``;
  const totals = new Map<string, number>();
  for (const { route, succeeded } of all) totals.set(route, (totals.get(route) ?? 0) + succeeded);
  const routes = [...totals].toSorted((a, b) => b[1] - a[1]).map(([route]) => route);
  const bodies = routes.slice(0, routeLimit).map((route) => {
    const rows = drawn.flatMap((cell) => {
      const result = cell.routes.find((one) => one.route === route);
      return result === undefined ? [] : [{ label: page.labelOf(cell.variantId), result }];
    });
    return { route, rows };
  });
  const shown = bodies.reduce((sum, body) => sum + body.rows.length, 0);
  const titleId = `${id}-routes-title`;
  const table = html`<table>${renderHead(page.isTrusted)}${bodies.map(
    ({ route, rows }) =>
      html`<tbody><tr class="group"><th colspan="${page.isTrusted ? 9 : 7}" scope="rowgroup"><bdi>${route}</bdi></th></tr>${rows.map(
        ({ label, result }) =>
          html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="n">${formatMetric('latencyP50Us', result.latencyP50Us)}</td><td class="n">${formatMetric('latencyP95Us', result.latencyP95Us)}</td><td class="n">${formatMetric('latencyP99Us', result.latencyP99Us)}</td><td class="n">${formatCount(result.succeeded)}</td><td class="n">${formatCount(result.failed)}</td><td class="n">${formatCount(result.timedOut)}</td>${page.isTrusted && renderComparisons(result)}</tr>`,
      )}</tbody>`,
  )}</table>`;
  return html`<h3 id="${titleId}">${both((m) => m.page.routesTitle)}</h3><details><summary>${both((m) => m.page.showTable)}</summary>${renderScrollBox(`${id}-routes`, titleId, table)}${shown < all.length && html`<p><small>${both((m) => m.page.routesCut(shown, all.length))}</small></p>`}</details>`;
}

/** The metrics in which routes are compared for the reader; the file has the others. */
const comparedMetrics = ['latencyP50Us', 'latencyP99Us'] as const;

function renderComparisons({ comparisons }: RouteResult): Markup {
  return html`${comparedMetrics.map((name) => html`<td class="n">${renderDifference(comparisons.find(({ metric }) => metric === name))}</td>`)}`;
}

function renderHead(isTrusted: boolean): Markup {
  return html`<thead><tr><th scope="col">${both((m) => m.table.variant)}</th><th scope="col" class="n">p50</th><th scope="col" class="n">p95</th><th scope="col" class="n">p99</th><th scope="col" class="n">${both((m) => m.page.succeeded)}</th><th scope="col" class="n">${both((m) => m.page.failed)}</th><th scope="col" class="n">${both((m) => m.page.timedOut)}</th>${isTrusted && comparedMetrics.map((metric) => html`<th scope="col" class="n">${both((m) => m.table.metricColumn(metric))} ${both((m) => m.table.againstBaseline)}</th>`)}</tr></thead>`;
}
