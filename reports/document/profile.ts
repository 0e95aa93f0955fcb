// The document of CPU profiles: where one or two variants spent their time in JavaScript; never measured.

/** Raised on every change that an older reader could not follow. */
export const profileSchemaVersion = 1;

export interface ProfiledFunction {
  readonly name: string;
  /** `file:line`; empty for what V8 accounts for itself. */
  readonly place: string;
  /** Self time as a share of the time in which the processes were not idle, 0 to 1. */
  readonly busyRatio: number;
}

export interface ProfiledVariant {
  readonly id: string;
  readonly label: string;
  /** Right answers in the stretch: tells the order of magnitude, decides nothing. */
  readonly succeeded: number;
  /** Processes of the service. */
  readonly processes: number;
  readonly busyUs: number;
  /** Busy share of the stretch, over all processes, 0 to 1. */
  readonly busyRatio: number;
  /** Most self time first. */
  readonly functions: readonly ProfiledFunction[];
  /** Relative to the run's folder, for a viewer of .cpuprofile files. */
  readonly files: readonly string[];
}

export interface ProfileDocument {
  readonly schemaVersion: typeof profileSchemaVersion;
  readonly kind: 'profile';
  readonly runId: string;
  /** ISO 8601 in UTC. */
  readonly profiledAt: string;
  readonly scenario: string;
  readonly loadMs: number;
  /** One, or the one asked for and the one that it is compared with. */
  readonly variants: readonly ProfiledVariant[];
  /** Largest first: share of the first variant and of the second; empty for one. */
  readonly differences: readonly (ProfiledFunction & { readonly otherBusyRatio: number })[];
}
