// Latency by percentile: curves on a log-probability axis, with bands of the groups.

import type { Cell, LatencyDistribution } from '../../document/result.ts';
import { formatLatency, formatLatencyTick, noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLogAxis, buildLogProbabilityAxis } from '../kit/axis.ts';
import { type CurvePoint, drawBand, drawCurve } from '../kit/curve.ts';
import { renderBottomAxis, renderLeftAxis } from '../kit/frame.ts';
import { fillOf, inkOf, renderSwatch, strokeOf } from '../kit/hue.ts';
import { placeLabels } from '../kit/label-placement.ts';
import { cutTextToPx, findLabelRoom } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, listDetailed, type ScenarioContext } from '../page-context.ts';
import { renderPlot, renderRangeControls } from '../range.ts';
import { type Readout, renderHair } from '../readout.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';
import { drawnPercentiles, isDrawn, listCurvePoints } from './curve-points.ts';

const box = { width: 960, height: 420, left: 64, top: 14, bottom: 368 } as const;
/** Between the end of the curves and their names, and beyond those. */
const labelGap = 46;
const tablePercentiles = [50, 75, 90, 95, 99, 99.5, 99.9, 99.99];

interface Curve {
  readonly cell: Cell;
  readonly distribution: LatencyDistribution;
  readonly points: readonly CurvePoint[];
  readonly isContext: boolean;
}

/** Nothing where no cell has a distribution. */
export function renderPercentiles(context: ScenarioContext): Markup {
  const { page, drawn, measured, id } = context;
  const curves = drawn.flatMap((cell) =>
    buildCurve(cell, page.lookOf(cell.variantId).hue === 'cx'),
  );
  if (curves.length === 0) return html``;
  const highest = Math.max(...curves.flatMap(({ points }) => points.map((point) => point.x)));
  const names = curves.map(({ cell }) => page.labelOf(cell.variantId));
  const right = box.width - labelGap - findLabelRoom(names, 12, [150, 330]);
  const x = buildLogProbabilityAxis([drawnPercentiles[0], highest], [box.left, right], 44);
  const y = buildLatencyAxis(curves);
  const title: Localized = (m) => m.page.percentileTitle;
  const cut = measured.length > drawn.length;
  return renderFigure({
    id: `${id}-percentiles`,
    title,
    finding: describeFinding(context),
    reading: (m) => m.page.percentileReading,
    width: box.width,
    height: box.height,
    drawing: renderDrawing(context, curves, x, y),
    table: buildTable(context),
    ...(!isTooMuch(context) && {
      readout: buildReadout(context, curves, x),
      controls: renderControls(context, curves),
    }),
    note: cut
      ? html` <small>${both((m) => m.page.drawnOnly({ drawn: drawn.length, total: measured.length }))}</small>`
      : undefined,
  });
}

function buildCurve(cell: Cell, isContext: boolean): Curve[] {
  const { distribution } = cell;
  if (distribution === null || distribution.percentiles.length === 0) return [];
  const points = listCurvePoints(distribution);
  return points.length < 2 ? [] : [{ cell, distribution, points, isContext }];
}

function buildLatencyAxis(curves: readonly Curve[]): Axis {
  const values = curves.flatMap(({ points, isContext }) =>
    points.flatMap(({ y, low, high }) => (isContext ? [y] : [low, high])),
  );
  return buildLogAxis({
    domain: [Math.min(...values) * 0.9, Math.max(...values) * 1.1],
    range: [box.bottom, box.top],
    format: formatLatencyTick,
    spacing: 26,
  });
}

