// Where latencies lay over load time: one small picture, a column a step, a row a span of latencies.

import type { CellTimeline, LatencyHeatMap } from '../../document/timeline.ts';
import { formatCount, formatLatency, formatLatencyTick } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { buildLogAxis } from '../kit/axis.ts';
import { renderLeftAxis } from '../kit/frame.ts';
import { encodePalettePng, paletteSize } from '../kit/palette-png.ts';
import { html, type Markup } from '../markup.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';
import { renderTimeTicks, timeBox } from './time-axis.ts';

const box = { top: 12, bottom: 182, height: 222 } as const;

/** One answer must stand out from none. */
const leastLevel = 12;

/** Nothing without a success. */
export function renderHeatMap(label: string, timeline: CellTimeline, id: string): Markup {
  const { heatMap } = timeline;
  const [lowest, highest] = [heatMap?.edgesUs[0], heatMap?.edgesUs.at(-1)];
  if (heatMap === null || lowest === undefined || highest === undefined) return html``;
  return renderFigure({
    id,
    title: (m) => m.timeline.heatTitle({ label }),
    finding: describeFinding(label, heatMap),
    reading: (m) => m.timeline.heatReading,
    width: timeBox.width,
    height: box.height,
    drawing: renderDrawing(timeline, heatMap, lowest, highest),
    table: buildTable(heatMap),
  });
}

/** The picture may reach further than the latencies do. */
function describeFinding(label: string, { edgesUs, rowCounts }: LatencyHeatMap): Localized {
  const isMet = (count: number) => count > 0;
  const first = edgesUs[Math.max(0, rowCounts.findIndex(isMet))] ?? 0;
  const last = edgesUs[rowCounts.findLastIndex(isMet) + 1] ?? 0;
  return (m) =>
    m.timeline.heatFinding({
      label,
      lowest: formatLatencyTick(first),
      highest: formatLatencyTick(last),
    });
}

function renderDrawing(
  { points }: CellTimeline,
  { counts, edgesUs }: LatencyHeatMap,
  lowest: number,
  highest: number,
): Markup {
  const { left, right } = timeBox;
  const axis = buildLogAxis({
    domain: [lowest, highest],
    ...{ range: [box.bottom, box.top], format: formatLatencyTick, spacing: 26 },
  });
  const most = Math.max(1, ...counts.flat());
  const rows = Array.from({ length: edgesUs.length - 1 }, (_, row) =>
    counts.map((column) => findLevel(column[row] ?? 0, most)),
  ).toReversed();
  const ramp = Array.from({ length: paletteSize }, (_, level) => level);
  const x = right + 16;
  const words = html`class="tk" fill="#59616b"`;
  return html`${renderLeftAxis(axis, left, right)}${renderPicture(rows, left, box.top, right - left, box.bottom - box.top)}${renderPicture([ramp], x, box.top + 18, 120, 10)}${bothInSvg((m) => m.timeline.few, html`${words} x="${x}" y="${box.top + 12}"`)}${bothInSvg((m) => m.timeline.many, html`${words} text-anchor="end" x="${x + 120}" y="${box.top + 12}"`)}${renderTimeTicks(points, box.bottom)}${bothInSvg((m) => m.timeline.time, html`${words} text-anchor="middle" x="${(left + right) / 2}" y="${box.height - 4}"`)}`;
}

/** A shade on a log scale; 0 is none at all. */
function findLevel(count: number, most: number): number {
  if (count <= 0) return 0;
  const share = most === 1 ? 1 : Math.log(count) / Math.log(most);
  return Math.round(leastLevel + share * (paletteSize - 1 - leastLevel));
}

function renderPicture(
  rows: readonly (readonly number[])[],
  x: number,
  y: number,
  width: number,
  height: number,
): Markup {
  return html`<image href="${encodePalettePng(rows)}" x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" image-rendering="pixelated"/>`;
}

/** By latency alone: every field of the picture as a number would be read by nobody. */
function buildTable({ rowCounts, edgesUs }: LatencyHeatMap): Table {
  const rows = edgesUs.slice(0, -1).map((edge, row) => {
    return html`<tr><th scope="row">${formatLatency(edge)} – ${formatLatency(edgesUs[row + 1] ?? edge)}</th><td class="n">${formatCount(rowCounts[row] ?? 0)}</td></tr>`;
  });
  return {
    columns: [textColumn((m) => m.page.latencyAxis), numberColumn((m) => m.timeline.heatTable)],
    body: html`<tbody>${rows}</tbody>`,
  };
}
