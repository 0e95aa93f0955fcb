// What a report can say, as functions: each language writes whole sentences, nothing is concatenated.

import type { ExerciseStatus } from '../document/exercise.ts';
import type { Message } from '../document/message.ts';
import type { MetricName, ValidityCheck, VerdictKind } from '../document/result.ts';
import type { FigureEstimator } from '../figures/division.ts';
import type { CycleFacts, PlacementFacts, TimeShares } from '../figures/launch-facts.ts';
import type { Standing } from '../figures/standing.ts';
import type { CompareMessages } from './compare-messages.ts';
import type { EffectMessages } from './effect-messages.ts';
import type { ExplainMessages, ProfileMessages } from './explain-messages.ts';
import type { FaultMessages } from './fault-messages.ts';
import type { InteractionMessages } from './interaction-messages.ts';
import type { LiveMessages } from './live-messages.ts';
import type {
  CostMessages,
  EvidenceMessages,
  GateMessages,
  TimelineMessages,
} from './section-messages.ts';
import type { Sentence } from './sentence.ts';
import type { SteadinessMessages } from './steadiness-messages.ts';
import type { SweepMessages } from './sweep-messages.ts';

/** A figure with its baseline and interval, all as text. */
export interface DifferenceFacts {
  readonly metric: MetricName;
  readonly value: string;
  readonly baselineValue: string;
  readonly estimate: string;
  readonly lower: string;
  readonly upper: string;
  readonly confidencePercent: string;
}

/** The verdict, with *Sure? But. Watch.* */
export interface VerdictMessages {
  choose(label: string): Sentence;
  chooseAmongTied(label: string, tiedCount: number): Sentence;
  keepBaseline(): Sentence;
  noConclusion(): Sentence;
  invalidRun(): Sentence;
  scenarioOf(scenario: string, load: Sentence): Sentence;
  difference(facts: DifferenceFacts): Sentence;
  differenceWithoutInterval(facts: DifferenceFacts): Sentence;
  nothingBetter(metric: MetricName, margin: string): Sentence;
  /** `judged`: the interval of the recommended variant decided; else the baseline stays. */
  sureBetter(groups: number, confidencePercent: string): Sentence;
  sureGroups(groups: number): Sentence;
  sureChecks(ok: number, warned: number): Sentence;
  butTied(labels: readonly string[], metric: MetricName): Sentence;
  butUntied(): Sentence;
  /** Variants that the scenario does not exercise. */
  butNotExercised(labels: readonly string[]): Sentence;
  /** The two figures of the lead do not give the ratio beside them. */
  apart(estimator: FigureEstimator, quotient: string, isOpposite: boolean): Sentence;
  /** The best of so many; by how much that flatters its figure, empty where it is next to nothing. */
  butChosen(candidates: number, excess: string): Sentence;
  butUndecided(count: number, moreGroups: number | null): Sentence;
  butOtherScenario(scenario: string, load: Sentence, label: string): Sentence;
  butOtherScenarioOpen(scenario: string, load: Sentence): Sentence;
  butPartial(groupsRun: number, groupsPlanned: number): Sentence;
  watchWorse(metric: MetricName, estimate: string, lower: string, upper: string): Sentence;
  watchFailures(share: string, failed: string): Sentence;
  watchWrongBodies(wrong: string, checked: string): Sentence;
  /** Other variants, in any scenario. */
  watchWrongVariants(labels: readonly string[]): Sentence;
  watchTreatment(labels: readonly string[]): Sentence;
  watchVoid(voidGroups: number): Sentence;
  watchNotRun(count: number): Sentence;
  watchNothing(): Sentence;
  watchNotTested(): Sentence;
  sureLabel: string;
  butLabel: string;
  watchLabel: string;
  invalidNext(): Sentence;
  noConclusionNext(moreGroups: number | null): Sentence;
  /** Where no scenario exercises what tells any variant from the baseline. */
  notExercisedNext(): Sentence;
  /** Where the baseline itself can't be relied on. */
  noBaselineNext(): Sentence;
}

