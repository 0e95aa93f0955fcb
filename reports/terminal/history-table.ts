// The history of a machine for a terminal: a table a scenario and metric, a line a variant, changes below it.

import type {
  HistoryChange,
  HistoryDocument,
  HistoryPoint,
  HistorySeries,
} from '../document/history.ts';
import { countOf } from '../document/messages/count.ts';
import { metrics } from '../document/metrics.ts';
import { formatDifference, formatPercentChange, formatTimes } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { drawHistoryStrip, measureStrip } from './history-strip.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

/** Share of the width that a variant's name may take. */
const longestLabelRatio = 0.35;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderHistory(document: HistoryDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  if (document.series.length === 0) {
    const text =
      'The history is empty. A complete, valid run enters it at its end (npx loadstone run), an older one by hand: npx loadstone history add <id>';
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
      ? 'all machines'
      : `the machine of the newest run, ${machine.hostname} (${machine.fingerprint})`;
  const left =
    runsOfOtherMachines === 0
      ? ''
      : ` · ${countRuns(runsOfOtherMachines)} of other machines left out (--all-machines)`;
  return `history · ${countRuns(runs)} · ${where}${left}`;
}

function countRuns(runs: number): string {
  return countOf(runs, 'run');
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
      `against ${first.baselineLabel}; ${first.higherIsBetter ? 'higher' : 'lower'} is better`,
      2,
    ),
    `  ${header}`,
    ...rows.flatMap((row, index) => [
      `  ${row}`,
      ...renderChanges(series[index] ?? first, width, paint),
      ...(shared === undefined ? indent(notes[index], 4) : []),
    ]),
    ...indent(shared, 2),
    ...indent(leftOut.length === 0 ? undefined : `Left out: ${leftOut.join(', ')}.`, 2),
  ];
}

function indentText(text: string, columns: number, width: number): string[] {
  return wrapText(text, width - columns).map((line) => ' '.repeat(columns) + line);
}

function describeTooFew({ points, changes }: HistorySeries, leastRuns: number): string | undefined {
  if (changes !== null) return undefined;
  return `too few runs for change points (${points.length} of ${leastRuns})`;
}

function describeColumns(series: readonly HistorySeries[], width: number): Column<HistorySeries>[] {
  const title = 'runs → now';
  // The longest name must not take the room of the drawing.
  const labelWidth = Math.max(16, Math.floor(width * longestLabelRatio));
  const longest = Math.max(...series.map(measureStrip));
  const latest = ({ points }: HistorySeries) => {
    const point = points.at(-1);
    return point && formatDifference(point);
  };
  const confidence = series.flatMap((one) => latest(one) ?? [])[0]?.confidencePercent ?? '95';
  return [
    left('variant', 0, ({ variantLabel }) => cutToWidth(variantLabel, labelWidth)),
    right('n', 4, ({ points }) => String(points.length)),
    {
      ...left(title, 3, () => ''),
      drawn: {
        ...{ least: title.length, most: Math.max(title.length, Math.min(longest, 80)) },
        draw: drawHistoryStrip,
      },
    },
    right('latest', 1, (one) => latest(one)?.estimate ?? noFigure),
    left(`${confidence}% interval`, 2, (one) => latest(one)?.interval ?? ''),
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
  const commit = gitCommit === null ? [] : [`commit ${gitCommit.slice(0, 7)}`];
  const about = [
    ...(label === null ? [] : [`“${label}”`]),
    ...commit,
    ...(gitDirty === true ? ['uncommitted changes'] : []),
  ].join(', ');
  const run = about === '' ? runId : `${runId} (${about})`;
  return `${size}, ${isImprovement ? 'better' : 'worse'}, p = ${pValue.toFixed(3)}, since ${run}`;
}

function describeSearch({ search, series }: HistoryDocument): string {
  const searched = series.filter(({ changes }) => changes !== null).length;
  const purpose =
    'Change points are for triage, never a gate: they come late, and a machine that drifts makes them too.';
  if (searched === 0) return purpose;
  const byChance = (searched * search.significance).toFixed(searched < 10 ? 2 : 1);
  const subject = countOf(searched, 'series was', 'series were');
  return `${purpose} ${subject} searched (the newest ${search.mostRuns} runs, p ≤ ${search.significance}): about ${byChance} of them would show one by chance.`;
}
