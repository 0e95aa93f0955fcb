// CSV by RFC 4180 (a header, comma, CRLF, quotes doubled): the trials, every figure that is shown, the scaling laws, every
// variant under every fault, the episodes, the rates of a sweep.

import {
  type FaultMetric,
  type FaultMetricName,
  type FaultTime,
  faultMetricNames,
  faultMetrics,
  findFaultTime,
  readFaultNumber,
} from '../document/fault-metrics.ts';
import type { FaultFigures } from '../document/faults.ts';
import type { SweepSpread } from '../document/sweep.ts';
import { cleanText } from '../figures/clean-text.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import type { QualityRow } from '../figures/quality.ts';
import type {
  ExportedRun,
  ExportFormat,
  FaultRow,
  FaultRows,
  Figure,
  ScalingRow,
  Series,
  SweepRow,
  SweepRows,
  TrialRow,
} from './model.ts';

export const csvTrials: ExportFormat = {
  fileName: 'trials.csv',
  description: 'the trials as CSV',
  says: ['compare'],
  hasRows: ({ comparison }) => (comparison?.trials.length ?? 0) > 0,
  render: ({ comparison }) => renderCsv(trialColumns, comparison?.trials ?? []),
};

/** A line for each size of each law, with the law's coefficients beside it. */
export const csvScaling: ExportFormat = {
  fileName: 'scaling.csv',
  description: 'throughput by size and the scaling laws as CSV',
  says: ['compare'],
  hasRows: ({ comparison }) => (comparison?.scaling.length ?? 0) > 0,
  render: ({ comparison }) =>
    renderCsv(scalingColumns, (comparison?.scaling ?? []).flatMap(listSizes)),
};

/** Those of variants under a load, their differences to the baseline, and those under faults: a line each. */
export const csvFigures: ExportFormat = {
  fileName: 'figures.csv',
  description: 'every figure with its interval as CSV',
  says: ['compare', 'faults'],
  hasRows: (run) => listFigureRows(run).length > 0,
  render: (run) => renderCsv(figureColumns, listFigureRows(run)),
};

/** Medians over the groups, with the lowest and the highest of them. */
export const csvSweep: ExportFormat = {
  fileName: 'sweep.csv',
  description: 'every rate of a sweep as CSV',
  says: ['sweep'],
  hasRows: ({ sweep }) => (sweep?.points.length ?? 0) > 0,
  render: ({ sweep }) => renderCsv(sweepColumns(sweep), sweep?.points ?? []),
};

/** Figures are over the groups of a cell. */
export const csvFaults: ExportFormat = {
  fileName: 'faults.csv',
  description: 'every variant under every fault as CSV',
  says: ['compare', 'faults'],
  hasRows: ({ faults }) => listCells(faults).length > 0,
  render: ({ faults }) => renderCsv(cellColumns, listCells(faults)),
};

/** With what is known of single groups. */
export const csvEpisodes: ExportFormat = {
  fileName: 'episodes.csv',
  description: 'the episodes with faults as CSV',
  says: ['compare', 'faults'],
  hasRows: ({ faults }) => listCells(faults).flatMap(listEpisodes).length > 0,
  render: ({ faults }) => renderCsv(episodeColumns, listCells(faults).flatMap(listEpisodes)),
};

/** A line a measure and variant. */
export const csvQuality: ExportFormat = {
  fileName: 'quality.csv',
  description: 'what the data are like after the load as CSV',
  says: ['compare'],
  hasRows: ({ comparison }) => (comparison?.quality.length ?? 0) > 0,
  render: ({ comparison }) =>
    renderCsv(
      qualityColumns,
      (comparison?.quality ?? []).map((row) => ({ ...row, run: comparison?.run.id ?? '' })),
    ),
};

/** Null is an empty cell: not measured. */
type CsvValue = string | number | boolean | null;

interface Column<Row> {
  readonly name: string;
  readonly read: (row: Row) => CsvValue | undefined;
}

