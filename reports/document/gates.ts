// Gates, looks and prices, as the result document holds them.
import Type from 'typebox';
import { Message } from './message.ts';
import { MetricName } from './metrics.ts';
import { amount, count, optional, orNull, ratio, text, type ValueOf, words } from './parts.ts';

export const GateStatus = words('pass', 'fail', 'inconclusive', 'error');
export type GateStatus = ValueOf<typeof GateStatus>;

/** `error` has `not-run` and `invalid-run`; `inconclusive` has `undecided`, `undecidable` and `not-exercised`. */
export const GateOutcome = words(
  'better',
  'equivalent',
  'worse-within-tolerance',
  'within-limit',
  'regression',
  'over-limit',
  'undecided',
  'undecidable',
  'not-exercised',
  'not-run',
  'invalid-run',
);
export type GateOutcome = ValueOf<typeof GateOutcome>;

/**
 * Launches of one epoch share what that occasion was like, so an epoch counts once: as one that breaks the limit for
 * a PASS where any of its launches does (`broken`), and for a FAIL only where each of them does.
 */
const GateEpochs = Type.Object({
  /** Epochs in which each launch breaks the limit. */
  whollyBroken: count,
  /** Launches in all epochs, and those of them that break the limit. */
  groups: count,
  brokenGroups: count,
  /** Further epochs that would probably decide it; null where decided or past all sense. */
  moreEpochs: orNull(count),
});

/**
 * How many launches (groups) break a limit by their own figure, and how many may. Where a run is judged over epochs,
 * `broken` and `unknown` count epochs, see `epochs`.
 */
export const GateLaunches = Type.Object({
  broken: count,
  /** Groups without a figure of their own, such as a p99 of too few requests. */
  unknown: count,
  /** Of the group that is furthest on the wrong side; null where none has a figure. */
  worst: orNull(amount),
  /** Share of launches that may break the limit, 0 to 1: a PASS shows that no more do, at 95 %. */
  mostRatio: ratio,
  /** Of a PASS: the chance that a service passes which breaks the limit in one launch of ten; else null. */
  missRatio: orNull(ratio),
  /** Of a FAIL: whether too many launches break the limit, or their average does; else null. */
  failedBy: orNull(words('launches', 'average')),
  /** Where an epoch is one value of the sample; absent where each group is. */
  epochs: optional(GateEpochs),
});
export type GateLaunches = ValueOf<typeof GateLaunches>;

/** One rule of the config on one variant, scenario and load. */
export const GateResult = Type.Object({
  /** Name of the rule in the config. */
  gate: text,
  /** `relative` against the baseline or another variant, `absolute` against a limit. */
  kind: words('relative', 'absolute'),
  scenario: text,
  loadId: text,
  variantId: text,
  /** Of a relative gate: the variant it is compared with, where that is not the baseline. */
  referenceId: optional(text),
  metric: Type.Union([MetricName, Type.Literal('wrongBodies')]),
  status: GateStatus,
  /** Why, in a word: see `GateOutcome`. */
  outcome: GateOutcome,
  /** Ratio to what it is compared with where relative, else in the unit of the metric; null where not measured. */
  value: orNull(amount),
  /**
   * Relative: one-sided bounds, below `lower` with the error left for a FAIL, above `upper` with that for a PASS.
   * Absolute: the 95 % interval of the typical group; null where there are too few groups, and for a success ratio,
   * whose `launches` decide.
   */
  lower: orNull(amount),
  upper: orNull(amount),
  /**
   * Of a relative gate: the confidence, 0 to 1, of the two-sided intervals whose ends are the two bounds: of the one that
   * decides on a FAIL, and of the one that decides on a PASS. Absent in older runs.
   */
  confidence: optional(Type.Object({ fail: ratio, pass: ratio })),
  /** What must hold: highest ratio, or lowest or highest figure. */
  limit: amount,
  limitKind: words('at-most', 'at-least'),
  groups: count,
  /** Of an absolute gate: what the launches say, which it is judged by. Absent in older runs. */
  launches: optional(GateLaunches),
  /** Further groups that would probably decide it; null where decided or past the budget. */
  moreGroups: orNull(count),
  /** For relative gates the least slowdown that so many groups can find, as a ratio; null where unknown. */
  leastDetectableRatio: orNull(Type.Number({ minimum: 1 })),
  /** A sentence with the figures, and what to do next where it did not pass. */
  message: Message,
  advice: orNull(Message),
  /** Absolute path of the config, and the line where the rule stands in it; null where that could not be found. */
  configFile: text,
  configLine: orNull(count),
});
export type GateResult = ValueOf<typeof GateResult>;

/** How often the run was looked at, and what that costs in confidence. */
export const SequentialDescription = Type.Object({
  /** One look at the end, looks at fixed numbers of groups, or after every group. */
  kind: words('fixed', 'group-sequential', 'anytime'),
  /** Numbers of valid groups at which it was to be looked at; empty for `anytime`. */
  looks: Type.Array(count),
  /** Error over all looks that comparisons are held to, for example 0.05, and what is left for each look. */
  overallAlpha: ratio,
  nominalAlpha: ratio,
  stoppedBecause: words('all-decided', 'groups', 'budget', 'interrupted', 'not-ended'),
  /** Time that the number of planned groups was fitted to, ms; absent where config or command line say the number. */
  budgetMs: optional(amount),
});
export type SequentialDescription = ValueOf<typeof SequentialDescription>;

/** What resources are taken to cost; only figures given in the config. */
export const Prices = Type.Object({
  currency: text,
  perCpuHour: amount,
  perGibHour: amount,
});
export type Prices = ValueOf<typeof Prices>;

/** What a million good answers take, whatever it costs: medians of the groups. */
export const CostBasis = Type.Object({
  /** CPU of the service, the database and the cache. */
  cpuHoursPerMillion: amount,
  /** Memory of the service for as long as a million answers take; null where not known. */
  gibHoursPerMillion: orNull(amount),
});
export type CostBasis = ValueOf<typeof CostBasis>;
