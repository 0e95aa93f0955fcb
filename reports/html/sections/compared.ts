// The effects of two runs in pairs on one axis, and their figures beside each other.
import {
  changeWords,
  figuresHeading,
  formatBounds,
  formatChange,
  formatEffect,
  groupByTable,
  headTable,
  toDrawn,
} from '../../figures/compare.ts';
import { formatMetric } from '../../figures/quantity.ts';
import type {
  ComparedEffect,
  ComparedFigure,
  EffectOfRun,
  RunComparison,
} from '../../schema/compare.ts';
import type { Axis } from '../kit/axis.ts';
import { buildDifferenceAxis, renderDifferenceAxis, renderDotWhisker } from '../kit/dot-whisker.ts';
import type { Look } from '../kit/hue.ts';
import { html, type Markup } from '../markup.ts';

const lookOfA: Look = { hue: 'c0', isDashed: false };
const lookOfB: Look = { hue: 'c1', isDashed: false };

/** A table a scenario, load and metric; each variant has a row for A and one for B. */
export function renderComparedEffects(comparison: RunComparison): Markup {
  return html`${groupByTable(comparison.effects).map((effects, index) =>
    renderTable(comparison, effects, `e${index + 1}`),
  )}`;
}

function renderTable(
  { toleranceRatio }: RunComparison,
  effects: readonly [ComparedEffect, ...ComparedEffect[]],
  id: string,
): Markup {
  const [first] = effects;
  const axis = buildDifferenceAxis(
    effects.flatMap(({ a, b }) => [toDrawn(a), toDrawn(b)]),
    toleranceRatio,
  );
  const direction = first.higherIsBetter ? 'higher is better' : 'lower is better';
  return html`<h3 id="${id}"><bdi>${headTable(first)}</bdi> <small>${first.isPrimary && 'primary, '}${direction}</small></h3>
<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}"><table class="pairs"><thead><tr><th scope="col">Variant</th><th scope="col">Run</th><th scope="col" class="n">Effect</th><th scope="col">Interval</th><th scope="col">${renderDifferenceAxis(axis)}</th><th scope="col">Change, B ÷ A</th><th scope="col">Verdict</th></tr></thead>${effects.map(
    (effect) => renderPair(effect, axis, toleranceRatio),
  )}</table></div>`;
}

function renderPair(effect: ComparedEffect, axis: Axis, toleranceRatio: number): Markup {
  const { variantLabel, a, b, method, verdict, reason } = effect;
  const cells = (letter: string, one: EffectOfRun, look: Look) =>
    html`<td>${letter}</td><td class="n">${formatEffect(one.ratio)}</td><td>${formatBounds(one)}</td><td>${renderDotWhisker(toDrawn(one), axis, toleranceRatio, look)}</td>`;
  const change = html`<td rowspan="2">${formatChange(effect)}${method === 'welch-intervals' && '*'}</td><td rowspan="2" class="wrap"><b>${changeWords[verdict]}</b>${reason !== null && html`<br><small>${reason}</small>`}</td>`;
  return html`<tbody><tr><th scope="rowgroup" rowspan="2" class="wrap"><bdi>${variantLabel}</bdi></th>${cells('A', a, lookOfA)}${change}</tr><tr>${cells('B', b, lookOfB)}</tr></tbody>`;
}

/** All figures that both runs have, closed at first: they describe and decide nothing. */
export function renderComparedFigures(figures: readonly ComparedFigure[]): Markup {
  if (figures.length === 0) return html``;
  return html`<section id="figures"><h2>${figuresHeading}</h2><p>A machine is another one on another day, so these tell nothing of the variants.</p><details><summary>Table of values</summary><div class="scroll" id="figures-table" tabindex="0" role="group" aria-label="${figuresHeading}"><table><thead><tr><th scope="col">Variant</th><th scope="col" class="n">A</th><th scope="col" class="n">B</th></tr></thead>${groupByTable(
    figures,
  ).map(renderFigures)}</table></div></details></section>`;
}

function renderFigures(rows: readonly [ComparedFigure, ...ComparedFigure[]]): Markup {
  return html`<tbody><tr class="group"><th scope="rowgroup" colspan="3"><bdi>${headTable(rows[0])}</bdi></th></tr>${rows.map(
    ({ metric, variantLabel, a, b }) =>
      html`<tr><th scope="row" class="wrap"><bdi>${variantLabel}</bdi></th><td class="n">${formatMetric(metric, a)}</td><td class="n">${formatMetric(metric, b)}</td></tr>`,
  )}</tbody>`;
}