function column<Row>(name: string, read: Column<Row>['read']): Column<Row> {
  return { name, read };
}

const trialColumns: readonly Column<TrialRow>[] = [
  // A number stands first, so that no text of a user can begin a line.
  ...(['group', 'runId', 'scenario', 'loadId', 'variantId', 'variantLabel', 'isBaseline'] as const),
  ...(['included', 'excludedBecause', 'slices', 'succeeded', 'failed'] as const),
  ...(['throughputRps', 'latencyP50Us', 'latencyP99Us', 'cpuPerRequestUs'] as const),
  ...(['exercised', 'warmupRequests', 'hitRatioAtStart', 'hitRatioAtEnd'] as const),
  'resentRequests' as const,
].map((name) => column(name, (row) => row[name === 'exercised' ? 'isExercised' : name]));

interface SizeRow {
  readonly scaling: ScalingRow;
  readonly point: ScalingRow['law']['points'][number];
}

function listSizes(scaling: ScalingRow): readonly SizeRow[] {
  return scaling.law.points.map((point) => ({ scaling, point }));
}

const scalingColumns: readonly Column<SizeRow>[] = [
  column('size', ({ point }) => point.size),
  column('runId', ({ scaling }) => scaling.runId),
  column('over', ({ scaling }) => scaling.name),
  column('scenario', ({ scaling }) => scaling.law.scenario),
  column('loadId', ({ point }) => point.loadId),
  column('variantId', ({ point }) => point.variantId),
  column('throughputRps', ({ point }) => point.throughputRps),
  column('groups', ({ scaling }) => scaling.law.groups),
  ...(['lambdaRps', 'sigma', 'kappa'] as const).flatMap((name) =>
    (['value', 'lower', 'upper'] as const).map((part) =>
      column<SizeRow>(
        part === 'value' ? name : `${name}${part === 'lower' ? 'Lower' : 'Upper'}`,
        ({ scaling }) => scaling.law.fit?.[name][part],
      ),
    ),
  ),
  column('peakSize', ({ scaling }) => scaling.law.fit?.peak.size),
  column('peakSizeLower', ({ scaling }) => scaling.law.fit?.peak.lower),
  column('peakSizeUpper', ({ scaling }) => scaling.law.fit?.peak.upper),
  column('notFittedBecause', ({ scaling }) => scaling.law.refusal?.text),
];

interface FigureRow {
  readonly series: Series;
  readonly figure: Figure;
}

function listFigureRows({ comparison, faults }: ExportedRun): readonly FigureRow[] {
  const all = [...(comparison?.series ?? []), ...(faults?.series ?? [])];
  return all.flatMap((series) => series.figures.map((figure) => ({ series, figure })));
}

const figureColumns: readonly Column<FigureRow>[] = [
  // A number stands first, so that no text of a user can begin a line.
  column('groups', ({ series }) => series.groups),
  column('runId', ({ series }) => series.run.id),
  ...(['experiment', 'scenario', 'load', 'fault', 'variant'] as const).map((name) =>
    column<FigureRow>(name, ({ series }) => series.labels[name]),
  ),
  column('variantLabel', ({ series }) => series.label),
  column('exercised', ({ series }) => series.isExercised),
  column('figure', ({ figure }) => figure.id),
  column('name', ({ figure }) => figure.name),
  column('unit', ({ figure }) => figure.unit),
  column('value', ({ figure }) => figure.value),
  column('lower', ({ figure }) => figure.lower),
  column('upper', ({ figure }) => figure.upper),
  // Without an interval there is none of it.
  column('confidence', ({ figure }) => (figure.lower === null ? null : figure.confidence)),
  column('isHigherBetter', ({ figure }) => figure.isHigherBetter),
  column('verdict', ({ figure }) => figure.verdict),
  // Of a percentile that is not of all groups.
  column('note', ({ figure }) => figure.partText),
];