function renderDrawing(
  context: ScenarioContext,
  curves: readonly Curve[],
  x: Axis,
  y: Axis,
): Markup {
  const { page, id } = context;
  const lookOf = (curve: Curve) => page.lookOf(curve.cell.variantId);
  const numberOf = (curve: Curve) => html`data-v="${page.numberOf(curve.cell.variantId)}"`;
  const back = curves.filter((curve) => curve.isContext);
  // Solid ones first: a dashed curve over a solid one leaves both visible.
  const front = curves
    .filter((curve) => !curve.isContext)
    .toSorted((a, b) => Number(lookOf(a).isDashed) - Number(lookOf(b).isDashed));
  const hatched = findUntrusted(front.length > 0 ? front : curves, x);
  const lines = html`${hatched !== undefined && renderHatch(id, hatched, x)}${back.map(
    (curve) =>
      html`<path ${numberOf(curve)} ${strokeOf(lookOf(curve))} data-curve="${page.numberOf(curve.cell.variantId)}" fill="none" stroke-width="1.2" d="${drawCurve(curve.points, x, y)}"/>`,
  )}${front.map(
    (curve) =>
      html`<path ${numberOf(curve)} ${fillOf(lookOf(curve))} opacity=".16" d="${drawBand(curve.points, x, y)}"/>`,
  )}${front.map(
    (curve) =>
      html`<path ${numberOf(curve)} ${strokeOf(lookOf(curve))} data-curve="${page.numberOf(curve.cell.variantId)}" fill="none" stroke-width="2.2" d="${drawCurve(curve.points, x, y)}"/>`,
  )}`;
  return html`${renderBottomAxis(x, box.top, box.bottom)}${renderLeftAxis(y, box.left, x.end)}${renderPlot(`${id}-percentiles`, { ...box, right: x.end }, lines)}${hatched !== undefined && renderFewSamples(hatched, x)}${renderLabels(context, [...front, ...back], x, y)}${bothInSvg((m) => m.page.percentileAxis, html`class="tk" fill="#59616b" text-anchor="middle" x="${(box.left + x.end) / 2}" y="${box.bottom + 40}"`)}${bothInSvg((m) => m.page.latencyAxis, html`class="tk halo" fill="#59616b" x="${box.left + 6}" y="${box.top + 12}"`)}${renderHair(box.top, box.bottom)}`;
}

/** At each percentile that has a curve, the latency of every variant drawn. */
function buildReadout({ page }: ScenarioContext, curves: readonly Curve[], x: Axis): Readout {
  const percentiles = [
    ...new Set(curves.flatMap(({ distribution }) => distribution.percentiles.filter(isDrawn))),
  ].sort((a, b) => a - b);
  const { left, top, bottom } = box;
  const right = x.end;
  return {
    ...{ left, right, top, bottom },
    at: percentiles.map((percentile) => Math.round(x.position(percentile) * 10) / 10),
    heads: percentiles.map((percentile) => `p${percentile}`),
    rows: curves.map(({ cell, distribution }) => ({
      variant: page.numberOf(cell.variantId),
      label: page.labelOf(cell.variantId),
      texts: percentiles.map((percentile) => {
        const us = distribution.latencyUs[distribution.percentiles.indexOf(percentile)];
        if (us === undefined) return '';
        const isThin = percentile > (distribution.trustedUpToPercentile ?? 0);
        return `${formatLatency(us)}${isThin ? '*' : ''}`;
      }),
    })),
  };
}

/** Which variants are drawn, and how large; hidden without script. */
function renderControls({ page }: ScenarioContext, curves: readonly Curve[]): Markup {
  const variants = curves.map(
    ({ cell }) =>
      html`<button type="button" data-toggle="${page.numberOf(cell.variantId)}" aria-pressed="true">${renderSwatch(page.lookOf(cell.variantId))}<bdi>${page.labelOf(cell.variantId)}</bdi></button>`,
  );
  return renderRangeControls(html`<span>${both((m) => m.page.drawnVariants)}</span> ${variants} `);
}

/** From where the least sampled of the highlighted curves is no longer reliable, in pixels. */
function findUntrusted(curves: readonly Curve[], x: Axis): number | undefined {
  const from = Math.min(
    ...curves.map(({ distribution }) => distribution.trustedUpToPercentile ?? 0),
  );
  const start = Math.max(x.start, x.position(from));
  return x.end - start < 1 ? undefined : start;
}

function renderHatch(id: string, start: number, x: Axis): Markup {
  return html`<defs><pattern id="${id}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ht" stroke="#8b939c" d="M0 0V7"/></pattern></defs><path fill="url(#${id}-hatch)" opacity=".5" d="M${px(start)} ${box.top}H${px(x.end)}V${box.bottom}H${px(start)}z"/>`;
}

