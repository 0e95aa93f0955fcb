// The effects of the factors: ranked with their intervals, then how factors depend on each other.

import type { FactorialAnalysis, FactorialEffect } from '../../document/factorial.ts';
import { formatTimes } from '../../figures/difference.ts';
import {
  chooseDrawnEffects,
  findAveraged,
  formatRatioBounds,
  formatVariation,
  labelEffect,
  listInteractions,
  listSimpleEffects,
} from '../../figures/effect.ts';
import { noFigure } from '../../figures/quantity.ts';
import type { Localized } from '../../language/catalogue.ts';
import { buildEffects, type EffectsStory, explainNoEffects } from '../../verdict/build-effects.ts';
import { both, bothInSvg } from '../bilingual.ts';
import { renderFigure, renderScrollBox } from '../figure.ts';
import { type Axis, buildRatioAxis } from '../kit/axis.ts';
import { renderBottomAxis } from '../kit/frame.ts';
import type { Look } from '../kit/hue.ts';
import { cutTextToPx } from '../kit/svg-text.ts';
import { renderWhisker } from '../kit/whisker.ts';
import { html, type Markup, px } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, type Table, textColumn } from '../table.ts';
import { buildSimpleTable, renderInteraction } from './interaction.ts';

const layout = {
  width: 960,
  left: 290,
  right: 640,
  text: 658,
  bar: 830,
  barWidth: 60,
  end: 950,
  top: 24,
  rowHeight: 24,
} as const;

/** More rows than this are a wall. */
const drawnLimit = 14;
/** Of pairs of factors that depend on each other. */
const plotLimit = 3;

/** A line where the variants are no factorial design, nothing where one factor varies at most. */
export function renderEffects(context: ScenarioContext): Markup | Absence {
  const { page, scenario } = context;
  if (!page.isTrusted) return html``;
  const { factorial } = scenario;
  if (factorial === null) {
    const reason = explainNoEffects(page.document, scenario);
    return reason === undefined ? html`` : { absence: reason };
  }
  const story = buildEffects(factorial);
  const pairs = listInteractions(factorial, 2).slice(0, plotLimit);
  return html`${story.remarks.length > 0 && html`<ul>${story.remarks.map((remark) => html`<li>${both(remark)}</li>`)}</ul>`}
${renderRanking(context, factorial, story)}
${pairs.map((pair, index) => renderInteraction(`${context.id}-interaction-${index + 1}`, factorial, pair))}
${listInteractions(factorial, 3)
  .slice(0, plotLimit)
  .map((factors, index) => renderDeeper(`${context.id}-deeper-${index + 1}`, factorial, factors))}`;
}

/** Three factors that depend on each other take a drawing of three dimensions: a table does. */
function renderDeeper(id: string, analysis: FactorialAnalysis, factors: readonly string[]): Markup {
  const table = buildSimpleTable(analysis, listSimpleEffects(analysis, factors));
  return html`<p id="${id}">${both((m) => m.effects.interactionTitle({ factors }))}</p><details><summary>${both((m) => m.page.showTable)}</summary>${renderScrollBox(id, id, renderTable({ ...table, caption: (m) => m.effects.interactionTitle({ factors }) }))}</details>`;
}

function renderRanking(
  { id }: ScenarioContext,
  analysis: FactorialAnalysis,
  { finding, noise }: EffectsStory,
): Markup {
  const drawn = chooseDrawnEffects(analysis, drawnLimit);
  const bottom = layout.top + drawn.length * layout.rowHeight + 2;
  const height = bottom + 40;
  const axis = buildEffectAxis(drawn);
  const total = analysis.effects.length;
  const isAveraged = drawn.some((one) => one.isReal && findAveraged(one, analysis).length > 0);
  const middle = (layout.left + layout.right) / 2;
  const head = html`class="tk" fill="#59616b" y="14"`;
  return renderFigure({
    id: `${id}-effects`,
    title: (m) => m.effects.title,
    finding,
    reading: (m) =>
      m.effects.reading({ metric: analysis.metric, higherIsBetter: analysis.higherIsBetter }),
    width: layout.width,
    height,
    drawing: html`${bothInSvg((m) => m.effects.share, html`${head} text-anchor="end" x="${layout.end}"`)}${renderBottomAxis(axis, layout.top, bottom)}<path class="ax" stroke="#59616b" d="M${px(axis.position(1))} ${layout.top}V${bottom}"/>${drawn.map((effect, index) => renderRow(effect, analysis, axis, layout.top + index * layout.rowHeight + layout.rowHeight / 2))}${bothInSvg((m) => m.effects.axis({ metric: analysis.metric }), html`class="tk" fill="#59616b" text-anchor="middle" x="${middle}" y="${height - 4}"`)}`,
    table: buildTable(analysis),
    isTableOpen: false,
    note: html` <small>${isAveraged && html`${both((m) => m.effects.averaged)} `}${both(noise)}${total > drawn.length && html` ${both((m) => m.effects.drawnOnly({ drawn: drawn.length, total }))}`}</small>`,
  });
}

