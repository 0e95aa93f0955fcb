// What `loadstone noise` says of a machine: how far equal variants differ, and what that leaves to be found.
import type { MetricName } from './metrics.ts';

/** Least slowdown, as a ratio above 1, that a gate of at most so many groups finds with a power of 80 %. */
interface DetectableSlowdown {
  readonly groups: number;
  readonly ratio: number | null;
}

export interface NoiseRow {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  readonly groups: number;
  /** Standard deviation of the paired log-ratio of a group. */
  readonly sdLog: number;
  readonly detectable: readonly DetectableSlowdown[];
  /** Gates on equal variants resampled from the groups: shares of them that failed, passed, stayed open. */
  readonly gateFailRatio: number;
  readonly gatePassRatio: number;
  readonly gateInconclusiveRatio: number;
  /** What the order of the groups says; null with too few groups, absent in older documents. */
  readonly order?: {
    /** Of the difference from the first group to the last, along a straight line. */
    readonly driftRatio: number;
    readonly driftPValue: number;
    /** Of neighbouring groups, −1 to 1. */
    readonly autocorrelation: number;
    readonly autocorrelationPValue: number;
  } | null;
}

export interface NoiseDocument {
  readonly kind: 'noise';
  readonly runId: string;
  readonly measuredAt: string;
  readonly fingerprint: string;
  readonly validity: 'valid' | 'invalid';
  /** Why it is not valid; empty where it is. */
  readonly reasons: readonly string[];
  readonly groupsValid: number;
  readonly groupsRun: number;
  /** Of the resampled gates. */
  readonly toleranceRatio: number;
  readonly gates: number;
  readonly rows: readonly NoiseRow[];
}
