// The variants of a scenario as a Markdown table, in the order of every report.

import { metrics } from '../document/metrics.ts';
import type { Cell, MetricName, ResultDocument, ScenarioResult } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { apartMark, listApart } from '../figures/division.ts';
import {
  findComparison,
  findLabel,
  findValue,
  findWorstShare,
  type VariantIndex,
} from '../figures/lookup.ts';
import { findPartOfGroups, partMark } from '../figures/part-of-groups.ts';
import { formatMetric, noFigure } from '../figures/quantity.ts';
import { formatResent, hasResent } from '../figures/resent.ts';
import { findStanding, orderCells } from '../figures/standing.ts';
import { english } from '../language/catalogue.ts';
import { say } from '../terminal/say.ts';
import { explainExercise } from '../verdict/build-exercise.ts';
import { describeApart } from '../verdict/describe-apart.ts';
import { describeParts } from '../verdict/describe-parts.ts';
import { escapeMarkdown, renderName, renderSentence } from './escape.ts';

/** Shown beside the primary metric. */
const beside: readonly MetricName[] = ['throughputRps', 'latencyP99Us', 'successRatio'];

/** Head of the table; the rows of `renderVariantRows` follow. */
export function renderVariantHead(scenario: ScenarioResult): string {
  const names = listMetrics(scenario).map((metric) => english.table.metricColumn(metric));
  const confidence = scenario.cells
    .map((cell) => findComparison(cell, scenario.primaryMetric)?.confidence)
    .find((found) => found !== undefined);
  const interval =
    confidence === undefined
      ? 'interval'
      : english.table.interval(String(Math.round(confidence * 1_000) / 10));
  const resent = hasResent(scenario) ? [english.table.resent] : [];
  const figures = [...names, ...resent];
  const columns = ['Variant', 'Verdict', english.table.againstBaseline, interval, ...figures];
  const rule = ['---', '---', '--:', '---', ...figures.map(() => '--:')];
  return `| ${columns.join(' | ')} |\n|${rule.join('|')}|`;
}

/** A line for each variant that `isWanted`; those not run say why. */
export function renderVariantRows(
  document: ResultDocument,
  scenario: ScenarioResult,
  variants: VariantIndex,
  isWanted: (cell: Cell) => boolean = () => true,
): string[] {
  const apart = new Set(listApart(document, scenario).map(({ variantId }) => variantId));
  return orderCells(scenario)
    .filter(isWanted)
    .map((cell) => {
      const comparison = findComparison(cell, scenario.primaryMetric);
      const difference = comparison && formatDifference(comparison);
      const cells = [
        renderName(findLabel(variants, cell.variantId)),
        escapeMarkdown(describeStanding(cell, document, scenario, variants)),
        difference === undefined
          ? ''
          : `${difference.estimate}${apart.has(cell.variantId) ? apartMark : ''}`,
        difference?.interval.replace(', ', ',\u00a0') ?? '',
        ...listMetrics(scenario).map((metric) => escapeMarkdown(formatCell(cell, metric))),
        ...(hasResent(scenario) ? [escapeMarkdown(formatResent(cell) ?? noFigure)] : []),
      ];
      return `| ${cells.join(' | ')} |`;
    });
}

function formatCell(cell: Cell, metric: MetricName): string {
  const mark = findPartOfGroups(cell, metric) === undefined ? '' : partMark;
  const text = `${formatMetric(metric, findValue(cell, metric))}${mark}`;
  const worst = metrics[metric].kind === 'success' ? findWorstShare(cell) : undefined;
  return worst === undefined ? text : `${text}, ${english.table.worstGroup(worst)}`;
}

/** What the signs after figures and differences mean; empty where none has one. */
export function renderSignNotes(
  document: ResultDocument,
  variants: VariantIndex,
  scenario: ScenarioResult,
): string {
  const notes = [
    describeParts(scenario, listMetrics(scenario), variants),
    describeApart(document, variants, scenario),
  ];
  return notes
    .flatMap((note) => (note === undefined ? [] : [note(english)]))
    .map((note) => `\n\n${renderSentence(note)}`)
    .join('');
}

function describeStanding(
  cell: Cell,
  document: ResultDocument,
  scenario: ScenarioResult,
  variants: VariantIndex,
): string {
  const moreGroups = findComparison(cell, scenario.primaryMetric)?.moreGroups ?? null;
  const words = english.table.standing(findStanding(cell, scenario), moreGroups);
  const details = explainExercise(document, scenario, cell).map(say);
  if (details.length > 0) return `${words}: ${details.join(' ')}`;
  const reason = variants.get(cell.variantId)?.notRunReason ?? null;
  return cell.verdict === 'not-run' && reason !== null ? `${words}: ${reason}` : words;
}

/** The primary metric first, none twice. */
function listMetrics({ primaryMetric }: ScenarioResult): readonly MetricName[] {
  return [primaryMetric, ...beside.filter((metric) => metric !== primaryMetric)];
}
