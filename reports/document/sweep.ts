// The document of a sweep: latency against rate for each variant; versioned, and rendered as it stands.
import type { ExerciseCheck } from './exercise.ts';
import type { Environment, ResultDocument, VariantDescription, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const sweepSchemaVersion = 1;

/** Median of the repetitions with the lowest and the highest of them. */
export interface SweepSpread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One rate: all repetitions of it, each in a group of fresh processes. */
export interface SweepCurvePoint {
  /** Arrivals a second asked for. */
  readonly rateRps: number;
  readonly repetitions: number;
  /** Successes a second until the last answer. */
  readonly achievedRps: SweepSpread;
  /** From the intended start; a failed request ranks behind every success. Null without an answer. */
  readonly latencyP50Us: SweepSpread | null;
  readonly latencyP99Us: SweepSpread | null;
  /** 0 to 1. */
  readonly successRatio: SweepSpread | null;
  /** Requests of all repetitions that were sent again, as a share of those that ended; absent where not known. */
  readonly resentRatio?: number;
  /** The variant did not keep up: a backlog was left in half of the repetitions or more. */
  readonly saturated: boolean;
  /** False below 1,000 requests over all repetitions. */
  readonly isP99Trusted: boolean;
  readonly meetsSlo: boolean;
}

/** The rate where throughput for the latency paid is greatest, and the rates tried next to it. */
interface SweepKnee {
  readonly rateRps: number;
  readonly latencyP99Us: number;
  readonly lowRps: number;
  readonly highRps: number;
}

/** The true limit lies between the two; null where no rate tried was on that side. */
interface SweepWithinSlo {
  readonly highestMetRps: number | null;
  readonly lowestFailedRps: number | null;
  /** Rates that failed below the bracket or met the SLO above it. */
  readonly contradictingRps: readonly number[];
  /** What each group alone would have said, in group order. */
  readonly perGroupRps: readonly (number | null)[];
}

export interface SweepCurveResult {
  readonly variantId: string;
  /** Successes a second in a closed loop, over the groups; null where no answer was right. */
  readonly capacityRps: SweepSpread | null;
  /** By rate, ascending; empty where nothing was measured. */
  readonly points: readonly SweepCurvePoint[];
  /** Null where the rates tried do not surround it. */
  readonly knee: SweepKnee | null;
  readonly withinSlo: SweepWithinSlo;
  /** Of the load, and of the answers that were compared with the baseline's before it. */
  readonly wrongBodies: number;
  /** False where the scenario does not exercise what tells the variant from the baseline; absent otherwise. */
  readonly isExercised?: false;
  readonly warnings: readonly Warning[];
}

/** A rate that was kept and that no other rate of any variant beats in both; medians over the groups. */
export interface SweepFrontPoint {
  readonly variantId: string;
  readonly achievedRps: number;
  readonly latencyP99Us: number;
}

export interface SweepScenarioResult {
  readonly scenario: string;
  readonly description: string;
  /** In the order of the plan, without variants that were not run. */
  readonly curves: readonly SweepCurveResult[];
  /**
   * The Pareto front of throughput and p99, by throughput, without variants that are not exercised; empty where the
   * sweep is invalid.
   */
  readonly front: readonly SweepFrontPoint[];
  /** Absent in older sweeps, and where no level of any factor shows how it acts. */
  readonly exercise?: readonly ExerciseCheck[];
}

export interface SweepDocument {
  readonly schemaVersion: typeof sweepSchemaVersion;
  readonly kind: 'sweep';
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    /** ISO 8601 in UTC. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly status: 'complete' | 'interrupted' | 'partial';
    readonly seed: number;
    readonly groupsPlanned: number;
    /** Groups that ended and were valid. */
    readonly groupsValid: number;
    readonly reproduceCommand: string;
  };
  readonly slo: {
    /** Null where only a rate that is sustained was asked for. */
    readonly latencyP99Us: number | null;
    readonly successRatio: number;
  };
  /** Invalid: the counts of driver and service do not agree, so no rate is believed. */
  readonly validity: ResultDocument['validity'];
  /** Length of the slice at each rate. */
  readonly sliceMs: number;
  readonly arrivals: 'poisson' | 'uniform';
  readonly variants: readonly VariantDescription[];
  readonly scenarios: readonly SweepScenarioResult[];
  readonly environment: Environment;
  readonly warnings: readonly Warning[];
}
