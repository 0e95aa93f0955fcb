// The effects of two runs in pairs on one axis, and their figures beside each other.

import type {
  ComparedEffect,
  ComparedFigure,
  EffectOfRun,
  RunComparison,
} from '../../document/compare.ts';
import {
  formatBounds,
  formatChange,
  formatEffect,
  groupByTable,
  toDrawn,
} from '../../figures/compare.ts';
import { formatMetric } from '../../figures/quantity.ts';
import { tell } from '../../language/tell.ts';
import { headTable } from '../../verdict/build-compared.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import type { Axis } from '../kit/axis.ts';
import { buildDifferenceAxis, renderDifferenceAxis, renderDotWhisker } from '../kit/dot-whisker.ts';
import type { Look } from '../kit/hue.ts';
import { html, type Markup } from '../markup.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

const lookOfA: Look = { hue: 'c0', isDashed: false };
const lookOfB: Look = { hue: 'c1', isDashed: false };

/** A table a scenario, load and metric; each variant has a row for A and one for B. */
export function renderComparedEffects(comparison: RunComparison): Markup {
  return html`${groupByTable(comparison.effects).map((effects, index) =>
    renderEffects(comparison, effects, `e${index + 1}`),
  )}`;
}

function renderEffects(
  { toleranceRatio }: RunComparison,
  effects: readonly [ComparedEffect, ...ComparedEffect[]],
  id: string,
): Markup {
  const [first] = effects;
  const axis = buildDifferenceAxis(
    effects.flatMap(({ a, b }) => [toDrawn(a), toDrawn(b)]),
    toleranceRatio,
  );
  const table = renderTable({
    caption: headTable(first),
    className: 'compared',
    columns: [
      textColumn((m) => m.table.variant),
      textColumn((m) => m.compare.run),
      numberColumn((m) => m.compare.effectColumn),
      textColumn((m) => m.compare.interval),
      {
        title: html`<span class="vh">${both((m) => m.compare.interval)}</span>${renderDifferenceAxis(axis, { id: `${id}-zone`, toleranceRatio })}`,
        className: 'drawn',
      },
      textColumn((m) => m.compare.change),
      textColumn((m) => m.table.verdictColumn),
    ],
    body: effects.map((effect) => renderPair(effect, axis, `${id}-zone`)),
  });
  return html`<h3 id="${id}">${both(headTable(first))} <small>${first.isPrimary && html`${both((m) => m.compare.primary)} · `}${both((m) => m.compare.direction({ higherIsBetter: first.higherIsBetter }))}</small></h3>
${renderScrollBox(id, id, table)}`;
}

function renderPair(effect: ComparedEffect, axis: Axis, zoneId: string): Markup {
  const { variantLabel, a, b, change, method, verdict, reason } = effect;
  const cells = (letter: string, one: EffectOfRun, look: Look) =>
    html`<td>${letter}</td><td class="n">${formatEffect(one.ratio)}</td><td>${formatBounds(one)}</td><td class="drawn">${renderDotWhisker(toDrawn(one), axis, zoneId, look)}</td>`;
  const judged = html`<td rowspan="2">${formatChange(effect)}${change !== null && method === 'welch-intervals' && '*'}</td><td rowspan="2" class="wrap"><b>${both((m) => m.compare.verdict[verdict])}</b>${reason !== null && html`<br><small>${both(tell(reason))}</small>`}</td>`;
  return html`<tbody><tr><th scope="rowgroup" rowspan="2" class="wrap"><bdi>${variantLabel}</bdi></th>${cells('A', a, lookOfA)}${judged}</tr><tr>${cells('B', b, lookOfB)}</tr></tbody>`;
}

/** All figures that both runs have, closed at first: they describe and decide nothing. */
export function renderComparedFigures(figures: readonly ComparedFigure[]): Markup {
  if (figures.length === 0) return html``;
  const table = renderTable({
    caption: (m) => m.compare.figuresTitle,
    columns: [textColumn((m) => m.table.variant), numberColumn('A'), numberColumn('B')],
    body: groupByTable(figures).map(renderFigures),
  });
  return html`<p>${both((m) => m.compare.figuresReading)}</p><details><summary>${both((m) => m.page.tableOfValues)}</summary>${renderScrollBox('figures', 'figures-title', table)}</details>`;
}

function renderFigures(rows: readonly [ComparedFigure, ...ComparedFigure[]]): Markup {
  return html`<tbody><tr class="group"><th scope="rowgroup" colspan="3">${both(headTable(rows[0]))}</th></tr>${rows.map(
    ({ metric, variantLabel, a, b }) =>
      html`<tr><th scope="row" class="wrap"><bdi>${variantLabel}</bdi></th><td class="n">${formatMetric(metric, a)}</td><td class="n">${formatMetric(metric, b)}</td></tr>`,
  )}</tbody>`;
}
