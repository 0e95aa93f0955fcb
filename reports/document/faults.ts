// What faults did to each variant: availability, outages, recovery, and whether data was lost.
import type { ExclusionCode } from './exclusion.ts';
import type { GateLaunches, GateOutcome, GateResult, GateStatus } from './gates.ts';
import type { Phrase } from './phrase.ts';
import type { Environment, ResultDocument, VariantDescription, Warning } from './result.ts';

/** Raised on every change that an older reader could not follow. */
export const faultsSchemaVersion = 1;

/** A 95 % interval. */
export interface FaultInterval {
  readonly low: number;
  readonly high: number;
}

export interface FaultDescription {
  /** Kebab-case, with its link: `redis-paused`, `network-latency@postgres`. */
  readonly id: string;
  readonly title: string;
  /** How it is done, one sentence. */
  readonly mechanism: string;
}

/** What holds for every episode. */
export interface FaultSettings {
  readonly scenario: string;
  /** Open loop: arrivals a second, the same for every variant; null where nothing was measured. */
  readonly rateRps: number | null;
  readonly arrivals: 'poisson' | 'uniform';
  readonly beforeMs: number;
  readonly duringMs: number;
  readonly afterMs: number;
  readonly requestTimeoutMs: number;
  /** A request is good where it succeeded within this. */
  readonly goodWithinMs: number;
  /** Share of good requests that is aimed at, 0 to 1; its complement is the error budget. */
  readonly sloRatio: number;
  /** Width of the windows that outages and recovery are read from. */
  readonly windowMs: number;
  /** A window is up where at least this share of its arrivals was good. */
  readonly upRatio: number;
  /** Recovered: throughout a hold of this length latency, goodput and availability are near those before. */
  readonly holdMs: number;
  readonly stalenessLimitMs: number | null;
}

/** A share over the groups; the group is the sample. */
export interface FaultShare {
  /** Mean over the groups, 0 to 1. */
  readonly ratio: number;
  /** Null below two groups, and where all groups are alike. */
  readonly interval: FaultInterval | null;
  /** Where the interval is from; `rule-of-three` (over requests) in older runs only, where all groups were perfect. */
  readonly basis: 'groups' | 'rule-of-three';
  readonly perGroup: readonly number[];
}

/** Times over the groups; a group in which the end was not seen is censored, never counted as the end. */
export interface FaultTime {
  /** Median over the groups, with censored ones as longer than any other; null where it is itself not known. */
  readonly medianMs: number | null;
  /** Shortest and longest of the groups; null where the group that it would be is censored. */
  readonly lowMs: number | null;
  readonly highMs: number | null;
  readonly groups: number;
  /** Groups in which it had not ended when the observation did. */
  readonly censored: number;
  /** How long each censored group went on at least, in the order of the groups. */
  readonly censoredMs: readonly number[];
  /** The least that a censored one is; where none is, how long was observed. */
  readonly observedMs: number;
  /** In the order of the groups; null where censored. */
  readonly perGroupMs: readonly (number | null)[];
}

export interface FaultPhase {
  readonly availability: FaultShare;
  /** Of the successes of all groups together; a failure is in neither. Null without a success. */
  readonly latencyP50Us: number | null;
  readonly latencyP99Us: number | null;
  readonly intended: number;
  readonly good: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly dropped: number;
  /** Neither answered nor timed out when the observation ended. */
  readonly inFlight: number;
  /** Succeeded, but later than `goodWithinMs`. */
  readonly slow: number;
  /** Satisfied up to T, tolerating up to 4 T, all else frustrated; T is `goodWithinMs`. Null without a request. */
  readonly apdex: number | null;
}

/** The window of a width that was worst, anywhere from the injection on. */
export interface FaultWorstWindow {
  readonly widthMs: number;
  /** Lowest share of good arrivals; median over the groups. */
  readonly ratio: number;
}

