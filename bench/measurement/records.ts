// What a run writes down as it goes: one JSON line a record, append-only, enough to judge again.
import type { Phrase } from '../../reports/document/phrase.ts';
import type { Load, RequestCounts, SpeedChecks, TrialMeasurement } from '../drivers/driver.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord, FaultRateRecord } from './fault-records.ts';

/** Cumulative or windowed readings of one variant over a trial; undefined where not measurable. */
export interface ResourceUse {
  readonly serviceCpuNs: number | undefined;
  /** Time that the service was ready to run but waited for a CPU. */
  readonly serviceRunQueueNs: number | undefined;
  readonly databaseCpuNs: number | undefined;
  readonly cacheCpuNs: number | undefined;
  /** Highest sum over the service's processes seen at slice ends. */
  readonly serviceRssBytes: number | undefined;
  readonly databaseCalls: number | undefined;
  readonly databaseBuffers: number | undefined;
  readonly walBytes: number | undefined;
  readonly cacheHits: number | undefined;
  readonly cacheMisses: number | undefined;
}

/** What shows whether the levels of a variant act, over a trial; see docs/config.md, `exercised`. */
export interface ExerciseRecord {
  /** Between the two readings, ms; sessions of PostgreSQL report their scans once a second. */
  readonly elapsedMs: number;
  /** Growth of the counters that the variant's levels declare, by dotted path or as `metric{label="value"}`. */
  readonly counters: Readonly<Record<string, number>>;
  /** Declared counters that the service does not offer, with the most similar name that it does (or null). */
  readonly absent: Readonly<Record<string, string | null>>;
  /** Indexes that not all variants of the group have, or that a level names; absent where none was looked at. */
  readonly indexes?: readonly IndexUseRecord[];
  /** Of the same database, transaction control left out; absent where PostgreSQL does not tell. */
  readonly statements?: { readonly calls: number; readonly totalMs: number };
}

export interface IndexUseRecord {
  readonly name: string;
  /** Equal where two variants have the same index. */
  readonly definitionHash: string;
  readonly scans: number;
  /** Most time that the statements which made so many scans can have taken, ms; absent like `statements`. */
  readonly mostMs?: number;
}

/** One slice as recorded; counts are of the recorded window unless said otherwise. */
export interface SliceRecord {
  /** Position in the block's slice order, from 0. */
  readonly position: number;
  readonly windowUs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly latencyP50Us: number | undefined;
  /** CPU of the service over the whole slice with its drain, ns. */
  readonly serviceCpuNs: number | undefined;
  /** Share of the host's CPU time in the slice that no process of the run used, 0 to 1. */
  readonly foreignCpuRatio: number | undefined;
  readonly stealRatio: number | undefined;
  readonly generatorCpuRatio: number | undefined;
  /** How late the generator's own event loop ran at p99, µs; undefined where the driver could not tell. */
  readonly generatorEventLoopDelayP99Us: number | undefined;
  /** Time from the end of the slice to its last answer, with the switch, ms. */
  readonly drainMs: number | undefined;
}

/** Answers of a variant against the baseline's to the same reading requests, before the group was loaded. */
export interface ParityCount {
  readonly compared: number;
  /** Of those compared. */
  readonly wrong: number;
  /** By reason, each beginning with `body: ` and the route; their sum is `wrong`. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface TrialRecord {
  readonly kind: 'trial';
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly slices: readonly SliceRecord[];
  /** Whole slices with their dropped first parts, warm-up left out. */
  readonly counts: RequestCounts;
  readonly failureReasons: Readonly<Record<string, number>>;
  readonly checkedBodies: number;
  readonly wrongBodies: number;
  /** Beside the answers of the load; the same in all trials of its scenario in the group. Absent where nothing was compared. */
  readonly parity?: ParityCount;
  /** Connections opened over all slices, and how many were asked for in a slice. */
  readonly connectionsOpened: number;
  /** Those of them in place of one that the service keeps no longer idle; absent in older runs, and where the driver renews none. */
  readonly connectionsRenewed?: number;
  /** Requests sent again because the close of an idle connection crossed them; absent in older runs, and where the driver can't tell. */
  readonly resentRequests?: number;
  /** Its timeline is absent in run folders from before there was one, which stay readable. */
  readonly measurement: TrialMeasurement;
  readonly resources: ResourceUse;
  /** Requests that the resources are to be divided by: all that the service finished between the two readings. */
  readonly resourceRequests: number;
  /** Requests by the service's own counter over the same time; undefined where it offers none. */
  readonly serviceCountedRequests: number | undefined;
  /** Absent in older runs, and where no level of any factor shows how it acts. */
  readonly exercise?: ExerciseRecord;
  /** Arrivals where they are not requests, see `SliceOutcome`; absent: as many as were scheduled. */
  readonly arrivals?: number;
  /** Checks of a k6 script that ask how long an answer took; absent where there is none. */
  readonly speedChecks?: SpeedChecks;
  /** Cache look-ups in the first and in the last quarter of its slices (one slice at least); absent where not offered. */
  readonly cacheAtStart?: CacheCounts | undefined;
  readonly cacheAtEnd?: CacheCounts | undefined;
  readonly doubts: readonly string[];
}

