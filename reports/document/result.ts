// The result document: versioned, complete; every output renders from it and computes nothing.
// Units stand last in names; ratios are 0 to 1 (or a quotient); what was not judged is null.
import Type from 'typebox';
import { ExerciseCheck } from './exercise.ts';
import { FactorialAnalysis } from './factorial.ts';
import { CostBasis, GateResult, Prices, SequentialDescription } from './gates.ts';
import { GroupResult, TimeUse, TrialResult } from './groups.ts';
import { Message } from './message.ts';
import { MetricName } from './metrics.ts';
import { NetworkDescription } from './network.ts';
import { PageResult } from './pages.ts';
import {
  amount,
  count,
  flag,
  name,
  number,
  optional,
  orNull,
  ratio,
  text,
  texts,
  textsByName,
  time,
  type ValueOf,
  words,
} from './parts.ts';
import { QualityResult } from './quality.ts';
import { ScalingLaw } from './scaling.ts';
import { Steadiness, Trend } from './steadiness.ts';
import { CellTimeline } from './timeline.ts';

export type { MetricName } from './metrics.ts';
export type { PageResult } from './pages.ts';

/** Raised on every change that an older reader could not follow. */
export const resultSchemaVersion = 4;

/** How a variant stands against the baseline in one metric. */
export const VerdictKind = words(
  'baseline',
  'better',
  'worse',
  'equivalent',
  'inconclusive',
  // What tells it from the baseline does not act in this scenario, so there is nothing to judge.
  'not-exercised',
  'not-run',
  'not-judged',
);
export type VerdictKind = ValueOf<typeof VerdictKind>;

/** A caveat as data: shown wherever the figure is shown. */
export const Warning = Type.Object({
  /** Upper-case words, for example `FEW_SAMPLES`. */
  code: Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' }),
  message: Message,
  advice: Message,
});
export type Warning = ValueOf<typeof Warning>;

export const FactorDescription = Type.Object({
  name,
  levels: texts,
});
export type FactorDescription = ValueOf<typeof FactorDescription>;

export const VariantDescription = Type.Object({
  /** Stable key, for example `cache=redis,threads=single,index=composite`. */
  id: name,
  /** What people read: what differs from the baseline (`cache = redis`), `baseline`, or a given name; levels alone in older runs. */
  label: name,
  levels: textsByName,
  isBaseline: flag,
  status: words('measured', 'not-run'),
  /** Why it was not run; null where it was. */
  notRunReason: orNull(Message),
});
export type VariantDescription = ValueOf<typeof VariantDescription>;

/** A metric of one variant over all valid groups. */
export const MetricEstimate = Type.Object({
  metric: MetricName,
  /**
   * Of the typical group: the median over the valid groups that have the figure, also of percentiles. The share of
   * successes is that of all requests together. Null where not measured.
   */
  value: orNull(number),
  /**
   * What `value` is: the median over groups, or of all requests of all groups together (successes; percentiles for
   * which no group has enough requests). Absent in older documents, whose percentiles are all pooled and whose
   * other figures are medians.
   */
  estimator: optional(words('typical-group', 'pooled')),
  /** Of successes: the lowest share of any group; absent for all other metrics and in older documents. */
  worstGroup: optional(ratio),
  /** The figure of each valid group in group order; null where that group has none. */
  perGroup: Type.Array(orNull(number)),
});
export type MetricEstimate = ValueOf<typeof MetricEstimate>;

/** A ratio with the bounds of its interval. */
export const RatioInterval = Type.Object({
  ratio: amount,
  ratioLower: amount,
  ratioUpper: amount,
});
export type RatioInterval = ValueOf<typeof RatioInterval>;

/** Variant against baseline in one metric, paired within groups. */
export const Comparison = Type.Object({
  metric: MetricName,
  /** Variant ÷ baseline; null where it could not be estimated. */
  ratio: orNull(amount),
  /** Bounds of the interval on the ratio; null where there is none. */
  ratioLower: orNull(amount),
  ratioUpper: orNull(amount),
  /** Of this interval, 0 to 1: 0.95 for one look, more where the run was looked at several times. */
  confidence: ratio,
  /** Two-sided, of no difference; null where there is none. */
  pValue: orNull(ratio),
  /**
   * The same after correction for its family: Holm's over the primary comparisons of the run or over those of all
   * scenarios together, Benjamini and Hochberg's over all other metrics and routes. Null in older documents there.
   */
  adjustedPValue: orNull(ratio),
  /** The ratio after regression on the foreign CPU of the slices or groups; null where that is not possible. */
  foreignAdjusted: orNull(RatioInterval),
  /** Smallest ratio above 1 that this many groups find with a power of 80 %; null where it can't be said. */
  leastDetectableRatio: orNull(Type.Number({ minimum: 1 })),
  /** `hodges-lehmann` from 8 groups on, `t` below. */
  method: words('hodges-lehmann', 't', 'confidence-sequence', 'none'),
  /** Values of the sample: groups, or epochs where `run.sampling` says so; never requests. */
  groups: count,
  higherIsBetter: flag,
  verdict: VerdictKind,
  /** Further groups that would probably decide it, at most 1,000 (so many, or more); null where decided or not known. */
  moreGroups: orNull(count),
});
export type Comparison = ValueOf<typeof Comparison>;

