// An explanation for a terminal: for each variant its sentences, its runtime facts, and its statements by time.

import type { ExplainDocument, ExplainedCell, ExplainedStatement } from '../document/explain.ts';
import {
  flattenSql,
  labelExplained,
  listExplainedFacts,
  listSentences,
} from '../figures/explanation.ts';
import { formatCount, formatLatency, formatShare, noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapText } from './text.ts';

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderExplanation(document: ExplainDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const about = `${document.runId} · ${english.terminal.explained({ seconds: document.loadMs / 1000 })}`;
  return [
    ...wrapText(about, width).map((line) => paint('dim', line)),
    ...document.scenarios.flatMap(({ scenario, cells }) => [
      '',
      paint('bold', cutToWidth(scenario, width)),
      ...cells.flatMap((cell) => renderCell(document, cell, width, paint)),
    ]),
    ...document.notes.flatMap((note) => ['', ...wrapText(`! ${note.text}`, width)]),
  ].join('\n');
}

function renderCell(
  document: ExplainDocument,
  cell: ExplainedCell,
  width: number,
  paint: Paint,
): string[] {
  const statements = cell.database?.statements ?? [];
  const facts = listExplainedFacts(cell).map(
    ([name, text]) => `${english.explain.fact[name]} ${text}`,
  );
  const inner = width - 2;
  const sentences = listSentences(cell);
  const table =
    statements.length === 0
      ? []
      : layOutColumns(describeColumns(inner), statements, inner, paint).lines;
  return [
    '',
    paint('bold', cutToWidth(say(labelExplained(document, cell.variantId)), width)),
    ...sentences.flatMap((sentence) => indent(wrapText(sentence.text, inner - 2), '• ')),
    ...wrapText(facts.join(' · '), inner).map((line) => `  ${paint('dim', line)}`),
    ...table.map((line) => `  ${line}`),
  ];
}

function indent(lines: readonly string[], mark: string): string[] {
  return lines.map((line, index) => `  ${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

function describeColumns(width: number): Column<ExplainedStatement>[] {
  const perCall = (value: number | null | undefined) =>
    value === null || value === undefined ? noFigure : formatCount(Math.round(value));
  return [
    right('time', 0, ({ timeRatio }) => formatShare(timeRatio)),
    right('calls', 3, ({ calls }) => formatCount(calls)),
    right('per call', 2, ({ totalUs, calls }) => formatLatency(totalUs / calls)),
    right(
      'rows read',
      1,
      ({ plan }) => (plan?.isMeasured === false ? '~' : '') + perCall(plan?.rowsRead),
    ),
    right('buffers', 5, ({ buffers, calls }) => perCall(buffers / calls)),
    left('costliest step', 4, ({ plan }) => plan?.dominantStep.text ?? noFigure),
    left('statement', 6, ({ text }) => cutToWidth(flattenSql(text), Math.max(20, width - 90))),
  ];
}
