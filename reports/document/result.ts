// The result document: versioned, complete; every output renders from it and computes nothing.
// Units stand last in names; ratios are 0 to 1 (or a quotient); what was not judged is null.

import type { ExerciseCheck } from './exercise.ts';
import type { FactorialAnalysis } from './factorial.ts';
import type { CostBasis, GateResult, Prices, SequentialDescription } from './gates.ts';
import type { GroupResult, TimeUse, TrialResult } from './groups.ts';
import type { MetricName } from './metrics.ts';
import type { GroupRatios, PairwiseComparison } from './pairwise.ts';
import type { Phrase } from './phrase.ts';
import type { SamplingDescription } from './sampling.ts';
import type { RecordedSettings } from './settings.ts';
import type { Steadiness, Trend } from './steadiness.ts';
import type { CellTimeline } from './timeline.ts';
import type { VerdictKind } from './verdict-kind.ts';

export type { MetricName } from './metrics.ts';
export type { VerdictKind } from './verdict-kind.ts';

/** Raised on every change that an older reader could not follow. */
export const resultSchemaVersion = 2;

/** Doubt as data: shown wherever the figure is shown. */
export interface Warning {
  /** Upper-case words, for example `FEW_SAMPLES`. */
  readonly code: string;
  readonly message: string;
  readonly messageSaid?: Phrase;
  readonly advice: string;
  readonly adviceSaid?: Phrase;
}

export interface FactorDescription {
  readonly name: string;
  readonly levels: readonly string[];
}

export interface VariantDescription {
  /** Stable key, for example `cache=redis,threads=single,index=composite`. */
  readonly id: string;
  /** What people read, for example `redis · single · composite`, or a given name. */
  readonly label: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly isBaseline: boolean;
  readonly status: 'measured' | 'not-run';
  /** Why it was not run; null where it was. */
  readonly notRunReason: string | null;
  readonly notRunReasonSaid?: Phrase;
}

/** A metric of one variant over all valid groups. */
export interface MetricEstimate {
  readonly metric: MetricName;
  /**
   * Of the typical group: the median over the valid groups that have the figure, also of percentiles. The share of
   * successes is that of all requests together. Null where not measured.
   */
  readonly value: number | null;
  /**
   * What `value` is: the median over groups, or of all requests of all groups together (successes; percentiles for
   * which no group has enough requests). Absent in older documents, whose percentiles are all pooled and whose
   * other figures are medians.
   */
  readonly estimator?: 'typical-group' | 'pooled';
  /** Of successes: the lowest share of any group; absent for all other metrics and in older documents. */
  readonly worstGroup?: number;
  /** The figure of each valid group in group order; null where that group has none. */
  readonly perGroup: readonly (number | null)[];
}

/** A ratio with the bounds of its interval. */
export interface RatioInterval {
  readonly ratio: number;
  readonly ratioLower: number;
  readonly ratioUpper: number;
}

/** Variant against baseline in one metric, paired within groups. */
export interface Comparison {
  readonly metric: MetricName;
  /** Variant ÷ baseline; null where it could not be estimated. */
  readonly ratio: number | null;
  /** Bounds of the interval on the ratio; null where there is none. */
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
  /** Of this interval, 0 to 1: 0.95 for one look, more where the run was looked at several times. */
  readonly confidence: number;
  /** Two-sided, of no difference; null where there is none. */
  readonly pValue: number | null;
  /**
   * The same after correction for its family: Holm's over the primary comparisons of the run or over those of all
   * scenarios together, Benjamini and Hochberg's over all other metrics and routes. Null in older documents there.
   */
  readonly adjustedPValue: number | null;
  /** The ratio after regression on the foreign CPU of the slices or groups; null where that is not possible. */
  readonly foreignAdjusted: RatioInterval | null;
  /** Smallest ratio above 1 that this many groups find with a power of 80 %; null where it can't be said. */
  readonly leastDetectableRatio: number | null;
  /** `hodges-lehmann` from 8 groups on, `t` below. */
  readonly method: 'hodges-lehmann' | 't' | 'confidence-sequence' | 'none';
  /** Values of the sample: groups, or epochs where `run.sampling` says so; never requests. */
  readonly groups: number;
  readonly higherIsBetter: boolean;
  readonly verdict: VerdictKind;
  /** Further groups that would probably decide it; null where decided or not to be said. */
  readonly moreGroups: number | null;
}

