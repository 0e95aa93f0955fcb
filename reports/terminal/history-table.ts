// The history of a machine for a terminal: a table a scenario and metric, a line a variant, changes below it.

import type {
  HistoryChange,
  HistoryDocument,
  HistoryPoint,
  HistorySeries,
} from '../document/history.ts';
import { metrics } from '../document/metrics.ts';
import { formatDifference, formatPercentChange, formatTimes } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { drawHistoryStrip, measureStrip } from './history-strip.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

const words = english.history;

/** Share of the width that a variant's name may take. */
const longestLabelRatio = 0.35;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderHistory(document: HistoryDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  if (document.series.length === 0) {
    const text = say(({ history }) => history.empty({ id: '<id>' }));
    return wrapText(text, width).join('\n');
  }
  const tables = Map.groupBy(document.series, nameTable);
  return [
    ...wrapText(describeExtent(document), width).map((line) => paint('dim', line)),
    ...[...tables.values()].flatMap((series) => [
      '',
      ...renderSeriesTable(document, series, width, paint),
    ]),
    '',
    ...wrapText(describeSearch(document), width).map((line) => paint('dim', line)),
  ].join('\n');
}

/** What the series of one table have in common. */
function nameTable(series: HistorySeries): string {
  const { fingerprint, experiment, scenario, loadId, metric, baselineId } = series;
  return JSON.stringify([fingerprint, experiment, scenario, loadId, metric, baselineId]);
}

function describeExtent({ machine, series, runsOfOtherMachines }: HistoryDocument): string {
  const runs = new Set(series.flatMap(({ points }) => points.map(({ runId }) => runId))).size;
  const where =
    machine === null
      ? words.allMachines
      : words.newestMachine({ hostname: machine.hostname, machine: machine.fingerprint });
  const extent = words.extent({ runs, where });
  return runsOfOtherMachines === 0
    ? extent
    : words.leftOutMachines({ extent, runs: runsOfOtherMachines });
}

function renderSeriesTable(
  document: HistoryDocument,
  series: readonly HistorySeries[],
  width: number,
  paint: Paint,
): string[] {
  const [first] = series;
  if (first === undefined) return [];
  const { lines, leftOut } = layOutColumns(
    describeColumns(series, width),
    series,
    width - 2,
    paint,
  );
  const [header = '', ...rows] = lines;
  const notes = series.map((one) => describeTooFew(one, document.search.leastRuns));
  // Said once where it holds for all of them.
  const shared = notes.every((note) => note === notes[0]) ? notes[0] : undefined;
  const indent = (text: string | undefined, columns: number) =>
    text === undefined ? [] : indentText(text, columns, width).map((line) => paint('dim', line));
  const heading = [
    ...(document.machine === null ? [`${first.hostname} (${first.fingerprint})`] : []),
    ...[first.experiment, first.scenario, first.loadId, metrics[first.metric].name.en],
  ].join(' · ');
  return [
    paint('bold', cutToWidth(heading, width)),
    ...indent(
      words.against({
        baseline: first.baselineLabel,
        isHigherBetter: String(first.higherIsBetter),
      }),
      2,
    ),
    `  ${header}`,
    ...rows.flatMap((row, index) => [
      `  ${row}`,
      ...renderChanges(series[index] ?? first, width, paint),
      ...(shared === undefined ? indent(notes[index], 4) : []),
    ]),
    ...indent(shared, 2),
    ...indent(leftOut.length === 0 ? undefined : say(() => words.leftOut({ columns: leftOut })), 2),
  ];
}

function indentText(text: string, columns: number, width: number): string[] {
  return wrapText(text, width - columns).map((line) => ' '.repeat(columns) + line);
}

function describeTooFew({ points, changes }: HistorySeries, leastRuns: number): string | undefined {
  if (changes !== null) return undefined;
  return words.tooFew({ runs: points.length, fewest: leastRuns });
}

function describeColumns(series: readonly HistorySeries[], width: number): Column<HistorySeries>[] {
  const { column } = words;
  const title = column.strip;
  // The longest name must not take the room of the drawing.
  const labelWidth = Math.max(16, Math.floor(width * longestLabelRatio));
  const longest = Math.max(...series.map(measureStrip));
  const latest = ({ points }: HistorySeries) => {
    const point = points.at(-1);
    return point && formatDifference(point);
  };
  const confidence = series.flatMap((one) => latest(one) ?? [])[0]?.confidencePercent ?? '95';
  return [
    left(column.variant, 0, ({ variantLabel }) => cutToWidth(variantLabel, labelWidth)),
    right(column.runs, 4, ({ points }) => String(points.length)),
    {
      ...left(title, 3, () => ''),
      drawn: {
        ...{ least: title.length, most: Math.max(title.length, Math.min(longest, 80)) },
        draw: drawHistoryStrip,
      },
    },
    right(column.latest, 1, (one) => latest(one)?.estimate ?? noFigure),
    left(words.interval({ confidence }), 2, (one) => latest(one)?.interval ?? ''),
  ];
}

function renderChanges(series: HistorySeries, width: number, paint: Paint): string[] {
  return (series.changes ?? []).flatMap((change) => {
    const point = series.points[change.pointIndex];
    if (point === undefined) return [];
    const [first = '', ...rest] = wrapText(describeChange(change, point), width - 6);
    return [`    │ ${first}`, ...rest.map((line) => `      ${line}`)].map((line) =>
      paint(change.isImprovement ? 'green' : 'red', line),
    );
  });
}

function describeChange(
  { changeRatio, isImprovement, pValue }: HistoryChange,
  { runId, label, gitCommit, gitDirty }: HistoryPoint,
): string {
  const size = (changeRatio >= 2 ? formatTimes : formatPercentChange)(changeRatio);
  const about = [
    ...(label === null ? [] : [words.label({ label })]),
    ...(gitCommit === null ? [] : [words.commit({ commit: gitCommit.slice(0, 7) })]),
    ...(gitDirty === true ? [words.uncommitted] : []),
  ];
  const run = about.length === 0 ? runId : say(() => words.runAbout({ run: runId, about }));
  const p = pValue.toFixed(3);
  return words.changePoint({ size, isImprovement: String(isImprovement), p, run });
}

function describeSearch({ search, series }: HistoryDocument): string {
  const searched = series.filter(({ changes }) => changes !== null).length;
  if (searched === 0) return words.purpose;
  const found = words.searched({
    ...{ series: searched, most: search.mostRuns, significance: String(search.significance) },
    byChance: (searched * search.significance).toFixed(searched < 10 ? 2 : 1),
  });
  return `${words.purpose} ${found}`;
}