export interface GroupStartedRecord {
  readonly kind: 'group-started';
  readonly group: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Occasion on which it was made, from 0; absent in older runs. */
  readonly epoch?: number;
  readonly launchOrder: readonly string[];
  /**
   * Since the end of the group before, or for the first of a part of the run since its services began to be started, ms.
   * Times between parts, such as epochs, are in none of them; absent in older runs.
   */
  readonly betweenMs?: number;
  /** CPUs by role in this group, for example `{ service: '1', generator: '0' }`; absent in older runs. */
  readonly cpus?: Readonly<Record<string, string>>;
  /** True where the CPUs are those of the swapped layout; absent in older runs. */
  readonly isSwapped?: boolean;
  /** True where PostgreSQL was restarted before the group; absent in older runs. */
  readonly isDatabaseRestarted?: boolean;
  /** True where the template databases were built anew before the group; absent in older runs. */
  readonly areTemplatesRebuilt?: boolean;
}

/** Where the time of a group went, ms; each moment of it belongs to one phase, so their sum is its elapsed time. */
export interface GroupPhases {
  /** CPUs swapped, PostgreSQL restarted, templates rebuilt. */
  readonly prepareMs: number;
  /** Until every variant is up and checked. */
  readonly launchMs: number;
  /** Generator processes started, opened, asked for their histograms, closed. */
  readonly generatorMs: number;
  /** Load that isn't recorded. */
  readonly warmupMs: number;
  /** Recorded load: the lengths of all slices. */
  readonly measuredMs: number;
  /** From the end of a slice to the start of the next: last answers, readings. */
  readonly switchMs: number;
  /** From the last reading until every variant has ended. */
  readonly stopMs: number;
}

export interface GroupEndedRecord {
  readonly kind: 'group-ended';
  readonly group: number;
  readonly at: string;
  readonly elapsedMs: number;
  readonly status: 'valid' | 'void';
  readonly voidReason: string | undefined;
  /** Absent in older runs, and where it is valid. */
  readonly voidReasonSaid?: Phrase;
  readonly foreignCpuRatio: number | undefined;
  readonly stealRatio: number | undefined;
  /** Share of the time in which some task of the machine waited for a CPU, 0 to 1. */
  readonly cpuPressureRatio: number | undefined;
  /** Share of its time in which the generator was ready to run but waited for a CPU; absent in older runs. */
  readonly generatorWaitRatio?: number | undefined;
  /** By how much the wall clock ran ahead of (behind: negative) the monotonic clock, ms. */
  readonly clockJumpMs: number | undefined;
  /** Absent in older runs. */
  readonly phases?: GroupPhases;
}

