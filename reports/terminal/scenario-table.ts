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
import { findRatioSpan } from '../figures/ratio-span.ts';
import { formatResent, hasResent } from '../figures/resent.ts';
import { findStanding, orderCells, type Standing } from '../figures/standing.ts';
import { english } from '../language/catalogue.ts';
import { toPlainText } from '../language/sentence.ts';
import { explainCorrection } from '../verdict/build-evidence.ts';
import { explainExercise } from '../verdict/build-exercise.ts';
import { describeApart } from '../verdict/describe-apart.ts';
import { describeLoad } from '../verdict/describe-load.ts';
import { describeParts } from '../verdict/describe-parts.ts';
import { nameStanding } from '../verdict/describe-standing.ts';
import { describeSteadiness } from '../verdict/describe-steadiness.ts';
import { type Column, layOutColumns } from './columns.ts';
import { drawDotWhisker } from './dot-whisker.ts';
import { say } from './say.ts';
import { cutToWidth, type Paint, wrapText } from './text.ts';

const marks: Readonly<Record<Standing, string>> = {
  recommended: '▲',
  tied: '≈',
  better: '+',
  baseline: '·',
  equivalent: '=',
  inconclusive: '?',
  worse: '−',
  'wrong-answers': '✗',
  failing: '✗',
  'not-exercised': '○',
  'not-judged': ' ',
  'not-run': ' ',
};

const styles: Readonly<Partial<Record<Standing, Parameters<Paint>[0]>>> = {
  recommended: ['bold', 'green'],
  tied: 'green',
  better: 'green',
  equivalent: 'dim',
  inconclusive: 'yellow',
  'not-exercised': 'dim',
  worse: 'red',
  'wrong-answers': 'red',
  failing: 'red',
};

interface Row {
  readonly cell: Cell;
  readonly standing: Standing;
  readonly label: string;
}

/** Lines of the table with its heading; none is wider than `widthColumns`. */
export function renderScenarioTable(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
  paint: Paint,
): string[] {
  const trusted = isTrusted(document);
  const rows = orderCells(scenario)
    .filter((cell) => cell.verdict !== 'not-run')
    .map((cell): Row => {
      const standing = trusted ? findStanding(cell, scenario) : 'not-judged';
      return { cell, standing, label: findLabel(variants, cell.variantId) };
    });
  const columns = describeColumns(document, scenario, paint);
  const { lines, leftOut } = layOutColumns(columns, rows, widthColumns, (text) =>
    paint('dim', text),
  );
  const narrow =
    leftOut.length === 0 || rows.length === 0
      ? []
      : wrapText(
          `Left out at ${widthColumns} columns: ${leftOut.join(', ')}. The HTML report has them.`,
          widthColumns,
        );
  return [
    ...renderHeading(document, scenario, widthColumns, paint),
    ...(rows.length === 0 ? [] : lines),
    ...narrow.map((line) => paint('dim', line)),
    ...renderParts(variants, scenario, widthColumns),
    ...(trusted ? renderApart(document, variants, scenario, widthColumns) : []),
    ...(trusted ? renderCorrected(document, variants, scenario, widthColumns) : []),
    ...(trusted ? renderNotExercised(document, variants, scenario, widthColumns) : []),
    ...renderSteadiness(variants, scenario, widthColumns, paint),
    ...renderNotRun(variants, scenario, widthColumns),
  ];
}

function renderHeading(
  document: ResultDocument,
  scenario: ScenarioResult,
  widthColumns: number,
  paint: Paint,
): string[] {
  const metric = scenario.primaryMetric;
  const higher = isHigherBetter(metric);
  const load = toPlainText(describeLoad(scenario.load)(english));
  const title = cutToWidth(`${scenario.scenario} · ${load}`, widthColumns);
  const margin = formatMargin(document.run.toleranceRatio);
  if (!isTrusted(document)) return [paint('bold', title)];
  const note = `Differences to the baseline in ${english.metricName(metric)} (${higher ? 'higher' : 'lower'} is better); inside ${margin} counts as the same.`;
  return [paint('bold', title), ...wrapText(note, widthColumns).map((line) => paint('dim', line))];
}