function listSpreadColumns(
  name: string,
  unit: string,
  read: (row: SweepRow) => SweepSpread | null,
): readonly Column<SweepRow>[] {
  const of = (end: string, pick: keyof SweepSpread) =>
    column<SweepRow>(`${name}${end}${unit}`, (row) => read(row)?.[pick]);
  return [of('', 'median'), of('Low', 'low'), of('High', 'high')];
}

const sweepColumns = (sweep: SweepRows | undefined): readonly Column<SweepRow>[] => [
  column('rateRps', ({ point }) => point.rateRps),
  column('runId', () => sweep?.runId),
  ...(['scenario', 'variantId'] as const).map((name) => column<SweepRow>(name, (row) => row[name])),
  column('variantLabel', ({ label }) => label),
  column('isBaseline', ({ isBaseline }) => isBaseline),
  column('exercised', ({ curve }) => curve.isExercised),
  column('repetitions', ({ point }) => point.repetitions),
  ...listSpreadColumns('achieved', 'Rps', ({ point }) => point.achievedRps),
  ...listSpreadColumns('latencyP50', 'Us', ({ point }) => point.latencyP50Us),
  ...listSpreadColumns('latencyP99', 'Us', ({ point }) => point.latencyP99Us),
  column('isP99Trusted', ({ point }) => point.isP99Trusted),
  ...listSpreadColumns('success', 'Ratio', ({ point }) => point.successRatio),
  column('resentRatio', ({ point }) => point.resentRatio),
  column('saturated', ({ point }) => point.saturated),
  column('meetsSlo', ({ point }) => point.meetsSlo),
  column('sloLatencyP99Us', () => sweep?.sloLatencyP99Us),
  // Of the whole curve, on each of its lines.
  ...listSpreadColumns('capacity', 'Rps', ({ curve }) => curve.capacityRps),
  column('kneeRps', ({ curve }) => curve.knee?.rateRps),
  column('highestWithinSloRps', ({ curve }) => curve.withinSlo.highestMetRps),
  column('lowestBeyondSloRps', ({ curve }) => curve.withinSlo.lowestFailedRps),
  column('wrongBodies', ({ curve }) => curve.wrongBodies),
  // Of a search for the capacity alone: a bound is no figure, and has a column of its own.
  column('sloCapacityStatus', ({ curve }) => curve.sloCapacity?.status),
  column('sloCapacityRps', ({ curve }) => curve.sloCapacity?.rateRps),
  column('sloCapacityLowerRps', ({ curve }) => curve.sloCapacity?.lowerRps),
  column('sloCapacityUpperRps', ({ curve }) => curve.sloCapacity?.upperRps),
  column('sloCapacityBoundRps', ({ curve }) => curve.sloCapacity?.boundRps),
  column('sloCapacityRatio', ({ curve }) => curve.sloCapacity?.comparison?.ratio),
  column('sloCapacityRatioLower', ({ curve }) => curve.sloCapacity?.comparison?.ratioLower),
  column('sloCapacityRatioUpper', ({ curve }) => curve.sloCapacity?.comparison?.ratioUpper),
  column('sloCapacityVerdict', ({ curve }) => curve.sloCapacity?.comparison?.verdict),
];

const qualityColumns: readonly Column<QualityRow & { readonly run: string }>[] = [
  // A number stands first, so that no text of a user can begin a line.
  column('groups', ({ groups }) => groups),
  column('runId', ({ run }) => run),
  column('measure', ({ measure }) => measure.name),
  column('dimension', ({ measure }) => measure.dimension),
  column('unit', ({ measure }) => measure.unit),
  column('variantId', ({ variantId }) => variantId),
  column('variantLabel', ({ label }) => label),
  column('isBaseline', ({ isBaseline }) => isBaseline),
  column('value', ({ figure }) => figure.value),
  column('valueLow', ({ figure }) => figure.interval?.low),
  column('valueHigh', ({ figure }) => figure.interval?.high),
  column('difference', ({ figure }) => figure.comparison?.difference),
  column('differenceLow', ({ figure }) => figure.comparison?.interval?.low),
  column('differenceHigh', ({ figure }) => figure.comparison?.interval?.high),
  column('verdict', ({ figure }) => figure.comparison?.verdict),
];

