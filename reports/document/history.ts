// The document of a history: ratios to the baseline over the runs of a machine, with their change points.
import type { MetricName } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const historySchemaVersion = 1;

/** One run in a series. */
export interface HistoryPoint {
  readonly runId: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** A name given to the run; null where none was. */
  readonly label: string | null;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
  /** Variant ÷ baseline of the same run, with the bounds of its interval. */
  readonly ratio: number;
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
  /** 0 to 1, for example 0.95. */
  readonly confidence: number;
  readonly groups: number;
}

/** A place where the ratio seems to have changed: to be looked at, decides nothing. */
export interface HistoryChange {
  /** Index into the points of the first run after the change. */
  readonly pointIndex: number;
  /** Ratio after ÷ ratio before, of geometric means. */
  readonly changeRatio: number;
  readonly pValue: number;
  readonly isImprovement: boolean;
}

export interface HistorySeries {
  /** Of the machine. */
  readonly fingerprint: string;
  readonly hostname: string;
  readonly experiment: string;
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  readonly higherIsBetter: boolean;
  readonly variantId: string;
  readonly variantLabel: string;
  readonly baselineId: string;
  readonly baselineLabel: string;
  /** By time, the oldest first; at least one. */
  readonly points: readonly HistoryPoint[];
  /** By place; null where there are too few runs to look for any. */
  readonly changes: readonly HistoryChange[] | null;
}

export interface HistoryDocument {
  readonly schemaVersion: typeof historySchemaVersion;
  readonly kind: 'history';
  /** The machine that the document is limited to, that of the newest run; null for all machines. */
  readonly machine: { readonly fingerprint: string; readonly hostname: string } | null;
  /** Runs in the history of other machines, left out of the series. */
  readonly runsOfOtherMachines: number;
  /** How change points were looked for. */
  readonly search: {
    /** Fewest runs to look at all. */
    readonly leastRuns: number;
    /** Only the newest runs of a series are looked at, at most this many. */
    readonly mostRuns: number;
    /** Fewest runs between two change points. */
    readonly leastLength: number;
    /** The greatest p-value that counts. */
    readonly significance: number;
    readonly permutations: number;
    readonly seed: number;
  };
  readonly series: readonly HistorySeries[];
}