/** Few groups have wide intervals: they must not squeeze the dots together, so they are cut at the edge. */
function buildEffectAxis(effects: readonly FactorialEffect[]): Axis {
  const sizes = effects.map(({ ratio }) => Math.exp(1.3 * Math.abs(Math.log(ratio))));
  const reach = Math.max(1.5, ...sizes);
  const bounds = effects.flatMap(({ ratioLower, ratioUpper }) => [ratioLower, ratioUpper]);
  const low = Math.max(1 / reach, 0.9 * Math.min(0.9, ...bounds));
  const high = Math.min(reach, 1.1 * Math.max(1.1, ...bounds));
  return buildRatioAxis([low, high], [layout.left, layout.right], 40);
}

/** Orange where several factors act together, grey and hollow where it may be nothing. */
function lookOf({ isReal, factors }: FactorialEffect): Look {
  if (!isReal) return { hue: 'cx', isDashed: false };
  return { hue: factors.length > 1 ? 'c3' : 'c1', isDashed: false };
}

function renderRow(
  effect: FactorialEffect,
  analysis: FactorialAnalysis,
  axis: Axis,
  y: number,
): Markup {
  const { left, text, bar, barWidth, end } = layout;
  const isAverage = effect.isReal && findAveraged(effect, analysis).length > 0;
  const label = cutTextToPx(labelEffect(effect, analysis), 12, left - 30);
  const at = html`class="lb" fill="#16191d" y="${px(y + 4)}"`;
  const width = effect.variationRatio * barWidth;
  return html`<text ${at} text-anchor="end" x="${left - 14}">${label}${isAverage && ' *'}</text>${!effect.isVacuous && renderWhisker(effect, axis, 'across', y, lookOf(effect), !effect.isReal)}${
    effect.isVacuous
      ? bothInSvg((m) => m.effects.notExercised, html`${at} x="${text}"`)
      : html`<text ${at} x="${text}"><tspan font-weight="600">${formatTimes(effect.ratio)}</tspan> ${formatRatioBounds(effect)}</text>`
  }<path class="t2" fill="#64778f" d="M${bar} ${px(y - 5)}h${px(width)}v10h${px(-width)}z"/><text ${at} text-anchor="end" x="${end}">${formatVariation(effect.variationRatio)}</text>`;
}

function buildTable(analysis: FactorialAnalysis): Table {
  const confidence = String(Math.round(analysis.confidence * 1_000) / 10);
  const rows = analysis.effects.map((effect) => {
    const averaged = findAveraged(effect, analysis);
    const read: Localized = (m) => {
      if (effect.isVacuous) return m.effects.notExercised;
      if (!effect.isReal) return m.effects.notTold;
      return averaged.length > 0 ? m.effects.dependsOn({ factors: averaged }) : m.effects.real;
    };
    const label = [labelEffect(effect, analysis), ...effect.aliases].join(' = ');
    return html`<tr><th scope="row" class="wrap"><bdi>${label}</bdi></th><td class="n">${formatVariation(effect.variationRatio)}</td><td class="n main">${effect.isVacuous ? noFigure : formatTimes(effect.ratio)}</td><td class="n">${!effect.isVacuous && formatRatioBounds(effect)}</td><td class="wrap">${both(read)}</td></tr>`;
  });
  return {
    columns: [
      textColumn((m) => m.effects.effect),
      numberColumn((m) => m.effects.share),
      numberColumn((m) => m.effects.ratio),
      numberColumn((m) => m.table.interval({ confidencePercent: confidence })),
      textColumn((m) => m.effects.readColumn),
    ],
    body: html`<tbody>${rows}</tbody>`,
  };
}
