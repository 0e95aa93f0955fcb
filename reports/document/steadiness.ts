// Whether what was measured was warm and stayed as it was, as the result document tells it.
import Type from 'typebox';
import {
  amount,
  count,
  flag,
  name,
  optional,
  orNull,
  ratio,
  type ValueOf,
  words,
} from './parts.ts';

/** A straight line through the slices of a group, one value a group, tested over the groups. */
export const Trend = Type.Object({
  /** What moved: the variant's own figure, or its ratio to the baseline, slice by slice. */
  of: words('itself', 'against-baseline'),
  /** `cacheHitRatio`: of the last quarter of the slices against the first, without a line. */
  metric: words('throughputRps', 'latencyP50Us', 'cacheHitRatio'),
  /** Last slice ÷ first slice, along the line: 1.4 where the ratio to the baseline grew by 40 %. */
  growthRatio: amount,
  /** At 95 %; null below 2 groups. */
  growthLower: orNull(amount),
  growthUpper: orNull(amount),
  /** Two-sided, of no trend; null below 2 groups. */
  pValue: orNull(ratio),
  /** The same after Holm's correction over all trends of the run. */
  adjustedPValue: orNull(ratio),
  groups: count,
  /** True where it is significant at 5 % after the correction, and at least half the tolerance of the run. */
  isTrend: flag,
  /**
   * Requests of warm-up that would probably bring it below half the tolerance, if it goes on as caches fill: with the
   * logarithm of the requests. Null where there is no trend, or more warm-up would not help, or it can't be said.
   */
  warmupRequests: orNull(count),
});
export type Trend = ValueOf<typeof Trend>;

/** How long cold processes took to reach their level. */
export const TimeToSteady = Type.Object({
  /** False: not within this run, and the figures are null. */
  isReached: flag,
  /** Load from the first request on, and requests answered in it; medians over the groups. */
  loadMs: orNull(amount),
  requests: orNull(count),
});
export type TimeToSteady = ValueOf<typeof TimeToSteady>;

export const VariantSteadiness = Type.Object({
  variantId: name,
  /** Median over the groups; null where there was no warm-up, or none recorded. */
  warmupRequests: orNull(count),
  /** Cache hits as a share of look-ups in the first and the last quarter of the slices, all groups; null where not offered. */
  hitRatioAtStart: orNull(ratio),
  hitRatioAtEnd: orNull(ratio),
  /** Null in a warm run, and where there are too few slices (8), or too noisy ones, to tell. */
  toSteady: orNull(TimeToSteady),
});
export type VariantSteadiness = ValueOf<typeof VariantSteadiness>;

/** Warm-ups of a scenario and load, over its valid groups. */
export const WarmupSummary = Type.Object({
  /** Valid groups with a warm-up. */
  groups: count,
  /** In so many of them it was steady at its end, or still changing; in the others it was too little, or too noisy, to tell. */
  steadyGroups: count,
  changingGroups: count,
  /** What all groups together show at its end; absent for fewer than three of them, and in older documents. */
  trend: optional(words('steady', 'changing', 'unknown')),
  /** In so many time was over before the number of requests was reached, or before all were steady. */
  boundGroups: count,
  /** In so many the same scenario had another load before, so that a shorter warm-up would do; absent where none, and in older documents. */
  afterLoadGroups: optional(Type.Integer({ minimum: 1 })),
  /** Rounds in which the variants had their slices in turn; median over the groups. */
  rounds: count,
});
export type WarmupSummary = ValueOf<typeof WarmupSummary>;

/** One scenario under one load. */
export const Steadiness = Type.Object({
  phase: words('cold', 'warm'),
  /** Null where there was none, or none recorded. */
  warmup: orNull(WarmupSummary),
  variants: Type.Array(VariantSteadiness),
});
export type Steadiness = ValueOf<typeof Steadiness>;