/** The distribution of success latencies: latencyUs[i] is the value at percentiles[i]. */
export const LatencyDistribution = Type.Object({
  /** Ascending, 0 to below 100. */
  percentiles: Type.Array(Type.Number({ minimum: 0, exclusiveMaximum: 100 })),
  latencyUs: Type.Array(amount),
  /** Lowest and highest of the groups at the same percentile, for the band. */
  groupLowUs: Type.Array(amount),
  groupHighUs: Type.Array(amount),
  count,
  /** Above this percentile fewer than 10 samples lie; null where that is so everywhere. */
  trustedUpToPercentile: orNull(Type.Number({ minimum: 0, maximum: 100 })),
});
export type LatencyDistribution = ValueOf<typeof LatencyDistribution>;

const routePercentile = Type.Unsafe<number>(Type.Enum([50, 95, 99]));

export const RouteResult = Type.Object({
  route: text,
  succeeded: count,
  failed: count,
  timedOut: count,
  /** Percentiles of the typical group, see `pooledPercentiles`; null where too few requests were made. */
  latencyP50Us: orNull(amount),
  latencyP95Us: orNull(amount),
  latencyP99Us: orNull(amount),
  /**
   * Those of 50, 95 and 99 for which no group has enough requests, so that they are of all groups together; absent
   * in older documents, where all are.
   */
  pooledPercentiles: optional(Type.Array(routePercentile)),
  /**
   * Those of 50, 95 and 99 that are the median of fewer groups than p50 is, since the others have too few requests of
   * the route; absent where there are none.
   */
  partPercentiles: optional(Type.Array(routePercentile)),
  /** Against the same route of the baseline; empty for the baseline itself. */
  comparisons: Type.Array(Comparison),
});
export type RouteResult = ValueOf<typeof RouteResult>;

/** One variant under one scenario and load. */
export const Cell = Type.Object({
  variantId: name,
  /** Valid groups. */
  groups: count,
  succeeded: count,
  failed: count,
  timedOut: count,
  wrongBodies: count,
  checkedBodies: count,
  /**
   * Requests that were sent again because the service closed their idle connection just then; each is in the
   * counts once. Absent where the driver can't tell (k6), and in documents from before it was counted.
   */
  resentRequests: optional(count),
  metrics: Type.Array(MetricEstimate),
  /** Against the baseline; empty for the baseline itself. */
  comparisons: Type.Array(Comparison),
  /** Verdict in the scenario's primary metric. */
  verdict: VerdictKind,
  distribution: orNull(LatencyDistribution),
  routes: Type.Array(RouteResult),
  /**
   * Routes of which requests were sent while services warmed up and none that is measured, such as logins; they are in no
   * other count. Absent where there are none, and in older documents.
   */
  warmupRoutes: optional(Type.Array(Type.Object({ route: text, succeeded: count, failed: count }))),
  /** Pages that a browser visited; absent where there were none, and in older documents. */
  pages: optional(Type.Array(PageResult)),
  /** Unexpected answers by reason, most frequent first, at most 10. */
  failureReasons: Type.Array(
    Type.Object({
      reason: text,
      count,
    }),
    { maxItems: 10 },
  ),
  /** Compressed HdrHistogram (base64) of all success latencies. */
  successHistogram: orNull(text),
  /** Over the load time of a trial, all groups laid over each other; null where the run has none. */
  timeline: orNull(CellTimeline),
  /** Hours of CPU and memory that a million good answers take; null where CPU was not measured. */
  costBasis: orNull(CostBasis),
  /** Its own figure over the slices of a group, and its ratio to the baseline; absent in older documents. */
  trends: optional(Type.Array(Trend)),
  warnings: Type.Array(Warning),
});
export type Cell = ValueOf<typeof Cell>;

/** What choosing the best of several does to its figure: the best estimate is, on average, too good. */
const RecommendationSelection = Type.Object({
  /** Variants that it was the best of, 2 or more; the baseline is none of them. */
  candidates: Type.Integer({ minimum: 2 }),
  /** Estimated by a seeded simulation from the spread of the run: shown ÷ true difference, 1 or more. */
  flatteringRatio: Type.Number({ minimum: 1 }),
});

