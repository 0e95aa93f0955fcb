// Per route: which kind of request gains and which loses.

import { metricsFor, percentileOf } from '../../document/metrics.ts';
import type { Cell, RouteResult } from '../../document/result.ts';
import { apartMark, compareShown } from '../../figures/division.ts';
import { partMark } from '../../figures/part-of-groups.ts';
import { formatCount, formatMetric } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { type Column, numberColumn, renderTable, textColumn } from '../table.ts';
import { renderDifference } from './evidence.ts';

/** Names of routes come from the service: a cap keeps a page small whatever they are. */
const routeLimit = 20;

/** Of a scenario with too many variants beside the one that the page is about. */
const fewRoutes = 3;

/** Routes in the order of their requests; within each, the variants that are drawn. */
export function renderRoutes(context: ScenarioContext): Markup {
  const { page, drawn, measured, id } = context;
  const all = measured.flatMap((cell) => cell.routes);
  if (all.length === 0) return html``;
  const totals = new Map<string, number>();
  for (const { route, succeeded } of all) totals.set(route, (totals.get(route) ?? 0) + succeeded);
  const routes = [...totals].toSorted((a, b) => b[1] - a[1]).map(([route]) => route);
  const bodies = routes.slice(0, isTooMuch(context) ? fewRoutes : routeLimit).map((route) => {
    const rows = drawn.flatMap((cell) => {
      const result = cell.routes.find((one) => one.route === route);
      return result === undefined ? [] : [{ label: page.labelOf(cell.variantId), result }];
    });
    return { route, rows };
  });
  const shown = bodies.reduce((sum, body) => sum + body.rows.length, 0);
  const baseline = measured.find(({ verdict }) => verdict === 'baseline');
  const baselineOf = (route: string) => baseline?.routes.find((one) => one.route === route);
  const rows = bodies.flatMap((body) => body.rows);
  const notes = [
    ...listNotes(
      rows.map(({ label, result }) => ({ label, result, baseline: baselineOf(result.route) })),
      page.isTrusted,
    ),
    ...tellWarmupRoutes(measured),
  ];
  const titleId = `${id}-routes-title`;
  const table = renderTable({
    caption: (m) => m.page.routesTitle,
    columns: listColumns(page.isTrusted),
    body: bodies.map(
      ({ route, rows }) =>
        html`<tbody><tr class="group"><th colspan="${page.isTrusted ? 9 : 7}" scope="rowgroup"><bdi>${route}</bdi></th></tr>${rows.map(
          ({ label, result }) =>
            html`<tr><th scope="row"><bdi>${label}</bdi></th>${routePercentiles.map(([metric, percentile]) => html`<td class="n">${formatMetric(metric, result[metric])}${isPooled(result, percentile) && '*'}${isOfPart(result, percentile) && partMark}</td>`)}<td class="n">${formatCount(result.succeeded)}</td><td class="n">${formatCount(result.failed)}</td><td class="n">${formatCount(result.timedOut)}</td>${page.isTrusted && renderComparisons(result, baselineOf(route))}</tr>`,
        )}</tbody>`,
    ),
  });
  return html`${renderScrollBox(`${id}-routes`, titleId, table)}${notes.map((note) => html`<p><small>${both(note)}</small></p>`)}${shown < all.length && html`<p><small>${both((m) => m.page.routesCut({ shown, total: all.length }))}</small></p>`}`;
}

/** The metrics in which routes are compared for the reader; the file has the others. */
const comparedMetrics = metricsFor.comparedRoutes;

const routePercentiles = metricsFor.routes.map((metric) => [metric, percentileOf(metric)] as const);

/** Of all groups together because no group has enough requests; older documents, where all are, say nothing. */
function isPooled({ pooledPercentiles = [] }: RouteResult, percentile: number): boolean {
  return pooledPercentiles.includes(percentile);
}

function isOfPart({ partPercentiles = [] }: RouteResult, percentile: number): boolean {
  return partPercentiles.includes(percentile);
}

function renderComparisons(result: RouteResult, baseline: RouteResult | undefined): Markup {
  return html`${comparedMetrics.map((name) => {
    const comparison = result.comparisons.find(({ metric }) => metric === name);
    const apart = findRouteApart(name, result, baseline);
    return html`<td class="n">${renderDifference(comparison)}${apart && apartMark}</td>`;
  })}`;
}

function findRouteApart(
  name: (typeof comparedMetrics)[number],
  result: RouteResult,
  baseline: RouteResult | undefined,
) {
  const comparison = result.comparisons.find(({ metric }) => metric === name);
  return compareShown(name, result[name], baseline?.[name] ?? null, comparison);
}

interface RouteRow {
  readonly label: string;
  readonly result: RouteResult;
  readonly baseline: RouteResult | undefined;
}

/** What the signs in the table mean. */
function listNotes(rows: readonly RouteRow[], isTrusted: boolean): readonly Localized[] {
  const apart = rows.flatMap(({ label, result, baseline }) =>
    comparedMetrics.flatMap((name) => {
      const found = isTrusted ? findRouteApart(name, result, baseline) : undefined;
      return found === undefined ? [] : [{ ...found, label: `${label} ${result.route}` }];
    }),
  );
  const isOld = rows.some(({ result }) => result.pooledPercentiles === undefined);
  const estimator = isOld ? 'pooled' : 'typical-group';
  const note: Localized = (m) =>
    m.table.apart({ estimator, quotients: apart.map(m.table.quotient) });
  const hasPooled = rows.some(({ result }) => (result.pooledPercentiles ?? []).length > 0);
  const hasParts = rows.some(({ result }) => (result.partPercentiles ?? []).length > 0);
  return [
    ...(apart.length > 0 ? [note] : []),
    ...(hasPooled ? [tellPooled] : []),
    ...(hasParts ? [tellParts] : []),
  ];
}

const tellPooled: Localized = (m) => m.table.pooledFigures;
const tellParts: Localized = (m) => m.table.partFigures;

/** Over all variants, since each is sent the same number of requests. */
function tellWarmupRoutes(cells: readonly Cell[]): readonly Localized[] {
  const all = cells.flatMap(({ warmupRoutes = [] }) => warmupRoutes);
  const names = [...new Set(all.map(({ route }) => route))].slice(0, routeLimit);
  if (names.length === 0) return [];
  const routes = names.map((route) => {
    const own = all.filter((one) => one.route === route);
    const failed = own.reduce((sum, one) => sum + one.failed, 0);
    return { route, failed, sent: own.reduce((sum, one) => sum + one.succeeded, failed) };
  });
  return [(m) => m.table.warmupRoutes({ routes: routes.map(m.table.warmupRoute) })];
}

function listColumns(isTrusted: boolean): readonly Column[] {
  return [
    textColumn((m) => m.table.variant),
    ...[numberColumn('p50'), numberColumn('p95'), numberColumn('p99')],
    numberColumn((m) => m.page.succeeded),
    numberColumn((m) => m.page.failed),
    numberColumn((m) => m.page.timedOut),
    ...(isTrusted
      ? comparedMetrics.map((metric) =>
          numberColumn(
            html`${both((m) => m.metricColumn(metric))} ${both((m) => m.table.againstBaseline)}`,
          ),
        )
      : []),
  ];
}
