// How two factors depend on each other: the effect of each at every level of the other, as ratios.

import type { FactorialAnalysis, SimpleEffect } from '../../document/factorial.ts';
import { formatTimes } from '../../figures/difference.ts';
import {
  formatRatioBounds,
  isToldApart,
  labelGiven,
  listSimpleEffects,
} from '../../figures/effect.ts';
import type { Localized } from '../../language/catalogue.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure } from '../figure.ts';
import { type Axis, buildRatioAxis } from '../kit/axis.ts';
import { renderLeftAxis } from '../kit/frame.ts';
import { type Look, strokeOf } from '../kit/hue.ts';
import { placeLabels } from '../kit/label-placement.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { renderWhisker } from '../kit/whisker.ts';
import { html, type Markup, px } from '../markup.ts';
import { numberColumn, type Table, textColumn } from '../table.ts';

const layout = { width: 960, height: 268, panel: 490, top: 36, bottom: 222 } as const;
/** Within a panel: the frame, its first and last level, and where labels end. */
const columns = { left: 56, first: 124, last: 300, right: 326, labelEnd: 468 } as const;
const labelSpacing = 16;

const looks: readonly Look[] = [
  { hue: 'c1', isDashed: false },
  { hue: 'c3', isDashed: true },
  { hue: 'c2', isDashed: true },
  { hue: 'c0', isDashed: true },
];

/** Two panels, one for each direction; a level line is no interaction. */
export function renderInteraction(
  id: string,
  analysis: FactorialAnalysis,
  pair: readonly string[],
): Markup {
  const simples = listSimpleEffects(analysis, pair);
  const axis = buildPanelAxis(simples);
  const title: Localized = (m) => m.effects.interactionTitle({ factors: pair });
  const panels = pair.map((factor, index) => {
    const own = simples.filter((simple) => simple.factor === factor);
    return html`<g transform="translate(${index * layout.panel} 0)">${renderPanel(own, axis)}</g>`;
  });
  return renderFigure({
    id,
    title,
    finding: title,
    reading: (m) => m.effects.interactionReading,
    width: layout.width,
    height: layout.height,
    drawing: html`${panels}`,
    table: buildSimpleTable(analysis, simples),
  });
}

/** Wide intervals of few groups are cut at the edge, so that the dots keep apart. */
function buildPanelAxis(simples: readonly SimpleEffect[]): Axis {
  const logs = simples.map(({ ratio }) => Math.log(ratio));
  const slack = 0.35 * Math.max(0.3, Math.max(0, ...logs) - Math.min(0, ...logs));
  const lowest = Math.exp(Math.min(0, ...logs) - slack);
  const highest = Math.exp(Math.max(0, ...logs) + slack);
  const bounds = simples.flatMap(({ ratioLower, ratioUpper }) => [ratioLower, ratioUpper]);
  const low = Math.max(lowest, Math.min(0.95, ...bounds));
  const high = Math.min(highest, Math.max(1.05, ...bounds));
  return buildRatioAxis([low, high], [layout.bottom, layout.top], 22);
}

interface Series {
  readonly to: string;
  readonly look: Look;
  readonly points: readonly { readonly simple: SimpleEffect; readonly x: number }[];
}

function renderPanel(simples: readonly SimpleEffect[], axis: Axis): Markup {
  const [first] = simples;
  const other = Object.keys(first?.given ?? {})[0];
  if (first === undefined || other === undefined) return html``;
  const { left, right } = columns;
  const series = listSeries(simples, other);
  const one = px(axis.position(1));
  const middle = (columns.first + columns.last) / 2;
  const levels = series[0]?.points ?? [];
  return html`${bothInSvg((m) => m.effects.panel({ factor: first.factor, from: first.from, other }), html`class="lb" fill="#16191d" font-weight="600" x="${left}" y="16"`)}${renderLeftAxis(axis, left, right)}<path class="ax" stroke="#59616b" d="M${left} ${one}H${right}"/>${levels.map(
    ({ simple }, index) =>
      html`<text class="lb" fill="#16191d" text-anchor="middle" x="${px(findX(index, levels.length))}" y="${layout.bottom + 20}">${cutTextToPx(simple.given[other] ?? '', 12, findLevelWidth(levels.length))}</text>`,
  )}<text class="tk" fill="#59616b" text-anchor="middle" x="${middle}" y="${layout.height - 6}">${cutTextToPx(other, 12, 280)}</text>${series.map((each) => renderSeries(each, axis))}${renderLabels(series, axis)}`;
}