export const Recommendation = Type.Object({
  variantId: name,
  /** Variants equivalent to it or not told apart from it, best first. */
  tiedVariantIds: texts,
  /** The cheapest of the tied variants where it is shown to cost less than this one; null where none is. */
  cheaperVariantId: orNull(text),
  /** By what rule, a sentence. */
  reason: Message,
  /** Where it was the best of several; absent in older documents, with one candidate, or with too few groups. */
  selection: optional(RecommendationSelection),
});
export type Recommendation = ValueOf<typeof Recommendation>;

/** A variant against the baseline over all scenarios under one load: the mean of their log-ratios, group by group. */
export const OverallComparison = Type.Object({
  loadId: text,
  variantId: text,
  scenarios: texts,
  comparisons: Type.Array(Comparison),
});
export type OverallComparison = ValueOf<typeof OverallComparison>;

export const LoadDescription = Type.Object({
  /** `closed-16` or `open-500`, unique in the experiment. */
  id: name,
  kind: words('closed', 'open'),
  connections: count,
  /** Arrivals a second; requests, where `arrivalsAre` does not say otherwise. */
  rateRps: orNull(amount),
  /**
   * What arrives where it is no request: an iteration of a k6 script, which sends any number of them. The connections
   * are then users that play it. Absent otherwise.
   */
  arrivalsAre: optional(words('iterations')),
});
export type LoadDescription = ValueOf<typeof LoadDescription>;

/** Variant ÷ reference in the primary metric, paired within groups; each pair stands there once. */
export const PairwiseComparison = Type.Object({
  referenceId: text,
  variantId: text,
  /** Null where it could not be estimated. */
  ratio: orNull(amount),
  ratioLower: orNull(amount),
  ratioUpper: orNull(amount),
  /** Of the variant against the reference, Holm's correction over all pairs included. */
  verdict: VerdictKind,
});
export type PairwiseComparison = ValueOf<typeof PairwiseComparison>;

/** The same group by group: what the dots beside an interval are drawn from. */
export const GroupRatios = Type.Object({
  referenceId: text,
  variantId: text,
  /** Variant ÷ reference in the primary metric in each valid group, in group order; null where either has none. */
  ratios: Type.Array(orNull(amount)),
});
export type GroupRatios = ValueOf<typeof GroupRatios>;

export const ScenarioResult = Type.Object({
  scenario: name,
  description: text,
  load: LoadDescription,
  primaryMetric: MetricName,
  /** In order of rank: best first; not-run variants last. */
  cells: Type.Array(Cell),
  /** Null where nothing can be recommended; the headline says why. */
  recommendation: orNull(Recommendation),
  /** Effects of the factors; null where the variants are no (fraction of a) factorial design. */
  factorial: orNull(FactorialAnalysis),
  /** Every variant against every other in the primary metric; empty below 3 and above 12 variants. */
  pairwise: Type.Array(PairwiseComparison),
  /** Behind the comparisons: the pairs of `pairwise`, or each variant against the baseline where that is empty. */
  groupRatios: Type.Array(GroupRatios),
  /** Absent in older documents, and where neither a warm-up nor a cache was recorded. */
  steadiness: optional(Steadiness),
});
export type ScenarioResult = ValueOf<typeof ScenarioResult>;

/** What the whole run says, in the words of the reports. */
export const Headline = Type.Object({
  kind: words('choose', 'keep-baseline', 'no-conclusion'),
  /** Index into `scenarios` of the one that it is about; null where there is none. */
  scenarioIndex: orNull(count),
  variantId: orNull(text),
  /** Why there is no conclusion; empty otherwise. */
  reasons: Type.Array(Message),
});
export type Headline = ValueOf<typeof Headline>;

export const ValidityCheck = Type.Object({
  /** Kebab-case, for example `service-counter-agrees`. */
  name,
  status: words('ok', 'warning', 'failed'),
  /** A sentence with the figures. */
  detail: Message,
});
export type ValidityCheck = ValueOf<typeof ValidityCheck>;

/** What the service said of itself, and whether that is what the plan asked for. */
export const ConfigurationCheck = Type.Object({
  variantId: name,
  configHash: orNull(text),
  status: words('as-planned', 'not-offered', 'same-as-another'),
  detail: Message,
});
export type ConfigurationCheck = ValueOf<typeof ConfigurationCheck>;

