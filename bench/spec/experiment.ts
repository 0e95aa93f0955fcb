// The resolved experiment: what `loadConfig` makes of a config file, every default filled in. A manifest holds it.

import Type from 'typebox';
import { faultGateMetrics } from '../../reports/document/fault-metrics.ts';
import { gateMetricNames, latencyPercentiles, metricsFor } from '../../reports/document/metrics.ts';
import {
  amount,
  count,
  flag,
  index,
  name,
  names,
  number,
  optional,
  orAbsent,
  ratio,
  tableOf,
  text,
  texts,
  textsByName,
  timeMs,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { QualityDimension, QualityUnit } from '../../reports/document/quality.ts';
import { ClosedLoad, OpenLoad, ScenarioRef, TlsOptions } from '../drivers/driver.ts';
import { driverNames } from '../drivers/registry.ts';

/** A sign that a level acts on a scenario, and the limit below which it is beside the point. */
const ExerciseRule = Type.Union([
  Type.Object({
    kind: Type.Literal('counter'),
    /** Dotted paths into the service's statistics, added up; `*` stands for one part. */
    counters: names,
    atLeastPerRequest: number,
    /** How many of the counters must each reach the limit. */
    atLeastMoving: number,
  }),
  Type.Object({
    kind: Type.Literal('metric'),
    /** Name in the Prometheus text of the target's counter; its series with these labels add up. */
    metric: name,
    labels: textsByName,
    atLeastPerRequest: number,
  }),
  Type.Object({
    kind: Type.Literal('indexes'),
    /** Patterns of names; undefined: the indexes that tell the levels of the factor apart. */
    patterns: orAbsent(texts),
    /** Of the scenario's statements or of their time, 0 to 1. */
    atLeastRatio: number,
  }),
]);
export type ExerciseRule = ValueOf<typeof ExerciseRule>;

/** A command that fills or changes a database; it gets DATABASE_URL and must exit 0. */
const PrepareStep = Type.Object({
  command: texts,
  env: textsByName,
  /** Globs (relative to `target.cwd`, where the command runs) whose contents are part of the template's key. */
  inputs: texts,
});
export type PrepareStep = ValueOf<typeof PrepareStep>;

const ServiceName = words('postgres', 'redis');
export type ServiceName = ValueOf<typeof ServiceName>;

const ResolvedLevel = Type.Object({
  name,
  /** Replaces the target's command, for a level that is another program; absent: it does not. */
  command: optional(texts),
  env: textsByName,
  args: texts,
  /** Services that must be there, else the variants with this level are not run. */
  needs: Type.Array(ServiceName),
  /** Replaces the target's URL, for a level that is another deployment. */
  url: orAbsent(text),
  /** Absolute folder that commands run in instead of `target.cwd`: another version of the service. */
  cwd: optional(text),
  /** The commit, branch or tag that is in that folder, as it was asked for. */
  ref: optional(text),
  /** More addresses of the same deployment; absent: none. */
  moreUrls: optional(texts),
  /** Replaces the URL of the target's counter. */
  counterUrl: optional(text),
  /** Run once on a clone of the prepared database; the outcome is a template of its own. */
  prepare: orAbsent(PrepareStep),
  /** How it shows that the level acts, all of it; absent: nothing is declared. */
  exercised: optional(Type.Array(ExerciseRule)),
  /** CPUs that its service needs to show what the level does; absent: 1. */
  cpus: optional(count),
  /** How large it is, from 1, for the scaling law; absent: it has no size. */
  size: optional(number),
  /** CPUs that the service itself holds each copy to; absent: none that is known. */
  cpusEach: optional(number),
});
export type ResolvedLevel = ValueOf<typeof ResolvedLevel>;

const ResolvedFactor = Type.Object({ name, levels: Type.Array(ResolvedLevel) });
export type ResolvedFactor = ValueOf<typeof ResolvedFactor>;

const ResolvedPostgres = Type.Object({
  /** Server to use; undefined starts the embedded one. */
  url: orAbsent(text),
  /** Environment variable that tells the service its database. */
  urlEnv: text,
  prepare: orAbsent(PrepareStep),
  /** Settings of the embedded server, as in postgresql.conf. */
  settings: textsByName,
});
export type ResolvedPostgres = ValueOf<typeof ResolvedPostgres>;

const ResolvedRedis = Type.Object({ url: orAbsent(text), urlEnv: text });
export type ResolvedRedis = ValueOf<typeof ResolvedRedis>;

/** Where the requests that a service answered are read, see docs/any-service.md. */
const ResolvedCounter = Type.Object({
  path: text,
  /** Name in Prometheus text; undefined where the answer is a number or JSON with `total`. */
  metric: orAbsent(text),
  /** Labels that a series must have. */
  labels: textsByName,
  /** Server that counts; undefined for the service itself. */
  url: orAbsent(text),
  /** True where the harness's own GETs of the service are counted, too. */
  countsOwnRequests: flag,
});
export type ResolvedCounter = ValueOf<typeof ResolvedCounter>;

const ResolvedTarget = Type.Object({
  /** Program and arguments; undefined where only a URL is given. */
  command: orAbsent(texts),
  /** Absolute working folder of the command. */
  cwd: text,
  env: textsByName,
  /** Environment variable that tells the service its port. */
  portEnv: text,
  /** Environment variable that tells the service a folder for its data; absent: it is told none. */
  dataFolderEnv: optional(text),
  url: orAbsent(text),
  /** More addresses of the same service; absent: none. */
  moreUrls: optional(texts),
  /** What a started service speaks on its port; absent: http. */
  scheme: optional(words('http', 'https')),
  /** For https; the path absolute. Absent: the usual authorities. */
  tls: optional(TlsOptions),
  /** The service's own counter of requests where its statistics have none. */
  counter: optional(ResolvedCounter),
  /** `Accept-Encoding` of requests that name none; absent: they ask for no encoding. */
  acceptEncoding: optional(text),
  readyPath: text,
  readyTimeoutMs: timeMs,
  /** Answers JSON `{ configHash, config, … }` and counters, see docs/any-service.md; undefined where not offered. */
  statsPath: orAbsent(text),
  /** Sent with the harness's own requests to the service; absent: none. */
  headers: optional(textsByName),
  /** Answers JSON that scenarios draw from; undefined where not needed. */
  dataPath: orAbsent(text),
  stopTimeoutMs: timeMs,
  /** What brings the packages of another version of the service; absent: `npm ci` where they differ. */
  install: optional(texts),
  /** Run once in the folder of each version of the service before any of its processes starts; absent: nothing is. */
  build: optional(texts),
});
export type ResolvedTarget = ValueOf<typeof ResolvedTarget>;

/** True where any variant is started by a command, so that its processes are known. */
export function hasCommand({
  target,
  factors,
}: {
  readonly target: ResolvedTarget;
  readonly factors: readonly ResolvedFactor[];
}): boolean {
  const levels = factors.flatMap((factor) => factor.levels);
  return target.command !== undefined || levels.some(({ command }) => command !== undefined);
}

const ResolvedScenario = Type.Object({
  name,
  description: text,
  ref: ScenarioRef,
  /** True where only faults play it; absent: it is compared. */
  faultsOnly: optional(Type.Literal(true)),
  /** True where any route writes: such scenarios run after the reading ones in a group. */
  writes: flag,
  primaryMetric: words(...metricsFor.primary),
});
export type ResolvedScenario = ValueOf<typeof ResolvedScenario>;

const limitKind = words('at-most', 'at-least');

/** A rule that must hold for a run to pass. */
const ResolvedGate = Type.Object({
  name,
  metric: words(...gateMetricNames),
  rule: Type.Union([
    Type.Object({
      kind: Type.Literal('relative'),
      toleranceRatio: number,
      /** Id of the variant that it is compared with; absent: the baseline. */
      referenceId: optional(name),
    }),
    Type.Object({
      kind: Type.Literal('absolute'),
      limitKind,
      limit: number,
      /** Share of launches that may break it, above 0 and below 0.5; absent: what `buildLaunchRule` takes. */
      badLaunchesRatio: optional(number),
    }),
  ]),
  /** Empty for all. */
  scenarios: names,
  /** Empty for the usual: latencies and successes under open loads, everything else under closed ones. */
  loadKinds: Type.Array(words('closed', 'open')),
  /** Patterns; empty for all variants but the baseline. */
  variants: names,
  /** Line of the config, from 1. */
  configLine: orAbsent(count),
});
export type ResolvedGate = ValueOf<typeof ResolvedGate>;

/** A fault by its name, or a pattern of names. */
const FaultOrder = Type.Object({
  fault: name,
  parameters: tableOf(Type.Union([number, Type.String()])),
});
export type FaultOrder = ValueOf<typeof FaultOrder>;

const ResolvedFaultGate = Type.Object({
  name,
  metric: words(...faultGateMetrics),
  /** `at-least` for shares, `at-most` for the others. */
  limitKind,
  /** In the unit of the metric. */
  limit: number,
  /** Share of episodes that may break it; absent: a third. Of no effect on counts. */
  badLaunchesRatio: optional(number),
  /** Ids in which `*` stands for any text, such as `redis-*` or `*@postgres`; empty for all. */
  faults: names,
  /** Patterns as on the command line; empty for all variants but the baseline, or for it where it is alone. */
  variants: names,
});
export type ResolvedFaultGate = ValueOf<typeof ResolvedFaultGate>;

/** Where the audit finds what is in the service's data; SQL runs in the variant's own database. */
const ResolvedAudit = Type.Object({
  operations: orAbsent(text),
  versions: orAbsent(text),
  invariants: Type.Array(Type.Object({ name, sql: text })),
  /** Answers the same as JSON instead. */
  path: orAbsent(text),
});
export type ResolvedAudit = ValueOf<typeof ResolvedAudit>;

/** What is broken, under which load, and what must survive it. */
const ResolvedFaults = Type.Object({
  /** Whether `run` breaks things after its groups. */
  afterRun: flag,
  orders: Type.Array(FaultOrder),
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
  stalenessLimitMs: orAbsent(timeMs),
  audit: ResolvedAudit,
  gates: Type.Array(ResolvedFaultGate),
});
export type ResolvedFaults = ValueOf<typeof ResolvedFaults>;

/** What is asked of the data of each variant after the load of a group. */
const ResolvedQuality = Type.Object({
  measures: Type.Array(
    Type.Object({
      name,
      description: text,
      dimension: QualityDimension,
      unit: QualityUnit,
      higherIsBetter: flag,
      /** Absent: the command or the path tells the figure. */
      sql: optional(text),
    }),
  ),
  /** Prints JSON with figures by name; it is told the variant's database. Absent: there is none. */
  command: optional(texts),
  /** Answers the same JSON; absent: nothing is asked. */
  path: optional(text),
  /** SQL that gives the rows which break a rule. */
  invariants: Type.Array(Type.Object({ name, sql: text })),
});
export type ResolvedQuality = ValueOf<typeof ResolvedQuality>;

/** What resources cost, in units of the currency. */
const Prices = Type.Object({ currency: text, perCpuHour: amount, perGibHour: amount });
export type Prices = ValueOf<typeof Prices>;

/** Levels by factor name; every factor is named. */
export const LevelChoice = textsByName;
export type LevelChoice = ValueOf<typeof LevelChoice>;

const NamedVariant = Type.Object({ name, levels: LevelChoice });
export type NamedVariant = ValueOf<typeof NamedVariant>;

const Design = Type.Union([
  Type.Object({ kind: Type.Literal('full') }),
  Type.Object({ kind: Type.Literal('one-at-a-time') }),
  /** The smallest standard fraction of at least that resolution, 4 or 5. */
  Type.Object({ kind: Type.Literal('fraction'), resolution: index }),
  Type.Object({ kind: Type.Literal('named'), variants: Type.Array(NamedVariant) }),
]);
export type Design = ValueOf<typeof Design>;

const SliceSettings = Type.Object({
  /** Slices of each variant in a group, even; where sliceMs is auto, loadMs decides. */
  slicesPerGroup: index,
  /** `auto` chooses the shortest that the slowest variant allows, in the warm-up of the first group. */
  sliceMs: Type.Union([timeMs, Type.Literal('auto')]),
  /** Load of each variant in a group, used where sliceMs is auto. */
  loadMs: timeMs,
  /** Used where sliceMs is a number; auto drops a fifth of a slice, at most 20 ms and at least one median. */
  dropFirstMs: timeMs,
  /** In runs from before there was `Experiment.warmup`: length of the warm-up of each variant. */
  warmupMs: optional(timeMs),
});
export type SliceSettings = ValueOf<typeof SliceSettings>;

/** Warm-up by requests, the same number for every variant, in short rounds in turn. */
const WarmupSettings = Type.Object({
  /** Fewest requests of each variant, 0 or more. */
  requests: count,
  /**
   * True where the first group goes on until no variant shows a trend; what that took holds for all groups.
   * False with 0 requests: by time alone, to `maxMs`.
   */
  untilSteady: flag,
  /** Longest warm-up of a scenario and load in a group, times the number of its variants, ms. */
  maxMs: timeMs,
});
export type WarmupSettings = ValueOf<typeof WarmupSettings>;

/** `cold` measures from the first request of fresh processes on. */
const Phase = words('cold', 'warm');
export type Phase = ValueOf<typeof Phase>;

const { rateRps: _, ...openKeys } = OpenLoad.properties;
/** An open load whose rate hangs on what the baseline can carry, measured in the first group. */
const ShareLoad = Type.Object({
  ...openKeys,
  kind: Type.Literal('open-share'),
  /** Rate as a share of the baseline's closed-loop throughput, above 0, at most 1. */
  capacityRatio: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
});

const PlannedLoad = Type.Union([ClosedLoad, OpenLoad, ShareLoad]);
export type PlannedLoad = ValueOf<typeof PlannedLoad>;

const ResolvedLimits = Type.Object({
  /** Most share of foreign CPU in a group, 0 to 1; above it the group is void. */
  foreignCpuRatio: number,
  /** Most CPU of the generator as a share of one CPU, 0 to 1. */
  generatorCpuRatio: number,
  /** Most lateness of sends, as a share of the latency at the same percentile (1 ms is always allowed at p99, 0.5 ms at p50). */
  latenessRatio: number,
  /** Time that the generator waits for a CPU, as a share of its time, that is worth a warning. */
  generatorWaitRatio: optional(number),
  /** Most share of void groups, 0 to 1; above it the run is invalid. */
  voidGroupsRatio: number,
  /** Most difference between wall clock and monotonic clock over a group, ms; above it the group is void. */
  clockJumpMs: number,
  /** Share of a group in which some task waited for a CPU, 0 to 1, that is worth a warning. */
  cpuPressureRatio: number,
  /** Most difference between the arrivals scheduled and asked for, as a share; chance is allowed for besides. */
  rateDeviationRatio: number,
  /** Most delay of the generator's event loop at p99, as a share of the service time at p99 (5 ms are always allowed). */
  eventLoopDelayRatio: number,
  /** Hard cap on the arrivals a second of any load. */
  maxRateRps: number,
  /** Hard cap on the connections to one variant. */
  maxConnections: number,
  /** Hard cap on the time of a run, ms. */
  maxRunMs: number,
});
export type ResolvedLimits = ValueOf<typeof ResolvedLimits>;

/** How answers of the variants are compared with the baseline's. */
const ResolvedParity = Type.Object({
  /** Requests a scenario and group, 0 or more. */
  requests: count,
  /** Names of JSON fields, at any depth, that may differ. */
  ignore: texts,
  /** True where values count, and not the structure alone. */
  values: flag,
});
export type ResolvedParity = ValueOf<typeof ResolvedParity>;

/** What changes from group to group that a launch would otherwise keep for a whole run. */
const ResolvedCycles = Type.Object({
  /** Service, generator and stores swap their CPUs in half of the groups, where the machine's CPUs are interchangeable. */
  swapCpus: flag,
  /** Of so many groups one begins with a restart of the embedded PostgreSQL; 0 for never. */
  restartEveryGroups: count,
  /** Of so many groups one begins with template databases built anew; 0 for never. */
  rebuildEveryGroups: count,
});
export type ResolvedCycles = ValueOf<typeof ResolvedCycles>;

const cpus = orAbsent(Type.Array(count));

/** CPUs by role; undefined leaves the operating system to choose. */
const Placement = Type.Object({ service: cpus, generator: cpus, database: cpus, cache: cpus });
export type Placement = ValueOf<typeof Placement>;

const PageInteraction = Type.Union([
  Type.Object({ kind: Type.Literal('click'), selector: text }),
  Type.Object({ kind: Type.Literal('type'), selector: text, typed: text }),
]);
export type PageInteraction = ValueOf<typeof PageInteraction>;

const ResolvedPage = Type.Object({
  name,
  path: text,
  /** CSS selector of what must be seen. */
  shows: text,
  /** What a visitor does once it is seen; absent: nothing, and there is no INP. */
  interaction: optional(PageInteraction),
});
export type ResolvedPage = ValueOf<typeof ResolvedPage>;

/** Pages that a browser visits under the open loads. */
const ResolvedPages = Type.Object({
  list: Type.Array(ResolvedPage, { minItems: 1 }),
  /** Rounds through all pages, each with an empty cache, for each variant in a group. */
  rounds: Type.Integer({ minimum: 1 }),
  /** T of Apdex. */
  satisfiedMs: timeMs,
  /** After this a visit has failed. */
  timeoutMs: timeMs,
  /** Path of the browser; absent: found on PATH. */
  browser: optional(text),
});
export type ResolvedPages = ValueOf<typeof ResolvedPages>;

export const Experiment = Type.Object({
  name: text,
  description: text,
  /** Absolute path of the config file. */
  configPath: text,
  factors: Type.Array(ResolvedFactor),
  baseline: LevelChoice,
  design: Design,
  target: ResolvedTarget,
  postgres: orAbsent(ResolvedPostgres),
  redis: orAbsent(ResolvedRedis),
  scenarios: Type.Array(ResolvedScenario),
  loads: Type.Array(
    Type.Object({
      id: name,
      load: PlannedLoad,
      /** Percentile that is judged where p99 would be, since a group is too short for that; absent: 99. */
      judgedPercentile: optional(Type.Enum(latencyPercentiles.map(({ percentile }) => percentile))),
    }),
  ),
  driver: words(...driverNames),
  /** Processes that share the load, from 2 on; absent: one makes all of it. */
  generators: optional(count),
  groups: index,
  seed: number,
  slices: SliceSettings,
  /** Absent in older runs: `slices.warmupMs` by time, see `findWarmup`. */
  warmup: optional(WarmupSettings),
  /** Absent: `warm`. */
  phase: optional(Phase),
  toleranceRatio: Type.Number({ minimum: 0, maximum: 1 }),
  requestTimeoutMs: timeMs,
  bodyCheckRatio: ratio,
  /** `groups`: open loads are judged by a percentile that their groups carry; absent: by the one asked for. */
  percentilesBy: optional(Type.Literal('groups')),
  /** Absent in experiments from before there was one: nothing is compared. */
  parity: optional(ResolvedParity),
  placement: Type.Union([Placement, Type.Literal('auto'), Type.Literal('none')]),
  /** Absent: the usual ones of `plan/cycle.ts`. */
  cycles: optional(ResolvedCycles),
  limits: ResolvedLimits,
  /** Absent in runs from before there were gates. */
  gates: optional(Type.Array(ResolvedGate)),
  /** Absent: no cost is reported. */
  prices: optional(Prices),
  /** Absent: no page is visited. */
  pages: optional(ResolvedPages),
  /** Absent where nothing is broken by `run`. */
  faults: optional(ResolvedFaults),
  /** Absent: nothing is asked of the data. */
  quality: optional(ResolvedQuality),
  /** Names of variables, headers and query parameters whose values may be written; absent: none. */
  record: optional(texts),
  /** Hosts besides this machine that this run may load; absent: none. */
  allowedHosts: optional(texts),
});
export type Experiment = ValueOf<typeof Experiment>;
