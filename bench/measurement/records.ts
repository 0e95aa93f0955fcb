// What a run writes down as it goes: one JSON line a record, append-only, enough to judge again.

import Type from 'typebox';
import { Message } from '../../reports/document/message.ts';
import {
  amount,
  count,
  countsByText,
  flag,
  index,
  name,
  names,
  number,
  optional,
  orAbsent,
  orNull,
  tableOf,
  text,
  texts,
  textsByName,
  time,
  timeMs,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import {
  GeneratorUse,
  Load,
  RequestCounts,
  SpeedChecks,
  TrialMeasurement,
} from '../drivers/driver.ts';
import { FaultEpisodeRecord, FaultNotRunRecord, FaultRateRecord } from './fault-records.ts';

/** Cumulative or windowed readings of one variant over a trial; undefined where not measurable. */
export const ResourceUse = Type.Object({
  serviceCpuNs: orAbsent(number),
  /** Time that the service was ready to run but waited for a CPU. */
  serviceRunQueueNs: orAbsent(number),
  databaseCpuNs: orAbsent(number),
  cacheCpuNs: orAbsent(number),
  /** Highest sum over the service's processes seen at slice ends. */
  serviceRssBytes: orAbsent(amount),
  databaseCalls: orAbsent(number),
  databaseBuffers: orAbsent(number),
  walBytes: orAbsent(number),
  cacheHits: orAbsent(number),
  cacheMisses: orAbsent(number),
});
export type ResourceUse = ValueOf<typeof ResourceUse>;

export const IndexUseRecord = Type.Object({
  name: name,
  /** Equal where two variants have the same index. */
  definitionHash: name,
  scans: number,
  /** Most time that the statements which made so many scans can have taken, ms; absent like `statements`. */
  mostMs: optional(number),
});
export type IndexUseRecord = ValueOf<typeof IndexUseRecord>;

/** What shows whether the levels of a variant act, over a trial; see docs/config.md, `exercised`. */
export const ExerciseRecord = Type.Object({
  /** Between the two readings, ms; sessions of PostgreSQL report their scans once a second. */
  elapsedMs: amount,
  /** Growth of the counters that the variant's levels declare, by dotted path or as `metric{label="value"}`. */
  counters: tableOf(number),
  /** Declared counters that the service does not offer, with the most similar name that it does (or null). */
  absent: tableOf(orNull(text)),
  /** Indexes that not all variants of the group have, or that a level names; absent where none was looked at. */
  indexes: optional(Type.Array(IndexUseRecord)),
  /** Of the same database, transaction control left out; absent where PostgreSQL does not tell. */
  statements: optional(
    Type.Object({
      calls: number,
      totalMs: number,
    }),
  ),
});
export type ExerciseRecord = ValueOf<typeof ExerciseRecord>;

/** One slice as recorded; counts are of the recorded window unless said otherwise. */
export const SliceRecord = Type.Object({
  /** Position in the block's slice order, from 0. */
  position: index,
  windowUs: amount,
  succeeded: count,
  failed: count,
  timedOut: count,
  latencyP50Us: orAbsent(amount),
  /** CPU of the service over the whole slice with its drain, ns. */
  serviceCpuNs: orAbsent(number),
  /** Share of the host's CPU time in the slice that no process of the run used, 0 to 1. */
  foreignCpuRatio: orAbsent(number),
  stealRatio: orAbsent(number),
  /** CPU time of the generator over the time of the slice; of several processes that of the busiest, which is the first to fall behind. */
  generatorCpuRatio: orAbsent(number),
  /** How late the generator's own event loop ran at p99, µs, of several processes the worst; undefined where the driver could not tell. */
  generatorEventLoopDelayP99Us: orAbsent(amount),
  /** By process, where several made the load; absent: one did. */
  generators: optional(Type.Array(GeneratorUse)),
  /** How late the event loop of the service ran at p99, µs, by its own account; absent where it offers none, and of micro-slices. */
  serviceEventLoopDelayP99Us: optional(orAbsent(amount)),
  /** Time from the end of the slice to its last answer, with the switch, ms. */
  drainMs: orAbsent(amount),
});
export type SliceRecord = ValueOf<typeof SliceRecord>;

/** Answers of a variant against the baseline's to the same reading requests, before the group was loaded. */
export const ParityCount = Type.Object({
  compared: count,
  /** Of those compared. */
  wrong: count,
  /** By reason, each beginning with `body: ` and the route; their sum is `wrong`. */
  reasons: countsByText,
});
export type ParityCount = ValueOf<typeof ParityCount>;

/** Look-ups in the service's cache by its own account. */
export const CacheCounts = Type.Object({
  hits: number,
  misses: number,
});
export type CacheCounts = ValueOf<typeof CacheCounts>;

/** One visit of a browser to a page; what the page does not have, or the browser could not see, is absent. */
export const PageVisit = Type.Object({
  page: name,
  /** `first` with an empty cache; `repeat` once all pages were seen, with what the browser has kept. */
  view: words('first', 'repeat'),
  /** Of its variant in the trial, from 0. */
  round: index,
  /** What went wrong, such as `status 500`; absent where the page showed what it should. */
  failure: optional(text),
  /** Navigation to the first byte, to the largest contentful paint, to the selector in a painted frame, µs. */
  ttfbUs: optional(amount),
  lcpUs: optional(amount),
  readyUs: optional(amount),
  /** Scripted interaction to the next paint, µs. */
  inpUs: optional(amount),
  /** Layout shift, a score from 0 on. */
  clsScore: optional(amount),
  /** Requests of the page, its own and those for resources, and bytes that they took over the network with headers. */
  requests: optional(count),
  transferBytes: optional(amount),
});
export type PageVisit = ValueOf<typeof PageVisit>;

/** Visits of a variant under one load in one group, beside its slices and under the same load. */
export const PageVisits = Type.Object({
  /** Name and version. */
  browser: text,
  /** Up to here a visitor is satisfied, up to four times as long he tolerates it, ms. */
  satisfiedMs: timeMs,
  visits: Type.Array(PageVisit),
  /** CPU of all processes of the browser; undefined where not measurable. */
  browserCpuNs: orAbsent(number),
  /** Requests of the load meanwhile, which are in no other figure of the trial. */
  load: RequestCounts,
});
export type PageVisits = ValueOf<typeof PageVisits>;

export const TrialRecord = Type.Object({
  kind: Type.Literal('trial'),
  group: index,
  scenario: name,
  loadId: name,
  variantId: name,
  slices: Type.Array(SliceRecord),
  /** Whole slices with their dropped first parts, warm-up left out. */
  counts: RequestCounts,
  failureReasons: countsByText,
  checkedBodies: count,
  wrongBodies: count,
  /** Beside the answers of the load; the same in all trials of its scenario in the group. Absent where nothing was compared. */
  parity: optional(ParityCount),
  /** Connections opened over all slices, and how many were asked for in a slice. */
  connectionsOpened: count,
  /** Those of them in place of one that the service keeps no longer idle; absent in older runs, and where the driver renews none. */
  connectionsRenewed: optional(count),
  /** Requests sent again because the close of an idle connection crossed them; absent in older runs, and where the driver can't tell. */
  resentRequests: optional(count),
  /** Its timeline is absent in run folders from before there was one, which stay readable. */
  measurement: TrialMeasurement,
  resources: ResourceUse,
  /** Requests that the resources are to be divided by: all that the service finished between the two readings. */
  resourceRequests: amount,
  /** Requests by the service's own counter over the same time; undefined where it offers none. */
  serviceCountedRequests: orAbsent(number),
  /** Absent in older runs, and where no level of any factor shows how it acts. */
  exercise: optional(ExerciseRecord),
  /** Arrivals where they are not requests, see `SliceOutcome`; absent: as many as were scheduled. */
  arrivals: optional(count),
  /** Checks of a k6 script that ask how long an answer took; absent where there is none. */
  speedChecks: optional(SpeedChecks),
  /** Cache look-ups in the first and in the last quarter of its slices (one slice at least); absent where not offered. */
  cacheAtStart: optional(orAbsent(CacheCounts)),
  cacheAtEnd: optional(orAbsent(CacheCounts)),
  /** Absent where the config has no pages, under closed loads, without a browser, and in older runs. */
  pages: optional(PageVisits),
  caveats: Type.Array(Message),
});
export type TrialRecord = ValueOf<typeof TrialRecord>;

export const GroupStartedRecord = Type.Object({
  kind: Type.Literal('group-started'),
  group: index,
  /** ISO 8601 in UTC. */
  at: time,
  /** Occasion on which it was made, from 0; absent in older runs. */
  epoch: optional(index),
  launchOrder: names,
  /**
   * Since the end of the group before, or for the first of a part of the run since its services began to be started, ms.
   * Times between parts, such as epochs, are in none of them; absent in older runs.
   */
  betweenMs: optional(number),
  /** CPUs by role in this group, for example `{ service: '1', generator: '0' }`; absent in older runs. */
  cpus: optional(textsByName),
  /** True where the CPUs are those of the swapped layout; absent in older runs. */
  isSwapped: optional(flag),
  /** True where PostgreSQL was restarted before the group; absent in older runs. */
  isDatabaseRestarted: optional(flag),
  /** True where the template databases were built anew before the group; absent in older runs. */
  areTemplatesRebuilt: optional(flag),
});
export type GroupStartedRecord = ValueOf<typeof GroupStartedRecord>;

/** Where the time of a group went, ms; each moment of it belongs to one phase, so their sum is its elapsed time. */
export const GroupPhases = Type.Object({
  /** CPUs swapped, PostgreSQL restarted, templates rebuilt. */
  prepareMs: amount,
  /** Until every variant is up and checked. */
  launchMs: amount,
  /** Generator processes started, opened, asked for their histograms, closed. */
  generatorMs: amount,
  /** Load that isn't recorded. */
  warmupMs: amount,
  /** Recorded load: the lengths of all slices. */
  measuredMs: amount,
  /** From the end of a slice to the start of the next: last answers, readings. */
  switchMs: amount,
  /** Browser started, pages visited under load; absent where there are no pages. */
  pagesMs: optional(amount),
  /** From the last reading until every variant has ended. */
  stopMs: amount,
});
export type GroupPhases = ValueOf<typeof GroupPhases>;

export const GroupEndedRecord = Type.Object({
  kind: Type.Literal('group-ended'),
  group: index,
  at: time,
  elapsedMs: amount,
  status: words('valid', 'void'),
  voidReason: orAbsent(Message),
  foreignCpuRatio: orAbsent(number),
  stealRatio: orAbsent(number),
  /** Share of the time in which some task of the machine waited for a CPU, 0 to 1. */
  cpuPressureRatio: orAbsent(number),
  /** Share of its time in which the generator was ready to run but waited for a CPU; absent in older runs. */
  generatorWaitRatio: optional(orAbsent(number)),
  /** By how much the wall clock ran ahead of (behind: negative) the monotonic clock, ms. */
  clockJumpMs: orAbsent(number),
  /** Absent in older runs. */
  phases: optional(GroupPhases),
});
export type GroupEndedRecord = ValueOf<typeof GroupEndedRecord>;

export const ConfigurationRecord = Type.Object({
  kind: Type.Literal('configuration'),
  group: index,
  variantId: name,
  configHash: orAbsent(text),
  config: orAbsent(tableOf(Type.Unknown())),
});
export type ConfigurationRecord = ValueOf<typeof ConfigurationRecord>;

/** What was calibrated in the first warm-up of a scenario and load, and holds for the whole run. */
export const CalibrationRecord = Type.Object({
  kind: Type.Literal('calibration'),
  group: index,
  scenario: name,
  loadId: name,
  load: Load,
  sliceMs: timeMs,
  dropFirstMs: timeMs,
  slicesPerGroup: index,
  /** Closed-loop throughput of the baseline that the rate is a share of; undefined where it is not. */
  capacityRps: orAbsent(amount),
  /**
   * Requests of warm-up that it took until no variant of the first group showed a trend, or until the time was over; every
   * group has as many, at the same place: as the first load of its scenario, or after another one. Undefined where that is
   * not looked for.
   */
  warmupRequests: optional(orAbsent(count)),
  /** Loads that the scenario had in that group before, so that it was warm already; absent where none, and in older runs. */
  afterLoads: optional(texts),
});
export type CalibrationRecord = ValueOf<typeof CalibrationRecord>;

/** Warm-up of all variants before the slices of a scenario and load; absent in older runs, and where there was none. */
export const WarmupRecord = Type.Object({
  kind: Type.Literal('warmup'),
  group: index,
  scenario: name,
  loadId: name,
  /** In each, every variant that was behind had a slice in turn. */
  rounds: count,
  elapsedMs: amount,
  /** Loads that the scenario had in the group before, so that it was warm already; absent where none, and in older runs. */
  afterLoads: optional(texts),
  /** `steady`: no variant showed a trend any more; `requests`: the number calibrated or asked for; `bound`: time was over. */
  endedBecause: words('steady', 'requests', 'bound'),
  /** What it showed, whatever ended it; `unknown` where it was too little to tell. */
  trend: words('steady', 'changing', 'unknown'),
  variants: Type.Array(
    Type.Object({
      variantId: name,
      /** Sent. */
      requests: count,
      succeeded: count,
      /** Of its slices, with draining. */
      elapsedMs: amount,
      /**
       * At its end, while the requests double: change of the logarithm of the rate, and of the hit ratio. Absent where there
       * was too little to tell, and in older runs.
       */
      rateChange: optional(number),
      hitChange: optional(number),
      /** Failures by reason; absent where there were none, and in older runs. */
      failureReasons: optional(tableOf(count)),
      /** Requests by route, of which those that timed out failed; absent in older runs. */
      routes: optional(tableOf(Type.Object({ succeeded: count, failed: count }))),
    }),
  ),
});
export type WarmupRecord = ValueOf<typeof WarmupRecord>;
export type WarmupTrend = WarmupRecord['trend'];

/** What the data of a variant were like once the load of its group was over; absent in older runs, and where nothing is asked. */
export const QualityRecord = Type.Object({
  kind: Type.Literal('quality'),
  group: index,
  variantId: name,
  /** By measure; null where there was nothing to measure, absent where its source told nothing. */
  figures: tableOf(orNull(number)),
  invariants: Type.Array(Type.Object({ name, violations: count })),
  /** Why they could not be read, and then there are none; absent where they were. */
  problem: optional(Message),
  /** Of the reading. */
  elapsedMs: amount,
});
export type QualityRecord = ValueOf<typeof QualityRecord>;

/** What one variant carries in a closed loop, in one group of a sweep: its rates are shares of this. */
export const SweepCapacityRecord = Type.Object({
  kind: Type.Literal('sweep-capacity'),
  group: index,
  scenario: name,
  variantId: name,
  connections: count,
  /** Successes a second; undefined where no answer was right, and then no rate is tried. */
  capacityRps: orAbsent(amount),
  wrongBodies: count,
  failureReasons: countsByText,
});
export type SweepCapacityRecord = ValueOf<typeof SweepCapacityRecord>;

/** One rate of a sweep: an open-loop slice of one variant, drained before the next begins. */
export const SweepSliceRecord = Type.Object({
  kind: Type.Literal('sweep-slice'),
  group: index,
  scenario: name,
  variantId: name,
  /** Position among the slices of the group and scenario, from 0. */
  position: index,
  /** A rate of the fixed ladder, or one that the search chose. */
  step: words('ladder', 'search'),
  /** Arrivals a second asked for. */
  rateRps: amount,
  durationMs: amount,
  windowUs: amount,
  /** Time from the end of the slice to its last answer, with the switch, ms. */
  drainMs: amount,
  /** Of the whole slice, its first part included. */
  counts: RequestCounts,
  /** Of them, sent again because the close of an idle connection crossed them; absent in older sweeps. */
  resentRequests: optional(count),
  failureReasons: countsByText,
  /** Requests by the service's own counter; absent where it offers none, and in sweeps of older versions. */
  serviceCountedRequests: optional(orAbsent(number)),
  checkedBodies: count,
  wrongBodies: count,
  measurement: TrialMeasurement,
  generatorCpuRatio: orAbsent(number),
  foreignCpuRatio: orAbsent(number),
  stealRatio: orAbsent(number),
  caveats: Type.Array(Message),
});
export type SweepSliceRecord = ValueOf<typeof SweepSliceRecord>;

/** What a variant did over all that a sweep sent it in one scenario of a group; absent in sweeps of older versions. */
export const SweepUseRecord = Type.Object({
  kind: Type.Literal('sweep-use'),
  group: index,
  scenario: name,
  variantId: name,
  /** Requests that the service finished meanwhile: by its own counter, else as the driver saw them. */
  resourceRequests: count,
  /** Absent where no level of any factor shows how it acts. */
  exercise: optional(ExerciseRecord),
  /** Answers that were compared with the baseline's before the load; absent where none were. */
  parity: optional(ParityCount),
});
export type SweepUseRecord = ValueOf<typeof SweepUseRecord>;

/** The network to services on other machines; absent in older runs, and where all are on this one. */
export const NetworkRecord = Type.Object({
  kind: Type.Literal('network'),
  group: index,
  /** Read before the load of the group; a variant that could not be reached then has no entry. */
  variants: Type.Array(
    Type.Object({
      variantId: name,
      rttUs: amount,
      /** Absent where not known. */
      interface: optional(orAbsent(text)),
      mtuBytes: optional(orAbsent(count)),
    }),
  ),
  /** TCP segments of this machine while the group was measured; absent where the system does not tell. */
  sentSegments: optional(count),
  retransmittedSegments: optional(count),
});
export type NetworkRecord = ValueOf<typeof NetworkRecord>;

const NotRunRecord = Type.Object({
  kind: Type.Literal('not-run'),
  variantId: name,
  reason: Message,
});

const RunEndedRecord = Type.Object({
  kind: Type.Literal('run-ended'),
  at: time,
  status: words('complete', 'interrupted'),
  /** Why a complete run ended; absent in older runs: all planned groups were run. */
  reason: optional(words('all-decided', 'groups', 'budget')),
});

/** By the `kind` of the record, in the form that it has in the file: what is undefined is absent. */
export const recordSchemas = {
  trial: TrialRecord,
  'group-started': GroupStartedRecord,
  'group-ended': GroupEndedRecord,
  configuration: ConfigurationRecord,
  calibration: CalibrationRecord,
  warmup: WarmupRecord,
  quality: QualityRecord,
  network: NetworkRecord,
  'sweep-capacity': SweepCapacityRecord,
  'sweep-slice': SweepSliceRecord,
  'sweep-use': SweepUseRecord,
  'fault-episode': FaultEpisodeRecord,
  'fault-not-run': FaultNotRunRecord,
  'fault-rate': FaultRateRecord,
  'not-run': NotRunRecord,
  'run-ended': RunEndedRecord,
} as const;

export type RunRecord = ValueOf<(typeof recordSchemas)[keyof typeof recordSchemas]>;
