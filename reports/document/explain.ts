// The document of an explanation: why variants are fast or slow; versioned, and never part of what was measured.

/** Raised on every change that an older reader could not follow. */
export const explainSchemaVersion = 1;

/** What the plan of a statement does, as means a call. */
export interface ExplainedPlan {
  /** Steps and tables from the top. */
  readonly shape: string;
  /** False: PostgreSQL's estimate, for the statement was not met while plans were sampled. */
  readonly isMeasured: boolean;
  /** Executions looked at; 0 for an estimate. */
  readonly samples: number;
  /** Null for an estimate. */
  readonly executionUs: number | null;
  readonly rowsRead: number;
  readonly rowsReturned: number;
  /** Shared buffers; null for an estimate. */
  readonly buffers: number | null;
  /** Step that took most of the time, in words. */
  readonly dominantStep: string;
  /** Its share of the statement's time, 0 to 1. */
  readonly dominantRatio: number;
}

export interface ExplainedStatement {
  /** Normalised SQL: `$1` for every constant. */
  readonly text: string;
  readonly calls: number;
  readonly totalUs: number;
  /** Share of the variant's database time, 0 to 1. */
  readonly timeRatio: number;
  readonly rows: number;
  readonly buffers: number;
  /** Null where there is neither a sample nor an estimate. */
  readonly plan: ExplainedPlan | null;
  /** English; null without a plan. */
  readonly sentence: string | null;
}

/** One variant under one scenario. */
export interface ExplainedCell {
  readonly variantId: string;
  /** Right answers in the stretch: tells the order of magnitude, decides nothing. */
  readonly succeeded: number;
  /** Null where there is no database. */
  readonly database: {
    readonly calls: number;
    readonly callsPerAnswer: number | null;
    readonly totalUs: number;
    /** Sessions that were at work at a time, as a mean. */
    readonly busySessions: number;
    /** Share of shared buffers found in memory, 0 to 1; null where none was touched. */
    readonly bufferHitRatio: number | null;
    readonly statements: readonly ExplainedStatement[];
  } | null;
  /** Of the service's own cache, 0 to 1; null where it has none. */
  readonly cacheHitRatio: number | null;
  /** Each null where the service does not tell it. */
  readonly eventLoopUtilisationRatio: number | null;
  readonly eventLoopDelayP99Us: number | null;
  readonly gcRatio: number | null;
  readonly poolWaitP99Us: number | null;
}

export interface ExplainDocument {
  readonly schemaVersion: typeof explainSchemaVersion;
  readonly kind: 'explanation';
  /** The run whose config and plan it was made with. */
  readonly runId: string;
  /** ISO 8601 in UTC. */
  readonly explainedAt: string;
  /** Length of the stretch of each variant and scenario. */
  readonly loadMs: number;
  readonly variants: readonly {
    readonly id: string;
    readonly label: string;
    readonly isBaseline: boolean;
  }[];
  readonly scenarios: readonly {
    readonly scenario: string;
    /** In the order of `variants`. */
    readonly cells: readonly ExplainedCell[];
  }[];
  /** What could not be explained, as sentences. */
  readonly notes: readonly string[];
}
