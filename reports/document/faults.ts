// What faults did to each variant: availability, outages, recovery, and whether data was lost.
import Type from 'typebox';
import { auditCounts } from './audit.ts';
import { ExclusionCode } from './exclusion.ts';
import { FaultFigureSchemas, FaultInterval, FaultShare } from './fault-metrics.ts';
import { GateLaunches, GateOutcome, GateResult, GateStatus } from './gates.ts';
import { Message } from './message.ts';
import {
  amount,
  count,
  countsByText,
  flag,
  name,
  number,
  optional,
  orNull,
  ratio,
  text,
  texts,
  time,
  type ValueOf,
  words,
} from './parts.ts';
import { Environment, Validity, VariantDescription, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const faultsSchemaVersion = 3;

export const FaultDescription = Type.Object({
  /** Kebab-case, with its link: `redis-paused`, `network-latency@postgres`. */
  id: name,
  title: text,
  /** How it is done, one sentence. */
  mechanism: Message,
});
export type FaultDescription = ValueOf<typeof FaultDescription>;

/** What holds for every episode. */
export const FaultSettings = Type.Object({
  scenario: text,
  /** Open loop: arrivals a second, the same for every variant; null where nothing was measured. */
  rateRps: orNull(amount),
  arrivals: words('poisson', 'uniform'),
  beforeMs: amount,
  duringMs: amount,
  afterMs: amount,
  requestTimeoutMs: amount,
  /** A request is good where it succeeded within this. */
  goodWithinMs: amount,
  /** Share of good requests that is aimed at, 0 to 1; its complement is the error budget. */
  sloRatio: ratio,
  /** Width of the windows that outages and recovery are read from. */
  windowMs: amount,
  /** A window is up where at least this share of its arrivals was good. */
  upRatio: ratio,
  /** Recovered: throughout a hold of this length latency, goodput and availability are near those before. */
  holdMs: amount,
  stalenessLimitMs: orNull(amount),
});
export type FaultSettings = ValueOf<typeof FaultSettings>;

export const FaultPhase = Type.Object({
  availability: FaultShare,
  /** Of the successes of all groups together; a failure is in neither. Null without a success. */
  latencyP50Us: orNull(amount),
  latencyP99Us: orNull(amount),
  intended: count,
  good: count,
  failed: count,
  timedOut: count,
  dropped: count,
  /** Neither answered nor timed out when the observation ended. */
  inFlight: count,
  /** Succeeded, but later than `goodWithinMs`. */
  slow: count,
  /** Satisfied up to T, tolerating up to 4 T, all else frustrated; T is `goodWithinMs`. Null without a request. */
  apdex: orNull(ratio),
});
export type FaultPhase = ValueOf<typeof FaultPhase>;

/** The window of a width that was worst, anywhere from the injection on. */
export const FaultWorstWindow = Type.Object({
  widthMs: amount,
  /** Lowest share of good arrivals; median over the groups. */
  ratio,
});
export type FaultWorstWindow = ValueOf<typeof FaultWorstWindow>;

/** Sums over the groups, by windows from the start of the load. */
export const FaultTimeline = Type.Object({
  windowMs: amount,
  /** Start of the first window, ms from the injection; negative before it. */
  firstMs: number,
  intended: Type.Array(count),
  good: Type.Array(count),
  /** Response time at p99 of the successes due in the window; null without one. */
  latencyP99Us: Type.Array(orNull(amount)),
  /** Mean time from injection to the start and the end of healing. */
  healedMs: amount,
  healEndedMs: amount,
});
export type FaultTimeline = ValueOf<typeof FaultTimeline>;

export const FaultAudit = Type.Object({
  status: words('clean', 'violated', 'unknown'),
  /** Why it is unknown, or what could not be audited of it; null where everything was. */
  reason: orNull(Message),
  ...auditCounts,
  brokenInvariants: Type.Array(
    Type.Object({
      name: text,
      violations: count,
    }),
  ),
  findings: Type.Array(Message),
  staleness: Type.Object({
    reads: count,
    staleReads: count,
    /** Highest p99 of an episode: percentiles of several are not averaged. */
    p99Ms: orNull(amount),
    maxMs: orNull(amount),
    beyondLimit: count,
  }),
});
export type FaultAudit = ValueOf<typeof FaultAudit>;

/** A variant against the baseline under the same fault, paired by group. */
export const FaultComparison = Type.Object({
  /** Difference of availability from injection to the end, as a share (0.01: one point more). */
  availabilityDifference: Type.Number({ minimum: -1, maximum: 1 }),
  /** The t interval over the groups; null where they are too few or all alike. */
  interval: orNull(FaultInterval),
  /** Of no difference, by flipping the signs of the groups; absent in older runs. */
  pValue: optional(ratio),
  /** The same among all variants × faults of the run (Holm); absent in older runs. */
  adjustedPValue: optional(ratio),
  /** `equivalent` in older runs only: few groups never show it. */
  verdict: words('better', 'worse', 'equivalent', 'inconclusive'),
});
export type FaultComparison = ValueOf<typeof FaultComparison>;

export const FaultFigures = Type.Object({
  /** Episodes that count. */
  groups: count,
  /** What was seen when looking whether it took effect, from the first group. */
  evidence: Message,
  before: FaultPhase,
  during: FaultPhase,
  after: FaultPhase,
  ...FaultFigureSchemas,
  worstWindows: Type.Array(FaultWorstWindow),
  /** From the start of the load to its end, the time before the fault included. */
  failureReasons: countsByText,
  timeline: FaultTimeline,
  /** Of these episodes, and of void ones whose data could be read. */
  audit: FaultAudit,
  /** Null for the baseline, and where one of both was not measured. */
  comparison: orNull(FaultComparison),
});
export type FaultFigures = ValueOf<typeof FaultFigures>;

export const FaultCell = Type.Object({
  variantId: name,
  faultId: name,
  /** Not run and void cells have no figures. */
  status: words('measured', 'not-run', 'void'),
  /** Why it has no figures, or why some of its groups do not count; null otherwise. */
  reason: orNull(Message),
  figures: orNull(FaultFigures),
  /** Of its void episodes, where it has no figures: wrong data are wrong whether or not the fault took effect. */
  voidAudit: optional(FaultAudit),
});
export type FaultCell = ValueOf<typeof FaultCell>;

/** What a gate asks and found, as `GateResult` says it of a comparison. */
export const FaultGateJudgement = Type.Object({
  /** As in the config: `availabilityRatio`. */
  metric: text,
  /** In the unit of the metric. */
  limit: amount,
  limitKind: GateResult.properties.limitKind,
  /** Why, in a word. */
  outcome: GateOutcome,
  /** A share or a count over the groups, or the median of their times; null where not measured or censored. */
  value: orNull(amount),
  /** Episodes that count. */
  groups: count,
  /** Further groups that would probably decide it; null where decided or past all sense. */
  moreGroups: orNull(count),
});
export type FaultGateJudgement = ValueOf<typeof FaultGateJudgement>;

export const FaultGateResult = Type.Object({
  name: text,
  outcome: GateStatus,
  variantId: name,
  faultId: name,
  /** A sentence with the figure and the limit. */
  reason: Message,
  /** What the groups say, where they are counted; absent for counts of data, where nothing was measured, and in older runs. */
  launches: optional(GateLaunches),
  /** The rule and the figures that it was judged by; absent in older runs. */
  judgement: optional(FaultGateJudgement),
});
export type FaultGateResult = ValueOf<typeof FaultGateResult>;

/** How a variant stood over the faults that every ranked variant met. */
export const FaultRank = Type.Object({
  variantId: name,
  /** Mean over those faults of the availability from injection on, 0 to 1. */
  ratio,
  interval: orNull(FaultInterval),
  /** True where the first one is ahead of it in the single groups, too. */
  isClearlyBehind: flag,
});
export type FaultRank = ValueOf<typeof FaultRank>;

/** A reason why a variant is not ranked. */
export const FaultExclusion = Type.Object({
  variantId: name,
  code: ExclusionCode,
  /** Of `WRONG_DATA`: under which faults. */
  faultIds: optional(texts),
});
export type FaultExclusion = ValueOf<typeof FaultExclusion>;

export const FaultsReport = Type.Object({
  settings: FaultSettings,
  groupsPlanned: count,
  groupsEnded: count,
  faults: Type.Array(FaultDescription),
  /** By variant, then by fault, in the order of the plan. */
  cells: Type.Array(FaultCell),
  /** Faults that the ranking is over, without the control. */
  commonFaultIds: texts,
  /** Best first; without variants under which data came out wrong. */
  ranking: Type.Array(FaultRank),
  /** Variants that are not ranked, and why; absent where all are, and in older runs. */
  excluded: optional(Type.Array(FaultExclusion)),
  /** Sums over all episodes, void ones included where their data could be read. */
  audit: FaultAudit,
  gates: Type.Array(FaultGateResult),
  /** What to mind before choosing, each a sentence. */
  watch: Type.Array(Message),
  warnings: Type.Array(Warning),
});
export type FaultsReport = ValueOf<typeof FaultsReport>;

/** The document of `loadstone faults`, where nothing else was measured. */
export const FaultsDocument = Type.Object({
  schemaVersion: Type.Literal(faultsSchemaVersion),
  kind: Type.Literal('faults'),
  run: Type.Object({
    id: name,
    name: text,
    description: text,
    /** ISO 8601 in UTC. */
    startedAt: time,
    endedAt: time,
    status: words('complete', 'interrupted', 'partial'),
    seed: Type.Integer(),
    reproduceCommand: text,
  }),
  validity: Validity,
  variants: Type.Array(VariantDescription),
  baselineId: text,
  faults: FaultsReport,
  environment: Environment,
});
export type FaultsDocument = ValueOf<typeof FaultsDocument>;
