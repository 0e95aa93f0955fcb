// Gates, looks and prices, as the result document holds them.
import type { GateMetric } from './metrics.ts';
import type { Phrase } from './phrase.ts';

/** One rule of the config on one variant, scenario and load. */
export interface GateResult {
  /** Name of the rule in the config. */
  readonly gate: string;
  /** `relative` against the baseline variant, `absolute` against a limit. */
  readonly kind: 'relative' | 'absolute';
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly metric: GateMetric;
  readonly status: GateStatus;
  /** Why, in a word: see `GateOutcome`. */
  readonly outcome: GateOutcome;
  /** Ratio to the baseline where relative, else in the unit of the metric; null where not measured. */
  readonly value: number | null;
  /**
   * Relative: one-sided bounds, below `lower` with the error left for a FAIL, above `upper` with that for a PASS.
   * Absolute: the 95 % interval of the typical group; null where there are too few groups, and for a success ratio,
   * whose `launches` decide.
   */
  readonly lower: number | null;
  readonly upper: number | null;
  /** What must hold: highest ratio, or lowest or highest figure. */
  readonly limit: number;
  readonly limitKind: 'at-most' | 'at-least';
  readonly groups: number;
  /** Of an absolute gate: what the launches say, which it is judged by. Absent in older runs. */
  readonly launches?: GateLaunches;
  /** Further groups that would probably decide it; null where decided or past the budget. */
  readonly moreGroups: number | null;
  /** For relative gates the least slowdown that so many groups can find, as a ratio; null where unknown. */
  readonly leastDetectableRatio: number | null;
  /** A sentence with the figures, and what to do next where it did not pass. */
  readonly message: string;
  readonly advice: string | null;
  readonly messageSaid?: Phrase;
  readonly adviceSaid?: Phrase;
  /** Absolute path of the config, and the line where the rule stands in it; null where that could not be found. */
  readonly configFile: string;
  readonly configLine: number | null;
}

/**
 * How many launches (groups) break a limit by their own figure, and how many may. Where a run is judged over epochs,
 * `broken` and `unknown` count epochs, see `epochs`.
 */
export interface GateLaunches {
  readonly broken: number;
  /** Groups without a figure of their own, such as a p99 of too few requests. */
  readonly unknown: number;
  /** Of the group that is furthest on the wrong side; null where none has a figure. */
  readonly worst: number | null;
  /** Share of launches that may break the limit, 0 to 1: a PASS shows that no more do, at 95 %. */
  readonly mostRatio: number;
  /** Of a PASS: the chance that a service passes which breaks the limit in one launch of ten; else null. */
  readonly missRatio: number | null;
  /** Of a FAIL: whether too many launches break the limit, or their average does; else null. */
  readonly failedBy: 'launches' | 'average' | null;
  /** Where an epoch is one value of the sample; absent where each group is. */
  readonly epochs?: GateEpochs;
}

/**
 * Launches of one epoch share what that occasion was like, so an epoch counts once: as one that breaks the limit for
 * a PASS where any of its launches does (`broken`), and for a FAIL only where each of them does.
 */
interface GateEpochs {
  /** Epochs in which each launch breaks the limit. */
  readonly whollyBroken: number;
  /** Launches in all epochs, and those of them that break the limit. */
  readonly groups: number;
  readonly brokenGroups: number;
  /** Further epochs that would probably decide it; null where decided or past all sense. */
  readonly moreEpochs: number | null;
}

export type GateStatus = 'pass' | 'fail' | 'inconclusive' | 'error';

/** `error` has `not-run` and `invalid-run`; `inconclusive` has `undecided`, `undecidable` and `not-exercised`. */
export type GateOutcome =
  | 'better'
  | 'equivalent'
  | 'worse-within-tolerance'
  | 'within-limit'
  | 'regression'
  | 'over-limit'
  | 'undecided'
  | 'undecidable'
  | 'not-exercised'
  | 'not-run'
  | 'invalid-run';

/** How often the run was looked at, and what that costs in confidence. */
export interface SequentialDescription {
  /** One look at the end, looks at fixed numbers of groups, or after every group. */
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  /** Numbers of valid groups at which it was to be looked at; empty for `anytime`. */
  readonly looks: readonly number[];
  /** Error over all looks that comparisons are held to, for example 0.05, and what is left for each look. */
  readonly overallAlpha: number;
  readonly nominalAlpha: number;
  readonly stoppedBecause: 'all-decided' | 'groups' | 'budget' | 'interrupted' | 'not-ended';
  /** Time that the number of planned groups was fitted to, ms; absent where config or command line say the number. */
  readonly budgetMs?: number;
}

/** What resources are taken to cost; only figures given in the config. */
export interface Prices {
  readonly currency: string;
  readonly perCpuHour: number;
  readonly perGibHour: number;
}

/** What a million good answers take, whatever it costs: medians of the groups. */
export interface CostBasis {
  /** CPU of the service, the database and the cache. */
  readonly cpuHoursPerMillion: number;
  /** Memory of the service for as long as a million answers take; null where not known. */
  readonly gibHoursPerMillion: number | null;
}
