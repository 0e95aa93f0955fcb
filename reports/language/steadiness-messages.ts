// What a report can say of warm-up and steadiness.
import type { Sentence } from './sentence.ts';

/** All figures as text. */
export interface WarmupFacts {
  /** Requests of the variants that had fewest and most. */
  readonly fewest: string;
  readonly most: string;
  readonly rounds: number;
  readonly groups: number;
  readonly steadyGroups: number;
  readonly changingGroups: number;
  readonly boundGroups: number;
  /** Groups in which the scenario had another load before; absent where none. */
  readonly afterLoadGroups?: number;
}

interface HitFacts {
  readonly label: string;
  readonly start: string;
  readonly end: string;
}

interface ToSteadyFacts {
  readonly label: string;
  /** Undefined where it was not reached. */
  readonly load: string | undefined;
  readonly requests: string | undefined;
}

export interface SteadinessMessages {
  title: string;
  warm(facts: WarmupFacts): Sentence;
  notWarmed(): Sentence;
  hits(variants: readonly HitFacts[]): Sentence;
  cold(): Sentence;
  toSteady(variants: readonly ToSteadyFacts[]): Sentence;
  /** Too noisy, or too few slices. */
  toSteadyUnknown(labels: readonly string[]): Sentence;
  reading(): Sentence;
  warmupRequests: string;
  hitsAtStart: string;
  hitsAtEnd: string;
  ownTrend: string;
  trendAgainstBaseline: string;
  steadyAfter: string;
  notWithinRun: string;
}