export const Environment = Type.Object({
  /** Hash over what must be equal for two runs to be comparable at all. */
  fingerprint: text,
  hostname: text,
  os: text,
  kernel: text,
  cpuModel: text,
  cpuCount: count,
  memoryBytes: count,
  nodeVersion: text,
  loadstoneVersion: text,
  gitCommit: orNull(text),
  gitDirty: orNull(flag),
  /** Version and origin of each service, for example `{ postgres: '18.4 (embedded)' }`. */
  services: textsByName,
  driver: Type.Object({
    name: text,
    version: text,
    cannotMeasure: texts,
  }),
  /** Which process on which CPUs, for example `{ service: '0', generator: '1' }`; empty where nothing is pinned. */
  placement: textsByName,
});
export type Environment = ValueOf<typeof Environment>;

/** A stretch of time in which groups were made without a long pause between them. */
const EpochDescription = Type.Object({
  /** ISO 8601 in UTC. */
  startedAt: time,
  endedAt: time,
  /** Valid groups. */
  groups: count,
});

export const SamplingDescription = Type.Object({
  /**
   * What one value of every sample stands for: a `group`, so that intervals are over launches of this run on this
   * machine, or an `epoch` (the mean of its groups), so that they are over occasions. `groups` of a comparison
   * counts these.
   */
  unit: words('group', 'epoch'),
  /** In the order of time. */
  epochs: Type.Array(EpochDescription),
  /**
   * Variants whose processes were started for each group. Those at a given URL ran on, so that what differs between their
   * launches is in no interval. Absent in older documents, which said of all that they were.
   */
  launched: optional(words('all', 'some', 'none')),
});
export type SamplingDescription = ValueOf<typeof SamplingDescription>;

export const RecordedSettings = Type.Object({
  /** Tells the key of the hashes: those of two keys say nothing of each other. */
  hashKeyId: text,
  /** By place in the config, for example `target.env.NODE_ENV`: the value, or `[hash:…]` for one that is not recorded. */
  values: textsByName,
  /** All else that says how it was measured, by its place in the same way; absent in documents from before it was told. */
  measuring: optional(textsByName),
});
export type RecordedSettings = ValueOf<typeof RecordedSettings>;

export const Validity = Type.Object({
  status: words('valid', 'invalid'),
  checks: Type.Array(ValidityCheck),
});

export const ResultDocument = Type.Object({
  schemaVersion: Type.Literal(resultSchemaVersion),
  run: Type.Object({
    id: name,
    name: text,
    description: text,
    /** ISO 8601 in UTC. */
    startedAt: time,
    endedAt: time,
    status: words('complete', 'partial', 'interrupted'),
    seed: Type.Integer(),
    planHash: text,
    /** Groups planned and run; valid ones are counted in `groups`. */
    groupsPlanned: count,
    groupsRun: count,
    /** The command that runs the same again. */
    reproduceCommand: text,
    /** What goes on with it where it was cut off; absent in older runs: `run --resume`. */
    goesOnBy: optional(words('run-resume', 'gate-more', 'nothing')),
    /** Relative tolerance inside which two variants are called equivalent, for example 0.05. */
    toleranceRatio: amount,
    sequential: SequentialDescription,
    /** What its intervals are over; absent in documents from before there were epochs: groups of one. */
    sampling: optional(SamplingDescription),
    /** Null where the config has none. */
    prices: orNull(Prices),
    /** Absent in runs from before it was recorded. */
    timeUse: optional(TimeUse),
    /** What the config set; absent in runs from before values were hashed. */
    settings: optional(RecordedSettings),
  }),
  headline: Headline,
  validity: Validity,
  factors: Type.Array(FactorDescription),
  variants: Type.Array(VariantDescription),
  scenarios: Type.Array(ScenarioResult),
  /** Empty where there is only one scenario. */
  overall: Type.Array(OverallComparison),
  /** What the data are like after the load; absent in older runs, and where the config asks nothing of them. */
  quality: optional(QualityResult),
  groups: Type.Array(GroupResult),
  trials: Type.Array(TrialResult),
  /** In the order of the config; empty where it has none. */
  gates: Type.Array(GateResult),
  configurationChecks: Type.Array(ConfigurationCheck),
  /** By scenario, load, variant and factor; absent in older runs, and empty where no level shows how it acts. */
  exercise: optional(Type.Array(ExerciseCheck)),
  /** Absent where no factor has levels with sizes and no scenario three closed loads, and in older runs. */
  scaling: optional(Type.Array(ScalingLaw)),
  environment: Environment,
  /** Absent where every service is on the machine of the load generator, and in older runs. */
  network: optional(NetworkDescription),
  warnings: Type.Array(Warning),
});
export type ResultDocument = ValueOf<typeof ResultDocument>;
