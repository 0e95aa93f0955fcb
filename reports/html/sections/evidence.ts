// What stands behind the verdicts: p-values, detectable effects, ratios less other programs' CPU; and all scenarios together.

import type { Comparison, OverallComparison } from '../../document/result.ts';
import { formatDifference, formatPercentChange, formatTimes } from '../../figures/difference.ts';
import { formatPValue } from '../../figures/evidence.ts';
import { findComparison } from '../../figures/lookup.ts';
import { noFigure } from '../../figures/quantity.ts';
import { orderCells } from '../../figures/rank.ts';
import { explainCorrection } from '../../verdict/build-evidence.ts';
import { describeSharedLoad } from '../../verdict/describe-gate.ts';
import { nameRank } from '../../verdict/describe-rank.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import { renderSwatch } from '../kit/hue.ts';
import { html, type Markup } from '../markup.ts';
import { isTooMuch, type PageContext, type ScenarioContext } from '../page-context.ts';
import type { Absence } from '../parts.ts';
import { numberColumn, renderTable, textColumn } from '../table.ts';

/** A table for the primary metric; nothing where nothing was compared, or the run is invalid. */
export function renderEvidence(context: ScenarioContext): Markup | Absence {
  const { page, scenario, measured, id } = context;
  const metric = scenario.primaryMetric;
  const rows = measured.flatMap((cell) => {
    const comparison = findComparison(cell, metric);
    return comparison === undefined ? [] : [{ label: page.labelOf(cell.variantId), comparison }];
  });
  if (rows.length === 0 || !page.isTrusted) return html``;
  if (isTooMuch(context)) return { absence: (m) => m.evidence.elsewhere };
  const hasForeign = rows.some(({ comparison }) => comparison.foreignAdjusted !== null);
  const { kind, nominalAlpha } = page.document.run.sequential;
  const limit = kind === 'anytime' ? undefined : formatPValue(nominalAlpha);
  const table = renderTable({
    caption: (m) => m.evidence.title,
    columns: [
      textColumn((m) => m.table.variant),
      numberColumn((m) => m.table.againstBaseline),
      numberColumn((m) => m.evidence.pValue),
      numberColumn((m) => m.evidence.adjusted),
      numberColumn((m) => m.evidence.leastDetectable),
      ...(hasForeign ? [numberColumn((m) => m.evidence.foreignAdjusted)] : []),
      textColumn((m) => m.evidence.method),
      numberColumn((m) => m.table.groups),
    ],
    body: html`<tbody>${rows.map(
      ({ label, comparison }) =>
        html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="n">${renderDifference(comparison)}</td><td class="n">${formatPValue(comparison.pValue)}</td><td class="n">${formatPValue(comparison.adjustedPValue)}</td><td class="n">${formatDetectable(comparison)}</td>${hasForeign && html`<td class="n">${renderForeign(comparison)}</td>`}<td>${both((m) => m.evidence.methodName[comparison.method])}</td><td class="n">${comparison.groups}</td></tr>`,
    )}</tbody>`,
    note: html`<p><small>${both((m) => (limit === undefined ? m.evidence.readingAnytime({ metric }) : m.evidence.reading({ metric, limit })))}${hasForeign && html` ${both((m) => m.evidence.foreignReading)}`}</small></p>`,
  });
  return renderScrollBox(`${id}-evidence`, `${id}-evidence-title`, table);
}

/** `8.3× [8.2×, 8.5×]`; also in the table of routes. */
export function renderDifference(comparison: Comparison | undefined): Markup {
  const difference = comparison && formatDifference(comparison);
  if (difference === undefined) return html`${noFigure}`;
  return html`<b>${difference.estimate}</b> ${difference.interval}`;
}

function renderForeign({ foreignAdjusted, confidence }: Comparison): Markup {
  if (foreignAdjusted === null) return html`${noFigure}`;
  const difference = formatDifference({ ...foreignAdjusted, confidence });
  return html`${difference?.estimate ?? noFigure} ${difference?.interval ?? ''}`;
}

function formatDetectable({ leastDetectableRatio }: Comparison): string {
  if (leastDetectableRatio === null) return noFigure;
  return leastDetectableRatio >= 2
    ? formatTimes(leastDetectableRatio)
    : formatPercentChange(leastDetectableRatio);
}

/** A table for each load that several scenarios share; nothing with one scenario, or in an invalid run. */
export function renderOverall(page: PageContext): Markup {
  const { overall } = page.document;
  if (overall.length === 0 || !page.isTrusted) return html``;
  const byLoad = [...Map.groupBy(rankOverall(page), ({ loadId }) => loadId)];
  return html`${byLoad.map(([loadId, rows], index) => renderLoad(page, loadId, rows, `overall-${index + 1}`))}`;
}

/** In the order of the scenario that the verdict is about, the recommended one first. */
function rankOverall({ document }: PageContext): readonly OverallComparison[] {
  const main = document.scenarios[document.headline.scenarioIndex ?? 0];
  const order = main === undefined ? [] : orderCells(main).map(({ variantId }) => variantId);
  return document.overall.toSorted(
    (a, b) => order.indexOf(a.variantId) - order.indexOf(b.variantId),
  );
}

function renderLoad(
  page: PageContext,
  loadId: string,
  rows: readonly OverallComparison[],
  id: string,
): Markup {
  const metrics = [
    ...new Set(rows.flatMap(({ comparisons }) => comparisons.map(({ metric }) => metric))),
  ];
  const table = renderTable({
    caption: (m) => m.evidence.overallTitle,
    columns: [
      textColumn((m) => m.table.variant),
      ...metrics.map((metric) => numberColumn((m) => m.metricColumn(metric))),
    ],
    body: html`<tbody>${rows.map(
      ({ variantId, comparisons }) =>
        html`<tr><th scope="row">${renderSwatch(page.lookOf(variantId))}<bdi>${page.labelOf(variantId)}</bdi></th>${metrics.map(
          (name) =>
            renderOverallCell(
              page,
              comparisons.find(({ metric }) => metric === name),
            ),
        )}</tr>`,
    )}</tbody>`,
  });
  return html`<p><small>${both((m) => m.evidence.overallReading({ scenarios: rows[0]?.scenarios ?? [], load: describeSharedLoad(page.document, loadId)(m) }))}</small></p>${renderScrollBox(id, 'overall-title', table)}`;
}

const tones: Readonly<Partial<Record<Comparison['verdict'], string>>> = {
  better: 'ok',
  worse: 'bad',
};

function renderOverallCell(page: PageContext, comparison: Comparison | undefined): Markup {
  if (comparison === undefined) return html`<td class="n">${noFigure}</td>`;
  const { verdict } = comparison;
  const correction = explainCorrection(comparison, page.document);
  return html`<td class="n">${renderDifference(comparison)}<br><small class="${tones[verdict] ?? ''}">${both(nameRank(verdict, comparison))}</small>${correction && html`<small class="note">${both(correction)}</small>`}</td>`;
}
