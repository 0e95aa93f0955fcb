// Warm-up, hit ratios and trends of each variant of a scenario.

import type { Cell } from '../../document/result.ts';
import type { Trend, VariantSteadiness } from '../../document/steadiness.ts';
import { formatCount, formatShare, noFigure } from '../../figures/quantity.ts';
import { describeLoadTime, describeSteadiness } from '../../verdict/describe-steadiness.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import type { ScenarioContext } from '../page-context.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** Nothing where the document says nothing of it. */
export function renderSteadiness(context: ScenarioContext): Markup {
  const { page, scenario, id } = context;
  const { steadiness } = scenario;
  if (steadiness === undefined) return html``;
  const says = describeSteadiness(scenario, page.variants);
  const isCold = steadiness.phase === 'cold';
  const rows = steadiness.variants.map((variant) => {
    const cell = scenario.cells.find(({ variantId }) => variantId === variant.variantId);
    return renderRow(page.labelOf(variant.variantId), variant, cell, isCold);
  });
  const table = renderTable({
    caption: (m) => m.steadiness.title,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => (isCold ? m.steadiness.steadyAfter : m.steadiness.warmupRequests)),
      numberColumn((m) => m.steadiness.hitsAtStart),
      numberColumn((m) => m.steadiness.hitsAtEnd),
      numberColumn((m) => m.steadiness.ownTrend),
      numberColumn((m) => m.steadiness.trendAgainstBaseline),
    ],
    body: html`<tbody>${rows}</tbody>`,
  });
  return html`${says.slice(0, 1).map((message) => html`<p>${both(message)}</p>`)}<p><small>${both((m) => m.steadiness.reading)}</small></p>${renderScrollBox(`${id}-steady`, `${id}-steady-title`, table)}`;
}

function renderRow(
  label: string,
  { warmupRequests, hitRatioAtStart, hitRatioAtEnd, toSteady }: VariantSteadiness,
  cell: Cell | undefined,
  isCold: boolean,
): Markup {
  const trend = (of: Trend['of']): Markup =>
    renderTrend(cell?.trends?.find((each) => each.of === of && each.metric !== 'cacheHitRatio'));
  const share = (ratio: number | null): string => (ratio === null ? noFigure : formatShare(ratio));
  const isFilling = cell?.trends?.some(
    ({ metric, isTrend }) => metric === 'cacheHitRatio' && isTrend,
  );
  const atEnd = share(hitRatioAtEnd);
  const first = isCold
    ? renderToSteady(toSteady)
    : html`${warmupRequests === null ? noFigure : formatCount(warmupRequests)}`;
  return html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="n">${first}</td><td class="n">${share(hitRatioAtStart)}</td><td class="n">${isFilling === true ? html`<b>${atEnd}</b>` : atEnd}</td><td class="n">${trend('itself')}</td><td class="n">${trend('against-baseline')}</td></tr>`;
}

function renderToSteady(toSteady: VariantSteadiness['toSteady']): Markup {
  if (toSteady === null) return html`${noFigure}`;
  const { loadMs } = toSteady;
  return loadMs === null ? both((m) => m.steadiness.notWithinRun) : both(describeLoadTime(loadMs));
}

function renderTrend(trend: Trend | undefined): Markup {
  if (trend === undefined) return html`${noFigure}`;
  const percent = (trend.growthRatio - 1) * 100;
  const text = `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)}%`;
  return trend.isTrend ? html`<b>${text}</b>` : html`${text}`;
}