/** Sums over the groups, by windows from the start of the load. */
export interface FaultTimeline {
  readonly windowMs: number;
  /** Start of the first window, ms from the injection; negative before it. */
  readonly firstMs: number;
  readonly intended: readonly number[];
  readonly good: readonly number[];
  /** Response time at p99 of the successes due in the window; null without one. */
  readonly latencyP99Us: readonly (number | null)[];
  /** Mean time from injection to the start and the end of healing. */
  readonly healedMs: number;
  readonly healEndedMs: number;
}

export interface FaultAudit {
  readonly status: 'clean' | 'violated' | 'unknown';
  /** Why it is unknown, or what could not be audited of it; null where everything was. */
  readonly reason: string | null;
  readonly reasonSaid?: Phrase;
  readonly acknowledged: number;
  readonly failed: number;
  readonly indeterminate: number;
  readonly lost: number;
  readonly phantom: number;
  readonly resurrected: number;
  readonly duplicated: number;
  readonly wrongAmount: number;
  readonly lostUpdates: number;
  readonly brokenInvariants: readonly { readonly name: string; readonly violations: number }[];
  readonly findings: readonly string[];
  /** Each of them. */
  readonly findingsSaid?: readonly Phrase[];
  readonly staleness: {
    readonly reads: number;
    readonly staleReads: number;
    /** Highest p99 of an episode: percentiles of several are not averaged. */
    readonly p99Ms: number | null;
    readonly maxMs: number | null;
    readonly beyondLimit: number;
  };
}

/** A variant against the baseline under the same fault, paired by group. */
export interface FaultComparison {
  /** Difference of availability from injection to the end, as a share (0.01: one point more). */
  readonly availabilityDifference: number;
  /** The t interval over the groups; null where they are too few or all alike. */
  readonly interval: FaultInterval | null;
  /** Of no difference, by flipping the signs of the groups; absent in older runs. */
  readonly pValue?: number;
  /** The same among all variants × faults of the run (Holm); absent in older runs. */
  readonly adjustedPValue?: number;
  /** `equivalent` in older runs only: few groups never show it. */
  readonly verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive';
}

export interface FaultCell {
  readonly variantId: string;
  readonly faultId: string;
  /** Not run and void cells have no figures. */
  readonly status: 'measured' | 'not-run' | 'void';
  /** Why it has no figures, or why some of its groups do not count; null otherwise. */
  readonly reason: string | null;
  readonly reasonSaid?: Phrase;
  readonly figures: FaultFigures | null;
  /** Of its void episodes, where it has no figures: wrong data are wrong whether or not the fault took effect. */
  readonly voidAudit?: FaultAudit;
}

export interface FaultFigures {
  /** Episodes that count. */
  readonly groups: number;
  /** What was seen when looking whether it took effect, from the first group. */
  readonly evidence: string;
  readonly before: FaultPhase;
  readonly during: FaultPhase;
  readonly after: FaultPhase;
  /** From injection to the end of the observation. */
  readonly availability: FaultShare;
  /**
   * The same by the time of users: Σ up ÷ Σ (up + down) over simulated users, where a user is up after a good request
   * until the next one, down after another, and gone after a cut-off (Hauer and others, "Meaningful availability",
   * NSDI 2020). Over the groups that know their users; null where none does.
   */
  readonly userUptime: FaultShare | null;
  /** Requests that were sent again, as a share of those that ended, over whole episodes; absent where not known. */
  readonly resentRatio?: number;
  /** Share of windows that were up, of those with enough arrivals to tell, from injection on; null where none. */
  readonly timeUpRatio: number | null;
  /** Longest stretch of windows that were not up; 0 where none was down, censored where it lasted to the end. */
  readonly longestOutage: FaultTime;
  /** From the injection to the first window that was down; censored where users never noticed. */
  readonly detect: FaultTime;
  /** From the start of healing (users wait for a service that starts again, too) to the start of the first hold. */
  readonly recover: FaultTime;
  /** 1 − lowest goodput of a window from injection on, against the mean before it; 0 to 1, median over the groups. */
  readonly brownOutDepth: number | null;
  /** Goodput that was missing, as seconds of full outage; mean over the groups. */
  readonly lostServiceS: number | null;
  /** Errors from injection to the end over those that the SLO allows in that time; null where it allows none. */
  readonly budgetBurn: number | null;
  readonly worstWindows: readonly FaultWorstWindow[];
  /** From the start of the load to its end, the time before the fault included. */
  readonly failureReasons: Readonly<Record<string, number>>;
  readonly timeline: FaultTimeline;
  /** Of these episodes, and of void ones whose data could be read. */
  readonly audit: FaultAudit;
  /** Null for the baseline, and where one of both was not measured. */
  readonly comparison: FaultComparison | null;
}

