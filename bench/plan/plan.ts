// The plan: which variants, in which order, seeded; a pure function of the experiment makes it.
import Type from 'typebox';
import {
  flag,
  index,
  name,
  names,
  number,
  optional,
  text,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { LevelChoice } from '../spec/experiment.ts';

const PlannedVariant = Type.Object({
  /** `factor=level,factor=level` in the order of the factors, or the given name. */
  id: name,
  /** Levels joined by ` · `, or the given name. */
  label: text,
  levels: LevelChoice,
  isBaseline: flag,
});
export type PlannedVariant = ValueOf<typeof PlannedVariant>;

/** One scenario under one load inside a group: warm-ups, then slices in this order. */
const PlannedBlock = Type.Object({
  scenario: name,
  loadId: name,
  warmupOrder: names,
  /**
   * Variant ids in the order of their slices: permutations, each followed by its reverse. Empty where
   * the slice length, and so their number, is calibrated in the warm-up; then orderSeed makes the order.
   */
  sliceOrder: names,
  /** Seed of the slice order, for `buildCalibratedOrder`. */
  orderSeed: number,
  /** Seed of the request sources, the same for every variant of the block. */
  sourceSeed: number,
});
export type PlannedBlock = ValueOf<typeof PlannedBlock>;

/** What is changed before a group that a launch would otherwise keep for the whole run. */
const PlannedCycle = Type.Object({
  /** Service, generator and stores change their CPUs, where the machine's CPUs are interchangeable. */
  swapsCpus: flag,
  /** PostgreSQL is restarted, where it is the embedded one. */
  restartsDatabase: flag,
  /** The template databases are built anew, where PostgreSQL is the embedded one. */
  rebuildsTemplates: flag,
});
export type PlannedCycle = ValueOf<typeof PlannedCycle>;

const PlannedGroup = Type.Object({
  index,
  launchOrder: names,
  /** Absent in runs from before there were cycles: nothing is changed. */
  cycle: optional(PlannedCycle),
  blocks: Type.Array(PlannedBlock),
});
export type PlannedGroup = ValueOf<typeof PlannedGroup>;

/** When a run is looked at, so that it may end early. */
const PlannedLooks = Type.Object({
  kind: words('fixed', 'group-sequential', 'anytime'),
  /** Numbers of valid groups; empty for `anytime`, which is after every group. */
  groups: Type.Array(index),
});
export type PlannedLooks = ValueOf<typeof PlannedLooks>;

export const Plan = Type.Object({
  variants: Type.Array(PlannedVariant, { minItems: 1 }),
  groups: Type.Array(PlannedGroup),
  seed: number,
  /** Absent in runs from before there were looks: one at the end. */
  looks: optional(PlannedLooks),
  /** Occasions that the groups are spread over, at least 3; absent: measured in one go. */
  epochs: optional(index),
});
export type Plan = ValueOf<typeof Plan>;

/** The occasion that a group is planned for, from 0: the groups are dealt out as evenly as they go. */
export function computePlannedEpoch({ groups, epochs = 1 }: Plan, group: number): number {
  return Math.floor((group * epochs) / groups.length);
}
