// Whether what was measured was warm and stayed as it was, as the result document tells it.

/** A straight line through the slices of a group, one value a group, tested over the groups. */
export interface Trend {
  /** What moved: the variant's own figure, or its ratio to the baseline, slice by slice. */
  readonly of: 'itself' | 'against-baseline';
  /** `cacheHitRatio`: of the last quarter of the slices against the first, without a line. */
  readonly metric: 'throughputRps' | 'latencyP50Us' | 'cacheHitRatio';
  /** Last slice ÷ first slice, along the line: 1.4 where the ratio to the baseline grew by 40 %. */
  readonly growthRatio: number;
  /** At 95 %; null below 2 groups. */
  readonly growthLower: number | null;
  readonly growthUpper: number | null;
  /** Two-sided, of no trend; null below 2 groups. */
  readonly pValue: number | null;
  /** The same after Holm's correction over all trends of the run. */
  readonly adjustedPValue: number | null;
  readonly groups: number;
  /** True where it is significant at 5 % after the correction, and at least half the tolerance of the run. */
  readonly isTrend: boolean;
  /**
   * Requests of warm-up that would probably bring it below half the tolerance, if it goes on as caches fill: with the
   * logarithm of the requests. Null where there is no trend, or more warm-up would not help, or it can't be said.
   */
  readonly warmupRequests: number | null;
}

/** How long cold processes took to reach their level. */
export interface TimeToSteady {
  /** False: not within this run, and the figures are null. */
  readonly isReached: boolean;
  /** Load from the first request on, and requests answered in it; medians over the groups. */
  readonly loadMs: number | null;
  readonly requests: number | null;
}

export interface VariantSteadiness {
  readonly variantId: string;
  /** Median over the groups; null where there was no warm-up, or none recorded. */
  readonly warmupRequests: number | null;
  /** Cache hits as a share of look-ups in the first and the last quarter of the slices, all groups; null where not offered. */
  readonly hitRatioAtStart: number | null;
  readonly hitRatioAtEnd: number | null;
  /** Null in a warm run, and where there are too few slices (8), or too noisy ones, to tell. */
  readonly toSteady: TimeToSteady | null;
}

/** Warm-ups of a scenario and load, over its valid groups. */
export interface WarmupSummary {
  /** Valid groups with a warm-up. */
  readonly groups: number;
  /** In so many of them it was steady at its end, or still changing; in the others it was too little, or too noisy, to tell. */
  readonly steadyGroups: number;
  readonly changingGroups: number;
  /** In so many time was over before the number of requests was reached, or before all were steady. */
  readonly boundGroups: number;
  /** In so many the same scenario had another load before, so that a shorter warm-up would do; absent where none, and in older documents. */
  readonly afterLoadGroups?: number;
  /** Rounds in which the variants had their slices in turn; median over the groups. */
  readonly rounds: number;
}

/** One scenario under one load. */
export interface Steadiness {
  readonly phase: 'cold' | 'warm';
  /** Null where there was none, or none recorded. */
  readonly warmup: WarmupSummary | null;
  readonly variants: readonly VariantSteadiness[];
}
