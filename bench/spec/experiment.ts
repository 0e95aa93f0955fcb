// The resolved experiment: what parseConfig makes of a config file, every default filled in.

import type { FaultGateMetric } from '../../reports/document/fault-metrics.ts';
import type { GateMetric, PrimaryMetric } from '../../reports/document/metrics.ts';
import type { InlineRequest, Load, OpenLoad, ScenarioRef, TlsOptions } from '../drivers/driver.ts';
import type { DriverName } from '../drivers/registry.ts';

export interface ResolvedLevel {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Services that must be there, else the variants with this level are not run. */
  readonly needs: readonly ServiceName[];
  /** Replaces the target's URL, for a level that is another deployment. */
  readonly url: string | undefined;
  /** Absolute folder that commands run in instead of `target.cwd`: another version of the service. */
  readonly cwd?: string;
  /** The commit, branch or tag that is in that folder, as it was asked for. */
  readonly ref?: string;
  /** More addresses of the same deployment; absent: none. */
  readonly moreUrls?: readonly string[];
  /** Replaces the URL of the target's counter. */
  readonly counterUrl?: string;
  /** Run once on a clone of the prepared database; the outcome is a template of its own. */
  readonly prepare: PrepareStep | undefined;
  /** How it shows that the level acts, all of it; absent: nothing is declared. */
  readonly exercised?: readonly ExerciseRule[];
  /** CPUs that its service needs to show what the level does; absent: 1. */
  readonly cpus?: number;
}

/** A sign that a level acts on a scenario, and the limit below which it is beside the point. */
export type ExerciseRule =
  | {
      readonly kind: 'counter';
      /** Dotted paths into the service's statistics, added up; `*` stands for one part. */
      readonly counters: readonly string[];
      readonly atLeastPerRequest: number;
      /** How many of the counters must each reach the limit. */
      readonly atLeastMoving: number;
    }
  | {
      readonly kind: 'metric';
      /** Name in the Prometheus text of the target's counter; its series with these labels add up. */
      readonly metric: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly atLeastPerRequest: number;
    }
  | {
      readonly kind: 'indexes';
      /** Patterns of names; undefined: the indexes that tell the levels of the factor apart. */
      readonly patterns: readonly string[] | undefined;
      /** Of the scenario's statements or of their time, 0 to 1. */
      readonly atLeastRatio: number;
    };

export type ServiceName = 'postgres' | 'redis';

export interface ResolvedFactor {
  readonly name: string;
  readonly levels: readonly ResolvedLevel[];
}

/** A command that fills or changes a database; it gets DATABASE_URL and must exit 0. */
export interface PrepareStep {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Globs (relative to `target.cwd`, where the command runs) whose contents are part of the template's key. */
  readonly inputs: readonly string[];
}

