// The table to decide by: variants in groups of equal rank, the recommended one first.

import { quoteText } from '../../document/messages/message.ts';
import { decisionColumns, isHigherBetter, metrics } from '../../document/metrics.ts';
import type { Cell, Comparison, MetricName } from '../../document/result.ts';
import { formatDifference, formatMargin } from '../../figures/difference.ts';
import { apartMark, listApart } from '../../figures/division.ts';
import { findComparison, findValue, findWorstShare } from '../../figures/lookup.ts';
import { findGroupRatios } from '../../figures/pair.ts';
import { findPartOfGroups, partMark } from '../../figures/part-of-groups.ts';
import { formatMetric, noFigure } from '../../figures/quantity.ts';
import { groupByRank, isKeptForNow, type Rank, type RankGroup } from '../../figures/rank.ts';
import type { Localized, Messages } from '../../language/catalogue.ts';
import { tell } from '../../language/tell.ts';
import { explainCorrection } from '../../verdict/build-evidence.ts';
import { explainExercise } from '../../verdict/build-exercise.ts';
import { describeApart } from '../../verdict/describe-apart.ts';
import { describeParts } from '../../verdict/describe-parts.ts';
import { nameRank } from '../../verdict/describe-rank.ts';
import { both } from '../bilingual.ts';
import { renderScrollBox } from '../figure.ts';
import type { Axis } from '../kit/axis.ts';
import { buildDifferenceAxis, renderDifferenceAxis, renderDotWhisker } from '../kit/dot-whisker.ts';
import { renderSwatch } from '../kit/hue.ts';
import { html, type Markup } from '../markup.ts';
import { isTooMuch, type ScenarioContext } from '../page-context.ts';
import { renderAnchor } from '../parts.ts';
import { type Column, numberColumn, renderTable, textColumn } from '../table.ts';
import { renderOtherBaselines } from './other-baselines.ts';

/** A sign before each verdict, so that colour is not all that tells them apart. */
export const verdictMarks: Readonly<Record<Rank, string>> = {
  recommended: '▲',
  tied: '≈',
  better: '+',
  baseline: '',
  equivalent: '=',
  inconclusive: '?',
  worse: '−',
  'wrong-answers': '✗',
  'wrong-data': '✗',
  failing: '✗',
  'not-exercised': '○',
  'not-judged': '',
  'not-run': '',
};

interface Columns {
  /** Shown only where variants differ in it; otherwise the top of the page says it once. */
  readonly hasGroups: boolean;
  readonly metrics: readonly MetricName[];
  readonly axis: Axis;
  readonly comparisons: readonly Comparison[];
  /** Variants whose figures do not give the difference beside them. */
  readonly apart: ReadonlySet<string>;
}

export function renderDecisionTable(context: ScenarioContext): Markup {
  const { page, scenario, id } = context;
  const primary = scenario.primaryMetric;
  const comparisons = scenario.cells.flatMap((cell) => findComparison(cell, primary) ?? []);
  const { toleranceRatio } = page.document.run;
  const margin = formatMargin(toleranceRatio);
  const columns: Columns = {
    apart: new Set(listApart(page.document, scenario).map(({ variantId }) => variantId)),
    hasGroups: new Set(context.measured.map((cell) => cell.groups)).size > 1,
    metrics: listColumns(context),
    axis: buildDifferenceAxis(page.isTrusted ? comparisons : [], toleranceRatio),
    comparisons,
  };
  const titleId = `${id}-decision`;
  const title: Localized = (m) =>
    page.isTrusted ? m.page.rankedTitle({ metric: primary }) : m.page.figuresTitle;
  const higher = isHigherBetter(primary);
  const note = page.isTrusted && describeApart(page.document, page.variants, scenario);
  const parts = describeParts(scenario, columns.metrics, page.variants);
  const table = renderTable({
    ...{ caption: title, captionId: titleId, className: 'decision', dataOf: id },
    columns: listHeads(context, columns),
    body: listGroups(context).map((group) => renderGroup(context, group, columns)),
  });
  return html`${renderOtherBaselines(context)}
${renderScrollBox(`${id}-ranking`, titleId, table)}
${page.isTrusted && html`<p class="key"><small>${both((m) => m.page.decisionCaption({ metric: primary, margin, higherIsBetter: higher }))}</small></p>`}
${parts && html`<p><small>${both(parts)}</small></p>`}${note && html`<p><small>${both(note)}</small></p>`}`;
}

/** In a run that is not valid nobody stands above anybody. */
function listGroups({ page, scenario, measured }: ScenarioContext): readonly RankGroup[] {
  const groups = groupByRank(scenario);
  if (page.isTrusted) return groups;
  const notRun = groups.filter((group) => group.rank === 'not-run');
  if (measured.length === 0) return notRun;
  return [{ rank: 'not-judged', cells: measured }, ...notRun];
}

function zoneIdOf({ id }: ScenarioContext): string {
  return `${id}-zone`;
}

function listHeads(context: ScenarioContext, columns: Columns): readonly Column[] {
  const { page, scenario } = context;
  const { metrics, axis, comparisons, hasGroups } = columns;
  const zone = { id: zoneIdOf(context), toleranceRatio: page.document.run.toleranceRatio };
  const confidence = comparisons.flatMap((one) => formatDifference(one) ?? [])[0];
  const [primary, ...rest] = metrics;
  const towardsRight = isHigherBetter(scenario.primaryMetric);
  const confidencePercent = confidence?.confidencePercent ?? '95';
  const titleOf = (metric: MetricName) => numberColumn((m) => m.metricColumn(metric));
  return [
    textColumn((m) => m.table.variant),
    textColumn((m) => m.table.verdictColumn),
    ...(primary ? [titleOf(primary)] : []),
    ...(page.isTrusted
      ? [
          { title: (m: Messages) => m.table.againstBaseline, className: 'n diff' },
          numberColumn((m) => m.table.interval({ confidencePercent })),
          {
            title: html`<span class="direction${towardsRight && ' right'}">${both((m) => m.page.betterDirection({ towardsRight }))}</span>${renderDifferenceAxis(axis, zone)}`,
            className: 'drawn',
          },
        ]
      : []),
    ...rest.map(titleOf),
    ...(hasGroups ? [numberColumn((m) => m.table.groups)] : []),
  ];
}

