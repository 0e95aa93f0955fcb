// The document of two runs against each other: what differs around them, and how each effect changed.

import Type from 'typebox';
import { Message } from './message.ts';
import { MetricName } from './metrics.ts';
import {
  amount,
  count,
  flag,
  number,
  orNull,
  ratio,
  text,
  time,
  type ValueOf,
  words,
} from './parts.ts';
import { RatioInterval, ResultDocument, Validity, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const compareSchemaVersion = 2;

/** One of the two runs; A is the one named first. */
export const ComparedRun = Type.Object({
  id: text,
  name: text,
  /** ISO 8601 in UTC. */
  startedAt: time,
  status: ResultDocument.properties.run.properties.status,
  groupsPlanned: count,
  groupsValid: count,
  validity: Validity.properties.status,
  /** The checks that failed, a sentence each; empty for a valid run. */
  invalidReasons: Type.Array(Message),
  /** Null where the run has no baseline. */
  baselineId: orNull(text),
  baselineLabel: orNull(text),
});
export type ComparedRun = ValueOf<typeof ComparedRun>;

export const SettingName = words(
  'experiment',
  'configured',
  'reproduceCommand',
  'seed',
  'planHash',
  'toleranceRatio',
  'looks',
  'groupsPlanned',
  'baseline',
  'scenarios',
  'loads',
  'loadRateRps',
  // The same where it follows from a capacity that the run measured: no setting by itself.
  'derivedRateRps',
  'loadConnections',
  'primaryMetric',
  'factors',
  'levels',
  'variants',
  'gates',
  'prices',
);
export type SettingName = ValueOf<typeof SettingName>;

export const EnvironmentName = words(
  'fingerprint',
  'hostname',
  'os',
  'kernel',
  'cpuModel',
  'cpuCount',
  'memoryBytes',
  'nodeVersion',
  'loadstoneVersion',
  'gitCommit',
  'gitDirty',
  'service',
  'driver',
  'driverVersion',
  'placement',
);
export type EnvironmentName = ValueOf<typeof EnvironmentName>;

export const DifferenceValue = orNull(Type.Union([text, number, flag]));
export type DifferenceValue = ValueOf<typeof DifferenceValue>;

/** Something that is not the same in both runs; `name` says what. */
const difference = {
  /** Of what, where there are several: a factor, a load, a service, a role; else null. */
  subject: orNull(text),
  /**
   * `value`: one value in either run. `only-in`: what only A has, and what only B has. `hidden`: values that are not
   * recorded, known by their hashes to differ.
   */
  kind: words('value', 'only-in', 'hidden'),
  /** Of a `value` at most one each; null where the run does not say. Of a `hidden` one null, or nothing where there is none. */
  a: Type.Array(DifferenceValue),
  b: Type.Array(DifferenceValue),
};
const SettingDifference = Type.Object({ name: SettingName, ...difference });
const EnvironmentDifference = Type.Object({ name: EnvironmentName, ...difference });
export type Difference<Name extends string> = Omit<ValueOf<typeof SettingDifference>, 'name'> & {
  readonly name: Name;
};

/** An effect as one run found it: variant ÷ baseline, paired within its groups. */
export const EffectOfRun = Type.Object({
  ratio: amount,
  /** Null where there is no interval. */
  ratioLower: orNull(amount),
  ratioUpper: orNull(amount),
  /** Of this interval, 0 to 1. */
  confidence: ratio,
  groups: count,
});
export type EffectOfRun = ValueOf<typeof EffectOfRun>;

/**
 * `same`: the interval of the change lies inside the tolerance. `grew`, `shrank`: further from no effect,
 * or nearer. `reversed`: each run tells its effect from none, on opposite sides. Else `unclear`.
 */
export const ChangeVerdict = words('same', 'grew', 'shrank', 'reversed', 'unclear', 'not-judged');
export type ChangeVerdict = ValueOf<typeof ChangeVerdict>;

export const ComparedEffect = Type.Object({
  scenario: text,
  loadId: text,
  metric: MetricName,
  /** The primary metric of the scenario in both runs. */
  isPrimary: flag,
  higherIsBetter: flag,
  variantId: text,
  variantLabel: text,
  a: EffectOfRun,
  b: EffectOfRun,
  /** B's effect ÷ A's effect with the bounds of its interval; null where it can't be said. */
  change: orNull(RatioInterval),
  /** Two-sided, of no change, and the same after Holm over the primary effects, or over the others. */
  pValue: orNull(ratio),
  adjustedPValue: orNull(ratio),
  /**
   * Welch's t on log-ratios: `welch-groups` from the log-ratio of each group, `welch-intervals` from the
   * widths of the two intervals where the document has no more.
   */
  method: words('welch-groups', 'welch-intervals', 'none'),
  /** Of Satterthwaite, or the lesser of both where groups are few; null without a change. */
  degreesOfFreedom: orNull(number),
  verdict: ChangeVerdict,
  /** Why it was not judged; null where it was. */
  reason: orNull(Message),
});
export type ComparedEffect = ValueOf<typeof ComparedEffect>;

/** A figure of both runs beside each other. From two days, so it describes and nothing is judged by it. */
export const ComparedFigure = Type.Object({
  scenario: text,
  loadId: text,
  metric: MetricName,
  isPrimary: flag,
  variantId: text,
  variantLabel: text,
  isBaseline: flag,
  a: orNull(number),
  b: orNull(number),
});
export type ComparedFigure = ValueOf<typeof ComparedFigure>;

export const RunComparison = Type.Object({
  schemaVersion: Type.Literal(compareSchemaVersion),
  kind: Type.Literal('run-comparison'),
  a: ComparedRun,
  b: ComparedRun,
  /** The narrower of the two runs: inside it an effect counts as the same. */
  toleranceRatio: amount,
  /** Of the intervals of change, and of the verdicts of a family: 0.95, or more where a run was looked at several times. */
  confidence: ratio,
  settings: Type.Array(SettingDifference),
  environment: Type.Array(EnvironmentDifference),
  /** Combinations of scenario, load and variant that both runs measured. */
  cellsInCommon: count,
  /** Why nothing is judged; empty where effects are. */
  noVerdictReasons: Type.Array(Message),
  /** By scenario in the order of B, primary metrics first; empty where nothing is judged. */
  effects: Type.Array(ComparedEffect),
  /** Empty where a run is invalid: its figures are not to be read. */
  figures: Type.Array(ComparedFigure),
  warnings: Type.Array(Warning),
});
export type RunComparison = ValueOf<typeof RunComparison>;