export interface FaultGateResult {
  readonly name: string;
  readonly outcome: GateStatus;
  readonly variantId: string;
  readonly faultId: string;
  /** A sentence with the figure and the limit. */
  readonly reason: string;
  readonly reasonSaid?: Phrase;
  /** What the groups say, where they are counted; absent for counts of data, where nothing was measured, and in older runs. */
  readonly launches?: GateLaunches;
  /** The rule and the figures that it was judged by; absent in older runs. */
  readonly judgement?: FaultGateJudgement;
}

/** What a gate asks and found, as `GateResult` says it of a comparison. */
export interface FaultGateJudgement {
  /** As in the config: `availabilityRatio`. */
  readonly metric: string;
  /** In the unit of the metric. */
  readonly limit: number;
  readonly limitKind: GateResult['limitKind'];
  /** Why, in a word. */
  readonly outcome: GateOutcome;
  /** A share or a count over the groups, or the median of their times; null where not measured or censored. */
  readonly value: number | null;
  /** Episodes that count. */
  readonly groups: number;
  /** Further groups that would probably decide it; null where decided or past all sense. */
  readonly moreGroups: number | null;
}

/** How a variant stood over the faults that every ranked variant met. */
export interface FaultRank {
  readonly variantId: string;
  /** Mean over those faults of the availability from injection on, 0 to 1. */
  readonly ratio: number;
  readonly interval: FaultInterval | null;
  /** True where the first one is ahead of it in the single groups, too. */
  readonly isClearlyBehind: boolean;
}

/** A reason why a variant is not ranked. */
export interface FaultExclusion {
  readonly variantId: string;
  readonly code: ExclusionCode;
  /** Of `WRONG_DATA`: under which faults. */
  readonly faultIds?: readonly string[];
}

export interface FaultsReport {
  readonly settings: FaultSettings;
  readonly groupsPlanned: number;
  readonly groupsEnded: number;
  readonly faults: readonly FaultDescription[];
  /** By variant, then by fault, in the order of the plan. */
  readonly cells: readonly FaultCell[];
  /** Faults that the ranking is over, without the control. */
  readonly commonFaultIds: readonly string[];
  /** Best first; without variants under which data came out wrong. */
  readonly ranking: readonly FaultRank[];
  /** Variants that are not ranked, and why; absent where all are, and in older runs. */
  readonly excluded?: readonly FaultExclusion[];
  /** Sums over all episodes, void ones included where their data could be read. */
  readonly audit: FaultAudit;
  readonly gates: readonly FaultGateResult[];
  /** What to mind before choosing, each a sentence. */
  readonly watch: readonly string[];
  /** Each of them. */
  readonly watchSaid?: readonly Phrase[];
  readonly warnings: readonly Warning[];
}

/** The document of `loadstone faults`, where nothing else was measured. */
export interface FaultsDocument {
  readonly schemaVersion: typeof faultsSchemaVersion;
  readonly kind: 'faults';
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    /** ISO 8601 in UTC. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly status: 'complete' | 'interrupted' | 'partial';
    readonly seed: number;
    readonly reproduceCommand: string;
  };
  readonly validity: ResultDocument['validity'];
  readonly variants: readonly VariantDescription[];
  readonly baselineId: string;
  readonly faults: FaultsReport;
  readonly environment: Environment;
}