/** A body a row, so that the script may sort them. */
function renderGroup(
  context: ScenarioContext,
  { rank, cells }: RankGroup,
  columns: Columns,
): Markup {
  const width =
    columns.metrics.length + (context.page.isTrusted ? 5 : 2) + (columns.hasGroups ? 1 : 0);
  return html`${cells.map(
    (cell) =>
      html`<tbody class="is-${rank}">${
        rank === 'not-run'
          ? renderNotRun(context, cell, width)
          : renderRow(context, cell, rank, columns)
      }</tbody>`,
  )}`;
}

function renderRow(
  context: ScenarioContext,
  cell: Cell,
  rank: Rank,
  { metrics, axis, hasGroups, apart }: Columns,
): Markup {
  const { page, scenario } = context;
  const comparison = findComparison(cell, scenario.primaryMetric);
  const difference = comparison && formatDifference(comparison);
  const look = page.lookOf(cell.variantId);
  const correction = page.isTrusted && explainCorrection(comparison, page.document);
  const [primary, ...rest] = metrics;
  const isKept = rank === 'recommended' && cell.verdict === 'baseline';
  return html`<tr data-row="${page.numberOf(cell.variantId)}" id="${rowIdOf(context, cell)}"><th scope="row">${renderName(context, cell)}</th><td class="vd">${verdictMarks[rank] !== '' && html`<span aria-hidden="true" class="mark">${verdictMarks[rank]}</span> `}${both(isKept ? (m) => m.table[isKeptForNow(scenario) ? 'keptForNow' : 'keptBaseline'] : nameRank(rank, comparison))}${correction && html`<small class="note">${both(correction)}</small>`}${page.isTrusted && explainExercise(page.document, scenario, cell).map((note) => html`<small class="note">${both(note)}</small>`)}</td>${primary && html`<td class="n main">${formatCell(cell, primary)}</td>`}${
    page.isTrusted &&
    html`<td class="n diff">${difference?.estimate ?? noFigure}${apart.has(cell.variantId) && apartMark}</td><td class="n">${difference?.interval ?? ''}</td><td class="drawn">${renderDotWhisker(comparison, axis, zoneIdOf(context), look, listGroupRatios(context, cell))}</td>`
  }${rest.map((metric) => html`<td class="n">${formatCell(cell, metric)}</td>`)}${hasGroups && html`<td class="n">${cell.groups}</td>`}</tr>`;
}

/** Against the baseline; none where pages must stay small: the trials have them. */
function listGroupRatios(context: ScenarioContext, { variantId }: Cell): readonly number[] {
  const { page, scenario } = context;
  const baseline = page.document.variants.find(({ isBaseline }) => isBaseline);
  if (baseline === undefined || isTooMuch(context)) return [];
  return findGroupRatios(scenario, baseline.id, variantId);
}

/** The head says `req/s` already; beside a share of successes stands the worst group where any failed. */
function formatCell(cell: Cell, metric: MetricName): Markup {
  const text = formatFigure(cell, metric);
  const worst = metrics[metric].kind === 'success' ? findWorstShare(cell) : undefined;
  if (worst === undefined) return html`${text}`;
  return html`${text} <small>${both((m) => m.table.worstGroup({ share: worst }))}</small>`;
}

function formatFigure(cell: Cell, metric: MetricName): string {
  const text = formatMetric(metric, findValue(cell, metric)).replace(/\u00a0req\/s$/, '');
  return findPartOfGroups(cell, metric) === undefined ? text : `${text}${partMark}`;
}

/** Of its link: `s1-v3`. */
function rowIdOf({ page, id }: ScenarioContext, { variantId }: Cell): string {
  return `${id}-v${page.numberOf(variantId)}`;
}

/** What decides first; cost only where it was priced. */
function listColumns({ scenario, measured }: ScenarioContext): readonly MetricName[] {
  const isPriced = measured.some((cell) => findValue(cell, 'costPerMillion') !== null);
  return [
    ...new Set([
      scenario.primaryMetric,
      ...decisionColumns,
      ...(isPriced ? (['costPerMillion'] as const) : []),
    ]),
  ];
}

function renderName(context: ScenarioContext, cell: Cell): Markup {
  const { page } = context;
  const id = rowIdOf(context, cell);
  const isBaseline = page.variants.get(cell.variantId)?.isBaseline === true;
  return html`${renderSwatch(page.lookOf(cell.variantId))}<bdi id="${id}-name">${page.labelOf(cell.variantId)}</bdi>${isBaseline && html` <small>${both((m) => m.page.baselineTag({ label: page.labelOf(cell.variantId) }))}</small>`}${renderAnchor(id, `${id}-name`)}`;
}

function renderNotRun(context: ScenarioContext, cell: Cell, width: number): Markup {
  const { page } = context;
  const variant = page.variants.get(cell.variantId);
  const reason = tell(variant?.notRunReason ?? quoteText(noFigure));
  return html`<tr id="${rowIdOf(context, cell)}"><th scope="row">${renderName(context, cell)}</th><td class="vd">${both(nameRank('not-run'))}</td><td colspan="${width - 2}" class="wrap">${both(reason)}</td></tr>`;
}
