// A sweep for a terminal: one line a rate for each variant, then its knee and the highest rate within the SLO.

import type {
  SweepCurvePoint,
  SweepCurveResult,
  SweepDocument,
  SweepSpread,
} from '../document/sweep.ts';
import { formatLatency, formatNumber, formatShare, noFigure } from '../figures/quantity.ts';
import { hasResentRates } from '../figures/resent.ts';
import { english } from '../language/catalogue.ts';
import {
  describeInvalid,
  describeKnee,
  describeRateStatus,
  describeSlo,
  describeWithinSlo,
} from '../verdict/build-sweep.ts';
import { describeBaseline } from '../verdict/describe-baseline.ts';
import { renderCapacityTable } from './capacity-table.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { say } from './say.ts';
import type { TableOptions } from './table.ts';
import { createPaint, cutToWidth, type Paint, wrapMarked, wrapText } from './text.ts';

/** Several lines without a trailing newline; none is wider than asked for, but at least 40 columns are used. */
export function renderSweepTable(document: SweepDocument, options: TableOptions): string {
  const width = Math.max(40, options.widthColumns);
  const paint = createPaint(options.colour);
  const { run } = document;
  const words = english.terminal;
  const isInvalid = document.validity.status === 'invalid';
  const facts = [
    ...[run.name, words.kind.sweep],
    words.validGroups({ count: run.groupsValid, planned: run.groupsPlanned }),
    ...[run.status, ...(isInvalid ? [words.invalid] : []), run.id],
  ];
  const labels = new Map(document.variants.map(({ id, label }) => [id, label]));
  return [
    paint('dim', cutToWidth(facts.join(' · '), width)),
    ...describeBaseline(document).flatMap((message) => wrapText(say(message), width)),
    ...wrapText(say(describeSlo(document)), width),
    ...describeInvalid(document).flatMap((message) =>
      wrapMarked(say(message), width).map((line) => paint('red', line)),
    ),
    ...document.scenarios.flatMap((scenario) => {
      const capacities = renderCapacityTable(document, scenario, width, paint);
      const curves = () =>
        scenario.curves.flatMap((curve) => {
          const label = labels.get(curve.variantId) ?? curve.variantId;
          return renderCurve(document, curve, label, width, paint);
        });
      return [
        '',
        paint('bold', cutToWidth(scenario.scenario, width)),
        ...(capacities.length > 0 ? capacities : curves()),
      ];
    }),
    ...document.warnings.flatMap(({ message, advice }) =>
      wrapMarked(`${message.text} ${advice.text}`, width).map((text) => paint('yellow', text)),
    ),
    '',
    ...wrapText(words.againSweep({ command: run.reproduceCommand }), width),
  ].join('\n');
}

function renderCurve(
  document: SweepDocument,
  curve: SweepCurveResult,
  label: string,
  width: number,
  paint: Paint,
): string[] {
  const capacity =
    curve.capacityRps === null
      ? english.terminal.noCapacity
      : english.terminal.capacity({ rate: formatNumber(curve.capacityRps.median) });
  const table = layOutColumns(describeColumns(document, paint), curve.points, width - 2, paint);
  return [
    '',
    `${paint('bold', cutToWidth(label, width))}`,
    ...wrapText(capacity, width - 2).map((text) => `  ${text}`),
    ...(curve.points.length === 0 ? [] : table.lines.map((text) => `  ${text}`)),
    ...renderConclusions(document, curve, width, paint),
    ...curve.warnings.flatMap(({ message, advice }) =>
      wrapMarked(`${message.text} ${advice.text}`, width - 2).map(
        (text) => `  ${paint('yellow', text)}`,
      ),
    ),
  ];
}

/** Knee and highest rate; an invalid sweep has neither. */
function renderConclusions(
  document: SweepDocument,
  curve: SweepCurveResult,
  width: number,
  paint: Paint,
): string[] {
  if (document.validity.status === 'invalid') return [];
  return [
    ...wrapText(say(describeKnee(curve)), width - 2).map((text) => `  ${text}`),
    ...wrapText(say(describeWithinSlo(document, curve)), width - 2).map(
      (text) => `  ${paint('bold', text)}`,
    ),
  ];
}

function describeColumns(document: SweepDocument, paint: Paint): Column<SweepCurvePoint>[] {
  const latency = (
    title: string,
    priority: number,
    find: (point: SweepCurvePoint) => SweepSpread | null,
  ) => right(title, priority, (point: SweepCurvePoint) => formatMedian(find(point)));
  const isGood = ({ meetsSlo }: SweepCurvePoint) =>
    meetsSlo && document.validity.status === 'valid';
  const p99Mark = ({ isP99Trusted }: SweepCurvePoint) => (isP99Trusted ? '' : '*');
  return [
    right('req/s asked', 0, ({ rateRps }) => formatNumber(rateRps)),
    right('achieved', 3, ({ achievedRps }) => formatNumber(achievedRps.median)),
    latency('p50', 2, ({ latencyP50Us }) => latencyP50Us),
    right('p99', 1, (point) => formatMedian(point.latencyP99Us) + p99Mark(point)),
    right(english.sweep.p99OfGroups, 6, ({ latencyP99Us }) =>
      latencyP99Us === null
        ? noFigure
        : `${formatLatency(latencyP99Us.low)} – ${formatLatency(latencyP99Us.high)}`,
    ),
    right('success', 5, ({ successRatio }) =>
      successRatio === null ? noFigure : formatShare(successRatio.median),
    ),
    ...describeResent(document),
    right('groups', 7, ({ repetitions }) => String(repetitions)),
    left(
      'verdict',
      4,
      (point) => say(describeRateStatus(point, document)),
      (point, text) => paint(isGood(point) ? 'green' : 'yellow', text),
    ),
  ];
}

function describeResent({ scenarios }: SweepDocument): Column<SweepCurvePoint>[] {
  if (!hasResentRates(scenarios.flatMap(({ curves }) => curves))) return [];
  return [
    right(english.table.resent, 5, ({ resentRatio }) =>
      resentRatio === undefined ? noFigure : formatShare(resentRatio),
    ),
  ];
}

function formatMedian(spread: SweepSpread | null): string {
  return spread === null ? noFigure : formatLatency(spread.median);
}
