// The document of a sweep: latency against rate for each variant; versioned, and rendered as it stands.
import Type from 'typebox';
import { ExerciseCheck } from './exercise.ts';
import {
  amount,
  count,
  flag,
  number,
  optional,
  orNull,
  ratio,
  text,
  time,
  type ValueOf,
  words,
} from './parts.ts';
import { Environment, Validity, VariantDescription, Warning } from './result.ts';
import { SloCapacity } from './slo-capacity.ts';

/** Raised on every change that an older reader could not follow. */
export const sweepSchemaVersion = 2;

/** Median of the repetitions with the lowest and the highest of them. */
export const SweepSpread = Type.Object({
  median: amount,
  low: amount,
  high: amount,
});
export type SweepSpread = ValueOf<typeof SweepSpread>;

/** One rate: all repetitions of it, each in a group of fresh processes. */
export const SweepCurvePoint = Type.Object({
  /** Arrivals a second asked for. */
  rateRps: amount,
  repetitions: count,
  /** Successes a second until the last answer. */
  achievedRps: SweepSpread,
  /** From the intended start; a failed request ranks behind every success. Null without an answer. */
  latencyP50Us: orNull(SweepSpread),
  latencyP99Us: orNull(SweepSpread),
  /** 0 to 1. */
  successRatio: orNull(SweepSpread),
  /** Requests of all repetitions that were sent again, as a share of those that ended; absent where not known. */
  resentRatio: optional(ratio),
  /** The variant did not keep up: a backlog was left in half of the repetitions or more. */
  saturated: flag,
  /** False below 1,000 requests over all repetitions. */
  isP99Trusted: flag,
  meetsSlo: flag,
});
export type SweepCurvePoint = ValueOf<typeof SweepCurvePoint>;

/** The rate where throughput for the latency paid is greatest, and the rates tried next to it. */
const SweepKnee = Type.Object({
  rateRps: amount,
  latencyP99Us: amount,
  lowRps: amount,
  highRps: amount,
});

/** The true limit lies between the two; null where no rate tried was on that side. */
const SweepWithinSlo = Type.Object({
  highestMetRps: orNull(amount),
  lowestFailedRps: orNull(amount),
  /** Rates that failed below the bracket or met the SLO above it. */
  contradictingRps: Type.Array(amount),
  /** What each group alone would have said, in group order. */
  perGroupRps: Type.Array(orNull(amount)),
});

export const SweepCurveResult = Type.Object({
  variantId: text,
  /** Successes a second in a closed loop, over the groups; null where no answer was right. */
  capacityRps: orNull(SweepSpread),
  /** By rate, ascending; empty where nothing was measured. */
  points: Type.Array(SweepCurvePoint),
  /** Null where the rates tried do not surround it. */
  knee: orNull(SweepKnee),
  withinSlo: SweepWithinSlo,
  /** Of a search for the capacity, which has neither knee nor bracket; absent in a sweep of all rates. */
  sloCapacity: optional(SloCapacity),
  /** Of the load, and of the answers that were compared with the baseline's before it. */
  wrongBodies: count,
  /** False where the scenario does not exercise what tells the variant from the baseline; absent otherwise. */
  isExercised: optional(Type.Literal(false)),
  warnings: Type.Array(Warning),
});
export type SweepCurveResult = ValueOf<typeof SweepCurveResult>;

/** A rate that was kept and that no other rate of any variant beats in both; medians over the groups. */
export const SweepFrontPoint = Type.Object({
  variantId: text,
  achievedRps: amount,
  latencyP99Us: amount,
});
export type SweepFrontPoint = ValueOf<typeof SweepFrontPoint>;

export const SweepScenarioResult = Type.Object({
  scenario: text,
  description: text,
  /** In the order of the plan, without variants that were not run. */
  curves: Type.Array(SweepCurveResult),
  /**
   * The Pareto front of throughput and p99, by throughput, without variants that are not exercised; empty where the
   * sweep is invalid.
   */
  front: Type.Array(SweepFrontPoint),
  /** Absent in older sweeps, and where no level of any factor shows how it acts. */
  exercise: optional(Type.Array(ExerciseCheck)),
});
export type SweepScenarioResult = ValueOf<typeof SweepScenarioResult>;

export const SweepDocument = Type.Object({
  schemaVersion: Type.Literal(sweepSchemaVersion),
  kind: Type.Literal('sweep'),
  run: Type.Object({
    id: text,
    name: text,
    description: text,
    /** ISO 8601 in UTC. */
    startedAt: time,
    endedAt: time,
    status: words('complete', 'interrupted', 'partial'),
    seed: number,
    groupsPlanned: count,
    /** Groups that ended and were valid. */
    groupsValid: count,
    reproduceCommand: text,
  }),
  slo: Type.Object({
    /** Null where only a rate that is sustained was asked for. */
    latencyP99Us: orNull(amount),
    successRatio: ratio,
  }),
  /** Invalid: the counts of driver and service do not agree, so no rate is believed. */
  validity: Validity,
  /** Where the rates were chosen to find the capacity within the SLO; absent: the whole curve. */
  search: optional(
    Type.Object({
      /** Within which two capacities count as equivalent. */
      toleranceRatio: ratio,
    }),
  ),
  /** Length of the slice at each rate. */
  sliceMs: amount,
  arrivals: words('poisson', 'uniform'),
  variants: Type.Array(VariantDescription),
  scenarios: Type.Array(SweepScenarioResult),
  environment: Environment,
  warnings: Type.Array(Warning),
});
export type SweepDocument = ValueOf<typeof SweepDocument>;
