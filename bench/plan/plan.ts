// The plan: which variants, in which order, seeded; a pure function of the experiment makes it.
import type { LevelChoice } from '../spec/experiment.ts';

export interface PlannedVariant {
  /** `factor=level,factor=level` in the order of the factors, or the given name. */
  readonly id: string;
  /** Levels joined by ` · `, or the given name. */
  readonly label: string;
  readonly levels: LevelChoice;
  readonly isBaseline: boolean;
}

/** One scenario under one load inside a group: warm-ups, then slices in this order. */
export interface PlannedBlock {
  readonly scenario: string;
  readonly loadId: string;
  /** Variant ids in the order of their warm-up. */
  readonly warmupOrder: readonly string[];
  /**
   * Variant ids in the order of their slices: permutations, each followed by its reverse. Empty where
   * the slice length, and so their number, is settled in the warm-up; then orderSeed makes the order.
   */
  readonly sliceOrder: readonly string[];
  /** Seed of the slice order, for `buildSettledOrder`. */
  readonly orderSeed: number;
  /** Seed of the request sources, the same for every variant of the block. */
  readonly sourceSeed: number;
}

/** What is changed before a group that a launch would otherwise keep for the whole run. */
export interface PlannedCycle {
  /** Service, generator and stores change their CPUs, where the machine's CPUs are interchangeable. */
  readonly swapsCpus: boolean;
  /** PostgreSQL is restarted, where it is the embedded one. */
  readonly restartsDatabase: boolean;
  /** The template databases are built anew, where PostgreSQL is the embedded one. */
  readonly rebuildsTemplates: boolean;
}

export interface PlannedGroup {
  readonly index: number;
  readonly launchOrder: readonly string[];
  /** Absent in runs from before there were cycles: nothing is changed. */
  readonly cycle?: PlannedCycle;
  readonly blocks: readonly PlannedBlock[];
}

/** When a run is looked at, so that it may end early. */
export interface PlannedLooks {
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  /** Numbers of valid groups; empty for `anytime`, which is after every group. */
  readonly groups: readonly number[];
}

export interface Plan {
  readonly variants: readonly PlannedVariant[];
  readonly groups: readonly PlannedGroup[];
  readonly seed: number;
  /** Absent in runs from before there were looks: one at the end. */
  readonly looks?: PlannedLooks;
  /** Occasions that the groups are spread over, at least 3; absent: measured in one go. */
  readonly epochs?: number;
}

/** The occasion that a group is planned for, from 0: the groups are dealt out as evenly as they go. */
export function findPlannedEpoch({ groups, epochs = 1 }: Plan, group: number): number {
  return Math.floor((group * epochs) / groups.length);
}
