// The micro-benchmarks for a terminal: a table a suite, times and what the groups say of the difference.

import { countOf } from '../document/messages/count.ts';
import type { MicroReport, MicroRow, MicroSuiteResult } from '../document/micro.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { findRatioSpan } from '../figures/ratio-span.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { whisker } from './dot-whisker.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

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
  const what =
    against === null
      ? 'Micro-benchmarks, each against the baseline of its suite'
      : `Micro-benchmarks of the working tree against ${against.ref} (${against.commit.slice(0, 10)})`;
  return `${what} · ${countOf(groups, 'group')}`;
}

function describeRule({ cpus, nodeVersion, toleranceRatio }: MicroReport): string {
  const place = cpus === null ? 'not pinned' : `CPU ${cpus.join(',')}`;
  return `Time of one operation, lower is better; inside ${formatMargin(toleranceRatio)} counts as the same. Fresh processes, Node ${nodeVersion}, ${place}.`;
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
    cutToWidth(`${suite.name}: ${suite.operation}`, width),
    ...(ran.length === 0
      ? []
      : layOutColumns(columns, ran, width - 2, paint).lines.map((line) => `  ${line}`)),
    ...notRun.flatMap(({ alternative, reason }) =>
      wrapText(`${alternative}: not run, ${reason ?? 'for no reason told'}`, width - 4).map(
        (line) => dim(`    ${line}`),
      ),
    ),
    ...(suite.isBenchChanged
      ? wrapText(
          'The benchmark itself differs between both versions, so the difference may be its own.',
          width - 4,
        ).map((line) => paint('yellow', `    ${line}`))
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
    right(against === null ? 'time' : 'here', 1, (row) => formatTime(row.timeNs)),
    ...(against === null ? [] : [other]),
    ...(isJudged ? describeDifferenceColumns(difference, colour, against !== null) : []),
    ...(isJudged ? [whisker(6, span, toleranceRatio, compare)] : []),
    left('verdict', 3, describeVerdict, colour),
  ];
}

function describeDifferenceColumns(
  difference: (row: MicroRow) => ReturnType<typeof formatDifference> | null,
  paint: (row: MicroRow, text: string) => string,
  isAgainst: boolean,
): Column<MicroRow>[] {
  return [
    right(isAgainst ? 'change' : 'vs base', 2, (row) => difference(row)?.estimate ?? '', paint),
    left('95% interval', 5, (row) => difference(row)?.interval ?? ''),
  ];
}

function describeVerdict({ status, comparison }: MicroRow): string {
  if (status === 'baseline') return 'baseline';
  if (status === 'only-here') return 'only here';
  if (status === 'only-there') return 'only there';
  switch (comparison?.verdict) {
    case 'better':
      return 'faster';
    case 'worse':
      return 'slower';
    case 'equivalent':
      return 'same';
    case 'inconclusive':
      return comparison.moreGroups === null
        ? 'inconclusive'
        : `inconclusive: +${countOf(comparison.moreGroups, 'group')}`;
    default:
      return 'not judged';
  }
}

function describeEnd({ suites, against, seed }: MicroReport): string {
  const rows = suites.flatMap((suite) => suite.rows);
  const count = (verdict: string) =>
    rows.filter(({ comparison }) => comparison?.verdict === verdict).length;
  const parts = [
    `${count('better')} faster`,
    `${count('worse')} slower`,
    `${count('equivalent')} the same`,
    `${count('inconclusive')} inconclusive`,
  ];
  const alone = rows.filter(({ status }) => status.startsWith('only-')).length;
  const notRun = rows.filter(({ status }) => status === 'not-run').length;
  const rest = [
    ...(alone > 0 ? [`${alone} in one version only`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  const subject = against === null ? 'Against the baselines' : `Against ${against.ref}`;
  return `${subject}: ${[...parts, ...rest].join(', ')}. Seed ${seed}.`;
}
