// What a report can say of faults: who stays up, what was lost, how long it took to come back.

import type { FaultMetricName } from '../document/fault-metrics.ts';
import type { FaultDescription, FaultGateResult } from '../document/faults.ts';
import type { FaultSeverity } from '../figures/fault-standing.ts';
import type { AuditFigure } from '../figures/faults.ts';
import type { Sentence } from './sentence.ts';

/** Writes as text, and what is wrong with how many of them. */
export interface AuditFacts {
  readonly acknowledged: string;
  readonly indeterminate: string;
  readonly wrong: readonly WrongFacts[];
}

export interface WrongFacts {
  readonly figure: AuditFigure;
  readonly count: string;
  /** Of one thing languages speak in another way. */
  readonly isOne: boolean;
}

/** A variant in its worst fault; the interval is absent where there is none. */
export interface BestFacts {
  readonly label: string;
  /** Mean over the faults that all ranked variants met. */
  readonly share: string;
  readonly interval: string;
  readonly faults: number;
  readonly ranked: number;
  readonly measured: number;
  /** True where nobody is clearly behind it: it only has the highest figure. */
  readonly isUndecided: boolean;
}

/** What every episode had in common, all as text. */
export interface FaultSettingFacts {
  readonly scenario: string;
  /** Undefined where nothing was measured. */
  readonly rate: string | undefined;
  readonly arrivals: 'poisson' | 'uniform';
  readonly before: string;
  readonly during: string;
  readonly after: string;
  readonly goodWithin: string;
  readonly requestTimeout: string;
  readonly window: string;
  readonly upRatio: string;
  readonly hold: string;
  readonly slo: string;
  /** Undefined where no limit was declared. */
  readonly staleness: string | undefined;
  readonly groupsEnded: number;
  readonly groupsPlanned: number;
}

/** Rows of the table of values under a figure, besides those of the table of figures. */
export type FaultColumn =
  | 'before'
  | 'during'
  | 'after'
  | 'apdex'
  | 'p50'
  | 'p99'
  | 'kinds'
  | 'reasons'
  | 'evidence'
  | 'comparison';

export interface FaultMessages {
  title: string;
  pageTitle(name: string): string;
  none(): Sentence;
  /** Known faults in the reader's language, others as the document has them. */
  faultTitle(fault: FaultDescription): Sentence;
  faultMechanism(fault: FaultDescription): Sentence;
  best(facts: BestFacts): Sentence;
  rivals(labels: readonly string[]): Sentence;
  nobodyBest(): Sentence;
  invalid(): Sentence;
  singlePoints(faults: readonly FaultDescription[]): Sentence;
  noSinglePoint(): Sentence;
  /** For a heading: what is wrong, without the rest. */
  wrongTitle(wrong: readonly WrongFacts[]): Sentence;
  wrongData(facts: AuditFacts): Sentence;
  rightData(facts: AuditFacts): Sentence;
  unknownData(reason: Sentence): Sentence;
  auditTitle: string;
  auditName(figure: AuditFigure | 'acknowledged' | 'indeterminate'): string;
  auditMeaning(figure: AuditFigure | 'acknowledged' | 'indeterminate'): string;
  auditUnknown: string;
  auditReading(): Sentence;
  staleNoLimit: string;
  /** How old reads were: at p99 of the worst episode, and at most. */
  staleness(p99: string, most: string): Sentence;
  groups(count: number): string;
  findings: string;
  tableTitle: string;
  tableReading(slo: string): Sentence;
  variantCorner: string;
  severity(severity: FaultSeverity): string;
  noOutage: string;
  outage(span: string): string;
  backAtOnce: string;
  back(span: string): string;
  notBack(span: string): string;
  partlyOpen(open: number, groups: number): string;
  dataWrong(wrong: readonly WrongFacts[]): string;
  dataUnknown: string;
  notRun: string;
  isVoid: string;
  notMeasured(label: string, isVoid: boolean, reason: Sentence): Sentence;
  noneMeasured(): Sentence;
  timelineFinding(facts: TimelineFacts): Sentence;
  timelineSame(share: string): Sentence;
  /** In place of a finding where the run is not valid. */
  untrusted(): Sentence;
  timelineReading(window: string): Sentence;
  timelineGood: string;
  curveFinding(label: string, width: string, share: string): Sentence;
  curveReading(): Sentence;
  curveAxis: string;
  curveRatio: string;
  column(column: FaultColumn | FaultMetricName): string;
  kinds(kinds: readonly string[]): string;
  /** Beside user-uptime: availability in the same time. */
  byRequest(share: string): string;
  never: string;
  atOnce: string;
  nothing: string;
  points(points: string): string;
  comparison(verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive'): string;
  gatesTitle: string;
  gateOutcome(outcome: FaultGateResult['outcome']): string;
  gateFault: string;
  gateReason: string;
  settingsTitle: string;
  settings(facts: FaultSettingFacts): readonly Sentence[];
  glossary(): readonly { readonly word: string; readonly meaning: string }[];
  watchTitle: string;
  readingTitle: string;
  seed(seed: string): Sentence;
}

/** Highest and lowest of the variants under a fault; one alone where there is only one. */
export interface TimelineFacts {
  readonly best: string;
  readonly bestShare: string;
  readonly worst: string;
  readonly worstShare: string;
  readonly isOne: boolean;
}