function describeColumns(
  document: ResultDocument,
  scenario: ScenarioResult,
  paint: Paint,
): Column<Row>[] {
  const primary = scenario.primaryMetric;
  const trusted = isTrusted(document);
  const compare = (row: Row) => (trusted ? findComparison(row.cell, primary) : undefined);
  const figure = (metric: MetricName): Column<Row> => ({
    title: english.metricColumn(metric),
    align: 'right',
    priority: metric === primary ? 1 : (metrics[metric].columnPriority ?? 1),
    text: (row) =>
      metrics[metric].kind === 'success'
        ? formatSuccess(row.cell)
        : `${formatFigure(metric, findValue(row.cell, metric))}${findPartOfGroups(row.cell, metric) ? partMark : ''}`,
  });
  const colour = (row: Row, text: string) => {
    const style = styles[row.standing];
    return style === undefined ? text : paint(style, text);
  };
  return [
    {
      title: '  variant',
      align: 'left',
      priority: 0,
      text: (row) => `${marks[row.standing]} ${row.label}`,
      paint: colour,
    },
    ...listShown(scenario).flatMap((metric) =>
      // Resent requests stand beside the share of successes that they belong to.
      metrics[metric].kind === 'success'
        ? [figure(metric), ...describeResent(scenario)]
        : [figure(metric)],
    ),
    ...(trusted ? describeDifferenceColumns(document, scenario, colour) : []),
    {
      title: 'verdict',
      align: 'left',
      priority: 3,
      text: (row) =>
        row.standing === 'recommended' && row.cell.verdict === 'baseline'
          ? english.table.keptBaseline
          : say(nameStanding(row.standing, compare(row)?.moreGroups)),
      paint: colour,
    },
  ];
}

function describeResent(scenario: ScenarioResult): Column<Row>[] {
  if (!hasResent(scenario)) return [];
  const title = english.table.resent;
  return [
    { title, align: 'right', priority: 6, text: ({ cell }) => formatResent(cell) ?? noFigure },
  ];
}

/** The difference in the primary metric, its interval, and both drawn. */
function describeDifferenceColumns(
  document: ResultDocument,
  scenario: ScenarioResult,
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
    {
      title: 'vs base',
      align: 'right',
      priority: 2,
      text: (row) => {
        const estimate = difference(row)?.estimate;
        if (estimate === undefined) return noFigure;
        return apart.has(row.cell.variantId) ? `${estimate}${apartMark}` : estimate;
      },
      paint,
    },
    {
      title: english.table.interval({ confidencePercent: confidencePercent ?? '95' }),
      align: 'left',
      priority: 4,
      text: (row) => difference(row)?.interval ?? '',
    },
    {
      title: 'same: ░',
      align: 'left',
      priority: 9,
      text: () => '',
      drawn: {
        least: 13,
        most: 33,
        draw: (row, width) => drawDotWhisker(compare(row), span, toleranceRatio, width),
      },
    },
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
function renderParts(
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
): string[] {
  const note = describeParts(scenario, listShown(scenario), variants);
  return note === undefined ? [] : wrapText(say(note), widthColumns);
}

/** What the sign after a difference means. */
function renderApart(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
): string[] {
  const note = describeApart(document, variants, scenario)?.(english);
  if (note === undefined) return [];
  return wrapText(typeof note === 'string' ? note : toPlainText(note), widthColumns);
}

/** An interval beside 1 and the word undecided contradict each other until the correction is named. */
function renderCorrected(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
): string[] {
  return listCorrectedAway(document, scenario).flatMap(({ variantId, comparison }) => {
    const note = explainCorrection(comparison, document)?.(english) ?? '';
    const text = `${findLabel(variants, variantId)}: ${typeof note === 'string' ? note : toPlainText(note)}.`;
    return wrapText(text, widthColumns - 2).map((line, at) => `${at === 0 ? '?' : ' '} ${line}`);
  });
}

/** Why a variant has no verdict: what its levels did not do. */
function renderNotExercised(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
): string[] {
  return orderCells(scenario).flatMap((cell) => {
    const details = explainExercise(document, scenario, cell).map(say);
    if (details.length === 0) return [];
    const text = `${findLabel(variants, cell.variantId)}: ${english.table.standing['not-exercised']}. ${details.join(' ')}`;
    return wrapText(text, widthColumns - 2).map((line, at) => `${at === 0 ? '○' : ' '} ${line}`);
  });
}

function renderSteadiness(
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
  paint: Paint,
): string[] {
  const text = describeSteadiness(scenario, variants).map(say).join(' ');
  return text === '' ? [] : wrapText(text, widthColumns).map((line) => paint('dim', line));
}

function renderNotRun(
  variants: VariantIndex,
  scenario: ScenarioResult,
  widthColumns: number,
): string[] {
  const cells = scenario.cells.filter((cell) => cell.verdict === 'not-run');
  if (cells.length === 0) return [];
  const lines = cells.flatMap((cell) => {
    const reason = variants.get(cell.variantId)?.notRunReason?.text ?? 'no reason was recorded';
    const text = `${findLabel(variants, cell.variantId)}: ${reason}`;
    return wrapText(text, widthColumns - 2).map((line) => `  ${line}`);
  });
  return ['Not run:', ...lines];
}
