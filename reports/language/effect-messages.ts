// What a report can say about the effects of factors.
import type { MetricName } from '../document/result.ts';
import type { Sentence } from './sentence.ts';

/** An effect and its share of the variation, as text. */
interface ShareFacts {
  readonly label: string;
  readonly share: string;
}

/** What one change of level does, level by level of the factors that it depends on. */
export interface SimpleFacts {
  readonly metric: MetricName;
  readonly factor: string;
  readonly from: string;
  readonly to: string;
  readonly parts: readonly {
    /** `index none`. */
    readonly given: string;
    /** `8.2×`. */
    readonly ratio: string;
    readonly isReal: boolean;
  }[];
}

/** The effects of factors and how they depend on each other. */
export interface EffectMessages {
  title: string;
  /** What explains most, in order; at most three. */
  finding(shares: readonly ShareFacts[]): Sentence;
  nothingReal(): Sentence;
  /** With the interaction whose interval is widest. */
  independent(label: string, bounds: string): Sentence;
  /** Two factors, or more, whose effects mislead one by one. */
  dependent(factors: readonly string[]): Sentence;
  /** How two factors depend on each other hangs on further ones. */
  deeper(factors: readonly string[]): Sentence;
  simple(facts: SimpleFacts): Sentence;
  /** Further changes of level that are not told one by one. */
  more(count: number): Sentence;
  aliased(label: string, aliases: readonly string[]): Sentence;
  /** What the asterisk in the drawing means. */
  averaged(): Sentence;
  noise(groups: number, error: string, drift: string): Sentence;
  reading(metric: MetricName, higherIsBetter: boolean): Sentence;
  /** The variants are no factorial design. */
  noDesign(): Sentence;
  /** They are one, but cells or groups were missing. */
  incomplete(): Sentence;
  effect: string;
  share: string;
  ratio: string;
  readColumn: string;
  real: string;
  notTold: string;
  /** One of its factors acts at neither level. */
  notExercised: string;
  dependsOn(factors: readonly string[]): string;
  axis(metric: MetricName): string;
  drawnOnly(drawn: number, total: number): Sentence;
  interactionTitle(factors: readonly string[]): string;
  interactionReading(): Sentence;
  panel(factor: string, from: string, other: string): string;
  change: string;
  given: string;
}
