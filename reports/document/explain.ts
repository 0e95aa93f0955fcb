// The document of an explanation: why variants are fast or slow; versioned, and never part of what was measured.
import Type from 'typebox';
import { Message } from './message.ts';
import { amount, count, flag, name, number, orNull, text, time, type ValueOf } from './parts.ts';

/** Raised on every change that an older reader could not follow. */
export const explainSchemaVersion = 2;

/** What the plan of a statement does, as means a call. */
export const ExplainedPlan = Type.Object({
  /** Steps and tables from the top. */
  shape: text,
  /** False: PostgreSQL's estimate, for the statement was not met while plans were sampled. */
  isMeasured: flag,
  /** Executions looked at; 0 for an estimate. */
  samples: count,
  /** Null for an estimate. */
  executionUs: orNull(amount),
  rowsRead: amount,
  rowsReturned: amount,
  /** Shared buffers; null for an estimate. */
  buffers: orNull(amount),
  /** Step that took most of the time, in words. */
  dominantStep: Message,
  /** Its share of the statement's time, 0 to 1. */
  dominantRatio: number,
});
export type ExplainedPlan = ValueOf<typeof ExplainedPlan>;

export const ExplainedStatement = Type.Object({
  /** Normalised SQL: `$1` for every constant. */
  text,
  calls: amount,
  totalUs: amount,
  /** Share of the variant's database time, 0 to 1. */
  timeRatio: number,
  rows: amount,
  buffers: amount,
  /** Null where there is neither a sample nor an estimate. */
  plan: orNull(ExplainedPlan),
  /** Null without a plan. */
  sentence: orNull(Message),
});
export type ExplainedStatement = ValueOf<typeof ExplainedStatement>;

/** One variant under one scenario. */
export const ExplainedCell = Type.Object({
  variantId: name,
  /** Right answers in the stretch: tells the order of magnitude, decides nothing. */
  succeeded: count,
  /** Null where there is no database. */
  database: orNull(
    Type.Object({
      calls: amount,
      callsPerAnswer: orNull(amount),
      totalUs: amount,
      /** Sessions that were at work at a time, as a mean. */
      busySessions: amount,
      /** Share of shared buffers found in memory, 0 to 1; null where none was touched. */
      bufferHitRatio: orNull(number),
      statements: Type.Array(ExplainedStatement),
    }),
  ),
  /** Of the service's own cache, 0 to 1; null where it has none. */
  cacheHitRatio: orNull(number),
  /** Each null where the service does not tell it. */
  eventLoopUtilisationRatio: orNull(number),
  eventLoopDelayP99Us: orNull(amount),
  gcRatio: orNull(number),
  poolWaitP99Us: orNull(amount),
});
export type ExplainedCell = ValueOf<typeof ExplainedCell>;

export const ExplainDocument = Type.Object({
  schemaVersion: Type.Literal(explainSchemaVersion),
  kind: Type.Literal('explanation'),
  /** The run whose config and plan it was made with. */
  runId: name,
  /** ISO 8601 in UTC. */
  explainedAt: time,
  /** Length of the stretch of each variant and scenario. */
  loadMs: amount,
  variants: Type.Array(
    Type.Object({
      id: name,
      label: text,
      isBaseline: flag,
    }),
  ),
  scenarios: Type.Array(
    Type.Object({
      scenario: name,
      /** In the order of `variants`. */
      cells: Type.Array(ExplainedCell),
    }),
  ),
  /** What could not be explained. */
  notes: Type.Array(Message),
});
export type ExplainDocument = ValueOf<typeof ExplainDocument>;
