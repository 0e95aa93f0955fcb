// The noise floor of a machine for a terminal: one line a scenario, load and metric.

import { metrics } from '../document/metrics.ts';
import type { NoiseDocument, NoiseRow } from '../document/noise.ts';
import { formatPercentChange } from '../figures/difference.ts';
import { noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

const words = english.noise;

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderNoise(document: NoiseDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const { groupsValid: valid, groupsRun: run, fingerprint: machine, runId } = document;
  const head = words.head({ valid, run, machine, runId });
  const blocks = [...new Set(document.rows.map(blockOf))];
  return [
    paint('dim', cutToWidth(head, width)),
    ...(document.validity === 'invalid'
      ? ['', ...wrapText(words.notKept({ reasons: document.reasons.join(' ') }), width)].map(
          (line) => paint('yellow', line),
        )
      : []),
    ...blocks.flatMap((block) => [
      '',
      paint('bold', cutToWidth(block, width)),
      ...renderBlock(
        document.rows.filter((row) => blockOf(row) === block),
        width,
        paint,
      ),
    ]),
    '',
    ...wrapText(
      words.reading({ gates: document.gates, tolerance: percent(document.toleranceRatio) }),
      width,
    ),
    ...listWarnings(document)
      .flatMap((line) => wrapText(line, width))
      .map((line) => paint('yellow', line)),
  ].join('\n');
}

function blockOf({ scenario, loadId }: NoiseRow): string {
  return `${scenario} · ${loadId}`;
}

function renderBlock(rows: readonly NoiseRow[], width: number, paint: Paint): readonly string[] {
  const counts = rows[0]?.detectable.map((each) => each.groups) ?? [];
  const { column } = words;
  const columns: readonly Column<NoiseRow>[] = [
    left(column.metric, 0, ({ metric }) => metrics[metric].name.en),
    right(column.spread, 1, ({ sdLog }) => percent(Math.exp(sdLog) - 1)),
    ...counts.map((count, index) =>
      right<NoiseRow>(
        words.at({ groups: count }),
        index === counts.length - 1 ? 2 : 4,
        ({ detectable }) => {
          const ratio = detectable[index]?.ratio ?? null;
          return ratio === null ? noFigure : `+${percent(ratio - 1)}`;
        },
      ),
    ),
    right(column.drift, 4, ({ order }) => describeDrift(order)),
    right(column.likeNext, 4, ({ order }) => describeCorrelation(order)),
    right(column.fail, 3, ({ gateFailRatio }) => percent(gateFailRatio)),
    right(column.pass, 3, ({ gatePassRatio }) => percent(gatePassRatio)),
    right(column.open, 5, ({ gateInconclusiveRatio }) => percent(gateInconclusiveRatio)),
  ];
  return layOutColumns(columns, rows, width, paint).lines;
}

const limit = 0.05;

function describeDrift(order: NoiseRow['order']): string {
  if (order == null) return noFigure;
  return `${formatPercentChange(order.driftRatio)}${order.driftPValue <= limit ? '*' : ''}`;
}

function describeCorrelation(order: NoiseRow['order']): string {
  if (order == null) return noFigure;
  const text = order.autocorrelation.toFixed(2).replace('-', '−');
  return `${text}${order.autocorrelationPValue <= limit ? '*' : ''}`;
}

/** Gates and intervals take groups as independent; where they are not, that they err as rarely as they say is not known. */
function listWarnings({ rows }: NoiseDocument): readonly string[] {
  const isFound = ({ order }: NoiseRow): boolean =>
    order != null &&
    Math.min(order.driftPValue, order.autocorrelationPValue) <= limit / rows.length;
  const found = [...new Set(rows.filter(isFound).map(({ metric }) => metric))];
  return found.length === 0 ? [] : [say(({ noise }) => noise.dependent({ metrics: found }))];
}

function percent(ratio: number): string {
  const value = ratio * 100;
  if (value === 0) return '0%';
  return `${value < 10 ? value.toFixed(value < 0.095 ? 2 : 1) : value.toFixed(0)}%`;
}
