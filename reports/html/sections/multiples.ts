// Small multiples: the percentile curve of each variant by itself, with the baseline's behind it.

import { metricsFor, percentileOf } from '../../document/metrics.ts';
import type { Cell } from '../../document/result.ts';
import { formatDifference } from '../../figures/difference.ts';
import { findComparison, findEstimate, findValue } from '../../figures/lookup.ts';
import { formatLatencyTick, formatMetric } from '../../figures/quantity.ts';
import { both } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLogAxis, buildLogProbabilityAxis } from '../kit/axis.ts';
import { type CurvePoint, drawBand, drawCurve } from '../kit/curve.ts';
import { drawDots, renderGroupDots } from '../kit/group-dots.ts';
import { fillOf, inkOf, strokeOf } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { placeOnAxis } from '../kit/whisker.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { drawnPercentiles, listCurvePoints } from './curve-points.ts';

const panel = {
  width: 240,
  height: 166,
  text: 20,
  left: 54,
  right: 218,
  top: 42,
  bottom: 144,
} as const;
const panelsPerRow = 4;
/** Of what lies behind a curve. */
const thinLine = html`${strokeOf({ hue: 'c0', isDashed: false })} fill="none" stroke-width="1.2" opacity=".8"`;

interface Panel {
  readonly cell: Cell;
  readonly points: readonly CurvePoint[];
}

/** Nothing with fewer than three curves, which the large drawing shows well enough, or where it is too much. */
export function renderMultiples(context: ScenarioContext): Markup {
  const { page, drawn, id } = context;
  const panels = drawn.flatMap((cell): Panel[] => {
    if (cell.distribution === null) return [];
    const points = listCurvePoints(cell.distribution);
    return points.length < 2 ? [] : [{ cell, points }];
  });
  if (panels.length < 3 || isTooMuch(context)) return html``;
  const all = panels.flatMap(({ points }) => points);
  const x = buildLogProbabilityAxis(
    [drawnPercentiles[0], Math.max(...all.map((point) => point.x))],
    [panel.left, panel.right],
    44,
  );
  const y = buildLogAxis({
    domain: [
      Math.min(...all.map(({ low }) => low)) * 0.9,
      Math.max(...all.map(({ high }) => high)) * 1.1,
    ],
    ...{ range: [panel.bottom, panel.top], format: formatLatencyTick, spacing: 24 },
  });
  const baseline = panels.find(
    ({ cell }) => page.variants.get(cell.variantId)?.isBaseline === true,
  );
  const drawings = panels.map((one, index) => {
    const across = (index % panelsPerRow) * panel.width;
    const down = Math.floor(index / panelsPerRow) * panel.height;
    return html`<g data-panel="${page.numberOf(one.cell.variantId)}" data-v="${page.numberOf(one.cell.variantId)}" transform="translate(${across} ${down})">${renderPanel(context, one, baseline, x, y)}</g>`;
  });
  return renderFigure({
    id: `${id}-multiples`,
    title: (m) => m.page.multiplesTitle,
    finding: (m) => m.page.multiplesTitle,
    reading: (m) =>
      page.isTrusted
        ? m.page.multiplesReading({ metric: context.scenario.primaryMetric })
        : m.page.multiplesReadingAlone,
    width: panel.width * panelsPerRow,
    height: panel.height * Math.ceil(panels.length / panelsPerRow),
    drawing: html`<defs><g id="${id}-multiples-grid">${renderGrid(x, y)}</g><path id="${id}-multiples-behind" ${thinLine} d="${baseline === undefined ? '' : drawCurve(baseline.points, x, y)}"/></defs>${drawings}`,
    table: html`<p>${both((m) => m.page.multiplesTable)}</p>`,
  });
}

function renderPanel(
  context: ScenarioContext,
  one: Panel,
  baseline: Panel | undefined,
  x: Axis,
  y: Axis,
): Markup {
  const { page, id } = context;
  const look = page.lookOf(one.cell.variantId);
  const isBaseline = one === baseline;
  const figure = findFigure(context, one.cell);
  const p99 = formatMetric('latencyP99Us', findValue(one.cell, 'latencyP99Us'));
  const label = cutTextToPx(page.labelOf(one.cell.variantId), 12, panel.width - panel.text - 6);
  const { stroke, fill } = { stroke: strokeOf(look), fill: fillOf(look) };
  return html`<text ${inkOf(look)} font-weight="600" x="${panel.text}" y="16">${label}</text><text class="lb" fill="#16191d" x="${panel.text}" y="32">p99 ${p99}</text><text class="lb" fill="#16191d" text-anchor="end" x="${panel.right}" y="32" data-figure="">${figure}</text><use href="#${id}-multiples-grid"/>${!isBaseline && baseline !== undefined && html`<use data-own="" href="#${id}-multiples-behind"/>`}<path data-behind="" ${thinLine} d=""/><path ${fill} opacity=".16" d="${drawBand(one.points, x, y)}"/><path data-curve="" ${stroke} fill="none" stroke-width="2" d="${drawCurve(one.points, x, y)}"/>${renderGroupDots(drawGroups(one.cell, x, y), strokeOf({ ...look, isDashed: false }))}`;
}

/** The difference to the baseline; empty for the baseline itself, and in a run that is not valid. */
function findFigure({ page, scenario }: ScenarioContext, cell: Cell): string {
  const comparison = page.isTrusted ? findComparison(cell, scenario.primaryMetric) : undefined;
  return (comparison && formatDifference(comparison)?.estimate) ?? '';
}

const dottedPercentiles = metricsFor.routes;

/** Each group's own percentile, where the document has it. */
function drawGroups(cell: Cell, x: Axis, y: Axis): string {
  return drawDots(
    dottedPercentiles.flatMap((metric) =>
      (findEstimate(cell, metric)?.perGroup ?? []).flatMap((us) =>
        us === null || us <= 0
          ? []
          : [[x.position(percentileOf(metric)), placeOnAxis(us, y)] as const],
      ),
    ),
  );
}

/** Written once and used by every panel. */
function renderGrid(x: Axis, y: Axis): Markup {
  const rows = y.ticks.map(
    ({ value, label }) =>
      html`<path class="gr" stroke="#e6e9ed" d="M${panel.left} ${px(y.position(value))}H${panel.right}"/><text class="tk" fill="#59616b" text-anchor="end" x="${panel.left - 5}" y="${px(y.position(value) + 4)}">${label}</text>`,
  );
  const columns = x.ticks.map(
    ({ value, label }) =>
      html`<text class="tk" fill="#59616b" text-anchor="middle" x="${px(x.position(value))}" y="${panel.bottom + 15}">${label}</text>`,
  );
  return html`${rows}${columns}`;
}