export interface TreatmentRecord {
  readonly kind: 'treatment';
  readonly group: number;
  readonly variantId: string;
  readonly configHash: string | undefined;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** What was settled in the first warm-up of a scenario and load, and holds for the whole run. */
export interface SettledRecord {
  readonly kind: 'settled';
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  readonly load: Load;
  readonly sliceMs: number;
  readonly dropFirstMs: number;
  readonly slicesPerGroup: number;
  /** Closed-loop throughput of the baseline that the rate is a share of; undefined where it is not. */
  readonly capacityRps: number | undefined;
  /**
   * Requests of warm-up that it took until no variant of the first group showed a trend, or until the time was over; every
   * group has as many, at the same place: as the first load of its scenario, or after another one. Undefined where that is
   * not looked for.
   */
  readonly warmupRequests?: number | undefined;
  /** Loads that the scenario had in that group before, so that it was warm already; absent where none, and in older runs. */
  readonly afterLoads?: readonly string[];
}

/** Look-ups in the service's cache by its own account. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
}

/** Warm-up of all variants before the slices of a scenario and load; absent in older runs, and where there was none. */
export interface WarmupRecord {
  readonly kind: 'warmup';
  readonly group: number;
  readonly scenario: string;
  readonly loadId: string;
  /** In each, every variant that was behind had a slice in turn. */
  readonly rounds: number;
  readonly elapsedMs: number;
  /** Loads that the scenario had in the group before, so that it was warm already; absent where none, and in older runs. */
  readonly afterLoads?: readonly string[];
  /** `steady`: no variant showed a trend any more; `requests`: the number settled or asked for; `bound`: time was over. */
  readonly endedBecause: 'steady' | 'requests' | 'bound';
  /** What it showed, whatever ended it; `unknown` where it was too little to tell. */
  readonly trend: 'steady' | 'changing' | 'unknown';
  readonly variants: readonly {
    readonly variantId: string;
    /** Sent. */
    readonly requests: number;
    readonly succeeded: number;
    /** Of its slices, with draining. */
    readonly elapsedMs: number;
  }[];
}

/** What one variant carries in a closed loop, in one group of a sweep: its rates are shares of this. */
export interface SweepCapacityRecord {
  readonly kind: 'sweep-capacity';
  readonly group: number;
  readonly scenario: string;
  readonly variantId: string;
  readonly connections: number;
  /** Successes a second; undefined where no answer was right, and then no rate is tried. */
  readonly capacityRps: number | undefined;
  readonly wrongBodies: number;
  readonly failureReasons: Readonly<Record<string, number>>;
}

/** One rate of a sweep: an open-loop slice of one variant, drained before the next begins. */
export interface SweepSliceRecord {
  readonly kind: 'sweep-slice';
  readonly group: number;
  readonly scenario: string;
  readonly variantId: string;
  /** Position among the slices of the group and scenario, from 0. */
  readonly position: number;
  /** A rate of the fixed ladder, or one that the search chose. */
  readonly step: 'ladder' | 'search';
  /** Arrivals a second asked for. */
  readonly rateRps: number;
  readonly durationMs: number;
  readonly windowUs: number;
  /** Time from the end of the slice to its last answer, with the switch, ms. */
  readonly drainMs: number;
  /** Of the whole slice, its first part included. */
  readonly counts: RequestCounts;
  /** Of them, sent again because the close of an idle connection crossed them; absent in older sweeps. */
  readonly resentRequests?: number;
  readonly failureReasons: Readonly<Record<string, number>>;
  /** Requests by the service's own counter; absent where it offers none, and in sweeps of older versions. */
  readonly serviceCountedRequests?: number | undefined;
  readonly checkedBodies: number;
  readonly wrongBodies: number;
  readonly measurement: TrialMeasurement;
  readonly generatorCpuRatio: number | undefined;
  readonly foreignCpuRatio: number | undefined;
  readonly stealRatio: number | undefined;
  readonly doubts: readonly string[];
}

/** What a variant did over all that a sweep sent it in one scenario of a group; absent in sweeps of older versions. */
export interface SweepUseRecord {
  readonly kind: 'sweep-use';
  readonly group: number;
  readonly scenario: string;
  readonly variantId: string;
  /** Requests that the service finished meanwhile: by its own counter, else as the driver saw them. */
  readonly resourceRequests: number;
  /** Absent where no level of any factor shows how it acts. */
  readonly exercise?: ExerciseRecord;
  /** Answers that were compared with the baseline's before the load; absent where none were. */
  readonly parity?: ParityCount;
}

interface NotRunRecord {
  readonly kind: 'not-run';
  readonly variantId: string;
  readonly reason: string;
}

interface RunEndedRecord {
  readonly kind: 'run-ended';
  readonly at: string;
  readonly status: 'complete' | 'interrupted';
  /** Why a complete run ended; absent in older runs: all planned groups were run. */
  readonly reason?: 'all-decided' | 'groups' | 'budget';
}

export type RunRecord =
  | TrialRecord
  | GroupStartedRecord
  | GroupEndedRecord
  | TreatmentRecord
  | SettledRecord
  | WarmupRecord
  | SweepCapacityRecord
  | SweepSliceRecord
  | SweepUseRecord
  | FaultEpisodeRecord
  | FaultNotRunRecord
  | FaultRateRecord
  | NotRunRecord
  | RunEndedRecord;
