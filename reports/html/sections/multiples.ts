// Small multiples: the percentile curve of each variant by itself, with the baseline's behind it.
import { formatLatencyTick } from '../../figures/quantity.ts';
import type { Cell } from '../../schema/result.ts';
import { both } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLogAxis, buildLogProbabilityAxis } from '../kit/axis.ts';
import { type CurvePoint, drawBand, drawCurve } from '../kit/curve.ts';
import { fillOf, strokeOf } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { listCurvePoints } from './curve-points.ts';

const panel = { width: 236, height: 150, left: 46, right: 214, top: 26, bottom: 128 } as const;
const panelsPerRow = 4;

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
    return points.length === 0 ? [] : [{ cell, points }];
  });
  if (panels.length < 3 || isTooMuch(context)) return html``;
  const all = panels.flatMap(({ points }) => points);
  const x = buildLogProbabilityAxis(
    Math.max(...all.map((point) => point.x)),
    [panel.left, panel.right],
    34,
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
    return html`<g data-v="${page.numberOf(one.cell.variantId)}" transform="translate(${across} ${down})">${renderPanel(context, one, baseline, x, y)}</g>`;
  });
  return renderFigure({
    id: `${id}-multiples`,
    title: (m) => m.page.multiplesTitle,
    finding: (m) => m.page.multiplesTitle,
    reading: (m) => m.page.multiplesReading,
    width: panel.width * panelsPerRow,
    height: panel.height * Math.ceil(panels.length / panelsPerRow),
    drawing: html`${drawings}`,
    table: html`<p>${both((m) => m.page.multiplesTable)}</p>`,
  });
}

function renderPanel(
  { page }: ScenarioContext,
  one: Panel,
  baseline: Panel | undefined,
  x: Axis,
  y: Axis,
): Markup {
  const look = page.lookOf(one.cell.variantId);
  const isBaseline = one === baseline;
  const label = cutTextToPx(page.labelOf(one.cell.variantId), 12, panel.right - panel.left);
  const behind =
    baseline === undefined || isBaseline
      ? html``
      : html`<path ${strokeOf({ hue: 'c0', isDashed: false })} fill="none" stroke-width="1.2" opacity=".8" d="${drawCurve(baseline.points, x, y)}"/>`;
  return html`<text ${fillOf(look)} font-weight="600" x="${panel.left}" y="16">${label}</text>${renderGrid(x, y)}${behind}<path ${fillOf(look)} opacity=".16" d="${drawBand(one.points, x, y)}"/><path ${strokeOf(look)} fill="none" stroke-width="2" d="${drawCurve(one.points, x, y)}"/>`;
}

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
