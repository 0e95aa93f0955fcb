// A fault as small multiples, one a variant: share answered well, p99 below it, a strip of up and down.

import type { FaultDescription, FaultTimeline } from '../../document/faults.ts';
import { quoteText } from '../../document/messages/message.ts';
import type { MeasuredCell } from '../../figures/fault-ranking.ts';
import { formatAvailability, formatSpan, selectCells } from '../../figures/faults.ts';
import { formatLatencyTick, formatNumber } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { tell, titleFault } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import { type FaultsContext, orderCells } from '../faults-context.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis, buildLogAxis } from '../kit/axis.ts';
import { fillOf, inkOf, strokeOf } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { buildFaultValues } from './fault-values.ts';

const panel = { width: 320, height: 190, left: 44, right: 308 } as const;
const good = { top: 26, bottom: 88 } as const;
const latency = { top: 104, bottom: 142 } as const;
const strip = { top: 150, bottom: 158 } as const;
const panelsPerRow = 3;

interface Axes {
  readonly time: Axis;
  readonly good: Axis;
  /** Undefined where nothing has a latency. */
  readonly latency: Axis | undefined;
}

export function renderFaultTimelines(
  context: FaultsContext,
  fault: FaultDescription,
  id: string,
): Markup {
  const { document } = context;
  const cells = orderCells(context, fault);
  const others = selectCells(document.faults, fault.id).filter(({ figures }) => figures === null);
  const notes = others.map(
    ({ variantId, status, reason }) =>
      html`<br><small>${both((m) => m.faults.notMeasured({ label: context.labelOf(variantId), isVoid: status === 'void', reason: tell(reason ?? quoteText(''))(m) }))}</small>`,
  );
  if (cells.length === 0) return html`<p>${both((m) => m.faults.noneMeasured)}${notes}</p>`;
  const axes = buildAxes(cells);
  const panels = cells.map((cell, index) => {
    const across = (index % panelsPerRow) * panel.width;
    const down = Math.floor(index / panelsPerRow) * panel.height;
    return html`<g transform="translate(${across} ${down})">${renderPanel(context, cell, axes)}</g>`;
  });
  return renderFigure({
    id: `${id}-time`,
    title: titleFault(fault),
    finding: describeFinding(context, cells),
    reading: (m) =>
      m.faults.timelineReading({ window: formatSpan(document.faults.settings.windowMs) }),
    width: panel.width * panelsPerRow,
    height: panel.height * Math.ceil(cells.length / panelsPerRow),
    drawing: html`${panels}`,
    table: buildFaultValues(context, cells),
    note: html`${notes}`,
  });
}

function describeFinding(
  { document, labelOf }: FaultsContext,
  cells: readonly MeasuredCell[],
): Localized {
  if (document.validity.status === 'invalid') return (m) => m.faults.untrusted;
  const sorted = cells.toSorted(
    (a, b) => b.figures.during.availability.ratio - a.figures.during.availability.ratio,
  );
  const [best, worst] = [sorted[0], sorted.at(-1)];
  const [bestShare, worstShare] = [best, worst].map((cell) =>
    formatAvailability(cell?.figures.during.availability),
  );
  const facts = {
    ...{ best: labelOf(best?.variantId ?? ''), bestShare: bestShare ?? '' },
    ...{ worst: labelOf(worst?.variantId ?? ''), worstShare: worstShare ?? '' },
    isOne: cells.length === 1,
  };
  const isSame = !facts.isOne && bestShare === worstShare;
  return (m) =>
    isSame ? m.faults.timelineSame({ share: facts.bestShare }) : m.faults.timelineFinding(facts);
}

/** The same for all panels of a fault, so that they can be compared. */
function buildAxes(cells: readonly MeasuredCell[]): Axes {
  const timelines = cells.map(({ figures }) => figures.timeline);
  const first = Math.min(...timelines.map(({ firstMs }) => firstMs));
  const end = Math.max(...timelines.map((one) => one.firstMs + one.windowMs * one.good.length));
  const known = timelines.flatMap(({ latencyP99Us }) => latencyP99Us.filter((us) => us !== null));
  return {
    time: buildLinearAxis({
      domain: [first / 1_000, Math.max(end, first + 1) / 1_000],
      ...{ range: [panel.left, panel.right], format: formatNumber, spacing: 52 },
    }),
    good: buildLinearAxis({
      domain: [0, 1],
      range: [good.bottom, good.top],
      ...{ format: (ratio) => `${Math.round(ratio * 100)}%`, spacing: 31 },
    }),
    latency:
      known.length === 0
        ? undefined
        : buildLogAxis({
            domain: [Math.min(...known) * 0.8, Math.max(...known) * 1.25],
            ...{ range: [latency.bottom, latency.top], format: formatLatencyTick, spacing: 16 },
          }),
  };
}

