// The differences of every variant in every compared metric: a panel a metric, a row a variant, one axis of ratios.

import { decisionColumns, isHigherBetter } from '../../document/metrics.ts';
import type { Cell, Comparison, MetricName } from '../../document/result.ts';
import { formatDifference, formatMargin } from '../../figures/difference.ts';
import { findComparison } from '../../figures/lookup.ts';
import { findGroupRatios } from '../../figures/pair.ts';
import { noFigure } from '../../figures/quantity.ts';
import { findRatioSpan } from '../../figures/ratio-span.ts';
import type { Localized } from '../../language/catalogue.ts';
import { bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildRatioAxis } from '../kit/axis.ts';
import { renderBottomAxis } from '../kit/frame.ts';
import { drawDots } from '../kit/group-dots.ts';
import { fillOf, type Look, strokeOf } from '../kit/hue.ts';
import { cutTextToPx, findLabelRoom } from '../kit/svg-text.ts';
import { drawInterval, findInterval, placeOnAxis } from '../kit/whisker.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';

const layout = { width: 960, gap: 44, top: 26, rowHeight: 22 } as const;

/** Names of many levels take the room of a panel. */
interface Grid {
  readonly label: number;
  readonly panels: number;
}

function placeGrid(labels: readonly string[]): Grid {
  const label = findLabelRoom(labels, 12, [110, 340]) + 8;
  return { label, panels: label > 230 ? 2 : 3 };
}

interface Compared {
  readonly metric: MetricName;
  readonly cells: readonly { readonly cell: Cell; readonly comparison: Comparison }[];
}

/** Neither better nor worse anywhere: a panel of it would be a line of dots. */
function isFlat({ cells }: Compared): boolean {
  return cells.every(({ comparison: { ratio, ratioLower, ratioUpper } }) =>
    [ratio, ratioLower ?? ratio, ratioUpper ?? ratio].every((one) => one === 1),
  );
}

/** Nothing where one metric at most was compared, in an invalid run, or where it is too much. */
export function renderMetricEffects(context: ScenarioContext): Markup {
  const { page, scenario, drawn, id } = context;
  if (!page.isTrusted || isTooMuch(context)) return html``;
  const rows = drawn.filter((cell) => cell.verdict !== 'baseline');
  const metrics = [...new Set([scenario.primaryMetric, ...decisionColumns])]
    .map((metric) => collect(metric, rows))
    .filter((compared) => compared.cells.length > 0 && !isFlat(compared));
  if (metrics.length < 2) return html``;
  const { toleranceRatio } = page.document.run;
  const grid = placeGrid(rows.map(({ variantId }) => page.labelOf(variantId)));
  const height = Math.ceil(metrics.length / grid.panels) * measurePanel(rows.length);
  const panels = metrics.map(
    (compared, index): Panel => ({
      compared,
      place: placePanel(context, compared, grid, rows.length, index),
    }),
  );
  return renderFigure({
    id: `${id}-differences`,
    title: (m) => m.page.effectsTitle,
    finding: describeFinding(context, metrics),
    reading: (m) =>
      m.page.effectsReading({
        margin: formatMargin(toleranceRatio),
        metric: scenario.primaryMetric,
      }),
    width: layout.width,
    height,
    drawing: html`${panels.map(({ compared, place }) => renderPanel(context, compared, place))}${rows.map((cell, row) => renderVariant(context, cell, panels, grid, row))}`,
    table: buildTable(context, metrics),
  });
}

function collect(metric: MetricName, rows: readonly Cell[]): Compared {
  const cells = rows.flatMap((cell) => {
    const comparison = findComparison(cell, metric);
    return comparison === undefined || comparison.ratio === null ? [] : [{ cell, comparison }];
  });
  return { metric, cells };
}

function measurePanel(rows: number): number {
  return layout.top + rows * layout.rowHeight + 34;
}

/** Of the recommended variant, or of the first. */
function describeFinding(context: ScenarioContext, metrics: readonly Compared[]): Localized {
  const { page, scenario } = context;
  const wanted = scenario.recommendation?.variantId;
  const known = metrics.flatMap(({ cells }) => cells.map(({ cell }) => cell.variantId));
  const id = known.find((one) => one === wanted) ?? known[0] ?? '';
  const verdicts = metrics.flatMap(({ cells }) =>
    cells.filter(({ cell }) => cell.variantId === id).map(({ comparison }) => comparison.verdict),
  );
  const count = (verdict: Comparison['verdict']) =>
    verdicts.filter((one) => one === verdict).length;
  return (m) =>
    m.page.effectsFinding({
      label: page.labelOf(id),
      ...{ better: count('better'), worse: count('worse'), total: verdicts.length },
    });
}

interface Panel {
  readonly compared: Compared;
  readonly place: PanelPlace;
}