/** Words of tables, shared by terminal and page. */
/** Variants whose figures give another ratio than the one printed, with what they give. */
interface ApartFacts {
  readonly estimator: FigureEstimator;
  readonly variants: readonly {
    readonly label: string;
    readonly quotient: string;
    readonly isOpposite: boolean;
  }[];
}

/** What a load sends: requests, or iterations of a k6 script. */
type Arrivals = 'requests' | 'iterations';

interface PartsFacts {
  readonly parts: readonly {
    readonly label: string;
    readonly metric: MetricName;
    /** Groups that the figure is the median of; 0: of all requests together. */
    readonly known: number;
    readonly groups: number;
  }[];
  /** Figures with the sign that are not named. */
  readonly more: number;
}

export interface TableMessages {
  metricName(metric: MetricName): string;
  metricColumn(metric: MetricName): string;
  standing(standing: Standing, moreGroups: number | null): string;
  verdict(verdict: VerdictKind, moreGroups: number | null): string;
  groupTitle(standing: Standing, margin: string): string;
  /** Of iterations, `connections` are the users that play them. */
  closedLoad(connections: number, of: Arrivals): Sentence;
  openLoad(rateRps: string, connections: number, of: Arrivals): Sentence;
  /** Open, at a rate that the run did not come to derive. */
  openLoadUnsettled(connections: number, of: Arrivals): Sentence;
  variant: string;
  verdictColumn: string;
  againstBaseline: string;
  interval(confidencePercent: string): string;
  groups: string;
  reason: string;
  /** Below a table: which ratios the figures beside them do not give, and why. */
  apart(facts: ApartFacts): Sentence;
  /** Below a table: which percentiles are of fewer groups than the figures beside them. */
  parts(facts: PartsFacts): Sentence;
  /** Beside a share of successes: the lowest share of any group. */
  worstGroup(share: string): string;
  /** Below a table of routes: what the sign after a figure means. */
  pooledFigures: string;
  partFigures: string;
  /** A warning and whom it is about. */
  warningOf(labels: readonly string[], warning: Sentence): Sentence;
  /** Verdict of a baseline that is recommended. */
  keptBaseline: string;
  /** Share of the requests that were sent again. */
  resent: string;
  notJudged: string;
  validityStatus(status: ValidityCheck['status']): string;
}