interface CellRow {
  readonly faults: FaultRows;
  readonly cell: FaultRow;
}

/** An episode that counts: `at` is its place among those of its cell, from 0. */
interface EpisodeRow extends CellRow {
  readonly figures: FaultFigures;
  readonly at: number;
}

function listCells(faults: FaultRows | undefined): readonly CellRow[] {
  return faults === undefined ? [] : faults.cells.map((cell) => ({ faults, cell }));
}

function listEpisodes({ faults, cell }: CellRow): readonly EpisodeRow[] {
  const { figures } = cell;
  if (figures === null) return [];
  return Array.from({ length: figures.groups }, (_, at) => ({ faults, cell, figures, at }));
}

const placeColumns: readonly Column<CellRow>[] = [
  column('runId', ({ faults }) => faults.run.id),
  column('isRunValid', ({ faults }) => faults.isValid),
  column('scenario', ({ faults }) => faults.scenario),
  column('rateRps', ({ faults }) => faults.rateRps),
  column('variantId', ({ cell }) => cell.variantId),
  column('variantLabel', ({ cell }) => cell.label),
  column('isBaseline', ({ cell }) => cell.isBaseline),
  column('faultId', ({ cell }) => cell.faultId),
];

const phases = ['before', 'during', 'after'] as const;

function figure(name: string, read: Column<FaultFigures>['read']): Column<CellRow> {
  return column(name, ({ cell: { figures } }) => (figures === null ? null : read(figures)));
}

function listPhaseColumns(phase: (typeof phases)[number]): readonly Column<CellRow>[] {
  const counts = ['intended', 'good', 'slow', 'failed', 'timedOut', 'dropped', 'inFlight'] as const;
  return [
    figure(`${phase}AvailabilityRatio`, (figures) => figures[phase].availability.ratio),
    ...[...counts, 'latencyP50Us' as const, 'latencyP99Us' as const].map((name) =>
      figure(`${phase}${name.charAt(0).toUpperCase()}${name.slice(1)}`, (all) => all[phase][name]),
    ),
  ];
}

/** Columns of figures; of a time the median, shortest and longest of the groups, and in how many no end was seen. */
function listFigureColumns(
  isWanted: (metric: FaultMetric, name: FaultMetricName) => boolean,
): readonly Column<CellRow>[] {
  const names = faultMetricNames.filter((name) => isWanted(faultMetrics[name], name));
  return names.flatMap((name) => {
    const { kind, unit } = faultMetrics[name];
    if (kind === 'time') return listTimeColumns(name);
    const title = unit === 'ratio' && !name.endsWith('Ratio') ? `${name}Ratio` : name;
    return [figure(title, (figures) => readFaultNumber(figures, name).value)];
  });
}

function listTimeColumns(name: FaultMetricName): readonly Column<CellRow>[] {
  const of = (end: string, read: Column<FaultTime>['read']) =>
    figure(`${name}${end}`, (figures) => {
      const time = findFaultTime(figures, name);
      return time && read(time);
    });
  return [
    of('MedianMs', ({ medianMs }) => medianMs),
    of('LowMs', ({ lowMs }) => lowMs),
    of('HighMs', ({ highMs }) => highMs),
    of('CensoredGroups', ({ censored }) => censored),
  ];
}

const auditColumns: readonly Column<CellRow>[] = [
  figure('audit', ({ audit }) => audit.status),
  figure('acknowledgedWrites', ({ audit }) => audit.acknowledged),
  figure('indeterminateWrites', ({ audit }) => audit.indeterminate),
  // What nobody looked for is no 0.
  ...auditFigures.map((name) =>
    figure(name, ({ audit }) => (audit.status === 'unknown' ? null : countAudited(audit, name))),
  ),
];

