// What a run of micro-benchmarks gives back: every process's time, and what the groups say together.
import type { Comparison } from './result.ts';

export type VersionName = 'here' | 'there';

/** One fresh process, in the order in which they ran. */
export interface MicroVisit {
  /** From 0. */
  readonly group: number;
  readonly version: VersionName;
  readonly suite: string;
  readonly alternative: string;
  /** Median of its batches, for one operation, ns. */
  readonly medianNs: number;
  readonly batches: number;
  readonly operationsPerBatch: number;
}

/**
 * - `baseline`: what the other alternatives of its suite are compared with;
 * - `compared`: with the baseline, or with the other version;
 * - `only-here`, `only-there`: the other version has no such benchmark;
 * - `not-run`: what it needs is not here, or was not asked for.
 */
type MicroStatus = 'baseline' | 'compared' | 'only-here' | 'only-there' | 'not-run';

export interface MicroRow {
  readonly alternative: string;
  readonly status: MicroStatus;
  /** Why it did not run; null where it did. */
  readonly reason: string | null;
  /** Median over the groups, for one operation of the working tree, ns; null where it did not run. */
  readonly timeNs: number | null;
  /** The same of the other version. */
  readonly otherTimeNs: number | null;
  /** Alternative ÷ baseline, or here ÷ there; lower is better. Null where nothing is compared. */
  readonly comparison: Omit<Comparison, 'metric'> | null;
}

export interface MicroSuiteResult {
  readonly name: string;
  readonly file: string;
  readonly operation: string;
  /** True where the benchmark itself differs between both versions. */
  readonly isBenchChanged: boolean;
  readonly rows: readonly MicroRow[];
}

/** The other version. */
export interface MicroAgainst {
  readonly ref: string;
  readonly commit: string;
  readonly packages: 'linked' | 'installed' | 'none';
}

/** How one benchmark is timed. */
export interface MeasureOptions {
  /** How long the operation runs before it is measured, ms. */
  readonly warmupMs: number;
  /** How long it is measured at least, ms. */
  readonly measureMs: number;
  /** A batch takes at least this long, ms; the clock reads to about 0.0001. */
  readonly batchMs: number;
}

export interface MicroReport {
  readonly formatVersion: 2;
  /** Null where the alternatives of each suite were compared with each other. */
  readonly against: MicroAgainst | null;
  readonly groups: number;
  readonly seed: number;
  /** 0 to 1; the margin is ln(1 + tolerance). */
  readonly toleranceRatio: number;
  readonly measure: MeasureOptions;
  readonly nodeVersion: string;
  /** Null where the processes were not pinned. */
  readonly cpus: readonly number[] | null;
  readonly suites: readonly MicroSuiteResult[];
  readonly visits: readonly MicroVisit[];
}
