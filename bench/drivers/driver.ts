// The port of a load driver: open connections to all variants of a group once, then slices that
// switch between them; and what a driver declares of itself.

import Type from 'typebox';
import type { Message } from '../../reports/document/message.ts';
import {
  amount,
  base64,
  count,
  countsByText,
  flag,
  name,
  number,
  optional,
  orAbsent,
  tableOf,
  text,
  textsByName,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import type { OptionalPackage } from '../optional-package.ts';

/** Closed loop: each connection sends its next request when the answer before has arrived. */
export const ClosedLoad = Type.Object({
  kind: Type.Literal('closed'),
  /** Connections kept busy, 1 to 1,000. */
  connections: Type.Integer({ minimum: 1, maximum: 1000000 }),
  /** Mean pause of a connection between an answer and its next request, ms; absent or 0: none. Driver `open` only. */
  thinkTimeMs: optional(amount),
  /** How pauses are spread around their mean; absent: `exponential`, as of independent users. */
  thinkTimes: optional(words('exponential', 'fixed')),
});
export type ClosedLoad = ValueOf<typeof ClosedLoad>;

/** An interval of an open load in which the rate goes linearly from one value to another. */
export const RateStage = Type.Object({
  /** Arrivals a second at its start and end, 0 or more. */
  fromRps: amount,
  toRps: amount,
  /** Above 0; only the proportions count, since a slice plays all stages scaled to its own length. */
  durationS: amount,
});
export type RateStage = ValueOf<typeof RateStage>;

/** Open loop: requests start at the times of a seeded schedule, however slow the answers are. */
export const OpenLoad = Type.Object({
  kind: Type.Literal('open'),
  /** Arrivals a second, above 0; with a shape the mean over it. */
  rateRps: Type.Number({ exclusiveMinimum: 0 }),
  /** Stages that a slice goes through, the same for every variant; absent: `rateRps` all the time. */
  shape: optional(Type.Array(RateStage)),
  arrivals: words('poisson', 'uniform'),
  /** Most connections that may be open to one variant at a time. */
  maxConnections: Type.Integer({ minimum: 1, maximum: 1000000 }),
});
export type OpenLoad = ValueOf<typeof OpenLoad>;

export const Load = Type.Union([ClosedLoad, OpenLoad]);
export type Load = ValueOf<typeof Load>;

/** What a driver declares of itself: plain data, which is read without starting it (`registry.ts`). */
export interface DriverDescription {
  readonly name: string;
  readonly loads: readonly Load['kind'][];
  /** True where a connection of a closed load can pause between an answer and its next request. */
  readonly thinkTimes: boolean;
  /** Where the scenarios come from that it plays. */
  readonly scenarios: readonly ScenarioRef['kind'][];
  /** True where connections stay open between slices, so that slices of 10 to 50 ms are possible. */
  readonly microSlices: boolean;
  /** The shortest slice that the driver measures well. */
  readonly minSliceMs: number;
  readonly https: boolean;
  /** True where the connections to a variant can be spread over several addresses. */
  readonly severalAddresses: boolean;
  /** True where it sends to other machines than this one, to addresses that were pinned. */
  readonly otherMachines: boolean;
  /** True where it writes `SessionOptions.requestLogPath`, which faults and their audit need. */
  readonly requestLog: boolean;
  /** True where a session can be several processes that split its load, whose figures are merged exactly. */
  readonly generators: boolean;
  /** What the driver cannot measure, each a sentence for the report. */
  readonly cannotMeasure: readonly string[];
  /**
   * True where the driver's HTTP client sends a request again by itself, without telling, when its
   * kept-alive connection breaks before an answer: the service may then count more than the driver.
   */
  readonly resendsUnseen?: boolean;
  /** npm package that must be installed beside Loadstone. */
  readonly needsPackage?: OptionalPackage;
  /** Program that must be on this machine. */
  readonly needsProgram?: 'k6';
}

interface DriverCapabilities extends DriverDescription {
  readonly version: string;
}

/** A request written down in the config, for a service that has no scenario module. */
const InlineRequest = Type.Object({
  route: name,
  method: words('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: text,
  headers: textsByName,
  body: orAbsent(text),
  weight: number,
  expectedStatuses: Type.Array(count),
  /** Text that every checked answer must hold. */
  bodyIncludes: orAbsent(text),
});
export type InlineRequest = ValueOf<typeof InlineRequest>;

/** Where a scenario comes from: a child process loads it by itself. */
export const ScenarioRef = Type.Union([
  Type.Object({ kind: Type.Literal('module'), name, path: text }),
  Type.Object({ kind: Type.Literal('inline'), name, requests: Type.Array(InlineRequest) }),
  /** A k6 script of the user's own, which only k6 plays. */
  Type.Object({
    kind: Type.Literal('k6-script'),
    name,
    path: text,
    /** The exported function that is played; absent: the only one that the script plays. */
    exec: optional(text),
  }),
]);
export type ScenarioRef = ValueOf<typeof ScenarioRef>;

export interface DriverTarget {
  readonly variantId: string;
  /** `http://127.0.0.1:PORT`, loopback, no path. */
  readonly baseUrl: string;
  /** What the host header says where baseUrl has a pinned address; absent: its host. */
  readonly hostHeader?: string;
  /** More addresses of the same variant: connections go to all of them in turn. Driver `open` only. */
  readonly moreBaseUrls?: readonly string[];
  /** The host header of each of them; absent, all or one: `hostHeader`. */
  readonly moreHostHeaders?: readonly (string | undefined)[];
}

/** How the certificate of an https target is judged. */
export const TlsOptions = Type.Object({
  /** File of the authorities that are trusted instead of the usual ones, PEM. */
  caPath: optional(text),
  /** False takes any certificate; absent: true. */
  rejectUnauthorized: optional(flag),
});
export type TlsOptions = ValueOf<typeof TlsOptions>;

/** Which of the processes that share a load, see `parts/part.ts`. */
export interface GeneratorPart {
  /** From 0. */
  readonly index: number;
  /** 1 to `mostGenerators`. */
  readonly count: number;
}

export interface SessionOptions {
  readonly targets: readonly DriverTarget[];
  readonly scenario: ScenarioRef;
  /** Every variant's source is created with this seed and these data, so all get the same requests. */
  readonly seed: number;
  readonly data: unknown;
  readonly requestTimeoutMs: number;
  /** Share of the answers whose body is checked, 0 to 1. */
  readonly bodyCheckRatio: number;
  /** `Accept-Encoding` of requests that name none themselves; absent: they ask for no encoding. */
  readonly acceptEncoding?: string;
  /** CPUs the generator's processes are pinned to; undefined leaves them where they are. */
  readonly cpus: readonly number[] | undefined;
  /**
   * Processes that share the load, 1 to `mostGenerators`; absent: 1. Where a request log is asked for there is one
   * whatever this says. Drivers that declare `generators` only.
   */
  readonly generators?: number;
  /** Set by a driver for each process of such a session; absent: all of the load is this process's. */
  readonly part?: GeneratorPart;
  /** For https targets; absent: the usual authorities. Driver `open` only. */
  readonly tls?: TlsOptions;
  /** Folder in which Node keeps the generator's compiled code, so that it starts sooner; absent: none. */
  readonly compileCacheFolder?: string;
  /** For files of the session; it vanishes with the run, also after a kill. Absent: that of the system. */
  readonly temporaryFolder?: string;
  /** What marks the processes of a run in their environment, so that none is left behind; absent: none. */
  readonly markEnv?: Readonly<Record<string, string>>;
  /**
   * File that every request is written to, those of warm-ups and dropped parts included, see
   * `measurement/request-log.ts`: the intent of a write before it is sent, every end at most 100 ms after.
   * It is begun anew, and whole whenever a slice has returned. All answers of routes with observed versions or an
   * intent are read and checked then, whatever bodyCheckRatio says. Absent: none. Driver `open` only; one target.
   */
  readonly requestLogPath?: string;
}

export interface SliceOrder {
  readonly variantId: string;
  readonly load: Load;
  readonly durationMs: number;
  /** The first part of the slice, whose requests are sent but not recorded; below durationMs. */
  readonly dropFirstMs: number;
  /** False for a warm-up: nothing goes into the histograms. */
  readonly recorded: boolean;
  /** What goes on meanwhile, e.g. a fault; absent: `steady`. Phases are recorded apart, never pooled. */
  readonly phase?: string;
  /** When it starts on the clock that all processes share, ms; set for each part of a session, absent: at once. */
  readonly startAtMs?: number;
}

/** What one process of several did in a slice. */
export const GeneratorUse = Type.Object({
  cpuNs: amount,
  /** As in the outcome. */
  eventLoopDelayP99Us: amount,
  /** How long after the common start it began, ms. */
  lateStartMs: amount,
  /** True where that is after the part of the slice that is dropped; of a warm-up never. */
  isLate: flag,
});
export type GeneratorUse = ValueOf<typeof GeneratorUse>;

/** Requests by how they ended; scheduled is their sum, else the slice is not to be trusted. */
export const RequestCounts = Type.Object({
  /** Arrivals intended (open loop) or requests sent (closed loop). */
  scheduled: count,
  /** Expected status, and the body check passed where it was made. */
  succeeded: count,
  /** Unexpected status, wrong body, or connection error. */
  failed: count,
  timedOut: count,
  inFlightAtEnd: count,
  /** Arrivals that the driver could not send at all. */
  dropped: count,
});
export type RequestCounts = ValueOf<typeof RequestCounts>;

/** By name: how often a check of speed was made, and how often the answer took too long. */
export const SpeedChecks = tableOf(
  Type.Object({
    made: count,
    missed: count,
  }),
);
export type SpeedChecks = ValueOf<typeof SpeedChecks>;

export interface SliceOutcome {
  readonly variantId: string;
  /** Start on the clock that all processes of the machine share (`shared-clock.ts`), ms. */
  readonly startedAtMs: number;
  /** Length of the recorded window, without the dropped first part. */
  readonly windowUs: number;
  /** Counts of the whole slice, with the dropped first part. */
  readonly sliceCounts: RequestCounts;
  /** Counts of requests that ended inside the recorded window. */
  readonly windowCounts: RequestCounts;
  /** Median of the successes inside the window; undefined where there is none. */
  readonly latencyP50Us: number | undefined;
  /** Failures of the whole slice by reason, e.g. `status 500`, `body: version missing`, `ECONNRESET`. */
  readonly failureReasons: Readonly<Record<string, number>>;
  /** Requests of the whole slice by route; of a slice that is not recorded, absent of others. */
  readonly routeCounts?: Readonly<Record<string, RouteCounts>>;
  readonly checkedBodies: number;
  readonly wrongBodies: number;
  /** Connections opened during the slice, and before it to make ready for it. */
  readonly connectionsOpened: number;
  /**
   * Those of them opened in place of one that was idle for as long as the service keeps it, which is no
   * fault of anybody; absent where the driver opens its connections anew in each slice.
   */
  readonly connectionsRenewed?: number;
  /**
   * Requests sent again because the service closed their idle connection just then and can't have received
   * them; each is counted once, by how it ended. Absent where the driver can't tell.
   */
  readonly resentRequests?: number;
  /** Of all its processes. */
  readonly generatorCpuNs: number;
  /** Of several processes that of the worst. */
  readonly generatorEventLoopDelayP99Us: number;
  /** By part, where several processes made the load; absent: one did. */
  readonly generators?: readonly GeneratorUse[];
  /** True where most requests were sent late by the generator's own doing; absent where the driver can't tell. */
  readonly isGeneratorLate?: boolean;
  /**
   * Arrivals where they are not requests: iterations of a k6 script of the user's own, dropped ones
   * included, each of which may send any number of requests. Absent: as many as were scheduled.
   */
  readonly arrivals?: number;
  /** Checks of such a script that ask how long an answer took; absent where there is none. */
  readonly speedChecks?: SpeedChecks;
  /** Caveats of the figures of this slice, for people; empty where there are none. */
  readonly caveats: readonly Message[];
}

/** Requests of a route that ended; what timed out failed. */
export interface RouteCounts {
  readonly succeeded: number;
  readonly failed: number;
}

/** Histograms of one route in one phase, each a base64 string as made by `encodeHistogram`. */
export const RouteMeasurement = Type.Object({
  route: name,
  /** As in the slice order; absent in records from before there were phases: `steady`. */
  phase: optional(name),
  succeeded: count,
  failed: count,
  timedOut: count,
  statusCounts: countsByText,
  /** Response time of successes (from the intended start where the driver knows it). */
  successLatency: base64,
  /** The same of failures and time-outs, kept apart so that a fast error never looks like speed. */
  failureLatency: base64,
  /** From the actual send; equal to successLatency for a closed loop. */
  serviceTime: base64,
});
export type RouteMeasurement = ValueOf<typeof RouteMeasurement>;

/**
 * A second of load on one variant, all routes together. A request belongs to the second of its intended
 * start (closed loop: of its send), however late it ended. Histograms are texts as made by
 * `CoarseHistogram.encode`, with buckets at most 0.8 % wide.
 */
export const IntervalMeasurement = Type.Object({
  /**
   * Load time at which it starts: the recorded windows of the trial laid end to end, from 0, whatever
   * their phase; a multiple of intervalMs.
   */
  startMs: amount,
  /** 1,000, or 1,000 times a power of two where the phase would have had more than 600 intervals. */
  intervalMs: Type.Number({ minimum: 1 }),
  phase: name,
  /** How much of it windows of this phase cover, above 0, to intervalMs; rates are per this. */
  loadMs: amount,
  /** Requests by how they ended, as in the slices' windowCounts; their sum is the demand. */
  succeeded: count,
  failed: count,
  timedOut: count,
  dropped: count,
  successLatency: base64,
  /** Of failures and time-outs; what was given up is in it with the time waited (right-censored). */
  failureLatency: base64,
  /** Undefined for a closed loop, where it is successLatency. */
  serviceTime: orAbsent(base64),
  /** Undefined as in the trial. */
  sendLateness: orAbsent(base64),
});
export type IntervalMeasurement = ValueOf<typeof IntervalMeasurement>;

/** All recorded windows of one variant since the last `collect`. */
export const TrialMeasurement = Type.Object({
  variantId: name,
  /** By phase and route. */
  routes: Type.Array(RouteMeasurement),
  /** Lateness of sends behind their intended start; undefined for a closed loop. */
  sendLateness: orAbsent(base64),
  /** By phase in the order of their first slices, then by start; absent in older records. */
  timeline: optional(Type.Array(IntervalMeasurement)),
});
export type TrialMeasurement = ValueOf<typeof TrialMeasurement>;

export interface DriverSession {
  /** Process id of the generator, so that its CPU can be told apart. */
  readonly pid: number;
  /** Of the other processes of the session, where there are several; absent: none. */
  readonly morePids?: readonly number[];
  /**
   * Runs one slice and drains it before it returns.
   * @throws LoadstoneError DRIVER_FAILED where the generator ended or cannot go on.
   */
  runSlice(order: SliceOrder): Promise<SliceOutcome>;
  /** Takes and resets what the recorded slices gave, one entry a variant. */
  collect(): Promise<readonly TrialMeasurement[]>;
  close(): Promise<void>;
}

export interface Driver {
  readonly capabilities: DriverCapabilities;
  /**
   * Looks at the scenarios of a run before there is a service to play them against; absent: nothing to look at.
   * @throws LoadstoneError SCENARIO_INVALID
   */
  assertPlayable?(scenarios: readonly ScenarioRef[]): Promise<void>;
  /** @throws LoadstoneError SCENARIO_INVALID, DRIVER_FAILED */
  open(options: SessionOptions): Promise<DriverSession>;
}

/** What a driver may need to know of the place where it runs, e.g. to find its program. */
export interface DriverPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that `loadstone setup` puts programs into. */
  readonly stateDir: string;
}
