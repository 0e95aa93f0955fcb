// All scenarios together for a terminal: a table for each load that several of them share, metrics as columns.

import { toPlainText } from '../document/messages/sentence.ts';
import type { MetricName, OverallComparison, ResultDocument } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { findLabel, isTrusted, type VariantIndex } from '../figures/lookup.ts';
import { noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { describeSharedLoad } from '../verdict/describe-gate.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { cutToWidth, type Paint, wrapText } from './text.ts';

/** Share of the width that a variant's name may take. */
const longestLabelRatio = 0.3;
const leastLabelColumns = 12;

const marks = { better: '▲', worse: '▼', equivalent: '=', inconclusive: '?' } as const;
const colours = {
  better: 'green',
  worse: 'red',
  equivalent: 'dim',
  inconclusive: 'yellow',
} as const;

/** Empty with one scenario, or in an invalid run; no line is wider than `widthColumns`. */
export function renderOverall(
  document: ResultDocument,
  variants: VariantIndex,
  widthColumns: number,
  paint: Paint,
): string[] {
  const { overall } = document;
  if (overall.length === 0 || !isTrusted(document)) return [];
  const byLoad = [...Map.groupBy(overall, ({ loadId }) => loadId)];
  return [
    paint('bold', english.evidence.overallTitle),
    ...byLoad.flatMap(([loadId, rows]) =>
      renderLoad(document, loadId, rows, variants, widthColumns, paint),
    ),
  ];
}

function renderLoad(
  document: ResultDocument,
  loadId: string,
  rows: readonly OverallComparison[],
  variants: VariantIndex,
  widthColumns: number,
  paint: Paint,
): string[] {
  const reading = toPlainText(
    english.evidence.overallReading({
      scenarios: rows[0]?.scenarios ?? [],
      load: describeSharedLoad(document, loadId)(english),
    }),
  );
  const metrics = [
    ...new Set(rows.flatMap(({ comparisons }) => comparisons.map(({ metric }) => metric))),
  ];
  const dim = (text: string) => paint('dim', text);
  const widest = Math.max(leastLabelColumns, Math.floor(widthColumns * longestLabelRatio));
  const label: Column<OverallComparison> = left(
    english.table.variant.toLowerCase(),
    0,
    ({ variantId }) => cutToWidth(findLabel(variants, variantId), widest),
  );
  const lay = (hasIntervals: boolean) =>
    layOutColumns(
      [label, ...metrics.map((metric, at) => describeMetric(metric, at, hasIntervals, paint))],
      rows,
      widthColumns,
      paint,
    );
  // Every metric without its interval says more than a few with theirs.
  const full = lay(true);
  const { lines, leftOut } = full.leftOut.length === 0 ? full : lay(false);
  const { legend } = english.terminal;
  const missing = [...(lines === full.lines ? [] : [english.terminal.intervals]), ...leftOut];
  const below =
    missing.length === 0
      ? legend
      : `${legend} ${english.terminal.leftOut({ width: widthColumns, columns: missing.join(', ') })}`;
  return [
    ...wrapText(reading, widthColumns).map(dim),
    ...lines,
    ...wrapText(below, widthColumns).map(dim),
  ];
}

function describeMetric(
  metric: MetricName,
  at: number,
  hasInterval: boolean,
  paint: Paint,
): Column<OverallComparison> {
  const find = ({ comparisons }: OverallComparison) =>
    comparisons.find((comparison) => comparison.metric === metric);
  return right(
    english.metricColumn(metric),
    at + 1,
    (row) => {
      const comparison = find(row);
      const difference = comparison && formatDifference(comparison);
      if (comparison?.verdict === 'not-exercised') return '○';
      if (difference === undefined) return noFigure;
      const { estimate, interval } = difference;
      const mark = findStyled(marks, comparison?.verdict) ?? '';
      return `${hasInterval ? `${estimate} ${interval}` : estimate} ${mark}`.trimEnd();
    },
    (row, text) => {
      const colour = findStyled(colours, find(row)?.verdict);
      return colour === undefined ? text : paint(colour, text);
    },
  );
}

function findStyled<Value>(
  styles: Readonly<Partial<Record<string, Value>>>,
  verdict: string | undefined,
): Value | undefined {
  return verdict === undefined ? undefined : styles[verdict];
}
