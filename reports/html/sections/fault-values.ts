// The values behind the figures of a fault: a column a variant, so that paper holds them, every figure with what it rests on.

import {
  type FaultMetric,
  type FaultMetricName,
  type FaultShare,
  type FaultTime,
  faultMetricNames,
  faultMetrics,
  nameFaultColumns,
  readFaultFigure,
  type TimeFormat,
} from '../../document/fault-metrics.ts';
import type { FaultFigures, FaultPhase } from '../../document/faults.ts';
import type { MeasuredCell } from '../../figures/fault-ranking.ts';
import {
  formatAmount,
  formatAvailability,
  formatGroupTimes,
  formatShareInterval,
  readFaultTime,
} from '../../figures/faults.ts';
import { formatCount, formatMetric, formatPoints, noFigure } from '../../figures/quantity.ts';
import type { Localized, Messages } from '../../language/catalogue.ts';
import { tell } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import type { FaultsContext } from '../faults-context.ts';
import { html, type Markup } from '../markup.ts';
import { type Table, textColumn } from '../table.ts';

/** More reasons than this are noise beside the figures. */
const reasonLimit = 3;

/** Rows besides those of the table of figures. */
type FaultColumn = keyof Messages['faults']['column'];

interface ValueRow {
  readonly name: FaultColumn | FaultMetricName;
  readonly isText?: boolean;
  readonly show: (figures: FaultFigures) => Markup;
}

const values: readonly ValueRow[] = [
  { name: 'before', show: ({ before }) => renderShare(before) },
  { name: 'during', show: ({ during }) => renderShare(during) },
  { name: 'after', show: ({ after }) => renderShare(after) },
  ...listOwn(({ kind, isLater }) => kind === 'share' && !isLater),
  { name: 'comparison', isText: true, show: renderComparison },
  ...listOwn(({ kind, isLater }) => kind !== 'share' && !isLater),
  {
    name: 'apdex',
    show: ({ during: { apdex } }) => html`${apdex === null ? noFigure : apdex.toFixed(2)}`,
  },
  {
    name: 'p50',
    show: ({ before, during }) => renderChange(before.latencyP50Us, during.latencyP50Us),
  },
  {
    name: 'p99',
    show: ({ before, during }) => renderChange(before.latencyP99Us, during.latencyP99Us),
  },
  ...listOwn(({ isLater }) => isLater),
  { name: 'kinds', isText: true, show: ({ during }) => renderKinds(during) },
  { name: 'reasons', isText: true, show: renderReasons },
  {
    ...{ name: 'evidence', isText: true },
    show: ({ evidence }) => both(tell(evidence)),
  },
];

/** Rows of the table of figures. */
function listOwn(isWanted: (metric: FaultMetric) => boolean): readonly ValueRow[] {
  return faultMetricNames
    .filter((name) => faultMetrics[name].column !== null && isWanted(faultMetrics[name]))
    .map((name) => ({ name, show: (figures) => renderOwn(figures, name) }));
}

function renderOwn(figures: FaultFigures, name: FaultMetricName): Markup {
  const reading = readFaultFigure(figures, name);
  switch (reading?.kind) {
    case 'share':
      return renderOverall(reading.value, figures);
    case 'time':
      return renderTimes[reading.format](reading.value);
    case 'amount':
      return html`${formatAmount(reading.format, reading.value)}`;
    case undefined:
      return html`${noFigure}`;
  }
}

const renderTimes: Readonly<Record<TimeFormat, (time: FaultTime) => Markup>> = {
  outage: (time) => renderTime(time, (m) => m.faults.nothing),
  detection: renderNoticed,
  recovery: (time) => renderTime(time, (m) => m.faults.atOnce),
};

