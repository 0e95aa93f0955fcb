// Faults for a terminal: a table for each fault with a line a variant, after what the audit says.

import {
  type FaultMetricName,
  type FaultTime,
  faultMetricNames,
  faultMetrics,
  readFaultFigure,
  type TimeFormat,
} from '../document/fault-metrics.ts';
import type {
  FaultCell,
  FaultDescription,
  FaultFigures,
  FaultsDocument,
} from '../document/faults.ts';
import {
  formatAmount,
  formatAvailability,
  formatFaultTime,
  formatShareInterval,
  selectCells,
} from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { formatLatency, noFigure } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import {
  buildFaultFinding,
  describeFaultData,
  describeFaultSettings,
  describeWrong,
} from '../verdict/build-fault-finding.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { statusColours } from './gates-table.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapMarked, wrapText } from './text.ts';

type Row = FaultCell & { readonly figures: FaultFigures; readonly label: string };

/** Checks whose warnings the line of the audit and the list of what to watch tell anyway. */
const toldElsewhere: readonly string[] = ['faults-measured', 'data-audited'];

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderFaultsTable(document: FaultsDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const { run, faults, validity } = document;
  const words = english.terminal;
  const facts = [
    ...[run.name, words.kind.faults],
    words.endedGroups({ count: faults.groupsEnded, planned: faults.groupsPlanned }),
    ...[run.status, ...(validity.status === 'invalid' ? [words.invalid] : []), run.id],
  ];
  const { best, more } = buildFaultFinding(document);
  const auditColour = {
    clean: validity.status === 'valid' ? 'green' : 'dim',
    violated: 'red',
    unknown: 'yellow',
  } as const;
  return [
    paint('dim', cutToWidth(facts.join(' · '), width)),
    ...describeBaseline(document).flatMap((message) => wrapText(say(message), width)),
    ...wrapText(say(describeFaultSettings(faults)), width),
    ...validity.checks
      .filter(({ status }) => status === 'failed')
      .flatMap(({ detail }) => wrapMarked(detail.text, width).map((text) => paint('red', text))),
    ...validity.checks
      .filter(({ status, name }) => status === 'warning' && !toldElsewhere.includes(name))
      .flatMap(({ detail }) => wrapMarked(detail.text, width).map((text) => paint('yellow', text))),
    ...wrapText(say(describeFaultData(faults.audit)), width).map((text) =>
      paint(auditColour[faults.audit.status], text),
    ),
    ...[best, ...more].flatMap((message) =>
      wrapText(say(message), width).map((text) => paint('bold', text)),
    ),
    ...faults.faults.flatMap((fault) => renderFault(document, fault, width, paint)),
    ...renderGates(document, width, paint),
    ...(faults.watch.length === 0 ? [] : ['', paint('bold', english.faults.watchTitle)]),
    ...faults.watch.flatMap(({ text }) => wrapMarked(text, width)),
    ...faults.warnings.flatMap(({ message, advice }) =>
      wrapMarked(`${message.text} ${advice.text}`, width).map((text) => paint('yellow', text)),
    ),
    '',
    ...wrapText(words.againFaults({ command: run.reproduceCommand }), width),
  ].join('\n');
}

function renderFault(
  document: FaultsDocument,
  fault: FaultDescription,
  width: number,
  paint: Paint,
): string[] {
  const cells = selectCells(document.faults, fault.id);
  const variants = indexVariants(document);
  const labelOf = (id: string) => findLabel(variants, id);
  const rows = cells.flatMap((cell): Row[] =>
    cell.figures === null
      ? []
      : [{ ...cell, figures: cell.figures, label: labelOf(cell.variantId) }],
  );
  const others = cells.filter(({ figures }) => figures === null);
  return [
    '',
    paint('bold', cutToWidth(fault.title, width)),
    ...wrapText(fault.mechanism.text, width).map((text) => paint('dim', text)),
    ...(rows.length === 0
      ? []
      : layOutColumns(describeColumns(paint, document.baselineId, rows), rows, width, paint).lines),
    ...cells.flatMap(({ variantId, figures, voidAudit }) =>
      ((figures?.audit ?? voidAudit)?.findings ?? []).flatMap(({ text }) =>
        wrapMarked(`${labelOf(variantId)}: ${text}`, width).map((each) => paint('red', each)),
      ),
    ),
    ...others.flatMap(({ variantId, status, reason }) =>
      wrapText(
        english.terminal.ofVariant({
          label: labelOf(variantId),
          ...{ status, reason: reason?.text ?? '' },
        }),
        width,
      ).map((text) => paint('dim', text)),
    ),
  ];
}