/** The distribution of success latencies: latencyUs[i] is the value at percentiles[i]. */
export interface LatencyDistribution {
  /** Ascending, 0 to below 100. */
  readonly percentiles: readonly number[];
  readonly latencyUs: readonly number[];
  /** Lowest and highest of the groups at the same percentile, for the band. */
  readonly groupLowUs: readonly number[];
  readonly groupHighUs: readonly number[];
  readonly count: number;
  /** Above this percentile fewer than 10 samples lie; null where that is so everywhere. */
  readonly trustedUpToPercentile: number | null;
}

export interface RouteResult {
  readonly route: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Percentiles of the typical group, see `pooledPercentiles`; null where too few requests were made. */
  readonly latencyP50Us: number | null;
  readonly latencyP95Us: number | null;
  readonly latencyP99Us: number | null;
  /**
   * Those of 50, 95 and 99 for which no group has enough requests, so that they are of all groups together; absent
   * in older documents, where all are.
   */
  readonly pooledPercentiles?: readonly number[];
  /**
   * Those of 50, 95 and 99 that are the median of fewer groups than p50 is, since the others have too few requests of
   * the route; absent where there are none.
   */
  readonly partPercentiles?: readonly number[];
  /** Against the same route of the baseline; empty for the baseline itself. */
  readonly comparisons: readonly Comparison[];
}

/** One variant under one scenario and load. */
export interface Cell {
  readonly variantId: string;
  /** Valid groups. */
  readonly groups: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly wrongBodies: number;
  readonly checkedBodies: number;
  /**
   * Requests that were sent again because the service closed their idle connection just then; each is in the
   * counts once. Absent where the driver can't tell (k6), and in documents from before it was counted.
   */
  readonly resentRequests?: number;
  readonly metrics: readonly MetricEstimate[];
  /** Against the baseline; empty for the baseline itself. */
  readonly comparisons: readonly Comparison[];
  /** Verdict in the scenario's primary metric. */
  readonly verdict: VerdictKind;
  readonly distribution: LatencyDistribution | null;
  readonly routes: readonly RouteResult[];
  /** Unexpected answers by reason, most frequent first, at most 10. */
  readonly failureReasons: readonly { readonly reason: string; readonly count: number }[];
  /** Compressed HdrHistogram (base64) of all success latencies. */
  readonly successHistogram: string | null;
  /** Over the load time of a trial, all groups laid over each other; null where the run has none. */
  readonly timeline: CellTimeline | null;
  /** Hours of CPU and memory that a million good answers take; null where CPU was not measured. */
  readonly costBasis: CostBasis | null;
  /** Its own figure over the slices of a group, and its ratio to the baseline; absent in older documents. */
  readonly trends?: readonly Trend[];
  readonly warnings: readonly Warning[];
}

export interface Recommendation {
  readonly variantId: string;
  /** Variants equivalent to it or not told apart from it, best first. */
  readonly tiedVariantIds: readonly string[];
  /** The cheapest of the tied variants where it is shown to cost less than this one; null where none is. */
  readonly cheaperVariantId: string | null;
  /** By what rule, a sentence. */
  readonly reason: string;
  readonly reasonSaid?: Phrase;
  /** Where it was the best of several; absent in older documents, with one candidate, or with too few groups. */
  readonly selection?: RecommendationSelection;
}

/** What choosing the best of several does to its figure: the best estimate is, on average, too good. */
interface RecommendationSelection {
  /** Variants that it was the best of, 2 or more; the baseline is none of them. */
  readonly candidates: number;
  /** Estimated by a seeded simulation from the spread of the run: shown ÷ true difference, 1 or more. */
  readonly flatteringRatio: number;
}

/** A variant against the baseline over all scenarios under one load: the mean of their log-ratios, group by group. */
export interface OverallComparison {
  readonly loadId: string;
  readonly variantId: string;
  readonly scenarios: readonly string[];
  readonly comparisons: readonly Comparison[];
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly description: string;
  readonly load: LoadDescription;
  readonly primaryMetric: MetricName;
  /** In order of rank: best first; not-run variants last. */
  readonly cells: readonly Cell[];
  /** Null where nothing can be recommended; the headline says why. */
  readonly recommendation: Recommendation | null;
  /** Effects of the factors; null where the variants are no (fraction of a) factorial design. */
  readonly factorial: FactorialAnalysis | null;
  /** Every variant against every other in the primary metric; empty below 3 and above 12 variants. */
  readonly pairwise: readonly PairwiseComparison[];
  /** Behind the comparisons: the pairs of `pairwise`, or each variant against the baseline where that is empty. */
  readonly groupRatios: readonly GroupRatios[];
  /** Absent in older documents, and where neither a warm-up nor a cache was recorded. */
  readonly steadiness?: Steadiness;
}

