// The worst window of each width (Hauer et al., NSDI 2020): where a curve leaves the floor, the outage ends.

import type { FaultDescription } from '../../document/faults.ts';
import type { MeasuredCell } from '../../figures/fault-ranking.ts';
import { formatSpan } from '../../figures/faults.ts';
import { formatShare } from '../../figures/quantity.ts';
import { bothInSvg } from '../bilingual.ts';
import { type FaultsContext, orderCells } from '../faults-context.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildLinearAxis, buildLogAxis } from '../kit/axis.ts';
import { renderBottomAxis, renderLeftAxis } from '../kit/frame.ts';
import { inkOf, strokeOf } from '../kit/hue.ts';
import { placeLabels } from '../kit/label-placement.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { html, type Markup, px } from '../markup.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';

const box = { width: 960, height: 256, left: 70, right: 700, top: 24, bottom: 208 } as const;

/** Nothing where no windows are known. */
export function renderFaultCurve(
  context: FaultsContext,
  fault: FaultDescription,
  id: string,
): Markup {
  const cells = orderCells(context, fault).filter(({ figures }) => figures.worstWindows.length > 0);
  const widths = cells.flatMap(({ figures }) => figures.worstWindows.map(({ widthMs }) => widthMs));
  const least = Math.min(...widths);
  const deepest = cells.toSorted((a, b) => firstRatio(a) - firstRatio(b))[0];
  if (deepest === undefined || !Number.isFinite(least)) return html``;
  const [label, share] = [context.labelOf(deepest.variantId), formatShare(firstRatio(deepest))];
  const width = formatSpan(deepest.figures.worstWindows[0]?.widthMs ?? least);
  const x = buildLogAxis({
    domain: [least, Math.max(...widths, least * 2)],
    range: [box.left, box.right],
    ...{ format: formatSpan, spacing: 60 },
  });
  const y = buildLinearAxis({
    domain: [0, 1],
    range: [box.bottom, box.top],
    ...{ format: (ratio) => `${Math.round(ratio * 100)}%`, spacing: 36 },
  });
  return renderFigure({
    id: `${id}-curve`,
    title: (m) => m.faults.curveAxis,
    finding: (m) =>
      context.document.validity.status === 'invalid'
        ? m.faults.untrusted
        : m.faults.curveFinding({ label, width, share }),
    reading: (m) => m.faults.curveReading,
    ...{ width: box.width, height: box.height },
    drawing: html`${renderLeftAxis(y, box.left, box.right)}${renderBottomAxis(x, box.top, box.bottom)}${cells.map((cell) => renderLine(context, cell, x, y))}${renderLabels(context, cells, y)}${bothInSvg((m) => m.faults.curveAxis, html`class="tk" fill="#59616b" text-anchor="middle" x="${(box.left + box.right) / 2}" y="${box.height - 12}"`)}${bothInSvg((m) => m.faults.curveRatio, html`class="tk halo" fill="#59616b" x="${box.left + 6}" y="${box.top - 8}"`)}`,
    table: buildTable(context, cells),
  });
}

function firstRatio({ figures }: MeasuredCell): number {
  return figures.worstWindows[0]?.ratio ?? 1;
}

function renderLine({ lookOf }: FaultsContext, cell: MeasuredCell, x: Axis, y: Axis): Markup {
  const points = cell.figures.worstWindows.map(
    ({ widthMs, ratio }) => `${px(x.position(widthMs))} ${px(y.position(ratio))}`,
  );
  return html`<path ${strokeOf(lookOf(cell.variantId))} fill="none" stroke-width="2" stroke-linejoin="round" d="M${points.join('L')}"/>`;
}

function renderLabels(
  { labelOf, lookOf }: FaultsContext,
  cells: readonly MeasuredCell[],
  y: Axis,
): Markup {
  const wanted = cells.map((cell) => ({
    key: cell.variantId,
    at: y.position(cell.figures.worstWindows.at(-1)?.ratio ?? 1),
  }));
  return html`${placeLabels(wanted, 15, box.top, box.bottom).map(({ key, at, placedAt }) => {
    const look = lookOf(key);
    return html`<path ${strokeOf({ ...look, isDashed: false })} fill="none" opacity=".5" d="M${box.right} ${px(at)}L${box.right + 14} ${px(placedAt)}"/><text ${inkOf(look)} font-weight="600" x="${box.right + 18}" y="${px(placedAt + 4)}">${cutTextToPx(labelOf(key), 12, box.width - box.right - 22)}</text>`;
  })}`;
}

function buildTable({ labelOf }: FaultsContext, cells: readonly MeasuredCell[]): Table {
  const widths = [
    ...new Set(cells.flatMap(({ figures }) => figures.worstWindows.map((one) => one.widthMs))),
  ].toSorted((a, b) => a - b);
  const rows = cells.map(({ variantId, figures }) => {
    const find = (widthMs: number) => figures.worstWindows.find((one) => one.widthMs === widthMs);
    return html`<tr><th scope="row"><bdi>${labelOf(variantId)}</bdi></th>${widths.map((widthMs) => {
      const ratio = find(widthMs)?.ratio;
      return html`<td class="n">${ratio === undefined ? '' : formatShare(ratio)}</td>`;
    })}</tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.faults.variantCorner),
      ...widths.map((widthMs) => numberColumn(formatSpan(widthMs))),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
