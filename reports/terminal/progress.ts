// The live table of a run: state in, text out. Reads no clock and no terminal.

import { toPlainText } from '../document/messages/sentence.ts';
import type { Comparison } from '../document/result.ts';
import { formatDifference } from '../figures/difference.ts';
import { formatLatency, formatNumber, formatShare } from '../figures/quantity.ts';
import { english } from '../language/catalogue.ts';
import { type Column, layOutColumns, left, right } from './columns.ts';
import { createPaint, cutToWidth } from './text.ts';

const words = english.progress;

/** A variant so far: enough for a glance, no result. */
export interface ProgressRow {
  readonly variantId: string;
  readonly label: string;
  readonly throughputRps: number | undefined;
  readonly latencyP50Us: number | undefined;
  readonly latencyP99Us?: number | undefined;
  /** 0 to 1. */
  readonly successRatio: number | undefined;
  readonly slicesDone: number;
  /** Against the baseline, over the groups so far; absent where nothing was judged yet. */
  readonly comparison?: Comparison | undefined;
}

export interface ProgressState {
  readonly runId: string;
  readonly groupsPlanned: number;
  readonly groupsDone: number;
  /** Counted in `groupsDone` too. */
  readonly groupsVoid: number;
  /** What is going on, for example `group 3: browse, measuring`. */
  readonly phase: string;
  readonly activeVariantId: string | undefined;
  readonly elapsedMs: number;
  /** 0 where it takes longer than was expected; undefined where nothing is known. */
  readonly etaMs: number | undefined;
  readonly rows: readonly ProgressRow[];
  /** What the differences of the rows are of; absent where nothing was judged yet. */
  readonly judged?: JudgedSoFar | undefined;
  /** The latest ones, oldest first. */
  readonly messages: readonly string[];
}

/** The scenario and load whose differences are shown while a run goes on. */
interface JudgedSoFar {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: Comparison['metric'];
  readonly groups: number;
}

/** Rows beyond this would scroll off a terminal and could not be drawn over again. */
const rowLimit = 14;

/** Lines without a trailing newline, none wider than `widthColumns`. */
export function renderProgress(state: ProgressState, widthColumns: number, colour = false): string {
  const width = Math.max(30, widthColumns - 1);
  const paint = createPaint(colour);
  const rows = chooseRows(state);
  const { lines } = layOutColumns(describeColumns(state), rows, width, paint);
  const hidden = state.rows.length - rows.length;
  return [
    paint('bold', cutToWidth(describeGroups(state), width)),
    cutToWidth(drawBar(state, width), width),
    cutToWidth(state.phase, width),
    ...(state.judged === undefined ? [] : [cutToWidth(describeJudged(state.judged), width)]),
    ...lines.map((line, index) =>
      rows[index - 1]?.variantId === state.activeVariantId ? paint('cyan', line) : line,
    ),
    ...(hidden > 0 ? [paint('dim', cutToWidth(words.more({ count: hidden }), width))] : []),
    ...state.messages.map((message) => paint('yellow', cutToWidth(`! ${message}`, width))),
  ].join('\n');
}

function describeGroups(state: ProgressState): string {
  const groups = words.groups({
    ...{ run: state.runId, done: state.groupsDone, planned: state.groupsPlanned },
    ...{ voided: state.groupsVoid, elapsedMs: state.elapsedMs },
  });
  const { etaMs: leftMs } = state;
  if (leftMs === undefined || state.groupsDone >= state.groupsPlanned) return toPlainText(groups);
  return toPlainText(leftMs > 0 ? words.withLeft({ groups, leftMs }) : words.withDelay({ groups }));
}

function drawBar(state: ProgressState, width: number): string {
  const total = Math.min(40, width);
  const share = state.groupsPlanned === 0 ? 0 : state.groupsDone / state.groupsPlanned;
  const done = Math.min(total, Math.round(share * total));
  return '█'.repeat(done) + '░'.repeat(total - done);
}

/** All rows where they fit; else the first ones and always the active one. */
function chooseRows(state: ProgressState): readonly ProgressRow[] {
  if (state.rows.length <= rowLimit) return state.rows;
  const first = state.rows.slice(0, rowLimit);
  if (first.some((row) => row.variantId === state.activeVariantId)) return first;
  const active = state.rows.filter((row) => row.variantId === state.activeVariantId);
  return [...first.slice(0, rowLimit - active.length), ...active];
}

function describeJudged({ scenario, loadId: load, metric, groups }: JudgedSoFar): string {
  return toPlainText(words.judged({ scenario, load, metric, groups }));
}

/** `+46% [+12%, +80%]`; the interval narrows as groups come. */
function describeSoFar({ comparison }: ProgressRow): string {
  const text = comparison && formatDifference(comparison);
  return text === undefined ? '' : `${text.estimate} ${text.interval}`.trim();
}

function describeColumns(state: ProgressState): Column<ProgressRow>[] {
  const { column } = words;
  const write = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? '…' : format(value);
  return [
    left(
      `  ${column.variant}`,
      0,
      (row) => `${row.variantId === state.activeVariantId ? '▸' : ' '} ${row.label}`,
    ),
    ...(state.judged === undefined ? [] : [right<ProgressRow>(column.soFar, 1, describeSoFar)]),
    right(column.rate, 2, (row) => write(row.throughputRps, formatNumber)),
    right('p50', 3, (row) => write(row.latencyP50Us, formatLatency)),
    ...(state.rows.some((row) => row.latencyP99Us !== undefined)
      ? [right<ProgressRow>('p99', 4, (row) => write(row.latencyP99Us, formatLatency))]
      : []),
    right(column.success, 5, (row) => write(row.successRatio, formatShare)),
    right(column.slices, 6, (row) => String(row.slicesDone)),
  ];
}
