// What users met over load time: rate, latency and success of the baseline and the best, and where latencies lay.

import type { CellTimeline, TimelinePoint } from '../../document/timeline.ts';
import {
  formatCount,
  formatLatencyTick,
  formatMetric,
  formatNumber,
  formatShare,
} from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis, buildLogAxis } from '../kit/axis.ts';
import { renderLeftAxis } from '../kit/frame.ts';
import { type Look, strokeOf } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { renderPlot, renderRangeControls } from '../range.ts';
import { type Readout, renderHair } from '../readout.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';
import { renderHeatMap } from './heat-map.ts';
import { renderTimeTicks, timeBox, xOf } from './time-axis.ts';

const rate = { top: 22, bottom: 92 } as const;
const latency = { top: 116, bottom: 206 } as const;
const strip = { top: 222, bottom: 238 } as const;
const height = 280;
const plotBox = {
  ...{ left: timeBox.left, right: timeBox.right },
  ...{ top: rate.top, bottom: strip.bottom },
} as const;

/** Baseline and best; more would be a wall, and the file has them. */
const drawnLimit = 3;

/** Fewer steps of load time are dots and no line. */
const leastSteps = 4;

interface DrawnTimeline {
  readonly variantId: string;
  readonly timeline: CellTimeline;
}

/** A line where there are none, or none that is a line. */
export function renderTimelines(context: ScenarioContext): Markup | Absence {
  const { page, measured, id } = context;
  const known = measured.flatMap(({ variantId, timeline }): DrawnTimeline[] =>
    timeline === null || timeline.points.length === 0 ? [] : [{ variantId, timeline }],
  );
  if (measured.length === 0) return html``;
  if (known.length === 0) return { absence: (m) => m.timeline.none };
  if (isTooMuch(context)) return { absence: (m) => m.timeline.elsewhere };
  const all = known.filter(({ timeline }) => timeline.points.length >= leastSteps);
  if (all.length === 0) {
    const steps = Math.max(...known.map(({ timeline }) => timeline.points.length));
    return { absence: (m) => m.timeline.tooShort({ steps }) };
  }
  const isBaseline = ({ variantId }: DrawnTimeline) =>
    page.variants.get(variantId)?.isBaseline === true;
  const shown = new Set(
    [...all.filter(isBaseline), ...all.filter((one) => !isBaseline(one))].slice(0, drawnLimit),
  );
  const drawn = all.filter((one) => shown.has(one));
  return html`${drawn.length < all.length && html`<p><small>${both((m) => m.timeline.others({ count: all.length - drawn.length }))}</small></p>`}${drawn.map(
    (one, index) =>
      html`${renderTimeline(context, one, `${id}-timeline-${index + 1}`)}${renderHeatMap(page.labelOf(one.variantId), one.timeline, `${id}-heat-${index + 1}`)}`,
  )}`;
}

function renderTimeline(
  { page }: ScenarioContext,
  { variantId, timeline }: DrawnTimeline,
  id: string,
): Markup {
  const label = page.labelOf(variantId);
  const interval = formatLatencyTick(timeline.intervalMs * 1_000);
  return renderFigure({
    id,
    title: (m) => m.timeline.title,
    finding: describeFinding(label, timeline),
    reading: (m) => m.timeline.reading({ interval }),
    width: timeBox.width,
    height,
    drawing: renderDrawing(id, label, timeline, page.lookOf(variantId)),
    table: buildTable(timeline),
    readout: buildReadout(page.numberOf(variantId), label, timeline),
    controls: renderRangeControls(),
  });
}

function describeFinding(label: string, { points }: CellTimeline): Localized {
  const worst = points
    .filter((point) => point.successRatio !== null)
    .toSorted((a, b) => (a.successRatio ?? 1) - (b.successRatio ?? 1))[0];
  if (worst === undefined || worst.successRatio === null || worst.successRatio === 1) {
    return (m) => m.timeline.allAvailable({ label });
  }
  const share = formatShare(worst.successRatio);
  return (m) => m.timeline.finding({ label, share, at: formatStart(worst) });
}

function formatStart({ startMs }: TimelinePoint): string {
  return `${formatNumber(startMs / 1_000)}\u00a0s`;
}