function renderFewSamples(start: number, x: Axis): Markup {
  const isNarrow = x.end - start < 150;
  const at = isNarrow ? html`text-anchor="end" x="${px(start - 6)}"` : html`x="${px(start + 6)}"`;
  return bothInSvg(
    (m) => m.page.fewSamples,
    html`data-few="" class="tk halo" fill="#59616b" ${at} y="${box.bottom - 8}"`,
  );
}

function renderLabels(
  { page }: ScenarioContext,
  curves: readonly Curve[],
  x: Axis,
  y: Axis,
): Markup {
  const wanted = curves.map((curve) => ({
    key: curve,
    at: y.position(curve.points.at(-1)?.y ?? 1),
  }));
  const low = box.top + 6;
  const placed = placeLabels(wanted, 17, low, box.bottom - 6);
  const labels = placed.map(({ key, at, placedAt }) => {
    const { variantId } = key.cell;
    const look = page.lookOf(variantId);
    const text = cutTextToPx(page.labelOf(variantId), 12, box.width - x.end - 24);
    const end = x.position(key.points.at(-1)?.x ?? 0);
    const number = html`data-v="${page.numberOf(variantId)}"`;
    return html`<g ${number} data-end="${page.numberOf(variantId)}"><path ${strokeOf({ ...look, isDashed: false })} fill="none" stroke-width="1" d="M${px(end + 2)} ${px(at)}L${x.end + 14} ${px(placedAt)}h4"/><text ${inkOf(look)} font-weight="${key.isContext ? 400 : 600}" x="${x.end + 22}" y="${px(placedAt + 4)}">${text}</text></g>`;
  });
  return html`${labels}`;
}

function describeFinding({ page, scenario, measured }: ScenarioContext): Localized {
  const best = scenario.recommendation?.variantId;
  const one = measured.find((cell) => cell.variantId === best) ?? measured[0];
  const baseline = measured.find((cell) => cell.verdict === 'baseline');
  if (!page.isTrusted) return (m) => m.page.figuresTitle;
  if (one === undefined || baseline === undefined || one === baseline) {
    return (m) => m.page.percentileTitle;
  }
  const p99 = (cell: Cell) => {
    const value = cell.metrics.find((estimate) => estimate.metric === 'latencyP99Us')?.value;
    return value === null || value === undefined ? noFigure : formatLatency(value);
  };
  const [label, baseLabel] = [page.labelOf(one.variantId), page.labelOf(baseline.variantId)];
  return (m) =>
    m.page.percentileFinding({
      label,
      p99: p99(one),
      baseline: baseLabel,
      baselineP99: p99(baseline),
    });
}

function buildTable(context: ScenarioContext): Table {
  const { page } = context;
  const shown = listDetailed(context);
  const present = new Set(shown.flatMap((cell) => cell.distribution?.percentiles ?? []));
  const columns = tablePercentiles.filter((percentile) => present.has(percentile));
  const rows = shown.map(({ variantId, distribution }) => {
    const trusted = distribution?.trustedUpToPercentile ?? 0;
    const values = columns.map((percentile) => {
      const us = distribution?.latencyUs[distribution.percentiles.indexOf(percentile)];
      if (us === undefined) return html`<td class="n">${noFigure}</td>`;
      return percentile > trusted
        ? html`<td class="n dim">${formatLatency(us)}*</td>`
        : html`<td class="n">${formatLatency(us)}</td>`;
    });
    const count = distribution?.count.toLocaleString('en-US') ?? noFigure;
    const upTo = trusted === 0 ? noFigure : `p${Math.floor(trusted * 1000) / 1000}`;
    return html`<tr><th scope="row"><bdi>${page.labelOf(variantId)}</bdi></th>${values}<td class="n">${count}</td><td class="n">${upTo}</td></tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.table.variant),
      ...columns.map((percentile) => numberColumn(html`p${percentile}`)),
      numberColumn((m) => m.page.count),
      numberColumn((m) => m.page.trustedUpTo),
    ],
    body: html`<tbody>${rows}</tbody>`,
    note: html`<p><small>${both((m) => m.page.untrusted)}</small></p>`,
  };
}
