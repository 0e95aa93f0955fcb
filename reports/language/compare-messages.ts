// What a report can say of two runs against each other: what differs around them, and how effects changed.
import type { ChangeVerdict, EnvironmentName, SettingName } from '../document/compare.ts';
import type { MetricName } from '../document/result.ts';
import type { Sentence } from './sentence.ts';

/** An effect of both runs with its change, all as text. */
export interface EffectChangeFacts {
  readonly variantLabel: string;
  readonly scenario: string;
  readonly loadId: string;
  readonly metric: MetricName;
  readonly verdict: ChangeVerdict;
  readonly a: string;
  readonly b: string;
  /** `1.19× [0.95×, 1.49×]`. */
  readonly change: string;
  /** Why it was not judged, from the document; empty where it was. */
  /** Absent where it was judged, or none is recorded. */
  readonly reason?: Sentence;
}

/** How many primary effects there are of each kind. */
interface ChangeCounts {
  readonly total: number;
  readonly changed: number;
  readonly same: number;
  readonly unclear: number;
  readonly notJudged: number;
  /** `5%`. */
  readonly tolerance: string;
}

export interface CompareMessages {
  /** Of the browser's tab. */
  pageTitle(run: string): string;
  title: string;
  groupsValid(count: number): string;
  invalid: string;
  /** Why a run is invalid. */
  invalidRun(runId: string, reason: Sentence): Sentence;
  settingsTitle: string;
  environmentTitle: string;
  noDifference: string;
  what: string;
  /** Name of what differs, of a factor, load or service where there are several. */
  difference(name: SettingName | EnvironmentName, subject: string | null): Sentence;
  /** In place of a value that is not recorded, where the two are known to differ. */
  notRecorded: string;
  yes: string;
  no: string;
  /** What one of the two runs has alone. */
  onlyHere(values: readonly string[]): string;
  /** The most telling differences, and how many more there are. */
  other(
    differences: readonly (readonly [SettingName | EnvironmentName, string | null])[],
    more: number,
  ): Sentence;
  nothingDiffers: string;
  onlyRepeated: string;
  noVerdict(reasons: Sentence): Sentence;
  noSharedEffect: string;
  effect(facts: EffectChangeFacts): Sentence;
  counts(counts: ChangeCounts): string;
  effectsTitle: string;
  reading(baselineLabel: string): Sentence;
  method(confidencePercent: string, isFromIntervals: boolean, isApart: boolean): string;
  primary: string;
  direction(higherIsBetter: boolean): string;
  run: string;
  effectColumn: string;
  interval: string;
  change: string;
  verdict(verdict: ChangeVerdict): string;
  /** Stands above figures of two days. */
  figuresTitle: string;
  figuresReading: string;
}