/** Later figures first, where a variant has some of them. */
function listShown(rows: readonly Row[]): readonly FaultMetricName[] {
  const isKnown = (name: FaultMetricName) => rows.some(({ figures }) => (figures[name] ?? 0) !== 0);
  return [
    ...faultMetricNames.filter((name) => faultMetrics[name].isLater && isKnown(name)),
    ...faultMetricNames.filter((name) => !faultMetrics[name].isLater),
  ];
}

function formatFigure(figures: FaultFigures, name: FaultMetricName): string {
  const reading = readFaultFigure(figures, name);
  switch (reading?.kind) {
    case 'share':
      return formatAvailability(reading.value);
    case 'time':
      return formatTimes[reading.format](reading.value);
    case 'amount':
      return formatAmount(reading.format, reading.value);
    case undefined:
      return noFigure;
  }
}

const formatTimes: Readonly<Record<TimeFormat, (time: FaultTime) => string>> = {
  outage: (time) => formatFaultTime(time, english.faults.nothing),
  detection: describeNoticed,
  recovery: describeBack,
};

function describeColumns(paint: Paint, baselineId: string, rows: readonly Row[]): Column<Row>[] {
  const column = english.faults.terminalColumn;
  const figure = (title: string, priority: number, text: (figures: FaultFigures) => string) =>
    right(title, priority, ({ figures }: Row) => text(figures));
  return [
    left(column.variant, 0, ({ label }) => label),
    figure(column.good, 1, ({ during }) => formatAvailability(during.availability)),
    figure(column.interval, 7, ({ during }) => formatShareInterval(during.availability)),
    figure(column.after, 5, ({ after }) => formatAvailability(after.availability)),
    ...listShown(rows).flatMap((name) => {
      const { terminal } = faultMetrics[name];
      if (terminal === null) return [];
      return [figure(terminal.title, terminal.priority, (figures) => formatFigure(figures, name))];
    }),
    figure(column.p99, 9, ({ during }) =>
      during.latencyP99Us === null ? noFigure : formatLatency(during.latencyP99Us),
    ),
    left(
      column.data,
      4,
      ({ figures }) => describeData(figures),
      ({ figures }, text) => (figures.audit.status === 'violated' ? paint('red', text) : text),
    ),
    left(
      column.comparison,
      10,
      ({ variantId, figures }) =>
        figures.comparison?.verdict ?? (variantId === baselineId ? 'baseline' : noFigure),
    ),
  ];
}

/** Where only some groups never came back, the median alone would hide them. */
function describeBack(recover: FaultTime): string {
  const { censored, groups } = recover;
  const text = formatFaultTime(recover, english.faults.atOnce);
  if (censored === 0 || text.startsWith('>')) return text;
  return english.faults.partlyBack({ time: text, open: censored, groups });
}

function describeNoticed(detect: FaultTime): string {
  return detect.censored === detect.groups
    ? english.faults.never
    : formatFaultTime(detect, english.faults.atOnce);
}

function describeData({ audit }: FaultFigures): string {
  if (audit.status === 'unknown') return english.faults.dataNotKnown;
  return audit.status === 'clean' ? english.faults.noneLost : say(describeWrong(audit));
}

function renderGates(document: FaultsDocument, width: number, paint: Paint): string[] {
  const { gates } = document.faults;
  if (gates.length === 0) return [];
  const variants = indexVariants(document);
  return [
    '',
    paint('bold', english.gates.title),
    ...gates.flatMap(({ name, outcome, variantId, faultId, reason }) =>
      wrapText(
        `${outcome.toUpperCase()} ${name}, ${findLabel(variants, variantId)}, ${faultId}: ${reason.text}`,
        width,
      ).map((text) => paint(statusColours[outcome], text)),
    ),
  ];
}