export interface LoadDescription {
  /** `closed-16` or `open-500`, unique in the experiment. */
  readonly id: string;
  readonly kind: 'closed' | 'open';
  readonly connections: number;
  /** Arrivals a second; requests, where `arrivalsAre` does not say otherwise. */
  readonly rateRps: number | null;
  /**
   * What arrives where it is no request: an iteration of a k6 script, which sends any number of them. The connections
   * are then users that play it. Absent otherwise.
   */
  readonly arrivalsAre?: 'iterations';
}

/** What the whole run says, in the words of the reports. */
export interface Headline {
  readonly kind: 'choose' | 'keep-baseline' | 'no-conclusion';
  /** Index into `scenarios` of the one that it is about; null where there is none. */
  readonly scenarioIndex: number | null;
  readonly variantId: string | null;
  /** Why there is no conclusion; empty otherwise. */
  readonly reasons: readonly string[];
  readonly reasonsSaid?: readonly Phrase[];
}

export interface ValidityCheck {
  /** Kebab-case, for example `service-counter-agrees`. */
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  /** A sentence with the figures. */
  readonly detail: string;
  readonly detailSaid?: Phrase;
}

/** What the service said of itself, and whether that is what the plan asked for. */
export interface TreatmentCheck {
  readonly variantId: string;
  readonly configHash: string | null;
  readonly status: 'as-planned' | 'not-offered' | 'same-as-another';
  readonly detail: string;
  readonly detailSaid?: Phrase;
}

export interface Environment {
  /** Hash over what must be equal for two runs to be comparable at all. */
  readonly fingerprint: string;
  readonly hostname: string;
  readonly os: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly nodeVersion: string;
  readonly loadstoneVersion: string;
  readonly gitCommit: string | null;
  readonly gitDirty: boolean | null;
  /** Version and origin of each service, for example `{ postgres: '18.4 (embedded)' }`. */
  readonly services: Readonly<Record<string, string>>;
  readonly driver: {
    readonly name: string;
    readonly version: string;
    readonly cannotMeasure: readonly string[];
  };
  /** Which process on which CPUs, for example `{ service: '0', generator: '1' }`; empty where nothing is pinned. */
  readonly placement: Readonly<Record<string, string>>;
}

export interface ResultDocument {
  readonly schemaVersion: typeof resultSchemaVersion;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    /** ISO 8601 in UTC. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly status: 'complete' | 'partial' | 'interrupted';
    readonly seed: number;
    readonly planHash: string;
    /** Groups planned and run; valid ones are counted in `groups`. */
    readonly groupsPlanned: number;
    readonly groupsRun: number;
    /** The command that runs the same again. */
    readonly reproduceCommand: string;
    /** Relative tolerance inside which two variants are called equivalent, for example 0.05. */
    readonly toleranceRatio: number;
    readonly sequential: SequentialDescription;
    /** What its intervals are over; absent in documents from before there were epochs: groups of one. */
    readonly sampling?: SamplingDescription;
    /** Null where the config has none. */
    readonly prices: Prices | null;
    /** Absent in runs from before it was recorded. */
    readonly timeUse?: TimeUse;
    /** What the config set; absent in runs from before values were hashed. */
    readonly settings?: RecordedSettings;
  };
  readonly headline: Headline;
  readonly validity: {
    readonly status: 'valid' | 'invalid';
    readonly checks: readonly ValidityCheck[];
  };
  readonly factors: readonly FactorDescription[];
  readonly variants: readonly VariantDescription[];
  readonly scenarios: readonly ScenarioResult[];
  /** Empty where there is only one scenario. */
  readonly overall: readonly OverallComparison[];
  readonly groups: readonly GroupResult[];
  readonly trials: readonly TrialResult[];
  /** In the order of the config; empty where it has none. */
  readonly gates: readonly GateResult[];
  readonly treatment: readonly TreatmentCheck[];
  /** By scenario, load, variant and factor; absent in older runs, and empty where no level shows how it acts. */
  readonly exercise?: readonly ExerciseCheck[];
  readonly environment: Environment;
  readonly warnings: readonly Warning[];
}
