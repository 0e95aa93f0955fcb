// The self-test of the load drivers for a terminal: reported beside true, marks, and a score a subject.

import type {
  CaseReport,
  CriterionReport,
  RunReport,
  SelftestReport,
  SubjectReport,
} from '../document/selftest.ts';
import { formatLatency } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

const words = english.selftest;

const marks = {
  met: '✓',
  missed: '✗',
  undecidable: '?',
  disowned: '~',
  'not-reported': '–',
} as const;
const hues = {
  met: 'green',
  missed: 'red',
  undecidable: 'yellow',
  disowned: 'yellow',
  'not-reported': 'dim',
} as const;

/** Criteria with a column of their own; the others are named where they are not met. */
const latencyCriteria = ['p50', 'p90', 'p99'] as const;

/** Lines without a trailing newline, none wider than asked for, but at least 40 columns are used. */
export function renderSelftest(view: SelftestReport, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  return [
    ...view.cases.flatMap((one) => [
      paint('bold', cutToWidth(one.name, width)),
      ...wrapText(one.trap, width - 2).map((line) => paint('dim', `  ${line}`)),
      ...wrapText(describeFloor(one), width - 2).map((line) => paint('dim', `  ${line}`)),
      ...layOutColumns(describeRunColumns(paint), one.runs, width - 2, paint).lines.map(
        (line) => `  ${line}`,
      ),
      '',
    ]),
    paint('bold', words.score),
    ...layOutColumns(describeScoreColumns(), view.subjects, width - 2, paint).lines.map(
      (line) => `  ${line}`,
    ),
    '',
    ...describeMarks(width, paint),
    ...wrapText(describeNoise(view), width),
    ...wrapText(describeVerdict(view), width).map((line) => paint(hues[view.verdict], line)),
  ].join('\n');
}

function describeRunColumns(paint: Paint): Column<RunReport>[] {
  const latency = latencyCriteria.map((name, index): Column<RunReport> => {
    const find = (run: RunReport) => run.criteria.find(({ criterion }) => criterion === name);
    return right(
      words.latency({ percentile: name }),
      2 + index,
      (run) => {
        const found = find(run);
        return found === undefined ? '' : `${describeValues(found)} ${marks[found.verdict]}`;
      },
      (run, text) => {
        const found = find(run);
        return found === undefined || found.verdict === 'met'
          ? text
          : paint(hues[found.verdict], text);
      },
    );
  });
  return [
    left(words.column.subject, 0, ({ subjectName }) => subjectName),
    ...latency,
    right(words.column.met, 1, ({ criteria }) =>
      words.metOf({
        met: criteria.filter(({ verdict }) => verdict === 'met').length,
        all: criteria.length,
      }),
    ),
    {
      ...left(words.column.others, 5, describeOthers),
      drawn: {
        ...{ least: 20, most: 120 },
        draw: (run, width) => cutToWidth(describeOthers(run), width),
      },
    },
  ];
}

function describeOthers(run: RunReport): string {
  if (run.error !== null) return words.failed({ error: run.error });
  const isLatency = (name: string) => latencyCriteria.some((latency) => latency === name);
  return run.criteria
    .filter(({ criterion, verdict }) => verdict !== 'met' && !isLatency(criterion))
    .map((found) =>
      found.verdict === 'not-reported'
        ? `${found.criterion} –`
        : `${found.criterion} ${describeValues(found)} ${marks[found.verdict]}`,
    )
    .join(', ');
}

function describeValues({ criterion, trueValue, reportedValue }: CriterionReport): string {
  const write = (value: number | null) => {
    if (value === null) return '–';
    if (criterion === 'pace') return formatLatency(value * 1_000);
    const isLatency = criterion.startsWith('p') || criterion === 'tail';
    return isLatency ? formatLatency(value) : String(value);
  };
  return `${write(trueValue)} → ${write(reportedValue)}`;
}

function describeScoreColumns(): Column<SubjectReport>[] {
  const count = (
    title: string,
    priority: number,
    value: (score: SubjectReport) => number,
  ): Column<SubjectReport> => right(title, priority, (score) => String(value(score)));
  const { column } = words;
  return [
    left(column.subject, 0, ({ name, kind }) => (kind === 'peer' ? words.peer({ name }) : name)),
    right(column.score, 1, ({ scoreRatio }) =>
      scoreRatio === null ? '–' : `${(scoreRatio * 100).toFixed(1)}%`,
    ),
    count(column.met, 2, ({ met }) => met),
    count(column.missed, 3, ({ missed }) => missed),
    count(column.optimistic, 4, ({ optimistic }) => optimistic),
    count(column.undecidable, 5, ({ undecidable }) => undecidable),
    count(column.disowned, 6, ({ disowned }) => disowned),
    count(column.notReported, 7, ({ notReported }) => notReported),
    count(column.cases, 8, ({ cases }) => cases),
  ];
}

function describeFloor({ floor }: CaseReport): string {
  if (floor === null) return words.noFloor;
  return words.floor({
    p50: formatLatency(floor.p50Us),
    p90: formatLatency(floor.p90Us),
    p99: formatLatency(floor.p99Us),
  });
}

function describeMarks(width: number, paint: Paint): string[] {
  return wrapText(words.marks, width).map((line) => paint('dim', line));
}

function describeNoise({ noiseBefore, cases }: SelftestReport): string {
  const runs = cases.flatMap((one) => one.runs);
  return words.noise({
    median: formatLatency(noiseBefore.latenessP50Us),
    p99: formatLatency(noiseBefore.latenessP99Us),
    isNoisy: String(noiseBefore.isNoisy),
    noisy: runs.filter(({ noise }) => noise.isNoisy).length,
    runs: runs.length,
  });
}

function describeVerdict({ verdict, subjects }: SelftestReport): string {
  return subjects.every(({ kind }) => kind === 'peer') ? words.noneOurs : words.verdict[verdict];
}
