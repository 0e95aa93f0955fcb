// The records of episodes with faults.
import Type from 'typebox';
import {
  amount,
  flag,
  index,
  name,
  names,
  number,
  optional,
  tableOf,
  text,
  timeMs,
  words,
} from '../../../reports/document/parts.ts';
import { faultGateMetrics } from '../../spec/fault-gate-metrics.ts';

/** What an episode was asked for, as part of an experiment. */
export const resolvedFaults = Type.Object({
  afterRun: flag,
  orders: Type.Array(
    Type.Object({
      fault: name,
      parameters: tableOf(Type.Union([number, Type.String()])),
    }),
  ),
  scenario: name,
  rate: Type.Union([
    Type.Object({ kind: Type.Literal('given'), rateRps: amount }),
    Type.Object({ kind: Type.Literal('share'), capacityRatio: amount }),
  ]),
  groups: index,
  beforeMs: timeMs,
  duringMs: timeMs,
  afterMs: timeMs,
  requestTimeoutMs: timeMs,
  goodWithinMs: timeMs,
  sloRatio: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
  stalenessLimitMs: optional(timeMs),
  audit: Type.Object({
    operations: optional(text),
    versions: optional(text),
    invariants: Type.Array(Type.Object({ name, sql: text })),
    path: optional(text),
  }),
  gates: Type.Array(
    Type.Object({
      name,
      metric: words(...faultGateMetrics),
      limitKind: words('at-most', 'at-least'),
      limit: number,
      badLaunchesRatio: optional(number),
      faults: names,
      variants: names,
    }),
  ),
});
