// What `loadstone noise` says of a machine: how far equal variants differ, and what that leaves to be found.
import Type from 'typebox';
import { MetricName } from './metrics.ts';
import {
  amount,
  count,
  number,
  optional,
  orNull,
  ratio,
  text,
  texts,
  time,
  type ValueOf,
  words,
} from './parts.ts';

/** Least slowdown, as a ratio above 1, that a gate of at most so many groups finds with a power of 80 %. */
const DetectableSlowdown = Type.Object({
  groups: count,
  ratio: orNull(amount),
});

export const NoiseRow = Type.Object({
  scenario: text,
  loadId: text,
  metric: MetricName,
  groups: count,
  /** Standard deviation of the paired log-ratio of a group. */
  sdLog: amount,
  detectable: Type.Array(DetectableSlowdown),
  /** Gates on equal variants resampled from the groups: shares of them that failed, passed, stayed open. */
  gateFailRatio: ratio,
  gatePassRatio: ratio,
  gateInconclusiveRatio: ratio,
  /** What the order of the groups says; null with too few groups, absent in older documents. */
  order: optional(
    orNull(
      Type.Object({
        /** Of the difference from the first group to the last, along a straight line. */
        driftRatio: amount,
        driftPValue: ratio,
        /** Of neighbouring groups, −1 to 1. */
        autocorrelation: number,
        autocorrelationPValue: ratio,
      }),
    ),
  ),
});
export type NoiseRow = ValueOf<typeof NoiseRow>;

export const NoiseDocument = Type.Object({
  kind: Type.Literal('noise'),
  runId: text,
  measuredAt: time,
  fingerprint: text,
  validity: words('valid', 'invalid'),
  /** Why it is not valid; empty where it is. */
  reasons: texts,
  groupsValid: count,
  groupsRun: count,
  /** Of the resampled gates. */
  toleranceRatio: amount,
  gates: count,
  rows: Type.Array(NoiseRow),
});
export type NoiseDocument = ValueOf<typeof NoiseDocument>;
