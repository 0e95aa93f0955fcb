// What a driver measured, and the records of trials and of slices of a sweep.
import Type from 'typebox';
import {
  amount,
  base64,
  count,
  countsByText,
  index,
  name,
  number,
  optional,
  orNull,
  tableOf,
  texts,
  words,
} from '../../../reports/document/parts.ts';

export const requestCounts = Type.Object({
  scheduled: count,
  succeeded: count,
  failed: count,
  timedOut: count,
  inFlightAtEnd: count,
  dropped: count,
});

const routeMeasurement = Type.Object({
  route: name,
  phase: optional(name),
  succeeded: count,
  failed: count,
  timedOut: count,
  statusCounts: countsByText,
  successLatency: base64,
  failureLatency: base64,
  serviceTime: base64,
});

const intervalMeasurement = Type.Object({
  startMs: amount,
  intervalMs: Type.Number({ minimum: 1 }),
  phase: name,
  loadMs: amount,
  succeeded: count,
  failed: count,
  timedOut: count,
  dropped: count,
  successLatency: base64,
  failureLatency: base64,
  serviceTime: optional(base64),
  sendLateness: optional(base64),
});

const trialMeasurement = Type.Object({
  variantId: name,
  routes: Type.Array(routeMeasurement),
  sendLateness: optional(base64),
  timeline: optional(Type.Array(intervalMeasurement)),
});

const slice = Type.Object({
  position: index,
  windowUs: amount,
  succeeded: count,
  failed: count,
  timedOut: count,
  latencyP50Us: optional(amount),
  serviceCpuNs: optional(number),
  foreignCpuRatio: optional(number),
  stealRatio: optional(number),
  generatorCpuRatio: optional(number),
  generatorEventLoopDelayP99Us: optional(amount),
  drainMs: optional(amount),
});

const resourceUse = Type.Object({
  serviceCpuNs: optional(number),
  serviceRunQueueNs: optional(number),
  databaseCpuNs: optional(number),
  cacheCpuNs: optional(number),
  serviceRssBytes: optional(amount),
  databaseCalls: optional(number),
  databaseBuffers: optional(number),
  walBytes: optional(number),
  cacheHits: optional(number),
  cacheMisses: optional(number),
});

const indexUse = Type.Object({
  name,
  definitionHash: name,
  scans: number,
  mostMs: optional(number),
});

const exercise = Type.Object({
  elapsedMs: amount,
  counters: tableOf(number),
  absent: tableOf(orNull(Type.String())),
  indexes: optional(Type.Array(indexUse)),
  statements: optional(Type.Object({ calls: number, totalMs: number })),
});

const parity = Type.Object({ compared: count, wrong: count, reasons: countsByText });
const cacheCounts = Type.Object({ hits: number, misses: number });
const speedChecks = tableOf(Type.Object({ made: count, missed: count }));

export const trial = Type.Object({
  kind: Type.Literal('trial'),
  group: index,
  scenario: name,
  loadId: name,
  variantId: name,
  slices: Type.Array(slice),
  counts: requestCounts,
  failureReasons: countsByText,
  checkedBodies: count,
  wrongBodies: count,
  parity: optional(parity),
  connectionsOpened: count,
  connectionsRenewed: optional(count),
  resentRequests: optional(count),
  measurement: trialMeasurement,
  resources: resourceUse,
  resourceRequests: amount,
  serviceCountedRequests: optional(number),
  exercise: optional(exercise),
  arrivals: optional(count),
  speedChecks: optional(speedChecks),
  cacheAtStart: optional(cacheCounts),
  cacheAtEnd: optional(cacheCounts),
  doubts: texts,
});

export const sweepCapacity = Type.Object({
  kind: Type.Literal('sweep-capacity'),
  group: index,
  scenario: name,
  variantId: name,
  connections: count,
  capacityRps: optional(amount),
  wrongBodies: count,
  failureReasons: countsByText,
});

export const sweepSlice = Type.Object({
  kind: Type.Literal('sweep-slice'),
  group: index,
  scenario: name,
  variantId: name,
  position: index,
  step: words('ladder', 'search'),
  rateRps: amount,
  durationMs: amount,
  windowUs: amount,
  drainMs: amount,
  counts: requestCounts,
  resentRequests: optional(count),
  failureReasons: countsByText,
  serviceCountedRequests: optional(number),
  checkedBodies: count,
  wrongBodies: count,
  measurement: trialMeasurement,
  generatorCpuRatio: optional(number),
  foreignCpuRatio: optional(number),
  stealRatio: optional(number),
  doubts: texts,
});

export const sweepUse = Type.Object({
  kind: Type.Literal('sweep-use'),
  group: index,
  scenario: name,
  variantId: name,
  resourceRequests: count,
  exercise: optional(exercise),
  parity: optional(parity),
});
