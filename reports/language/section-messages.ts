// What a report can say of evidence, gates, load time and cost, section by section.
import type {
  GateOutcome,
  GateResult,
  GateStatus,
  SequentialDescription,
} from '../document/gates.ts';
import type { MetricName, SamplingDescription } from '../document/result.ts';
import type { Sentence } from './sentence.ts';

type StopReason = SequentialDescription['stoppedBecause'];

/** How often the run was looked at; all figures as text. */
export interface LookFacts {
  readonly kind: SequentialDescription['kind'];
  /** Numbers of valid groups of the looks that took place. */
  readonly looks: readonly number[];
  readonly groups: number;
  /** `5%` and `2.3%`. */
  readonly overall: string;
  readonly nominal: string;
  readonly stoppedBecause: StopReason;
  /** Time that the planned groups were fitted to, as `10 min 00 s`; undefined where they were not. */
  readonly budgetMs: number | undefined;
}

/** What the intervals are over. */
export interface ScopeFacts {
  readonly unit: SamplingDescription['unit'];
  readonly groups: number;
  readonly epochs: number;
  /** From the first to the last of them, as `3 h 20 min`. */
  readonly spanMs: number;
}

/** A p-value that the correction for many comparisons raised above what is left for this look. */
interface CorrectionFacts {
  readonly raw: string;
  readonly adjusted: string;
  readonly limit: string;
}

/** What stands behind the comparisons. */
export interface EvidenceMessages {
  looks(facts: LookFacts): Sentence;
  scope(facts: ScopeFacts): Sentence;
  /** For the line above a table; undefined where there is nothing to add. */
  stopped(facts: LookFacts): string | undefined;
  cheaper(label: string, primary: MetricName, isPriced: boolean): Sentence;
  /** The interval of these variants leaves out no difference, and they are undecided all the same. */
  corrected(labels: readonly string[]): Sentence;
  correctedNote(facts: CorrectionFacts): string;
  title: string;
  /** @param limit absent where intervals hold at any time and have no p-values */
  reading(metric: MetricName, limit: string | undefined): Sentence;
  foreignReading(): Sentence;
  pValue: string;
  adjusted: string;
  leastDetectable: string;
  foreignAdjusted: string;
  method: string;
  methodName(method: 'hodges-lehmann' | 't' | 'confidence-sequence' | 'none'): string;
  pairTitle: string;
  pairCorner: string;
  pairReading(metric: MetricName): Sentence;
  overallTitle: string;
  overallReading(scenarios: readonly string[], loadId: string): Sentence;
  /** Void groups of one reason; `groups` as `1, 2, 5`. */
  voidGroups(count: number, groups: string, reason: Sentence): Sentence;
}

/** What the metric of a gate is compared with: nothing but a limit, the baseline, or the variant of this label. */
export type GateReference = 'none' | 'baseline' | { readonly label: string };

/** The rules of the config. */
/** The gate that a run's headline is about: the worst of those with the gravest status. */
export interface GateHeadline {
  readonly status: GateStatus;
  readonly metric: GateResult['metric'];
  readonly reference: GateReference;
  /** Of the variant. */
  readonly label: string;
  /** Set where the scenario does not exercise what tells the variant from the baseline: its name. */
  readonly notExercisedBy: string | undefined;
  /** With its unit; undefined where nothing was measured. */
  readonly value: string | undefined;
  readonly limitKind: GateResult['limitKind'];
  /** Undefined where the limit is the baseline itself. */
  readonly threshold: string | undefined;
  /** Gates of this status, and all. */
  readonly count: number;
  readonly total: number;
}

export interface GateMessages {
  title: string;
  /** PASS, FAIL, INCONCLUSIVE or NOT JUDGED, with the metric, the variant, its figure and the limit. */
  headline(headline: GateHeadline): Sentence;
  counts(counts: Readonly<Record<GateStatus, number>>): Sentence;
  none(): Sentence;
  /** What the bounds are for. */
  reading(): Sentence;
  passed(count: number): string;
  cut(shown: number, total: number): Sentence;
  gate: string;
  scenario: string;
  outcomeColumn: string;
  measured: string;
  mustBe: string;
  outcome(outcome: GateOutcome): string;
  status(status: GateStatus): string;
  metric(metric: GateResult['metric'], reference: GateReference): string;
  /** @param figure absent where the limit is the baseline itself */
  limit(kind: GateResult['limitKind'], figure: string | undefined): string;
}

/** What users met over load time. */
export interface TimelineMessages {
  title: string;
  /** Least available interval of a variant. */
  finding(label: string, share: string, at: string): Sentence;
  allAvailable(label: string): Sentence;
  reading(interval: string): Sentence;
  rate: string;
  latency: string;
  availability: string;
  time: string;
  phase: string;
  demand: string;
  dropped: string;
  success: string;
  others(count: number): Sentence;
  /** Many variants: only the scenario of the verdict is drawn. */
  elsewhere(): Sentence;
  none(): Sentence;
  heatTitle(label: string): string;
  heatFinding(label: string, lowest: string, highest: string): Sentence;
  heatReading(): Sentence;
  heatTable(): string;
  few: string;
  many: string;
}

/** Cost of a million good answers. */
export interface CostMessages {
  title: string;
  finding(least: string, leastCost: string, most: string, mostCost: string): Sentence;
  unpriced(): Sentence;
  reading(cpu: string, gib: string): Sentence;
  cost(currency: string): string;
  cpuHours: string;
  gibHours: string;
  assumptions: string;
  perCpuHour: string;
  perGibHour: string;
  recomputed(): Sentence;
}
