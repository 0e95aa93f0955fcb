// Resources per request: CPU by tier, and what the database had to do.

import { listMetricsOfKind } from '../../document/metrics.ts';
import type { Cell } from '../../document/result.ts';
import { findValue } from '../../figures/lookup.ts';
import { formatLatency, formatLatencyTick, formatMetric } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis } from '../kit/axis.ts';
import { renderBottomAxis } from '../kit/frame.ts';
import { findStripRange, measureStripHeight, stripLayout } from '../kit/strip-chart.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { listDetailed, type ScenarioContext } from '../page-context.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';

const tiers = [
  { metric: 'serviceCpuPerRequestUs', tone: 't1', fill: '#303b4a', name: 'tierService' },
  { metric: 'databaseCpuPerRequestUs', tone: 't2', fill: '#64778f', name: 'tierDatabase' },
  { metric: 'cacheCpuPerRequestUs', tone: 't3', fill: '#a9bacd', name: 'tierCache' },
] as const;

const tableMetrics = listMetricsOfKind('cpu', 'count', 'hit-ratio', 'event-loop', 'memory', 'cost');

/** Nothing where no CPU time was measured. */
export function renderResources(context: ScenarioContext): Markup {
  const { page, drawn, id } = context;
  const cells = drawn.filter((cell) => findValue(cell, 'cpuPerRequestUs') !== null);
  if (cells.length === 0) return html``;
  const cpuOf = (cell: Cell) => findValue(cell, 'cpuPerRequestUs') ?? 0;
  const ranked = cells
    .filter((cell) => page.isTrusted && cell.wrongBodies === 0)
    .toSorted((a, b) => cpuOf(a) - cpuOf(b));
  const [least, most] = [ranked[0], ranked.at(-1)];
  const axis = buildLinearAxis({
    domain: [0, Math.max(...cells.map((cell) => Math.max(cpuOf(cell), sumTiers(cell)))) * 1.02],
    range: findStripRange(cells.map(({ variantId }) => page.labelOf(variantId))),
    format: formatLatencyTick,
    spacing: 76,
  });
  const title: Localized = (m) => m.page.resourcesTitle;
  const height = measureStripHeight(cells.length) + legendHeight;
  return renderFigure({
    id: `${id}-resources`,
    title,
    finding: (m) =>
      least === undefined || most === undefined || least === most
        ? m.page.resourcesTitle
        : m.page.resourcesFinding({
            least: page.labelOf(least.variantId),
            leastCpu: formatLatency(cpuOf(least)),
            most: page.labelOf(most.variantId),
            mostCpu: formatLatency(cpuOf(most)),
          }),
    reading: (m) => m.page.resourcesReading,
    width: stripLayout.width,
    height,
    drawing: renderBars(context, cells, axis, height),
    table: buildTable(context),
    isTableOpen: true,
  });
}

const legendHeight = 24;

function sumTiers(cell: Cell): number {
  return tiers.reduce((sum, tier) => sum + (findValue(cell, tier.metric) ?? 0), 0);
}

function renderBars(
  { page }: ScenarioContext,
  cells: readonly Cell[],
  axis: Axis,
  height: number,
): Markup {
  const { rowHeight } = stripLayout;
  const { start: left, end: right } = axis;
  const top = stripLayout.top + legendHeight;
  const bottom = top + cells.length * rowHeight + 2;
  const bars = cells.map((cell, index) => {
    const y = top + index * rowHeight;
    const label = cutTextToPx(page.labelOf(cell.variantId), 12, left - 20);
    const total = formatMetric('cpuPerRequestUs', findValue(cell, 'cpuPerRequestUs'));
    return html`<text class="lb" fill="#16191d" text-anchor="end" x="${left - 14}" y="${y + 16}">${label}</text>${renderBar(cell, axis, y + 4)}<text class="lb" fill="#16191d" x="${right + 12}" y="${y + 16}">${total}</text>`;
  });
  return html`${renderLegend(left)}${renderBottomAxis(axis, top, bottom)}${bars}${bothInSvg((m) => m.page.resourcesAxis, html`class="tk" fill="#59616b" text-anchor="middle" x="${(left + right) / 2}" y="${height - 4}"`)}`;
}

function renderBar(cell: Cell, axis: Axis, y: number): Markup {
  let from = 0;
  const known = tiers.filter((tier) => (findValue(cell, tier.metric) ?? 0) > 0);
  if (known.length === 0) {
    const end = axis.position(findValue(cell, 'cpuPerRequestUs') ?? 0);
    return html`<path class="t1" fill="#303b4a" d="M${px(axis.position(0))} ${y}H${px(end)}v15H${px(axis.position(0))}z"/>`;
  }
  return html`${known.map(({ metric, tone, fill }) => {
    const start = axis.position(from);
    from += findValue(cell, metric) ?? 0;
    return html`<path class="${tone} gap" stroke="#ffffff" fill="${fill}" d="M${px(start)} ${y}H${px(axis.position(from))}v15H${px(start)}z"/>`;
  })}`;
}

function renderLegend(left: number): Markup {
  return html`${tiers.map(({ tone, fill, name }, index) => {
    const x = left + index * 120;
    return html`<path class="${tone}" fill="${fill}" d="M${x} 8h14v14h-14z"/>${bothInSvg((m) => m.page[name], html`class="tk" fill="#59616b" x="${x + 20}" y="19"`)}`;
  })}`;
}

function buildTable(context: ScenarioContext): Table {
  const { page } = context;
  const shown = listDetailed(context);
  const metrics = tableMetrics.filter((metric) =>
    shown.some((cell) => findValue(cell, metric) !== null),
  );
  const rows = shown.map(
    (cell) =>
      html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th>${metrics.map((metric) => html`<td class="n">${formatMetric(metric, findValue(cell, metric))}</td>`)}</tr>`,
  );
  return {
    columns: [
      textColumn((m) => m.table.variant),
      ...metrics.map((metric) => numberColumn((m) => m.metricColumn(metric))),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
