// The document of two runs against each other: what differs around them, and how each effect changed.
import type { Phrase } from './phrase.ts';
import type { MetricName, RatioInterval, ResultDocument, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const compareSchemaVersion = 1;

/** One of the two runs; A is the one named first. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly status: ResultDocument['run']['status'];
  readonly groupsPlanned: number;
  readonly groupsValid: number;
  readonly validity: ResultDocument['validity']['status'];
  /** The checks that failed, a sentence each; empty for a valid run. */
  readonly invalidReasons: readonly string[];
  readonly invalidReasonsSaid?: readonly Phrase[];
  /** Null where the run has no baseline. */
  readonly baselineId: string | null;
  readonly baselineLabel: string | null;
}

export type SettingName =
  | 'experiment'
  | 'configured'
  | 'reproduceCommand'
  | 'seed'
  | 'planHash'
  | 'toleranceRatio'
  | 'looks'
  | 'groupsPlanned'
  | 'baseline'
  | 'scenarios'
  | 'loads'
  | 'loadRateRps'
  /** The same where it follows from a capacity that the run measured: no setting by itself. */
  | 'derivedRateRps'
  | 'loadConnections'
  | 'primaryMetric'
  | 'factors'
  | 'levels'
  | 'variants'
  | 'gates'
  | 'prices';

export type EnvironmentName =
  | 'fingerprint'
  | 'hostname'
  | 'os'
  | 'kernel'
  | 'cpuModel'
  | 'cpuCount'
  | 'memoryBytes'
  | 'nodeVersion'
  | 'loadstoneVersion'
  | 'gitCommit'
  | 'gitDirty'
  | 'service'
  | 'driver'
  | 'driverVersion'
  | 'placement';

export type DifferenceValue = string | number | boolean | null;

/** Something that is not the same in both runs. */
export interface Difference<Name extends string> {
  readonly name: Name;
  /** Of what, where there are several: a factor, a load, a service, a role; else null. */
  readonly subject: string | null;
  /**
   * `value`: one value in either run. `only-in`: what only A has, and what only B has. `hidden`: values that are not
   * recorded, known by their hashes to differ.
   */
  readonly kind: 'value' | 'only-in' | 'hidden';
  /** Of a `value` at most one each; null where the run does not say. Of a `hidden` one null, or nothing where there is none. */
  readonly a: readonly DifferenceValue[];
  readonly b: readonly DifferenceValue[];
}

/** An effect as one run found it: variant ÷ baseline, paired within its groups. */
export interface EffectOfRun {
  readonly ratio: number;
  /** Null where there is no interval. */
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
  /** Of this interval, 0 to 1. */
  readonly confidence: number;
  readonly groups: number;
}

/**
 * `same`: the interval of the change lies inside the tolerance. `grew`, `shrank`: further from no effect,
 * or nearer. `reversed`: each run tells its effect from none, on opposite sides. Else `unclear`.
 */
export type ChangeVerdict = 'same' | 'grew' | 'shrank' | 'reversed' | 'unclear' | 'not-judged';

export interface ComparedEffect {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  /** The primary metric of the scenario in both runs. */
  readonly isPrimary: boolean;
  readonly higherIsBetter: boolean;
  readonly variantId: string;
  readonly variantLabel: string;
  readonly a: EffectOfRun;
  readonly b: EffectOfRun;
  /** B's effect ÷ A's effect with the bounds of its interval; null where it can't be said. */
  readonly change: RatioInterval | null;
  /** Two-sided, of no change, and the same after Holm over the primary effects, or over the others. */
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  /**
   * Welch's t on log-ratios: `welch-groups` from the log-ratio of each group, `welch-intervals` from the
   * widths of the two intervals where the document has no more.
   */
  readonly method: 'welch-groups' | 'welch-intervals' | 'none';
  /** Of Satterthwaite, or the lesser of both where groups are few; null without a change. */
  readonly degreesOfFreedom: number | null;
  readonly verdict: ChangeVerdict;
  /** Why it was not judged; null where it was. */
  readonly reason: string | null;
  readonly reasonSaid?: Phrase;
}

/** A figure of both runs beside each other. From two days, so it describes and nothing is judged by it. */
export interface ComparedFigure {
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  readonly isPrimary: boolean;
  readonly variantId: string;
  readonly variantLabel: string;
  readonly isBaseline: boolean;
  readonly a: number | null;
  readonly b: number | null;
}

export interface RunComparison {
  readonly schemaVersion: typeof compareSchemaVersion;
  readonly kind: 'run-comparison';
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /** The narrower of the two runs: inside it an effect counts as the same. */
  readonly toleranceRatio: number;
  /** Of the intervals of change, and of the verdicts of a family: 0.95, or more where a run was looked at several times. */
  readonly confidence: number;
  readonly settings: readonly Difference<SettingName>[];
  readonly environment: readonly Difference<EnvironmentName>[];
  /** Combinations of scenario, load and variant that both runs measured. */
  readonly cellsInCommon: number;
  /** Why nothing is judged; empty where effects are. */
  readonly noVerdictReasons: readonly string[];
  readonly noVerdictReasonsSaid?: readonly Phrase[];
  /** By scenario in the order of B, primary metrics first; empty where nothing is judged. */
  readonly effects: readonly ComparedEffect[];
  /** Empty where a run is invalid: its figures are not to be read. */
  readonly figures: readonly ComparedFigure[];
  readonly warnings: readonly Warning[];
}