/** Headings, captions and labels of the page. */
export interface PageMessages {
  title(name: string): string;
  skip: string;
  language: string;
  theme: string;
  themeAuto: string;
  themeLight: string;
  themeDark: string;
  scenarios: string;
  verdictKicker: string;
  trustKicker: string;
  trustValid: string;
  trustInvalid: string;
  checksPassed(count: number): string;
  runTook(elapsedMs: number): Sentence;
  /** How much of the time was measured load, and what the rest was. */
  timeShares(shares: TimeShares): Sentence;
  /** Which process ran on which CPUs. */
  placement(facts: PlacementFacts): Sentence;
  /** @param levels `cache = none, threads = single` */
  baselineLevels(levels: string): Sentence;
  /** What was restarted and built anew between groups. */
  cycles(facts: CycleFacts): Sentence;
  runStatus(status: 'complete' | 'partial' | 'interrupted'): string;
  /** Stands in place of `decisionTitle` where the run is not valid. */
  figuresTitle: string;
  decisionTitle(metric: MetricName): string;
  decisionCaption(metric: MetricName, margin: string, higherIsBetter: boolean): Sentence;
  intervalColumn(margin: string): string;
  betterDirection(towardsRight: boolean): string;
  sectionFinding(label: string, tied: readonly string[]): Sentence;
  sectionOpen(): Sentence;
  drawnOnly(drawn: number, total: number): Sentence;
  showTable: string;
  tableOfValues: string;
  noData(command: string): Sentence;
  percentileTitle: string;
  percentileAxis: string;
  latencyAxis: string;
  percentileFinding(label: string, p99: string, baseline: string, baselineP99: string): string;
  percentileReading: Sentence;
  fewSamples: string;
  untrusted: string;
  /** Nothing where the label says it already. */
  baselineTag(label: string): string;
  tierLegend: string;
  count: string;
  trustedUpTo: string;
  othersGrey: string;
  drawnVariants: string;
  multiplesTitle: string;
  /** `metric` is what the figure at the right is of; undefined where there is none. */
  multiplesReading(metric: MetricName | undefined): Sentence;
  multiplesTable: string;
  zoom: string;
  throughputTitle: string;
  throughputFinding(best: string, bestValue: string, least: string, leastValue: string): string;
  throughputAxis(logarithmic: boolean): string;
  successTitle: string;
  successAll(requests: string): string;
  successFinding(worst: string, share: string): string;
  successAxis: string;
  perGroupReading: Sentence;
  /** Where a row has the sign of wrong answers. */
  wrongNotRanked: string;
  resourcesTitle: string;
  resourcesFinding(least: string, leastCpu: string, most: string, mostCpu: string): string;
  resourcesAxis: string;
  resourcesReading: Sentence;
  tierService: string;
  tierDatabase: string;
  tierCache: string;
  routesTitle: string;
  route: string;
  succeeded: string;
  failed: string;
  timedOut: string;
  routesCut(shown: number, total: number): Sentence;
  correctnessTitle: string;
  correctnessFinding(checked: string, wrong: string): Sentence;
  checkedBodies: string;
  wrongBodies: string;
  failureReasons: string;
  treatment: string;
  treatmentStatus(status: 'as-planned' | 'not-offered' | 'same-as-another'): string;
  exercise: string;
  exerciseStatus(status: ExerciseStatus): string;
  warningsTitle: string;
  comparedTitle: string;
  comparedIntro(groups: number, variants: number, margin: string): Sentence;
  boldIsBaseline: string;
  factor: string;
  levels: string;
  notRunTitle: string;
  trialsTitle: string;
  trialsReading(included: number, total: number): Sentence;
  group: string;
  slices: string;
  included: string;
  excluded: string;
  groupStatus(status: 'valid' | 'void'): string;
  started: string;
  elapsed: string;
  took(ms: number): string;
  foreignCpu: string;
  steal: string;
  launchOrder: string;
  groupsTitle: string;
  environmentTitle: string;
  environmentName(key: EnvironmentKey): string;
  dirtyTree: string;
  nothing: string;
  reproduceTitle: string;
  reproduceReading(seed: string, planHash: string): Sentence;
  copy: string;
  copied: string;
  readingTitle: string;
  glossary(margin: string): readonly { readonly word: string; readonly meaning: string }[];
  footer(version: string): Sentence;
}

export type EnvironmentKey =
  | 'run'
  | 'started'
  | 'ended'
  | 'seed'
  | 'planHash'
  | 'fingerprint'
  | 'host'
  | 'os'
  | 'cpu'
  | 'memory'
  | 'node'
  | 'loadstone'
  | 'commit'
  | 'services'
  | 'driver'
  | 'cannotMeasure'
  | 'placement';

/** What the document says in messages of its own (`reports/document/messages`). */
export interface DocumentMessages {
  /** Undefined where the document's own text is as good, or nothing better is known. */
  say(message: Message): Sentence | undefined;
  /** What a check or a warning of an older document is about, before its English text; undefined as above. */
  checkTitle(name: string): string | undefined;
  warningTitle(code: string): string | undefined;
}

export interface Messages {
  /** BCP 47. */
  readonly language: 'en' | 'zh-Hans';
  readonly verdict: VerdictMessages;
  readonly table: TableMessages;
  readonly effects: EffectMessages;
  readonly evidence: EvidenceMessages;
  readonly gates: GateMessages;
  readonly timeline: TimelineMessages;
  readonly cost: CostMessages;
  readonly steadiness: SteadinessMessages;
  readonly page: PageMessages;
  readonly interaction: InteractionMessages;
  readonly live: LiveMessages;
  readonly sweep: SweepMessages;
  readonly compare: CompareMessages;
  readonly explain: ExplainMessages;
  readonly profile: ProfileMessages;
  readonly faults: FaultMessages;
  readonly document: DocumentMessages;
}

/** One thing to say, in whatever language. */
export type Localized = (messages: Messages) => Sentence | string;
