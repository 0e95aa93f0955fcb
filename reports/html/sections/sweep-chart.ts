// p99 against throughput: a line a variant with its label, knee and highest good rate, and the SLO across.

import type {
  SweepCurveResult,
  SweepDocument,
  SweepFrontPoint,
  SweepScenarioResult,
} from '../../document/sweep.ts';
import { formatLatency, formatLatencyTick, formatNumber } from '../../figures/quantity.ts';
import { bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis, buildLogAxis } from '../kit/axis.ts';
import { type CurvePoint, drawBand, drawCurve } from '../kit/curve.ts';
import { renderBottomAxis, renderLeftAxis } from '../kit/frame.ts';
import { fillOf, inkOf, strokeOf } from '../kit/hue.ts';
import { placeLabels } from '../kit/label-placement.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import type { SweepLooks } from '../sweep-looks.ts';
import { renderTable, type Table } from '../table.ts';

const box = { width: 960, height: 420, left: 64, right: 740, top: 14, bottom: 368 } as const;

interface DrawnCurve {
  readonly curve: SweepCurveResult;
  /** By rate, ascending; x is the throughput achieved. */
  readonly points: readonly CurvePoint[];
}

/** Nothing where no variant has two rates with answers. */
export function renderSweepChart(
  document: SweepDocument,
  scenario: SweepScenarioResult,
  looks: SweepLooks,
  id: string,
  table: Table,
): Markup {
  const drawn = scenario.curves
    .map((curve) => ({ curve, points: listPoints(curve) }))
    .filter(({ points }) => points.length >= 2);
  if (drawn.length === 0) return renderTable({ ...table, caption: (m) => m.sweep.chartTitle });
  const limitUs = document.slo.latencyP99Us;
  const all = drawn.flatMap(({ points }) => points);
  const latencies = all.flatMap(({ low, high }) => [low, high]).concat(limitUs ?? []);
  const x = buildThroughputAxis(drawn);
  const { front } = scenario;
  const ahead = [...new Set(front.map(({ variantId }) => looks.labelOf(variantId)))];
  const y = buildLogAxis({
    domain: [Math.min(...latencies) * 0.85, Math.max(...latencies) * 1.2],
    range: [box.bottom, box.top],
    format: formatLatencyTick,
    spacing: 26,
  });
  return renderFigure({
    id: `${id}-curves`,
    title: (m) => m.sweep.chartTitle,
    finding: (m) => (ahead.length === 0 ? m.sweep.frontNone : m.sweep.front({ labels: ahead })),
    reading: (m) => m.sweep.reading,
    ...{ width: box.width, height: box.height, table, isTableOpen: true },
    drawing: html`${renderBottomAxis(x, box.top, box.bottom)}${renderLeftAxis(y, box.left, box.right)}${renderFront(front, x, y)}${renderLimit(limitUs, y)}${drawn.map((one) => renderCurve(one, looks, x, y))}${drawn.map((one) => renderMarks(one, looks, x, y))}${renderLabels(drawn, looks, x, y)}${renderAxisTitles()}`,
  });
}

function renderAxisTitles(): Markup {
  const middle = (box.left + box.right) / 2;
  return html`${bothInSvg((m) => m.sweep.throughputAxis, html`class="tk" fill="#59616b" text-anchor="middle" x="${middle}" y="${box.bottom + 40}"`)}${bothInSvg((m) => m.sweep.latencyAxis, html`class="tk halo" fill="#59616b" x="${box.left + 6}" y="${box.top + 12}"`)}`;
}

/** Capacities further apart than this would squeeze the smaller one against the edge. */
const mostLinearRatio = 5;

/** From zero where the variants carry about as much, logarithmic where they do not. */
function buildThroughputAxis(drawn: readonly DrawnCurve[]): Axis {
  const highest = drawn.map(({ points }) => Math.max(...points.map((point) => point.x)));
  const most = Math.max(...highest);
  const plan = { range: [box.left, box.right], format: formatNumber, spacing: 60 } as const;
  if (most <= mostLinearRatio * Math.min(...highest))
    return buildLinearAxis({ ...plan, domain: [0, most * 1.04] });
  const least = Math.min(...drawn.flatMap(({ points }) => points.map((point) => point.x)));
  return buildLogAxis({ ...plan, domain: [least * 0.9, most * 1.1] });
}