/** A line for each level that the factor can be changed to, side by side where they would cover each other. */
function listSeries(simples: readonly SimpleEffect[], other: string): readonly Series[] {
  const levels = [...new Set(simples.map(({ given }) => given[other]))];
  const byLevel = [...Map.groupBy(simples, ({ to }) => to)];
  return byLevel.map(([to, own], index) => ({
    to,
    look: looks[index % looks.length] ?? { hue: 'cx', isDashed: false },
    points: own.map((simple) => ({
      simple,
      x:
        findX(levels.indexOf(simple.given[other]), levels.length) +
        (index - (byLevel.length - 1) / 2) * 9,
    })),
  }));
}

/** Room for the name of a level below the axis. */
function findLevelWidth(count: number): number {
  return (columns.last - columns.first) / Math.max(1, count - 1) - 8;
}

function findX(level: number, count: number): number {
  const { first, last } = columns;
  return count < 2 ? (first + last) / 2 : first + (level * (last - first)) / (count - 1);
}

function renderSeries({ look, points }: Series, axis: Axis): Markup {
  const line = points.map(({ simple, x }) => `${px(x)} ${px(axis.position(simple.ratio))}`);
  return html`<path ${strokeOf(look)} stroke-width="1.5" fill="none" d="M${line.join('L')}"/>${points.map(({ simple, x }) => renderWhisker(simple, axis, 'up', x, look, !isToldApart(simple)))}`;
}

/** Values left of the first level, names with values right of the last; none covers another. */
function renderLabels(series: readonly Series[], axis: Axis): Markup {
  const place = (wanted: readonly { readonly key: Series; readonly at: number }[]) =>
    placeLabels(wanted, labelSpacing, layout.top + 6, layout.bottom - 4);
  const ratioAt = (one: Series, end: 0 | -1) => one.points.at(end)?.simple.ratio ?? 1;
  const wish = (end: 0 | -1) =>
    series.map((key) => ({ key, at: axis.position(ratioAt(key, end)) }));
  const { right, labelEnd } = columns;
  const spread = (series.length - 1) * 4.5;
  const common = html`class="lb halo" fill="#16191d" stroke="#ffffff" stroke-width="4" paint-order="stroke"`;
  const values = place(wish(0)).map(
    ({ key, placedAt }) =>
      html`<text ${common} text-anchor="end" x="${px(columns.first - spread - 10)}" y="${px(placedAt + 4)}">${formatTimes(ratioAt(key, 0))}</text>`,
  );
  const names = place(wish(-1)).map(({ key, placedAt }) => {
    const value = formatTimes(ratioAt(key, -1));
    const text = cutTextToPx(key.to, 12, labelEnd - right - 46);
    return html`<path ${strokeOf(key.look)} stroke-width="2" d="M${right + 4} ${px(placedAt)}h12"/><text ${common} x="${right + 20}" y="${px(placedAt + 4)}">${text} ${value}</text>`;
  });
  return html`${values}${names}`;
}

/** Each change of level, at each level of the other factors. */
export function buildSimpleTable(
  analysis: FactorialAnalysis,
  simples: readonly SimpleEffect[],
): Table {
  const confidence = String(Math.round(analysis.confidence * 1_000) / 10);
  const rows = simples.map(
    (simple) =>
      html`<tr><th scope="row"><bdi>${simple.factor} ${simple.from} → ${simple.to}</bdi></th><td><bdi>${labelGiven(simple)}</bdi></td><td class="n main">${formatTimes(simple.ratio)}</td><td class="n">${formatRatioBounds(simple)}</td><td class="wrap">${both((m) => (isToldApart(simple) ? m.effects.real : m.effects.notTold))}</td></tr>`,
  );
  return {
    columns: [
      textColumn((m) => m.effects.change),
      textColumn((m) => m.effects.given),
      numberColumn((m) => m.effects.ratio),
      numberColumn((m) => m.table.interval({ confidencePercent: confidence })),
      textColumn((m) => m.effects.readColumn),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
