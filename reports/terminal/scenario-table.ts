// The table of one scenario: a line a variant, best first, and the variants that were not run.

import { decisionColumns, isHigherBetter, metrics } from '../document/metrics.ts';
import type { Cell, MetricName, ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { apartMark, listApart } from '../figures/division.ts';
import { listCorrectedAway } from '../figures/evidence.ts';
import type { VariantIndex } from '../figures/lookup.ts';
import {
  findComparison,
  findLabel,
  findValue,
  findWorstShare,
  isTrusted,
} from '../figures/lookup.ts';
import { findPartOfGroups, partMark } from '../figures/part-of-groups.ts';
import { formatMetric, formatNumber, noFigure } from '../figures/quantity.ts';
import { isKeptForNow, orderCells, type Rank, rankOf } from '../figures/rank.ts';
import { findRatioSpan } from '../figures/ratio-span.ts';
import { formatResent, hasResent } from '../figures/resent.ts';
import { english } from '../language/catalogue.ts';
import { tellLoad } from '../language/tell.ts';
import { explainCorrection } from '../verdict/build-evidence.ts';
import { explainExercise } from '../verdict/build-exercise.ts';
import { describeApart } from '../verdict/describe-apart.ts';
import { describeParts } from '../verdict/describe-parts.ts';
import { nameRank } from '../verdict/describe-rank.ts';
import { describeSteadiness } from '../verdict/describe-steadiness.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { whisker } from './dot-whisker.ts';
import { renderPagesTable } from './pages-table.ts';
import { say } from './say.ts';
import { cutToWidth, type Paint, wrapText } from './text.ts';

const marks: Readonly<Record<Rank, string>> = {
  recommended: '▲',
  tied: '≈',
  better: '+',
  baseline: '·',
  equivalent: '=',
  inconclusive: '?',
  worse: '−',
  'wrong-answers': '✗',
  'wrong-data': '✗',
  failing: '✗',
  'not-exercised': '○',
  'not-judged': ' ',
  'not-run': ' ',
};

const styles: Readonly<Partial<Record<Rank, Parameters<Paint>[0]>>> = {
  recommended: ['bold', 'green'],
  tied: 'green',
  better: 'green',
  equivalent: 'dim',
  inconclusive: 'yellow',
  'not-exercised': 'dim',
  worse: 'red',
  'wrong-answers': 'red',
  'wrong-data': 'red',
  failing: 'red',
};

interface Row {
  readonly cell: Cell;
  readonly rank: Rank;
  readonly label: string;
}

/** One scenario of a document, and how it is drawn. */
interface ScenarioView {
  readonly document: ResultDocument;
  readonly variants: VariantIndex;
  readonly scenario: ScenarioResult;
  readonly widthColumns: number;
  readonly paint: Paint;
}

/** Lines of the table with its heading; none is wider than `widthColumns`. */
export function renderScenarioTable(view: ScenarioView): string[] {
  const { document, variants, scenario, widthColumns, paint } = view;
  const trusted = isTrusted(document);
  const rows = orderCells(scenario)
    .filter((cell) => cell.verdict !== 'not-run')
    .map((cell): Row => {
      const rank = trusted ? rankOf(cell, scenario) : 'not-judged';
      return { cell, rank, label: findLabel(variants, cell.variantId) };
    });
  const columns = describeColumns(view);
  const { lines, leftOut } = layOutColumns(columns, rows, widthColumns, paint);
  const narrow =
    leftOut.length === 0 || rows.length === 0
      ? []
      : wrapText(
          english.terminal.leftOut({ width: widthColumns, columns: leftOut.join(', ') }),
          widthColumns,
        );
  return [
    ...renderHeading(view),
    ...(rows.length === 0 ? [] : lines),
    ...narrow.map((line) => paint('dim', line)),
    ...renderParts(view),
    ...(trusted ? renderApart(view) : []),
    ...(trusted ? renderCorrected(view) : []),
    ...(trusted ? renderNotExercised(view) : []),
    ...renderPagesTable(document, variants, scenario, widthColumns, paint),
    ...renderSteadiness(view),
    ...renderNotRun(view),
  ];
}

function renderHeading({ document, scenario, widthColumns, paint }: ScenarioView): string[] {
  const metric = scenario.primaryMetric;
  const load = say(tellLoad(scenario.load));
  const title = cutToWidth(`${scenario.scenario} · ${load}`, widthColumns);
  const margin = formatMargin(document.run.toleranceRatio);
  if (!isTrusted(document)) return [paint('bold', title)];
  const note = english.terminal.differences({
    ...{ metric: english.metricName(metric), margin },
    isHigherBetter: isHigherBetter(metric),
  });
  return [paint('bold', title), ...wrapText(note, widthColumns).map((line) => paint('dim', line))];
}

function describeColumns(view: ScenarioView): Column<Row>[] {
  const { document, scenario, paint } = view;
  const primary = scenario.primaryMetric;
  const trusted = isTrusted(document);
  const compare = (row: Row) => (trusted ? findComparison(row.cell, primary) : undefined);
  const figure = (metric: MetricName): Column<Row> =>
    right(
      english.metricColumn(metric),
      metric === primary ? 1 : (metrics[metric].columnPriority ?? 1),
      (row) =>
        metrics[metric].kind === 'success'
          ? formatSuccess(row.cell)
          : `${formatFigure(metric, findValue(row.cell, metric))}${findPartOfGroups(row.cell, metric) ? partMark : ''}`,
    );
  const colour = (row: Row, text: string) => {
    const style = styles[row.rank];
    return style === undefined ? text : paint(style, text);
  };
  return [
    left('  variant', 0, (row) => `${marks[row.rank]} ${row.label}`, colour),
    ...listShown(scenario).flatMap((metric) =>
      // Resent requests stand beside the share of successes that they belong to.
      metrics[metric].kind === 'success'
        ? [figure(metric), ...describeResent(scenario)]
        : [figure(metric)],
    ),
    ...(trusted ? describeDifferenceColumns(view, colour) : []),
    left(
      'verdict',
      3,
      (row) =>
        row.rank === 'recommended' && row.cell.verdict === 'baseline'
          ? english.table[isKeptForNow(scenario) ? 'keptForNow' : 'keptBaseline']
          : say(nameRank(row.rank, compare(row))),
      colour,
    ),
  ];
}

function describeResent(scenario: ScenarioResult): Column<Row>[] {
  if (!hasResent(scenario)) return [];
  const title = english.table.resent;
  return [right(title, 6, ({ cell }) => formatResent(cell) ?? noFigure)];
}

/** The difference in the primary metric, its interval, and both drawn. */
function describeDifferenceColumns(
  { document, scenario }: ScenarioView,
  paint: (row: Row, text: string) => string,
): Column<Row>[] {
  const { toleranceRatio } = document.run;
  const compare = (row: Row) => findComparison(row.cell, scenario.primaryMetric);
  const difference = (row: Row) => {
    const comparison = compare(row);
    return comparison && formatDifference(comparison);
  };
  const comparisons = scenario.cells.flatMap(
    (cell) => findComparison(cell, scenario.primaryMetric) ?? [],
  );
  const apart = new Set(listApart(document, scenario).map(({ variantId }) => variantId));
  const span = findRatioSpan(comparisons, toleranceRatio);
  const confidencePercent = comparisons.flatMap((one) => formatDifference(one) ?? [])[0]
    ?.confidencePercent;
  return [
    right(
      'vs base',
      2,
      (row) => {
        const estimate = difference(row)?.estimate;
        if (estimate === undefined) return noFigure;
        return apart.has(row.cell.variantId) ? `${estimate}${apartMark}` : estimate;
      },
      paint,
    ),
    left(
      english.table.interval({ confidencePercent: confidencePercent ?? '95' }),
      4,
      (row) => difference(row)?.interval ?? '',
    ),
    whisker(9, span, toleranceRatio, compare),
  ];
}

/** The primary metric is shown, too, where it has no column otherwise. */
function listShown({ primaryMetric }: ScenarioResult): readonly MetricName[] {
  return [...new Set([...decisionColumns, primaryMetric])];
}

/** Of all requests, with the worst group beside it where any failed. */
function formatSuccess(cell: Cell): string {
  const share = formatMetric('successRatio', findValue(cell, 'successRatio'));
  const worst = findWorstShare(cell);
  return worst === undefined ? share : `${share}, ${english.table.worstGroup({ share: worst })}`;
}

/** The column's title says `req/s` already. */
function formatFigure(metric: MetricName, value: number | null): string {
  if (metrics[metric].format === 'rate') return value === null ? noFigure : formatNumber(value);
  return formatMetric(metric, value);
}

/** What the sign after a percentile means. */
function renderParts({ variants, scenario, widthColumns }: ScenarioView): string[] {
  const note = describeParts(scenario, listShown(scenario), variants);
  return note === undefined ? [] : wrapText(say(note), widthColumns);
}

/** What the sign after a difference means. */
function renderApart({ document, variants, scenario, widthColumns }: ScenarioView): string[] {
  const note = describeApart(document, variants, scenario);
  return note === undefined ? [] : wrapText(say(note), widthColumns);
}

/** An interval beside 1 and the word undecided contradict each other until the correction is named. */
function renderCorrected({ document, variants, scenario, widthColumns }: ScenarioView): string[] {
  return listCorrectedAway(document, scenario).flatMap(({ variantId, comparison }) => {
    const note = explainCorrection(comparison, document);
    const text = `${findLabel(variants, variantId)}: ${note === undefined ? '' : say(note)}.`;
    return wrapText(text, widthColumns - 2).map((line, at) => `${at === 0 ? '?' : ' '} ${line}`);
  });
}

/** Why a variant has no verdict: what its levels did not do. */
function renderNotExercised({
  document,
  variants,
  scenario,
  widthColumns,
}: ScenarioView): string[] {
  return orderCells(scenario).flatMap((cell) => {
    const details = explainExercise(document, scenario, cell).map(say);
    if (details.length === 0) return [];
    const text = `${findLabel(variants, cell.variantId)}: ${english.table.rank['not-exercised']}. ${details.join(' ')}`;
    return wrapText(text, widthColumns - 2).map((line, at) => `${at === 0 ? '○' : ' '} ${line}`);
  });
}

function renderSteadiness({ variants, scenario, widthColumns, paint }: ScenarioView): string[] {
  const text = describeSteadiness(scenario, variants).map(say).join(' ');
  return text === '' ? [] : wrapText(text, widthColumns).map((line) => paint('dim', line));
}

function renderNotRun({ variants, scenario, widthColumns }: ScenarioView): string[] {
  const cells = scenario.cells.filter((cell) => cell.verdict === 'not-run');
  if (cells.length === 0) return [];
  const lines = cells.flatMap((cell) => {
    const reason = variants.get(cell.variantId)?.notRunReason?.text ?? english.terminal.noReason;
    const text = `${findLabel(variants, cell.variantId)}: ${reason}`;
    return wrapText(text, widthColumns - 2).map((line) => `  ${line}`);
  });
  return [english.terminal.notRun, ...lines];
}
