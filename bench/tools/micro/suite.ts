// The contract of a `*.bench.ts` file: a suite as data, whose alternatives are ways to do one thing.

/** Servers that an alternative may ask for; each is handed in as a URL. */
export type MicroNeed = 'redis' | 'postgres';

/** What the command could bring; a URL is there for everything that the alternative needs. */
export interface MicroServices {
  readonly redisUrl: string | undefined;
  readonly postgresUrl: string | undefined;
}

/** An alternative made ready in a process of its own. */
export interface MicroOperation {
  /**
   * What is measured. The number must hang on all that was done (a length, a count, a checksum): it is
   * summed up and kept, so that no compiler may leave the work out.
   */
  readonly run: () => number | Promise<number>;
  /** Operations that one call of `run` makes; the time is told for one of them. 1 where it is absent. */
  readonly operationsPerRun?: number;
  /** The outcome in a form that tests compare: alternatives of a suite that have one must give the same. */
  readonly answer?: () => unknown;
  /** Lets go of what was opened. */
  readonly end?: () => Promise<void>;
}

export interface MicroAlternative {
  readonly name: string;
  readonly needs?: MicroNeed;
  /** Makes everything that is not to be measured. */
  readonly prepare: (services: MicroServices) => MicroOperation | Promise<MicroOperation>;
}

export interface MicroSuite {
  /** Unique in a version of the repository. */
  readonly name: string;
  /** What one operation is, in a phrase. */
  readonly operation: string;
  /** Name of the alternative that the others are compared with. */
  readonly baseline: string;
  readonly alternatives: readonly MicroAlternative[];
}
