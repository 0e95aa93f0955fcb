// The micro-benchmarks for a terminal: a table a suite, times and what the groups say of the difference.

import type { MicroReport, MicroRow, MicroSuiteResult } from '../document/micro.ts';
import { findOutlook } from '../document/more-groups.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { findRatioSpan } from '../figures/ratio-span.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { whisker } from './dot-whisker.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

const words = english.micro;

const marks: Readonly<Record<string, string>> = {
  better: '+',
  worse: '−',
  equivalent: '=',
  inconclusive: '?',
};
const styles: Readonly<Record<string, Parameters<Paint>[0]>> = {
  better: 'green',
  worse: 'red',
  equivalent: 'dim',
  inconclusive: 'yellow',
};

// Keeps a figure and its unit on one line.
const hardSpace = '\u00a0';

/** Nanoseconds as ns, µs or ms with three significant digits. */
function formatTime(ns: number | null): string {
  if (ns === null) return noFigure;
  const [value, unit] = ns < 1_000 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1_000, 'µs'] : [ns / 1e6, 'ms'];
  return `${value.toPrecision(value >= 1_000 ? 4 : 3)}${hardSpace}${unit}`;
}

/** Lines without a trailing newline, none wider than asked for, but at least 40 columns are used. */
export function renderMicro(view: MicroReport, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const dim = (text: string) => paint('dim', text);
  return [
    ...wrapText(describeHeading(view), width).map((line) => paint('bold', line)),
    ...wrapText(describeRule(view), width).map(dim),
    '',
    ...view.suites.flatMap((suite) => [...renderSuite(view, suite, width, paint), '']),
    ...wrapText(describeEnd(view), width),
  ].join('\n');
}

function describeHeading({ against, groups }: MicroReport): string {
  if (against === null) return words.heading({ groups });
  const { ref } = against;
  return words.headingAgainst({ ref, commit: against.commit.slice(0, 10), groups });
}

function describeRule({ cpus, nodeVersion: node, toleranceRatio }: MicroReport): string {
  const place = cpus === null ? words.notPinned : words.cpu({ cpus: cpus.join(',') });
  return words.rule({ margin: formatMargin(toleranceRatio), node, place });
}

function renderSuite(
  view: MicroReport,
  suite: MicroSuiteResult,
  width: number,
  paint: Paint,
): string[] {
  const dim = (text: string) => paint('dim', text);
  const ran = suite.rows.filter(({ status }) => status !== 'not-run');
  const columns = describeColumns(view, suite, paint);
  const notRun = suite.rows.filter(({ status }) => status === 'not-run');
  return [
    cutToWidth(words.suite({ name: suite.name, operation: suite.operation }), width),
    ...(ran.length === 0
      ? []
      : layOutColumns(columns, ran, width - 2, paint).lines.map((line) => `  ${line}`)),
    ...notRun.flatMap(({ alternative, reason }) =>
      wrapText(words.notRun({ alternative, reason: reason ?? words.noReason }), width - 4).map(
        (line) => dim(`    ${line}`),
      ),
    ),
    ...(suite.isBenchChanged
      ? wrapText(words.benchChanged, width - 4).map((line) => paint('yellow', `    ${line}`))
      : []),
  ];
}

function describeColumns(
  { against, toleranceRatio }: MicroReport,
  { rows }: MicroSuiteResult,
  paint: Paint,
): Column<MicroRow>[] {
  const verdictOf = ({ comparison }: MicroRow) => comparison?.verdict ?? '';
  const colour = (row: MicroRow, text: string) => {
    const style = styles[verdictOf(row)];
    return style === undefined ? text : paint(style, text);
  };
  const difference = ({ comparison }: MicroRow) => comparison && formatDifference(comparison);
  const other: Column<MicroRow> = right(cutToWidth(against?.ref ?? '', 20), 4, (row) =>
    formatTime(row.otherTimeNs),
  );
  const name = (row: MicroRow) => `${marks[verdictOf(row)] ?? '·'} ${row.alternative}`;
  const comparisons = rows.flatMap(({ comparison }) => comparison ?? []);
  const isJudged = comparisons.length > 0;
  const compare = ({ comparison }: MicroRow) => comparison ?? undefined;
  // One axis a suite: those of different suites differ by orders of magnitude.
  const span = findRatioSpan(comparisons, toleranceRatio);
  return [
    left('', 0, name, colour),
    right(against === null ? words.time : words.here, 1, (row) => formatTime(row.timeNs)),
    ...(against === null ? [] : [other]),
    ...(isJudged ? describeDifferenceColumns(difference, colour, against !== null) : []),
    ...(isJudged ? [whisker(6, span, toleranceRatio, compare)] : []),
    left(words.verdictColumn, 3, describeVerdict, colour),
  ];
}

function describeDifferenceColumns(
  difference: (row: MicroRow) => ReturnType<typeof formatDifference> | null,
  paint: (row: MicroRow, text: string) => string,
  isAgainst: boolean,
): Column<MicroRow>[] {
  return [
    right(
      isAgainst ? words.change : words.againstBaseline,
      2,
      (row) => difference(row)?.estimate ?? '',
      paint,
    ),
    left(
      english.table.interval({ confidencePercent: '95' }),
      5,
      (row) => difference(row)?.interval ?? '',
    ),
  ];
}

function describeVerdict({ status, comparison }: MicroRow): string {
  if (status === 'baseline' || status === 'only-here' || status === 'only-there')
    return words.status[status];
  const told: Readonly<Record<string, string>> = words.verdict;
  const outlook = findOutlook(comparison ?? undefined);
  if (outlook?.kind === 'more-groups') return words.more({ groups: outlook.moreGroups });
  if (outlook?.kind === 'too-small') return words.tooSmall;
  return told[comparison?.verdict ?? ''] ?? words.notJudged;
}

function describeEnd({ suites, against, seed }: MicroReport): string {
  const rows = suites.flatMap((suite) => suite.rows);
  const count = (verdict: string) =>
    rows.filter(({ comparison }) => comparison?.verdict === verdict).length;
  const counts = words.counts({
    ...{ better: count('better'), worse: count('worse') },
    ...{ equivalent: count('equivalent'), inconclusive: count('inconclusive') },
    alone: rows.filter(({ status }) => status.startsWith('only-')).length,
    notRun: rows.filter(({ status }) => status === 'not-run').length,
  });
  return against === null
    ? words.end({ counts, seed })
    : words.endAgainst({ counts, seed, ref: against.ref });
}