const cellColumns: readonly Column<CellRow>[] = [
  column('groups', ({ cell }) => cell.figures?.groups ?? 0),
  ...placeColumns,
  column('status', ({ cell }) => cell.status),
  column('reason', ({ cell }) => cell.reason?.text ?? null),
  ...listFigureColumns((_, name) => name === 'availability'),
  figure('availabilityLowRatio', ({ availability }) => availability.interval?.low),
  figure('availabilityHighRatio', ({ availability }) => availability.interval?.high),
  ...listFigureColumns(
    ({ kind, isLater }, name) => kind === 'share' && !isLater && name !== 'availability',
  ),
  figure('differenceRatio', ({ comparison }) => comparison?.availabilityDifference),
  figure('differenceLowRatio', ({ comparison }) => comparison?.interval?.low),
  figure('differenceHighRatio', ({ comparison }) => comparison?.interval?.high),
  figure('verdict', ({ comparison }) => comparison?.verdict),
  ...listFigureColumns(({ kind, isLater }) => kind !== 'share' && !isLater),
  ...phases.flatMap(listPhaseColumns),
  ...auditColumns,
  ...listFigureColumns(({ isLater }) => isLater),
];

/** Exactly one of both is filled: the time, or, where its end was not seen, how long it went on at least. */
function listEpisodeTimeColumns(name: FaultMetricName): readonly Column<EpisodeRow>[] {
  const of = (end: string, read: (time: FaultTime) => readonly (number | null)[]) =>
    column<EpisodeRow>(`${name}${end}`, ({ figures, at }) => {
      const time = findFaultTime(figures, name);
      return time && pick(figures, read(time), at);
    });
  return [of('Ms', ({ perGroupMs }) => perGroupMs), of('CensoredMs', listCensored)];
}

/** By group, as `perGroupMs`; null where the end was seen. */
function listCensored({ perGroupMs, censoredMs }: FaultTime): readonly (number | null)[] {
  const open = [...censoredMs];
  return perGroupMs.map((ms) => (ms === null ? (open.shift() ?? null) : null));
}

/** A list that lacks a group does not say which one: then nothing of it can be laid beside the others. */
function pick({ groups }: FaultFigures, list: readonly (number | null)[], at: number): CsvValue {
  return list.length === groups ? (list[at] ?? null) : null;
}

const episodeColumns: readonly Column<EpisodeRow>[] = [
  column('episode', ({ at }) => at),
  // Where a reason says that some groups do not count, the document does not say which.
  column('group', ({ cell, at }) => (cell.reason === null ? at : null)),
  ...placeColumns,
  column('availabilityRatio', ({ figures, at }) =>
    pick(figures, figures.availability.perGroup, at),
  ),
  ...phases.map((phase) =>
    column<EpisodeRow>(`${phase}AvailabilityRatio`, ({ figures, at }) =>
      pick(figures, figures[phase].availability.perGroup, at),
    ),
  ),
  ...faultMetricNames
    .filter((name) => faultMetrics[name].kind === 'time')
    .flatMap(listEpisodeTimeColumns),
];

/** Text that begins like a formula gets an apostrophe; no cell has a tab or a line break, which begin one too. */
function renderCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ read }) => read(row) ?? null));
  return [columns.map(({ name }) => name), ...cells]
    .map((row) => `${row.map(renderCell).join(',')}\r\n`)
    .join('');
}

function renderCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = disarmFormula(cleanText(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run what begins like a formula, even where the file is only looked at (CWE-1236). In half of Europe
 * they part cells at `;`. A number is a number, with its sign, since it is no text.
 */
function disarmFormula(text: string): string {
  return text.replace(/(?<=^|;)(?=\s*[=+\-@＝＋－＠])/g, "'");
}
