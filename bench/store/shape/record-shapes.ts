// The schema of each kind of record, in the form that it has in the file: what is undefined is absent.

import Type from 'typebox';
import {
  amount,
  count,
  flag,
  index,
  name,
  names,
  number,
  optional,
  tableOf,
  text,
  textsByName,
  time,
  timeMs,
  words,
} from '../../../reports/document/parts.ts';
import { Phrase } from '../../../reports/document/phrase.ts';
import { faultEpisode, faultNotRun, faultRate } from './fault-shapes.ts';
import { sweepCapacity, sweepSlice, sweepUse, trial } from './trial-shapes.ts';

export const closedLoad = Type.Object({
  kind: Type.Literal('closed'),
  connections: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  thinkTimeMs: optional(amount),
  thinkTimes: optional(words('exponential', 'fixed')),
});

const openKeys = {
  shape: optional(Type.Array(Type.Object({ fromRps: amount, toRps: amount, durationS: amount }))),
  arrivals: words('poisson', 'uniform'),
  maxConnections: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
};

export const openLoad = Type.Object({
  kind: Type.Literal('open'),
  rateRps: Type.Number({ exclusiveMinimum: 0 }),
  ...openKeys,
});

export const shareLoad = Type.Object({
  kind: Type.Literal('open-share'),
  capacityRatio: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  ...openKeys,
});

const groupStarted = Type.Object({
  kind: Type.Literal('group-started'),
  group: index,
  at: time,
  epoch: optional(index),
  launchOrder: names,
  betweenMs: optional(number),
  cpus: optional(textsByName),
  isSwapped: optional(flag),
  isDatabaseRestarted: optional(flag),
  areTemplatesRebuilt: optional(flag),
});

const phases = Type.Object({
  prepareMs: amount,
  launchMs: amount,
  generatorMs: amount,
  warmupMs: amount,
  measuredMs: amount,
  switchMs: amount,
  stopMs: amount,
});

const groupEnded = Type.Object({
  kind: Type.Literal('group-ended'),
  group: index,
  at: time,
  elapsedMs: amount,
  status: words('valid', 'void'),
  voidReason: optional(text),
  voidReasonSaid: optional(Phrase),
  foreignCpuRatio: optional(number),
  stealRatio: optional(number),
  cpuPressureRatio: optional(number),
  generatorWaitRatio: optional(number),
  clockJumpMs: optional(number),
  phases: optional(phases),
});

const treatment = Type.Object({
  kind: Type.Literal('treatment'),
  group: index,
  variantId: name,
  configHash: optional(text),
  config: optional(tableOf(Type.Unknown())),
});

const settled = Type.Object({
  kind: Type.Literal('settled'),
  group: index,
  scenario: name,
  loadId: name,
  load: Type.Union([closedLoad, openLoad]),
  sliceMs: timeMs,
  dropFirstMs: timeMs,
  slicesPerGroup: index,
  capacityRps: optional(amount),
  warmupRequests: optional(count),
});

const warmup = Type.Object({
  kind: Type.Literal('warmup'),
  group: index,
  scenario: name,
  loadId: name,
  rounds: count,
  elapsedMs: amount,
  endedBecause: words('steady', 'requests', 'bound'),
  trend: words('steady', 'changing', 'unknown'),
  variants: Type.Array(
    Type.Object({ variantId: name, requests: count, succeeded: count, elapsedMs: amount }),
  ),
});

const notRun = Type.Object({ kind: Type.Literal('not-run'), variantId: name, reason: text });

const runEnded = Type.Object({
  kind: Type.Literal('run-ended'),
  at: time,
  status: words('complete', 'interrupted'),
  reason: optional(words('all-decided', 'groups', 'budget')),
});

/** By the `kind` of the record. */
export const recordShapes = {
  trial,
  'group-started': groupStarted,
  'group-ended': groupEnded,
  treatment,
  settled,
  warmup,
  'sweep-capacity': sweepCapacity,
  'sweep-slice': sweepSlice,
  'sweep-use': sweepUse,
  'fault-episode': faultEpisode,
  'fault-not-run': faultNotRun,
  'fault-rate': faultRate,
  'not-run': notRun,
  'run-ended': runEnded,
} as const;