/** A log axis has no place for zero. */
function listPoints({ points }: SweepCurveResult): readonly CurvePoint[] {
  return points.flatMap(({ achievedRps, latencyP99Us }) =>
    latencyP99Us === null || latencyP99Us.low <= 0 || achievedRps.median <= 0
      ? []
      : [
          {
            x: achievedRps.median,
            y: latencyP99Us.median,
            low: latencyP99Us.low,
            high: latencyP99Us.high,
          },
        ],
  );
}

/** Broad and grey below the curves, so that it hides none of them. */
function renderFront(front: readonly SweepFrontPoint[], x: Axis, y: Axis): Markup {
  if (front.length < 2) return html``;
  const places = front.map(
    ({ achievedRps, latencyP99Us }) =>
      `${px(x.position(achievedRps))} ${px(y.position(latencyP99Us))}`,
  );
  return html`<path class="gr" data-front="" fill="none" stroke="#d9dee4" stroke-width="11" stroke-linecap="round" stroke-linejoin="round" d="M${places.join('L')}"/>`;
}

function renderLimit(limitUs: number | null, y: Axis): Markup {
  if (limitUs === null) return html``;
  const at = y.position(limitUs);
  return html`<path class="ax" stroke="#59616b" stroke-dasharray="2 4" d="M${box.left} ${px(at)}H${box.right}"/><text class="tk halo" fill="#59616b" text-anchor="end" x="${box.right - 6}" y="${px(at - 5)}">SLO: p99 ≤ ${formatLatency(limitUs)}</text>`;
}

function renderCurve({ curve, points }: DrawnCurve, looks: SweepLooks, x: Axis, y: Axis): Markup {
  const look = looks.lookOf(curve.variantId);
  return html`<path ${fillOf(look)} opacity=".14" d="${drawBand(points, x, y)}"/><path ${strokeOf(look)} fill="none" stroke-width="2.2" stroke-linejoin="round" d="${drawCurve(points, x, y)}"/>${points.map(
    (point) =>
      html`<circle ${fillOf(look)} r="2.4" cx="${px(x.position(point.x))}" cy="${px(y.position(point.y))}"/>`,
  )}`;
}

function renderMarks({ curve }: DrawnCurve, looks: SweepLooks, x: Axis, y: Axis): Markup {
  const look = { ...looks.lookOf(curve.variantId), isDashed: false };
  const find = (rateRps: number | null | undefined) => {
    const point = curve.points.find((one) => one.rateRps === rateRps);
    if (point === undefined || point.latencyP99Us === null) return undefined;
    return { at: x.position(point.achievedRps.median), on: y.position(point.latencyP99Us.median) };
  };
  const knee = find(curve.knee?.rateRps);
  const good = find(curve.withinSlo.highestMetRps);
  return html`${knee !== undefined && html`<circle ${strokeOf(look)} fill="none" stroke-width="2" r="8" cx="${px(knee.at)}" cy="${px(knee.on)}"/>`}${good !== undefined && html`<path ${fillOf(look)} d="M${px(good.at)} ${px(good.on - 7)}l6 7l-6 7l-6 -7z"/>`}`;
}

function renderLabels(drawn: readonly DrawnCurve[], looks: SweepLooks, x: Axis, y: Axis): Markup {
  const wanted = drawn.map((one) => ({ key: one, at: y.position(one.points.at(-1)?.y ?? 1) }));
  const placed = placeLabels(wanted, 17, box.top + 6, box.bottom - 6);
  return html`${placed.map(({ key, at, placedAt }) => {
    const look = looks.lookOf(key.curve.variantId);
    const text = cutTextToPx(looks.labelOf(key.curve.variantId), 12, box.width - box.right - 24);
    const end = x.position(key.points.at(-1)?.x ?? 0);
    return html`<path ${strokeOf({ ...look, isDashed: false })} fill="none" stroke-width="1" opacity=".5" d="M${px(end + 3)} ${px(at)}L${box.right + 14} ${px(placedAt)}h4"/><text ${inkOf(look)} font-weight="600" x="${box.right + 22}" y="${px(placedAt + 4)}">${text}</text>`;
  })}`;
}
