// Throughput and success ratio: a row a variant, with a dot for every group.

import type { MetricName } from '../../document/result.ts';
import { findEstimate } from '../../figures/lookup.ts';
import { formatCount, formatMetric, formatNumber, formatShare } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis, buildLogAxis } from '../kit/axis.ts';
import {
  findStripRange,
  measureStripHeight,
  renderStrips,
  type StripRow,
  stripLayout,
} from '../kit/strip-chart.ts';
import { html, type Markup } from '../markup.ts';
import { listDetailed, type ScenarioContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';

interface Row extends StripRow {
  readonly isWrong: boolean;
}

/** Requests answered per second. */
export function renderThroughput(context: ScenarioContext): Markup {
  const rows = buildRows(context, 'throughputRps');
  if (rows.length === 0) return html``;
  const values = rows.flatMap((row) => [row.value, ...row.perGroup]).filter((value) => value > 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isLog = high / low > 20;
  const axis = buildStripAxis(
    [isLog ? low * 0.9 : 0, high * 1.02],
    formatNumber,
    isLog,
    listLabels(rows),
  );
  // Who answers wrong does not win, and in a run that is not valid nobody does.
  const ranked = rows
    .filter((row) => context.page.isTrusted && !row.isWrong)
    .toSorted((a, b) => b.value - a.value);
  const [best, least] = [ranked[0], ranked.at(-1)];
  return renderStripFigure(context, rows, axis, {
    id: 'throughput',
    title: (m) => m.page.throughputTitle,
    finding: (m) =>
      best === undefined || least === undefined || best === least
        ? m.page[context.page.isTrusted ? 'throughputTitle' : 'figuresTitle']
        : m.page.throughputFinding({
            best: best.label,
            bestValue: best.text,
            least: least.label,
            leastValue: least.text,
          }),
    axisTitle: (m) => m.page.throughputAxis({ logarithmic: isLog }),
    metric: 'throughputRps',
  });
}

/** Share of answers as expected; a line where there is nothing to draw. */
export function renderSuccess(context: ScenarioContext): Markup | Absence {
  const rows = buildRows(context, 'successRatio');
  if (rows.length === 0) return html``;
  const title: Localized = (m) => m.page.successTitle;
  const isPerfect = rows.every((row) => row.value === 1 && row.perGroup.every((one) => one === 1));
  if (isPerfect) {
    const answers = context.measured.reduce((sum, cell) => sum + cell.succeeded, 0);
    return { absence: (m) => m.page.successAll({ requests: formatCount(answers) }) };
  }
  const low = Math.min(...rows.flatMap((row) => [row.value, ...row.perGroup]));
  const axis = buildStripAxis([low, 1], formatShare, false, listLabels(rows));
  const worst = rows.toSorted((a, b) => a.value - b.value)[0];
  return renderStripFigure(context, rows, axis, {
    id: 'success',
    title,
    finding: (m) =>
      worst === undefined
        ? m.page.successTitle
        : m.page.successFinding({ worst: worst.label, share: worst.text }),
    axisTitle: (m) => m.page.successAxis,
    metric: 'successRatio',
  });
}

function buildRows(context: ScenarioContext, metric: MetricName): Row[] {
  const { page, drawn } = context;
  return drawn.flatMap((cell) => {
    const estimate = findEstimate(cell, metric);
    if (estimate === undefined || estimate.value === null) return [];
    const perGroup = estimate.perGroup.filter((value): value is number => value !== null);
    const text = formatMetric(metric, estimate.value);
    const { variantId } = cell;
    const isWrong = cell.wrongBodies > 0;
    const label = `${isWrong ? '✗ ' : ''}${page.labelOf(variantId)}`;
    const look = page.lookOf(variantId);
    return [{ isWrong, label, look, perGroup, value: estimate.value, text }];
  });
}

const listLabels = (rows: readonly Row[]) => rows.map(({ label }) => label);

function buildStripAxis(
  domain: readonly [number, number],
  format: (value: number) => string,
  isLog: boolean,
  labels: readonly string[],
): Axis {
  const plan = {
    domain,
    range: findStripRange(labels),
    format,
    spacing: 76,
  } as const;
  return isLog ? buildLogAxis(plan) : buildLinearAxis(plan);
}

interface StripFigure {
  readonly id: string;
  readonly title: Localized;
  readonly finding: Localized;
  readonly axisTitle: Localized;
  readonly metric: MetricName;
}

function renderStripFigure(
  context: ScenarioContext,
  rows: readonly Row[],
  axis: Axis,
  { id, title, finding, axisTitle, metric }: StripFigure,
): Markup {
  const { drawn, measured } = context;
  const height = measureStripHeight(rows.length);
  const middle = (axis.start + axis.end) / 2;
  const cut = measured.length > drawn.length;
  return renderFigure({
    id: `${context.id}-${id}`,
    title,
    finding,
    reading: (m) => m.page.perGroupReading,
    width: stripLayout.width,
    height,
    drawing: html`${renderStrips(rows, axis)}${bothInSvg(axisTitle, html`class="tk" fill="#59616b" text-anchor="middle" x="${middle}" y="${height - 4}"`)}`,
    table: buildGroupTable(context, metric),
    note: html`${rows.some(({ isWrong }) => isWrong) && html` <small>${both((m) => m.page.wrongNotRanked)}</small>`}${cut && html` <small>${both((m) => m.page.drawnOnly({ drawn: drawn.length, total: measured.length }))}</small>`}`,
  });
}

/** A column a group: where the figure comes from. */
function buildGroupTable(context: ScenarioContext, metric: MetricName): Table {
  const shown = listDetailed(context);
  const groups = Math.max(
    0,
    ...shown.map((cell) => findEstimate(cell, metric)?.perGroup.length ?? 0),
  );
  const heads = Array.from({ length: groups }, (_, index) => index + 1);
  const format = (value: number | null | undefined) =>
    formatMetric(metric, value).replace(/\u00a0req\/s$/, '');
  const rows = shown.map((cell) => {
    const estimate = findEstimate(cell, metric);
    const values = heads.map((head) => format(estimate?.perGroup[head - 1]));
    return html`<tr><th scope="row"><bdi>${context.page.labelOf(cell.variantId)}</bdi></th><td class="n main">${format(estimate?.value)}</td>${values.map((value) => html`<td class="n">${value}</td>`)}</tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.metricColumn(metric)),
      ...heads.map((head) => numberColumn(html`${both((m) => m.page.group)} ${head}`)),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