export function buildFaultValues(
  { labelOf }: FaultsContext,
  cells: readonly MeasuredCell[],
): Table {
  const heads = cells.map(({ variantId, figures }) =>
    textColumn(
      html`<bdi>${labelOf(variantId)}</bdi><small>${both((m) => m.faults.groups({ count: figures.groups }))}</small>`,
    ),
  );
  const rows = values.map(
    ({ name, isText, show }) =>
      html`<tr><th scope="row">${both((m) => ({ ...nameFaultColumns(m.language), ...m.faults.column })[name])}</th>${cells.map(({ figures }) => html`<td${isText === true && html` class="wrap"`}>${show(figures)}</td>`)}</tr>`,
  );
  return {
    className: 'fault-values',
    columns: [textColumn((m) => m.faults.variantCorner), ...heads],
    body: html`<tbody>${rows}</tbody>`,
  };
}

function renderShare({ availability, good, intended }: FaultPhase): Markup {
  return html`<b>${formatAvailability(availability)}</b> <small>${formatShareInterval(availability)}<br>${formatCount(good)} / ${formatCount(intended)}</small>`;
}

/** With the availability of the same time below it: where the two part, users are not hit alike. */
function renderOverall(share: FaultShare, { availability }: FaultFigures): Markup {
  return html`<b>${formatAvailability(share)}</b> <small>${formatShareInterval(share)}<br>${both((m) => m.faults.byRequest({ share: formatAvailability(availability) }))}</small>`;
}

/** The median, and below it every group in its order. */
function renderTime(time: FaultTime, zero: Localized): Markup {
  const reading = readFaultTime(time);
  const median = {
    unknown: () => html`${noFigure}`,
    zero: () => both(zero),
    known: () => html`${'text' in reading && reading.text}`,
    open: () => html`> ${'text' in reading && reading.text}`,
  }[reading.kind]();
  return html`<b>${median}</b> <small>${formatGroupTimes(time)}${time.censored > 0 && html`<br><span class="wn">${both((m) => m.faults.partlyOpen({ open: time.censored, groups: time.groups }))}</span>`}</small>`;
}

function renderNoticed(detect: FaultTime): Markup {
  if (detect.censored === detect.groups) return both((m) => m.faults.never);
  const reading = readFaultTime(detect);
  const median = 'text' in reading ? html`${reading.text}` : both((m) => m.faults.atOnce);
  return html`<b>${reading.kind === 'unknown' ? noFigure : median}</b> <small>${formatGroupTimes(detect)}</small>`;
}

function renderChange(before: number | null, during: number | null): Markup {
  const [from, to] = [before, during].map((us) => formatMetric('latencyP99Us', us));
  return html`${from} → <b>${to}</b>`;
}

function renderKinds({ failed, timedOut, dropped, slow, inFlight }: FaultPhase): Markup {
  const counts = {
    ...{
      failed: formatCount(failed),
      timedOut: formatCount(timedOut),
      dropped: formatCount(dropped),
    },
    ...{ slow: formatCount(slow), inFlight: formatCount(inFlight) },
  };
  return both((m) => m.faults.kinds(counts));
}

function renderReasons({ failureReasons }: FaultFigures): Markup {
  const reasons = Object.entries(failureReasons).toSorted(([, a], [, b]) => b - a);
  if (reasons.length === 0) return html`${noFigure}`;
  return html`${reasons
    .slice(0, reasonLimit)
    .map(
      ([reason, count]) =>
        html`<div><bdi class="quote" lang="en">${reason}</bdi> (${formatCount(count)})</div>`,
    )}`;
}

function renderComparison({ comparison }: FaultFigures): Markup {
  if (comparison === null) return html`${noFigure}`;
  const { availabilityDifference, interval, verdict } = comparison;
  const sign = { better: '▲ ', worse: '▼ ', equivalent: '≈ ', inconclusive: '? ' }[verdict];
  const tone = { better: 'ok', worse: 'bad', equivalent: 'dim', inconclusive: 'dim' }[verdict];
  const bounds =
    interval === null ? '' : ` [${formatPoints(interval.low)}, ${formatPoints(interval.high)}]`;
  return html`<span class="${tone}">${sign}${both((m) => m.faults.comparison[verdict])}</span> <small>${both((m) => m.faults.points({ points: formatPoints(availabilityDifference) }))}${bounds}</small>`;
}