export interface ResolvedPostgres {
  /** Server to use; undefined starts the embedded one. */
  readonly url: string | undefined;
  /** Environment variable that tells the service its database. */
  readonly urlEnv: string;
  readonly prepare: PrepareStep | undefined;
  /** Settings of the embedded server, as in postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface ResolvedRedis {
  readonly url: string | undefined;
  readonly urlEnv: string;
}

/** Where the requests that a service answered are read, see docs/any-service.md. */
export interface ResolvedCounter {
  readonly path: string;
  /** Name in Prometheus text; undefined where the answer is a number or JSON with `total`. */
  readonly metric: string | undefined;
  /** Labels that a series must have. */
  readonly labels: Readonly<Record<string, string>>;
  /** Server that counts; undefined for the service itself. */
  readonly url: string | undefined;
  /** True where the harness's own GETs of the service are counted, too. */
  readonly countsOwnRequests: boolean;
}

export interface ResolvedTarget {
  /** Program and arguments; undefined where only a URL is given. */
  readonly command: readonly string[] | undefined;
  /** Absolute working folder of the command. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Environment variable that tells the service its port. */
  readonly portEnv: string;
  /** Environment variable that tells the service a folder for its data; absent: it is told none. */
  readonly dataFolderEnv?: string;
  readonly url: string | undefined;
  /** More addresses of the same service; absent: none. */
  readonly moreUrls?: readonly string[];
  /** What a started service speaks on its port; absent: http. */
  readonly scheme?: 'http' | 'https';
  /** For https; the path absolute. Absent: the usual authorities. */
  readonly tls?: TlsOptions;
  /** The service's own counter of requests where its statistics have none. */
  readonly counter?: ResolvedCounter;
  /** `Accept-Encoding` of requests that name none; absent: they ask for no encoding. */
  readonly acceptEncoding?: string;
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  /** Answers JSON `{ configHash, config, … }` and counters, see docs/any-service.md; undefined where not offered. */
  readonly statsPath: string | undefined;
  /** Sent with the harness's own requests to the service; absent: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers JSON that scenarios draw from; undefined where not needed. */
  readonly dataPath: string | undefined;
  readonly stopTimeoutMs: number;
  /** What brings the packages of another version of the service; absent: `npm ci` where they differ. */
  readonly install?: readonly string[];
}

/** How answers of the variants are compared with the baseline's. */
export interface ResolvedParity {
  /** Requests a scenario and group, 0 or more. */
  readonly requests: number;
  /** Names of JSON fields, at any depth, that may differ. */
  readonly ignore: readonly string[];
  /** True where values count, and not the structure alone. */
  readonly values: boolean;
}

export interface ResolvedScenario {
  readonly name: string;
  readonly description: string;
  readonly ref: ScenarioRef;
  /** True where only faults play it; absent: it is compared. */
  readonly faultsOnly?: true;
  /** True where any route writes: such scenarios run after the reading ones in a group. */
  readonly writes: boolean;
  readonly primaryMetric: PrimaryMetric;
}

/** A rule that must hold for a run to pass. */
export interface ResolvedGate {
  readonly name: string;
  readonly metric: GateMetric;
  readonly rule:
    | { readonly kind: 'relative'; readonly toleranceRatio: number }
    | {
        readonly kind: 'absolute';
        readonly limitKind: 'at-most' | 'at-least';
        readonly limit: number;
        /** Share of launches that may break it, above 0 and below 0.5; absent: what `buildLaunchRule` takes. */
        readonly badLaunchesRatio?: number;
      };
  /** Empty for all. */
  readonly scenarios: readonly string[];
  /** Empty for the usual: latencies and successes under open loads, everything else under closed ones. */
  readonly loadKinds: readonly ('closed' | 'open')[];
  /** Patterns; empty for all variants but the baseline. */
  readonly variants: readonly string[];
  /** Line of the config, from 1. */
  readonly configLine: number | undefined;
}

/** A fault by its name, or a pattern of names. */
export interface FaultOrder {
  readonly fault: string;
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface ResolvedFaultGate {
  readonly name: string;
  readonly metric: FaultGateMetric;
  readonly limitKind: 'at-most' | 'at-least';
  readonly limit: number;
  /** Share of episodes that may break it; absent: a third. */
  readonly badLaunchesRatio?: number;
  /** Patterns; empty for all. */
  readonly faults: readonly string[];
  /** Patterns; empty for all variants. */
  readonly variants: readonly string[];
}

/** Where the audit finds what is in the service's data; SQL runs in the variant's own database. */
export interface ResolvedAudit {
  readonly operations: string | undefined;
  readonly versions: string | undefined;
  readonly invariants: readonly { readonly name: string; readonly sql: string }[];
  /** Answers the same as JSON instead. */
  readonly path: string | undefined;
}

/** What is broken, under which load, and what must survive it. */
export interface ResolvedFaults {
  /** Whether `run` breaks things after its groups. */
  readonly afterRun: boolean;
  readonly orders: readonly FaultOrder[];
  readonly scenario: string;
  readonly rate:
    | { readonly kind: 'given'; readonly rateRps: number }
    | { readonly kind: 'share'; readonly capacityRatio: number };
  readonly groups: number;
  readonly beforeMs: number;
  readonly duringMs: number;
  readonly afterMs: number;
  readonly requestTimeoutMs: number;
  readonly goodWithinMs: number;
  /** 0 to 1, without the ends. */
  readonly sloRatio: number;
  readonly stalenessLimitMs: number | undefined;
  readonly audit: ResolvedAudit;
  readonly gates: readonly ResolvedFaultGate[];
}

/** What resources cost, in units of the currency. */
export interface Prices {
  readonly currency: string;
  readonly perCpuHour: number;
  readonly perGibHour: number;
}

/** Levels by factor name; every factor is named. */
export type LevelChoice = Readonly<Record<string, string>>;

export interface NamedVariant {
  readonly name: string;
  readonly levels: LevelChoice;
}

export type Design =
  | { readonly kind: 'full' }
  | { readonly kind: 'one-at-a-time' }
  /** The smallest standard fraction of at least that resolution, 4 or 5. */
  | { readonly kind: 'fraction'; readonly resolution: number }
  | { readonly kind: 'named'; readonly variants: readonly NamedVariant[] };

export interface SliceSettings {
  /** Slices of each variant in a group, even; where sliceMs is auto, loadMs decides. */
  readonly slicesPerGroup: number;
  /** `auto` chooses the shortest that the slowest variant allows, in the warm-up of the first group. */
  readonly sliceMs: number | 'auto';
  /** Load of each variant in a group, used where sliceMs is auto. */
  readonly loadMs: number;
  /** Used where sliceMs is a number; auto drops a fifth of a slice, at most 20 ms and at least one median. */
  readonly dropFirstMs: number;
  /** In runs from before there was `Experiment.warmup`: length of the warm-up of each variant. */
  readonly warmupMs?: number;
}

/** Warm-up by requests, the same number for every variant, in short rounds in turn. */
export interface WarmupSettings {
  /** Fewest requests of each variant, 0 or more. */
  readonly requests: number;
  /**
   * True where the first group goes on until no variant shows a trend; what that took holds for all groups.
   * False with 0 requests: by time alone, to `maxMs`.
   */
  readonly untilSteady: boolean;
  /** Longest warm-up of a scenario and load in a group, times the number of its variants, ms. */
  readonly maxMs: number;
}

/** `cold` measures from the first request of fresh processes on. */
export type Phase = 'cold' | 'warm';

/** An open load whose rate hangs on what the baseline can carry, measured in the first group. */
interface ShareLoad extends Omit<OpenLoad, 'kind' | 'rateRps'> {
  readonly kind: 'open-share';
  /** Rate as a share of the baseline's closed-loop throughput, above 0, at most 1. */
  readonly capacityRatio: number;
}

export type PlannedLoad = Load | ShareLoad;

export interface ResolvedLimits {
  /** Most share of foreign CPU in a group, 0 to 1; above it the group is void. */
  readonly foreignCpuRatio: number;
  /** Most CPU of the generator as a share of one CPU, 0 to 1. */
  readonly generatorCpuRatio: number;
  /** Most lateness of sends, as a share of the latency at the same percentile (1 ms is always allowed at p99, 0.5 ms at p50). */
  readonly latenessRatio: number;
  /** Time that the generator waits for a CPU, as a share of its time, that is worth a warning. */
  readonly generatorWaitRatio?: number;
  /** Most share of void groups, 0 to 1; above it the run is invalid. */
  readonly voidGroupsRatio: number;
  /** Most difference between wall clock and monotonic clock over a group, ms; above it the group is void. */
  readonly clockJumpMs: number;
  /** Share of a group in which some task waited for a CPU, 0 to 1, that is worth a warning. */
  readonly cpuPressureRatio: number;
  /** Most difference between the arrivals scheduled and asked for, as a share; chance is allowed for besides. */
  readonly rateDeviationRatio: number;
  /** Most delay of the generator's event loop at p99, as a share of the service time at p99 (5 ms are always allowed). */
  readonly eventLoopDelayRatio: number;
  /** Hard cap on the arrivals a second of any load. */
  readonly maxRateRps: number;
  /** Hard cap on the connections to one variant. */
  readonly maxConnections: number;
  /** Hard cap on the time of a run, ms. */
  readonly maxRunMs: number;
}

/** What changes from group to group that a launch would otherwise keep for a whole run. */
export interface ResolvedCycles {
  /** Service, generator and stores swap their CPUs in half of the groups, where the machine's CPUs are interchangeable. */
  readonly swapCpus: boolean;
  /** Of so many groups one begins with a restart of the embedded PostgreSQL; 0 for never. */
  readonly restartEveryGroups: number;
  /** Of so many groups one begins with template databases built anew; 0 for never. */
  readonly rebuildEveryGroups: number;
}

/** CPUs by role; undefined leaves the operating system to choose. */
export interface Placement {
  readonly service: readonly number[] | undefined;
  readonly generator: readonly number[] | undefined;
  readonly database: readonly number[] | undefined;
  readonly cache: readonly number[] | undefined;
}

export interface Experiment {
  readonly name: string;
  readonly description: string;
  /** Absolute path of the config file. */
  readonly configPath: string;
  readonly factors: readonly ResolvedFactor[];
  readonly baseline: LevelChoice;
  readonly design: Design;
  readonly target: ResolvedTarget;
  readonly postgres: ResolvedPostgres | undefined;
  readonly redis: ResolvedRedis | undefined;
  readonly scenarios: readonly ResolvedScenario[];
  readonly loads: readonly {
    readonly id: string;
    readonly load: PlannedLoad;
    /** Percentile that is judged where p99 would be, since a group is too short for that; absent: 99. */
    readonly judgedPercentile?: number;
  }[];
  readonly driver: DriverName;
  readonly groups: number;
  readonly seed: number;
  readonly slices: SliceSettings;
  /** Absent in older runs: `slices.warmupMs` by time, see `findWarmup`. */
  readonly warmup?: WarmupSettings;
  /** Absent: `warm`. */
  readonly phase?: Phase;
  readonly toleranceRatio: number;
  readonly requestTimeoutMs: number;
  readonly bodyCheckRatio: number;
  /** `groups`: open loads are judged by a percentile that their groups carry; absent: by the one asked for. */
  readonly percentilesBy?: 'groups';
  /** Absent in experiments from before there was one: nothing is compared. */
  readonly parity?: ResolvedParity;
  readonly placement: Placement | 'auto' | 'none';
  /** Absent: the usual ones of `plan/cycle.ts`. */
  readonly cycles?: ResolvedCycles;
  readonly limits: ResolvedLimits;
  /** Absent in runs from before there were gates. */
  readonly gates?: readonly ResolvedGate[];
  /** Absent: no cost is reported. */
  readonly prices?: Prices;
  /** Absent where nothing is broken by `run`. */
  readonly faults?: ResolvedFaults;
  /** Names of variables, headers and query parameters whose values may be written; absent: none. */
  readonly record?: readonly string[];
  /** Hosts besides this machine that this run may load; absent: none. */
  readonly allowedHosts?: readonly string[];
}

export type { InlineRequest };