/** At each step, what its row of the table says. */
function buildReadout(variant: number, label: string, { points }: CellTimeline): Readout {
  const hasPhases = new Set(points.map(({ phase }) => phase)).size > 1;
  return {
    ...plotBox,
    at: points.map((_, index) => Math.round(xOf(index, points.length) * 10) / 10),
    heads: points.map(formatStart),
    rows: [
      {
        variant,
        label,
        texts: points.map((point) =>
          [
            formatMetric('throughputRps', point.throughputRps),
            `p50 ${formatMetric('latencyP50Us', point.latencyP50Us)}`,
            `p99 ${formatMetric('latencyP99Us', point.latencyP99Us)}`,
            formatMetric('successRatio', point.successRatio),
            ...(hasPhases ? [point.phase] : []),
          ].join(' · '),
        ),
      },
    ],
  };
}

function renderDrawing(id: string, label: string, timeline: CellTimeline, look: Look): Markup {
  const { points } = timeline;
  const { left, right, bottom } = plotBox;
  const rates = buildLinearAxis({
    domain: [0, Math.max(1, ...points.map((point) => point.throughputRps ?? 0)) * 1.08],
    ...{ range: [rate.bottom, rate.top], format: formatNumber, spacing: 17 },
  });
  const latencies = buildLatencyAxis(points);
  const words = html`class="tk" fill="#59616b"`;
  const lines = html`${drawLine(points, rates, (point) => point.throughputRps, look)}${latencies && renderLatencyLines(points, latencies, look)}${renderStrip(points)}`;
  return html`<text class="lb" fill="#16191d" font-weight="600" x="${right + 10}" y="14">${cutTextToPx(label, 12, timeBox.width - right - 12)}</text>${renderPhases(points)}${renderLeftAxis(rates, left, right)}${latencies && renderLeftAxis(latencies, left, right)}${renderPlot(id, plotBox, lines)}${bothInSvg((m) => m.timeline.rate, html`class="tk halo" fill="#59616b" x="${right + 10}" y="${rate.top + 12}"`)}${latencies && renderLatencyLabels(points, latencies)}${bothInSvg((m) => m.timeline.availability, html`${words} text-anchor="end" x="${left - 8}" y="${bottom - 4}"`)}${renderTimeTicks(points, bottom)}${bothInSvg((m) => m.timeline.time, html`${words} text-anchor="middle" x="${(left + right) / 2}" y="${height - 4}"`)}${renderHair(rate.top, bottom)}`;
}

/** Undefined where no step has a latency. */
function buildLatencyAxis(points: readonly TimelinePoint[]): Axis | undefined {
  const known = points.flatMap((point) =>
    [point.latencyP50Us, point.latencyP99Us].filter((us) => us !== null),
  );
  if (known.length === 0) return undefined;
  return buildLogAxis({
    domain: [Math.min(...known) * 0.8, Math.max(...known) * 1.25],
    ...{ range: [latency.bottom, latency.top], format: formatLatencyTick, spacing: 26 },
  });
}

const readP99 = (point: TimelinePoint) => point.latencyP99Us;
const readP50 = (point: TimelinePoint) => point.latencyP50Us;

function renderLatencyLines(points: readonly TimelinePoint[], axis: Axis, look: Look): Markup {
  return html`${drawLine(points, axis, readP99, look, 'p99')}${drawLine(points, axis, readP50, { ...look, isDashed: true }, 'p50')}`;
}

function renderLatencyLabels(points: readonly TimelinePoint[], axis: Axis): Markup {
  const { left, right } = plotBox;
  const end = (read: typeof readP50) => {
    const last = points.map(read).findLast((us) => us !== null);
    return last === undefined || last === null ? latency.bottom : axis.position(last);
  };
  const words = html`class="tk halo" fill="#59616b" x="${right + 10}"`;
  const [high, low] = [end(readP99), Math.max(end(readP50), end(readP99) + 13)];
  return html`<g data-end="p99"><text ${words} y="${px(high + 4)}">p99</text></g><g data-end="p50"><text ${words} y="${px(low + 4)}">p50</text></g>${bothInSvg((m) => m.timeline.latency, html`class="tk halo" fill="#59616b" x="${left + 6}" y="${latency.top - 4}"`)}`;
}

