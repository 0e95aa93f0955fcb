// The capacity of a variant within an SLO: its figure over the groups, against the baseline's, and the path to it.
import Type from 'typebox';
import {
  amount,
  count,
  flag,
  index,
  optional,
  orNull,
  ratio,
  type ValueOf,
  words,
} from './parts.ts';
import { Comparison } from './result.ts';

/** One slice of a search: a rate, and whether it kept the SLO. */
const SearchedRate = Type.Object({
  /** Among the slices of the group and scenario, from 0. */
  position: index,
  /** Arrivals a second asked for. */
  rateRps: amount,
  /**
   * `void`: it says nothing of the service, because its requests do not add up, or because it failed while the load
   * generator was above its limit.
   */
  outcome: words('met', 'failed', 'void'),
  latencyP99Us: orNull(amount),
  /** 0 to 1. */
  successRatio: orNull(ratio),
  saturated: flag,
});

/** What the slices of one group come to. */
export const CapacityGroup = Type.Object({
  /** From 0. */
  group: index,
  /**
   * `above`: every rate was kept, so the capacity lies above the highest one; `below`: none was; `unsettled`: the
   * slices contradict each other; `unknown`: no slice says anything.
   */
  status: words('estimated', 'above', 'below', 'unsettled', 'unknown'),
  /** Null unless `estimated`. */
  rateRps: orNull(amount),
  /** Highest rate that was kept, and lowest that was not; null where there is none. */
  highestMetRps: orNull(amount),
  lowestFailedRps: orNull(amount),
  /** Slices that failed clearly below the estimate or were kept clearly above it. */
  contradictions: count,
  /** Slices in the order in which they were played. */
  rates: Type.Array(SearchedRate),
});
export type CapacityGroup = ValueOf<typeof CapacityGroup>;

export const SloCapacity = Type.Object({
  /**
   * Of the typical group. `above`, `below`: in some group the capacity lies outside the rates that could be tried, so
   * there is no figure; `unsettled`: more than a third of the groups found none.
   */
  status: words('estimated', 'above', 'below', 'unsettled'),
  /** Requests a second at which half of the slices keep the SLO; null unless `estimated`. */
  rateRps: orNull(amount),
  /** Its interval over the groups; null where there is none. */
  lowerRps: orNull(amount),
  upperRps: orNull(amount),
  /** Of the interval, 0 to 1. */
  confidence: ratio,
  /** Where the status is `above`: the capacity is at least this in those groups; where it is `below`: less than this. */
  boundRps: orNull(amount),
  groups: Type.Array(CapacityGroup),
  /** Against the baseline's, paired within groups; absent for the baseline. */
  comparison: optional(Type.Omit(Comparison, ['metric'])),
});
export type SloCapacity = ValueOf<typeof SloCapacity>;