interface PanelPlace {
  readonly axis: Axis;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function placePanel(
  { page }: ScenarioContext,
  { cells }: Compared,
  { label, panels }: Grid,
  rows: number,
  index: number,
): PanelPlace {
  const width = (layout.width - label) / panels;
  const left = label + (index % panels) * width + layout.gap / 2;
  const right = left + width - layout.gap;
  const top = Math.floor(index / panels) * measurePanel(rows) + layout.top;
  const comparisons = cells.map(({ comparison }) => comparison);
  const { low, high } = findRatioSpan(comparisons, page.document.run.toleranceRatio);
  const axis = buildRatioAxis([low, high], [left, right], 46);
  return { axis, left, right, top, bottom: top + rows * layout.rowHeight };
}

function renderPanel(
  { page }: ScenarioContext,
  { metric }: Compared,
  { axis, left, right, top, bottom }: PanelPlace,
): Markup {
  const margin = 1 + page.document.run.toleranceRatio;
  const [from, to] = [axis.position(1 / margin), axis.position(margin)];
  const towardsRight = isHigherBetter(metric);
  return html`<path class="eq" fill="#e6e9ed" d="M${px(from)} ${top}H${px(to)}V${bottom}H${px(from)}z"/>${renderBottomAxis(axis, top, bottom)}<path class="ax" stroke="#59616b" d="M${px(axis.position(1))} ${top}V${bottom}"/>${bothInSvg((m) => m.metricColumn(metric), html`class="lb" fill="#16191d" font-weight="600" x="${px(left)}" y="${top - 10}"`)}${bothInSvg((m) => m.page.betterDirection({ towardsRight }), html`class="tk" fill="#59616b" text-anchor="end" x="${px(right)}" y="${top - 10}"`)}`;
}

/** Its name before each row of panels, and its intervals in all of them: one path, for there are many. */
function renderVariant(
  context: ScenarioContext,
  cell: Cell,
  panels: readonly Panel[],
  grid: Grid,
  row: number,
): Markup {
  const { page, scenario } = context;
  const { variantId } = cell;
  const yOf = ({ top }: PanelPlace) => top + (row + 0.5) * layout.rowHeight;
  const look: Look = { ...page.lookOf(variantId), isDashed: false };
  const names = panels
    .filter((_, index) => index % grid.panels === 0)
    .map(
      ({ place }) =>
        html`<text class="lb" fill="#16191d" text-anchor="end" x="${grid.label}" y="${px(yOf(place) + 4)}">${cutTextToPx(page.labelOf(variantId), 12, grid.label - 4)}</text>`,
    );
  const drawn = panels.flatMap(({ compared: { metric, cells }, place }) => {
    const comparison = cells.find((one) => one.cell === cell)?.comparison;
    const interval = comparison && findInterval(comparison);
    if (interval === undefined) return [];
    const y = yOf(place);
    const isHollow = comparison?.verdict === 'inconclusive';
    const { path, dot } = drawInterval(interval, place.axis, 'across', y);
    const ratios = metric === scenario.primaryMetric ? listGroupRatios(context, variantId) : [];
    const dots = drawDots(ratios.map((one) => [placeOnAxis(one, place.axis), y] as const));
    const circle = html`<circle cx="${px(dot)}" cy="${px(y)}" r="4.5"/>`;
    return [{ path, dots, circle, isHollow }];
  });
  const dots = drawn.map((one) => one.dots).join('');
  const circles = (isHollow: boolean) =>
    drawn.filter((one) => one.isHollow === isHollow).map(({ circle }) => circle);
  return html`<g data-v="${page.numberOf(variantId)}">${names}${dots !== '' && html`<path ${strokeOf(look)} stroke-width="5" stroke-linecap="round" opacity=".35" d="${dots}"/>`}<path ${strokeOf(look)} stroke-width="2" fill="none" d="${drawn.map(({ path }) => path).join('')}"/><g ${fillOf(look)}>${circles(false)}</g><g ${strokeOf(look)} stroke-width="2" fill="#ffffff" data-hollow="">${circles(true)}</g></g>`;
}

function listGroupRatios({ page, scenario }: ScenarioContext, variantId: string) {
  const baseline = page.document.variants.find(({ isBaseline }) => isBaseline)?.id ?? '';
  return findGroupRatios(scenario, baseline, variantId);
}

function buildTable({ page }: ScenarioContext, metrics: readonly Compared[]): Table {
  const cells = [...new Set(metrics.flatMap((one) => one.cells.map(({ cell }) => cell)))];
  const rows = cells.map((cell) => {
    const columns = metrics.map(({ metric }) => {
      const comparison = findComparison(cell, metric);
      const difference = comparison && formatDifference(comparison);
      return html`<td class="n"><b>${difference?.estimate ?? noFigure}</b> ${difference?.interval ?? ''}</td>`;
    });
    return html`<tr><th scope="row"><bdi>${page.labelOf(cell.variantId)}</bdi></th>${columns}</tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.table.variant),
      ...metrics.map(({ metric }) => numberColumn((m) => m.metricColumn(metric))),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
