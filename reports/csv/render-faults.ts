// Writes faults as CSV: a row for each variant under each fault, or a row for each of its episodes.

import type {
  FaultAudit,
  FaultCell,
  FaultFigures,
  FaultPhase,
  FaultsDocument,
  FaultTime,
} from '../document/faults.ts';
import { auditFigures, countAudited } from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { type CsvValue, renderCsv } from './csv-text.ts';

interface Column<Row> {
  readonly name: string;
  readonly read: (row: Row) => CsvValue;
}

interface CellRow {
  readonly document: FaultsDocument;
  readonly cell: FaultCell;
}

/** An episode that counts: `at` is its place among those of its cell, from 0. */
interface EpisodeRow extends CellRow {
  readonly figures: FaultFigures;
  readonly at: number;
}

/**
 * A row for each variant under each fault, also where it was not measured; figures are over its groups.
 * Without faults the header alone.
 */
export function renderFaultCells(document: FaultsDocument | undefined): string {
  return renderRows(cellColumns, listCells(document));
}

/** A row for each episode that counts, with what the document says of single groups. Without faults the header alone. */
export function renderEpisodes(document: FaultsDocument | undefined): string {
  const rows = listCells(document).flatMap(({ cell, ...rest }): EpisodeRow[] => {
    const { figures } = cell;
    if (figures === null) return [];
    return Array.from({ length: figures.groups }, (_, at) => ({ ...rest, cell, figures, at }));
  });
  return renderRows(episodeColumns, rows);
}

function listCells(document: FaultsDocument | undefined): readonly CellRow[] {
  return document === undefined ? [] : document.faults.cells.map((cell) => ({ document, cell }));
}

function renderRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return renderCsv(
    columns.map(({ name }) => name),
    rows.map((row) => columns.map(({ read }) => read(row))),
  );
}

function column<Row>(name: string, read: (row: Row) => CsvValue): Column<Row> {
  return { name, read };
}

const placeColumns: readonly Column<CellRow>[] = [
  column('runId', ({ document }) => document.run.id),
  column('isRunValid', ({ document }) => document.validity.status === 'valid'),
  column('scenario', ({ document }) => document.faults.settings.scenario),
  column('rateRps', ({ document }) => document.faults.settings.rateRps),
  column('variantId', ({ cell }) => cell.variantId),
  column('variantLabel', ({ document, cell }) =>
    findLabel(indexVariants(document), cell.variantId),
  ),
  column('isBaseline', ({ document, cell }) => cell.variantId === document.baselineId),
  column('faultId', ({ cell }) => cell.faultId),
];

const phases = ['before', 'during', 'after'] as const;

function figure(name: string, read: (figures: FaultFigures) => CsvValue): Column<CellRow> {
  return column(name, ({ cell: { figures } }) => (figures === null ? null : read(figures)));
}

function listPhaseColumns(phase: (typeof phases)[number]): readonly Column<CellRow>[] {
  const of = (name: string, read: (phase: FaultPhase) => CsvValue) =>
    figure(`${phase}${name}`, (figures) => read(figures[phase]));
  return [
    of('AvailabilityRatio', ({ availability }) => availability.ratio),
    of('Intended', ({ intended }) => intended),
    of('Good', ({ good }) => good),
    of('Slow', ({ slow }) => slow),
    of('Failed', ({ failed }) => failed),
    of('TimedOut', ({ timedOut }) => timedOut),
    of('Dropped', ({ dropped }) => dropped),
    of('InFlight', ({ inFlight }) => inFlight),
    of('LatencyP50Us', ({ latencyP50Us }) => latencyP50Us),
    of('LatencyP99Us', ({ latencyP99Us }) => latencyP99Us),
  ];
}

const times = ['longestOutage', 'detect', 'recover'] as const;

/** Median, shortest and longest of the groups, and in how many no end was seen. */
function listTimeColumns(time: (typeof times)[number]): readonly Column<CellRow>[] {
  return [
    figure(`${time}MedianMs`, (figures) => figures[time].medianMs),
    figure(`${time}LowMs`, (figures) => figures[time].lowMs),
    figure(`${time}HighMs`, (figures) => figures[time].highMs),
    figure(`${time}CensoredGroups`, (figures) => figures[time].censored),
  ];
}

/** What nobody looked for is no 0. */
const auditColumns: readonly Column<CellRow>[] = [
  figure('audit', ({ audit }) => audit.status),
  figure('acknowledgedWrites', ({ audit }) => audit.acknowledged),
  figure('indeterminateWrites', ({ audit }) => audit.indeterminate),
  ...auditFigures.map((name) => figure(name, ({ audit }) => readAudited(audit, name))),
];

function readAudited(audit: FaultAudit, name: (typeof auditFigures)[number]): number | null {
  return audit.status === 'unknown' ? null : countAudited(audit, name);
}

// A number stands first, so that no text of a user can begin a line.
const cellColumns: readonly Column<CellRow>[] = [
  column('groups', ({ cell }) => cell.figures?.groups ?? 0),
  ...placeColumns,
  column('status', ({ cell }) => cell.status),
  column('reason', ({ cell }) => cell.reason),
  figure('availabilityRatio', ({ availability }) => availability.ratio),
  figure('availabilityLowRatio', ({ availability }) => availability.interval?.low ?? null),
  figure('availabilityHighRatio', ({ availability }) => availability.interval?.high ?? null),
  figure('userUptimeRatio', ({ userUptime }) => userUptime?.ratio ?? null),
  figure('differenceRatio', ({ comparison }) => comparison?.availabilityDifference ?? null),
  figure('differenceLowRatio', ({ comparison }) => comparison?.interval?.low ?? null),
  figure('differenceHighRatio', ({ comparison }) => comparison?.interval?.high ?? null),
  figure('verdict', ({ comparison }) => comparison?.verdict ?? null),
  figure('timeUpRatio', ({ timeUpRatio }) => timeUpRatio),
  ...times.flatMap(listTimeColumns),
  figure('brownOutDepthRatio', ({ brownOutDepth }) => brownOutDepth),
  figure('lostServiceS', ({ lostServiceS }) => lostServiceS),
  figure('budgetBurn', ({ budgetBurn }) => budgetBurn),
  ...phases.flatMap(listPhaseColumns),
  ...auditColumns,
  figure('resentRatio', ({ resentRatio }) => resentRatio ?? null),
];

/** Exactly one of both is filled: the time, or, where its end was not seen, how long it went on at least. */
function listEpisodeTimeColumns(time: (typeof times)[number]): readonly Column<EpisodeRow>[] {
  return [
    column(`${time}Ms`, ({ figures, at }) => pick(figures, figures[time].perGroupMs, at)),
    column(`${time}CensoredMs`, ({ figures, at }) =>
      pick(figures, listCensored(figures[time]), at),
    ),
  ];
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
  ...times.flatMap(listEpisodeTimeColumns),
];
