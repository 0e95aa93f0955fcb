// The document of a history: ratios to the baseline over the runs of a machine, with their change points.
import Type from 'typebox';
import { MetricName } from './metrics.ts';
import { amount, count, flag, number, orNull, ratio, text, time, type ValueOf } from './parts.ts';

/** Raised on every change that an older reader could not follow. */
export const historySchemaVersion = 1;

/** One run in a series. */
export const HistoryPoint = Type.Object({
  runId: text,
  /** ISO 8601 in UTC. */
  startedAt: time,
  /** A name given to the run; null where none was. */
  label: orNull(text),
  gitCommit: orNull(text),
  gitDirty: orNull(flag),
  /** Variant ÷ baseline of the same run, with the bounds of its interval. */
  ratio: amount,
  ratioLower: orNull(amount),
  ratioUpper: orNull(amount),
  /** 0 to 1, for example 0.95. */
  confidence: ratio,
  groups: count,
});
export type HistoryPoint = ValueOf<typeof HistoryPoint>;

/** A place where the ratio seems to have changed: to be looked at, decides nothing. */
export const HistoryChange = Type.Object({
  /** Index into the points of the first run after the change. */
  pointIndex: count,
  /** Ratio after ÷ ratio before, of geometric means. */
  changeRatio: amount,
  pValue: ratio,
  isImprovement: flag,
});
export type HistoryChange = ValueOf<typeof HistoryChange>;

export const HistorySeries = Type.Object({
  /** Of the machine. */
  fingerprint: text,
  hostname: text,
  experiment: text,
  scenario: text,
  loadId: text,
  metric: MetricName,
  higherIsBetter: flag,
  variantId: text,
  variantLabel: text,
  baselineId: text,
  baselineLabel: text,
  /** By time, the oldest first; at least one. */
  points: Type.Array(HistoryPoint),
  /** By place; null where there are too few runs to look for any. */
  changes: orNull(Type.Array(HistoryChange)),
});
export type HistorySeries = ValueOf<typeof HistorySeries>;

export const HistoryDocument = Type.Object({
  schemaVersion: Type.Literal(historySchemaVersion),
  kind: Type.Literal('history'),
  /** The machine that the document is limited to, that of the newest run; null for all machines. */
  machine: orNull(
    Type.Object({
      fingerprint: text,
      hostname: text,
    }),
  ),
  /** Runs in the history of other machines, left out of the series. */
  runsOfOtherMachines: count,
  /** How change points were looked for. */
  search: Type.Object({
    /** Fewest runs to look at all. */
    leastRuns: count,
    /** Only the newest runs of a series are looked at, at most this many. */
    mostRuns: count,
    /** Fewest runs between two change points. */
    leastLength: count,
    /** The greatest p-value that counts. */
    significance: ratio,
    permutations: count,
    seed: number,
  }),
  series: Type.Array(HistorySeries),
});
export type HistoryDocument = ValueOf<typeof HistoryDocument>;
