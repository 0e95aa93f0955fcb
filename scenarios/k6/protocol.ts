// What the k6 driver and the script inside k6 agree on: settings in, metrics out. Imports nothing of k6.

/** A request of the config, as `InlineRequest` of the driver port, without what is undefined. */
export interface PlainRequest {
  readonly route: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly weight: number;
  readonly expectedStatuses: readonly number[];
  readonly bodyIncludes?: string;
}

/** The settings file of one slice, JSON; its path stands in `LOADSTONE_SETTINGS`. */
export interface K6Settings {
  readonly baseUrl: string;
  readonly scenario:
    | { readonly kind: 'module'; readonly path: string }
    | {
        readonly kind: 'inline';
        readonly name: string;
        readonly requests: readonly PlainRequest[];
      };
  /** CommonJS module that exports the scenario's `data`. */
  readonly dataPath: string;
  /** Each virtual user draws with `seed + its number in the whole load`; a multiple of `seedStride`. */
  readonly seed: number;
  /** Which of several k6 this is, and how many there are, with equal segments; absent: all of the load is its own. */
  readonly part?: { readonly index: number; readonly count: number };
  readonly requestTimeoutMs: number;
  /** For requests that name none; absent where they ask for no encoding. */
  readonly acceptEncoding?: string;
  readonly bodyCheckRatio: number;
  /** True in a closed loop, where a user waits a little before it tries a broken service again. */
  readonly backsOff: boolean;
  /** k6's own options of the run. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The settings file where a script of the user's own is played. */
export interface K6ScriptSettings {
  readonly scriptPath: string;
  /** The exported function that is played: `default`, or another. */
  readonly exec: string;
  /** k6's own options that decide over load and output; the script's others stay. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Environment variable with the path of a script of the user's own that k6 reads without playing it. */
export const k6InspectEnv = 'LOADSTONE_SCRIPT';

/** Value of the tag by which such a reading tells the name of a function that the script exports. */
export const k6ExportTag = 'exported function';

/** More virtual users than any load has, so that no two slices share a user's seed. */
export const seedStride = 2_048;

/** Metrics that the script reports by; each point carries the tags named here, as text. */
export const k6Metrics = {
  /** Once a user, before its first request. Value: start of the load by the wall clock, ms. */
  started: 'loadstone_started',
  /** Before a request is sent; tag `vu`. */
  sent: 'loadstone_sent',
  /** Only in an open loop, before `ended`. Value: wait for the connection, ms; tag `vu`. */
  blocked: 'loadstone_blocked',
  /** A request has ended. Value: response time, ms; tags as in `EndedTags`. */
  ended: 'loadstone_ended',
  /** The scenario threw, and the run is aborted; tag `message`. */
  fault: 'loadstone_fault',
  /** A script of the user's own threw in an iteration, which k6 goes on after; tag `message`. */
  thrown: 'loadstone_thrown',
  /** An iteration of such a script begins: an arrival of the load. */
  iteration: 'loadstone_iteration',
  /** Before the point of a check: its function read `timings` of a response; tag `vu`. */
  timed: 'loadstone_timed',
  /** A request was turned away, as it went to another address than the variant's; tag `address`. */
  foreign: 'loadstone_foreign',
} as const;

export interface EndedTags {
  readonly vu: string;
  readonly route: string;
  readonly kind: 'succeeded' | 'failed' | 'timedOut';
  /** Empty where no whole answer came. */
  readonly status: string;
  /** Why it did not succeed; empty where it did. */
  readonly reason: string;
  readonly body: 'unchecked' | 'right' | 'wrong';
  /** Whether a connection was opened for it. */
  readonly opened: 'yes' | 'no';
}