function renderPanel(context: FaultsContext, cell: MeasuredCell, axes: Axes): Markup {
  const { labelOf, lookOf, document } = context;
  const { timeline, during } = cell.figures;
  const look = lookOf(cell.variantId);
  const share = formatAvailability(during.availability);
  const room = panel.right - panel.left - share.length * 8 - 12;
  const label = cutTextToPx(labelOf(cell.variantId), 12, room);
  const steps = listSteps(timeline, axes);
  return html`${renderShade(timeline, axes)}<text ${inkOf(look)} font-weight="600" x="${panel.left}" y="16">${label}</text><text class="lb" fill="#16191d" font-weight="600" text-anchor="end" x="${panel.right}" y="16">${share}</text>${renderGrid(axes)}<path ${fillOf(look)} opacity=".22" d="M${px(axes.time.position(timeline.firstMs / 1_000))} ${good.bottom}${steps.replace('M', 'L')}V${good.bottom}z"/><path ${strokeOf({ ...look, isDashed: false })} fill="none" stroke-width="1.6" d="${steps}"/>${renderLatency(timeline, axes)}${renderStrip(timeline, axes, document.faults.settings.upRatio)}`;
}

/** From the injection to the start of healing; a dotted line where healing ended. */
function renderShade({ healedMs, healEndedMs }: FaultTimeline, { time }: Axes): Markup {
  const [from, to, end] = [0, healedMs, healEndedMs].map((ms) => px(time.position(ms / 1_000)));
  return html`<path class="broken" fill="#fbe3e0" d="M${from} ${good.top}H${to}V${strip.bottom}H${from}z"/><path class="ax" stroke="#59616b" stroke-dasharray="2 3" d="M${end} ${good.top}V${strip.bottom}"/>`;
}

function renderGrid({ time, good: shares, latency: latencies }: Axes): Markup {
  const row = (axis: Axis) =>
    axis.ticks.map(({ value, label }) => {
      const y = axis.position(value);
      return html`<path class="gr" stroke="#d9dee4" d="M${panel.left} ${px(y)}H${panel.right}"/><text class="tk" fill="#59616b" font-size="10" text-anchor="end" x="${panel.left - 5}" y="${px(y + 3)}">${label}</text>`;
    });
  const columns = time.ticks.map(
    ({ value, label }) =>
      html`<text class="tk" fill="#59616b" font-size="10" text-anchor="middle" x="${px(time.position(value))}" y="${strip.bottom + 14}">${label} s</text>`,
  );
  return html`${row(shares)}${latencies && row(latencies)}${columns}`;
}

/** The share of each window as a level; a gap where nothing was due. */
function listSteps(
  { firstMs, windowMs, intended, good: counts }: FaultTimeline,
  axes: Axes,
): string {
  let previous: string | undefined;
  const path = intended.map((due, index) => {
    if (due === 0) {
      previous = undefined;
      return '';
    }
    const y = px(axes.good.position((counts[index] ?? 0) / due));
    const end = px(axes.time.position((firstMs + (index + 1) * windowMs) / 1_000));
    const start = px(axes.time.position((firstMs + index * windowMs) / 1_000));
    const move = previous === undefined ? `M${start} ${y}` : previous === y ? '' : `V${y}`;
    previous = y;
    return `${move}H${end}`;
  });
  return path.join('').replace(/(?:H[\d.]+)+(?=H)/g, '');
}

function renderLatency(timeline: FaultTimeline, { time, latency: axis }: Axes): Markup {
  if (axis === undefined) return html``;
  let isOpen = false;
  const path = timeline.latencyP99Us.map((us, index) => {
    const command = isOpen ? 'L' : 'M';
    isOpen = us !== null;
    if (us === null) return '';
    const atMs = timeline.firstMs + (index + 0.5) * timeline.windowMs;
    const x = px(time.position(atMs / 1_000));
    return `${command}${x} ${px(axis.position(us))}${command === 'M' ? 'h.1' : ''}`;
  });
  return html`<path class="ax" stroke="#59616b" fill="none" stroke-width="1" stroke-linecap="round" d="${path.join('')}"/><text class="tk halo" fill="#59616b" font-size="10" text-anchor="end" x="${panel.right}" y="${latency.top + 6}">p99</text>`;
}

/** Neighbours that stand the same are one mark; down is taller than up, so that it is seen without colour. */
function renderStrip(timeline: FaultTimeline, { time }: Axes, upRatio: number): Markup {
  const { firstMs, windowMs, intended, good: counts } = timeline;
  const states = intended.map((due, index) => {
    if (due === 0) return 'eq';
    return (counts[index] ?? 0) / due >= upRatio ? 'fine' : 'poor';
  });
  const starts = states.flatMap((state, index) => (state === states[index - 1] ? [] : [index]));
  const x = (index: number) => px(time.position((firstMs + index * windowMs) / 1_000));
  return html`${starts.map((start, place) => {
    const state = states[start] ?? 'eq';
    const fill = { eq: '#e1e5ea', fine: '#00754f', poor: '#b3261e' }[state];
    const top = state === 'poor' ? strip.top : strip.top + 4;
    const end = x(starts[place + 1] ?? states.length);
    return html`<path class="${state}" fill="${fill}" d="M${x(start)} ${top}H${end}V${strip.bottom}H${x(start)}z"/>`;
  })}`;
}
