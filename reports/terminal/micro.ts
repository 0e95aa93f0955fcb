// The micro-benchmarks for a terminal: a table a suite, times and what the groups say of the difference.

import { countOf } from '../document/messages/count.ts';
import type { Comparison } from '../document/result.ts';
import { formatDifference, formatMargin } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { findRatioSpan, type RatioSpan } from '../figures/ratio-span.ts';
import { type Column, layOutColumns } from './columns.ts';
import { drawDotWhisker } from './dot-whisker.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

interface MicroViewRow {
  readonly alternative: string;
  readonly standing: 'baseline' | 'compared' | 'only-here' | 'only-there' | 'not-run';
  readonly reason: string | null;
  readonly timeNs: number | null;
  readonly otherTimeNs: number | null;
  readonly comparison: Omit<Comparison, 'metric'> | null;
}

interface MicroViewSuite {
  readonly name: string;
  readonly operation: string;
  readonly isBenchChanged: boolean;
  readonly rows: readonly MicroViewRow[];
}

/** What of a run of micro-benchmarks is shown. */
export interface MicroView {
  readonly against: { readonly ref: string; readonly commit: string } | null;
  readonly groups: number;
  readonly seed: number;
  readonly toleranceRatio: number;
  readonly nodeVersion: string;
  readonly cpus: readonly number[] | null;
  readonly suites: readonly MicroViewSuite[];
}

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

/** Lines without a trailing newline, none wider than `widthColumns`. */
export function renderMicro(view: MicroView, widthColumns: number, colour = false): string {
  const width = Math.max(40, widthColumns);
  const paint = createPaint(colour);
  const dim = (text: string) => paint('dim', text);
  return [
    ...wrapText(describeHeading(view), width).map((line) => paint('bold', line)),
    ...wrapText(describeRule(view), width).map(dim),
    '',
    ...view.suites.flatMap((suite) => [...renderSuite(view, suite, width, paint), '']),
    ...wrapText(describeEnd(view), width),
  ].join('\n');
}

function describeHeading({ against, groups }: MicroView): string {
  const what =
    against === null
      ? 'Micro-benchmarks, each against the baseline of its suite'
      : `Micro-benchmarks of the working tree against ${against.ref} (${against.commit.slice(0, 10)})`;
  return `${what} · ${countOf(groups, 'group')}`;
}

function describeRule({ cpus, nodeVersion, toleranceRatio }: MicroView): string {
  const place = cpus === null ? 'not pinned' : `CPU ${cpus.join(',')}`;
  return `Time of one operation, lower is better; inside ${formatMargin(toleranceRatio)} counts as the same. Fresh processes, Node ${nodeVersion}, ${place}.`;
}

function renderSuite(
  view: MicroView,
  suite: MicroViewSuite,
  width: number,
  paint: Paint,
): string[] {
  const dim = (text: string) => paint('dim', text);
  const ran = suite.rows.filter(({ standing }) => standing !== 'not-run');
  const columns = describeColumns(view, suite, paint);
  const notRun = suite.rows.filter(({ standing }) => standing === 'not-run');
  return [
    cutToWidth(`${suite.name}: ${suite.operation}`, width),
    ...(ran.length === 0
      ? []
      : layOutColumns(columns, ran, width - 2, dim).lines.map((line) => `  ${line}`)),
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
  { against, toleranceRatio }: MicroView,
  { rows }: MicroViewSuite,
  paint: Paint,
): Column<MicroViewRow>[] {
  const verdictOf = ({ comparison }: MicroViewRow) => comparison?.verdict ?? '';
  const colour = (row: MicroViewRow, text: string) => {
    const style = styles[verdictOf(row)];
    return style === undefined ? text : paint(style, text);
  };
  const difference = ({ comparison }: MicroViewRow) => comparison && formatDifference(comparison);
  const other: Column<MicroViewRow> = {
    title: cutToWidth(against?.ref ?? '', 20),
    align: 'right',
    priority: 4,
    text: (row) => formatTime(row.otherTimeNs),
  };
  const name = (row: MicroViewRow) => `${marks[verdictOf(row)] ?? '·'} ${row.alternative}`;
  const comparisons = rows.flatMap(({ comparison }) => comparison ?? []);
  const isJudged = comparisons.length > 0;
  // One axis a suite: those of different suites differ by orders of magnitude.
  const span = findRatioSpan(comparisons, toleranceRatio);
  return [
    { title: '', align: 'left', priority: 0, text: name, paint: colour },
    {
      title: against === null ? 'time' : 'here',
      align: 'right',
      priority: 1,
      text: (row) => formatTime(row.timeNs),
    },
    ...(against === null ? [] : [other]),
    ...(isJudged ? describeDifferenceColumns(difference, colour, against !== null) : []),
    ...(isJudged ? [drawDifference(span, toleranceRatio)] : []),
    { title: 'verdict', align: 'left', priority: 3, text: describeVerdict, paint: colour },
  ];
}

function describeDifferenceColumns(
  difference: (row: MicroViewRow) => ReturnType<typeof formatDifference> | null,
  paint: (row: MicroViewRow, text: string) => string,
  isAgainst: boolean,
): Column<MicroViewRow>[] {
  return [
    {
      title: isAgainst ? 'change' : 'vs base',
      align: 'right',
      priority: 2,
      text: (row) => difference(row)?.estimate ?? '',
      paint,
    },
    {
      title: '95% interval',
      align: 'left',
      priority: 5,
      text: (row) => difference(row)?.interval ?? '',
    },
  ];
}

function drawDifference(span: RatioSpan, toleranceRatio: number): Column<MicroViewRow> {
  return {
    title: 'same: ░',
    align: 'left',
    priority: 6,
    text: () => '',
    drawn: {
      least: 13,
      most: 33,
      draw: ({ comparison }, width) =>
        drawDotWhisker(comparison ?? undefined, span, toleranceRatio, width),
    },
  };
}

function describeVerdict({ standing, comparison }: MicroViewRow): string {
  if (standing === 'baseline') return 'baseline';
  if (standing === 'only-here') return 'only here';
  if (standing === 'only-there') return 'only there';
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

function describeEnd({ suites, against, seed }: MicroView): string {
  const rows = suites.flatMap((suite) => suite.rows);
  const count = (verdict: string) =>
    rows.filter(({ comparison }) => comparison?.verdict === verdict).length;
  const parts = [
    `${count('better')} faster`,
    `${count('worse')} slower`,
    `${count('equivalent')} the same`,
    `${count('inconclusive')} inconclusive`,
  ];
  const alone = rows.filter(({ standing }) => standing.startsWith('only-')).length;
  const notRun = rows.filter(({ standing }) => standing === 'not-run').length;
  const rest = [
    ...(alone > 0 ? [`${alone} in one version only`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  const subject = against === null ? 'Against the baselines' : `Against ${against.ref}`;
  return `${subject}: ${[...parts, ...rest].join(', ')}. Seed ${seed}.`;
}
