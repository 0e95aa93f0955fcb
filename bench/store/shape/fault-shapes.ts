// The records of episodes with faults.
import Type from 'typebox';
import { faultGateMetrics } from '../../../reports/document/fault-metrics.ts';
import {
  amount,
  base64,
  count,
  countsByText,
  flag,
  index,
  name,
  names,
  number,
  optional,
  tableOf,
  text,
  texts,
  time,
  timeMs,
  words,
} from '../../../reports/document/parts.ts';
import { Phrase } from '../../../reports/document/phrase.ts';
import { requestCounts } from './trial-shapes.ts';

const staleness = Type.Object({
  reads: count,
  staleReads: count,
  p99Ms: optional(amount),
  maxMs: optional(amount),
  limitMs: optional(amount),
  beyondLimit: count,
});

const audit = Type.Object({
  status: words('clean', 'violated', 'unknown'),
  reason: optional(text),
  reasonSaid: optional(Phrase),
  acknowledged: count,
  failed: count,
  indeterminate: count,
  lost: count,
  phantom: count,
  resurrected: count,
  duplicated: count,
  wrongAmount: count,
  lostUpdates: count,
  invariants: Type.Array(Type.Object({ name, violations: count })),
  findings: texts,
  findingsSaid: optional(Type.Array(Phrase)),
  staleness,
});

/** A day: an episode takes minutes, and its windows are counted one by one. */
const markMs = Type.Number({ minimum: 0, maximum: 86_400_000 });

export const faultEpisode = Type.Object({
  kind: Type.Literal('fault-episode'),
  group: index,
  position: index,
  at: optional(time),
  variantId: name,
  faultId: name,
  scenario: name,
  rateRps: Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000 }),
  marks: Type.Object({
    injectedMs: markMs,
    appliedMs: markMs,
    healedMs: markMs,
    healEndedMs: markMs,
    endedMs: markMs,
  }),
  evidence: text,
  routes: names,
  requests: Type.Object({
    dueUs: base64,
    responseUs: base64,
    outcome: base64,
    route: base64,
    user: optional(base64),
  }),
  counts: requestCounts,
  resentRequests: optional(count),
  failureReasons: countsByText,
  audit,
  logFile: optional(text),
  foreignCpuRatio: optional(number),
  doubts: texts,
  isGeneratorLate: optional(flag),
});

export const faultNotRun = Type.Object({
  kind: Type.Literal('fault-not-run'),
  group: index,
  at: optional(time),
  variantId: name,
  faultId: name,
  status: words('not-run', 'void'),
  reason: text,
  reasonSaid: optional(Phrase),
  audit: optional(audit),
  logFile: optional(text),
});

export const faultRate = Type.Object({
  kind: Type.Literal('fault-rate'),
  scenario: name,
  rateRps: Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000 }),
  faults: Type.Array(Type.Object({ id: name, title: text, mechanism: text })),
  capacityRps: optional(amount),
});

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