/** Broken where there is no figure, so that a gap is a gap; a single figure is a short stroke. */
function drawLine(
  points: readonly TimelinePoint[],
  axis: Axis,
  read: (point: TimelinePoint) => number | null,
  look: Look,
  name = '',
): Markup {
  let isOpen = false;
  const path = points.map((point, index) => {
    const value = read(point);
    const command = isOpen ? 'L' : 'M';
    isOpen = value !== null;
    if (value === null) return '';
    const x = xOf(index, points.length);
    return `${command}${px(x)} ${px(axis.position(value))}${command === 'M' ? 'h.1' : ''}`;
  });
  return html`<path ${strokeOf(look)}${name !== '' && html` data-curve="${name}"`} fill="none" stroke-width="2" stroke-linecap="round" d="${path.join('')}"/>`;
}

/** A line and the name where a phase begins; nothing where there is only one. */
function renderPhases(points: readonly TimelinePoint[]): Markup {
  if (new Set(points.map(({ phase }) => phase)).size < 2) return html``;
  const step = (timeBox.right - timeBox.left) / points.length;
  let free = 0;
  return html`${points.map((point, index) => {
    if (point.phase === points[index - 1]?.phase) return undefined;
    const x = timeBox.left + index * step;
    const text = cutTextToPx(point.phase, 12, 120);
    const isClear = x >= free;
    if (isClear) free = x + text.length * 8 + 12;
    return html`<g data-at="${px(x)}"><path class="ax" stroke="#59616b" stroke-dasharray="3 3" d="M${px(x)} ${rate.top}V${strip.bottom}"/>${isClear && html`<text class="tk" fill="#59616b" x="${px(x)}" y="14">${text}</text>`}</g>`;
  })}`;
}

/** From the best tone to the worst: the share of an interval that it begins at. */
const tones = [
  { tone: 'fine', fill: '#00754f', from: 1 },
  { tone: 'fair', fill: '#855600', from: 0.99 },
  { tone: 'poor', fill: '#b3261e', from: 0 },
] as const;

/** One mark an interval: full height is all that was due; what is missing shows below as a gap in colour. */
function renderStrip(points: readonly TimelinePoint[]): Markup {
  const step = (timeBox.right - timeBox.left) / points.length;
  const full = strip.bottom - strip.top;
  const width = px(Math.max(1, step - 1));
  const marks = points.flatMap(({ successRatio: share }, index) => {
    if (share === null) return [];
    const x = px(timeBox.left + index * step + 0.5);
    const path = `M${x} ${px(strip.bottom - full * share)}h${width}V${strip.bottom}H${x}z`;
    return [{ tone: tones.find(({ from }) => share >= from)?.tone, path }];
  });
  // One path a tone: there are hundreds of marks on a page.
  return html`<path class="eq" fill="#e6e9ed" d="M${timeBox.left} ${strip.top}H${timeBox.right}V${strip.bottom}H${timeBox.left}z"/>${tones.map(
    ({ tone, fill }) => {
      const own = marks.filter((mark) => mark.tone === tone);
      if (own.length === 0) return undefined;
      return html`<path class="${tone}" fill="${fill}" d="${own.map(({ path }) => path).join('')}"/>`;
    },
  )}`;
}

function buildTable({ points }: CellTimeline): Table {
  const rows = points.map(
    (point) =>
      html`<tr><th scope="row">${formatStart(point)}</th><td><bdi>${point.phase}</bdi></td><td class="n">${formatMetric('throughputRps', point.throughputRps)}</td><td class="n">${formatMetric('latencyP50Us', point.latencyP50Us)}</td><td class="n">${formatMetric('latencyP99Us', point.latencyP99Us)}</td><td class="n">${formatMetric('successRatio', point.successRatio)}</td><td class="n">${formatCount(point.failed + point.timedOut)}</td><td class="n">${formatCount(point.dropped)}</td></tr>`,
  );
  return {
    columns: [
      textColumn((m) => m.timeline.time),
      textColumn((m) => m.timeline.phase),
      numberColumn((m) => m.timeline.rate),
      numberColumn('p50'),
      numberColumn('p99'),
      numberColumn((m) => m.timeline.success),
      numberColumn((m) => m.page.failed),
      numberColumn((m) => m.timeline.dropped),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
