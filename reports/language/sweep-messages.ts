// What a report can say of a sweep: the rates that a variant carried, and those that were too much.
import type { SweepDocument } from '../document/sweep.ts';
import type { Sentence } from './sentence.ts';

/** What a rate had to keep to be called good; figures as text. */
interface SloFacts {
  /** Absent where only a rate that is sustained was asked for. */
  readonly p99: string | undefined;
  readonly success: string;
  readonly seconds: string;
  readonly arrivals: SweepDocument['arrivals'];
}

/** The highest good rate, as text; absent where no rate tried was on that side. */
export interface HighestFacts {
  /** Else only that the rate is sustained was asked for. */
  readonly hasLatencyLimit: boolean;
  readonly highest: string | undefined;
  readonly lowestFailed: string | undefined;
  /** Lowest and highest of what the groups say alone; absent for a single one. */
  readonly groups: readonly [string, string] | undefined;
}

/** The rate where throughput for the latency paid is greatest, and the rates next to it. */
export interface KneeFacts {
  readonly rate: string;
  readonly p99: string;
  readonly low: string;
  readonly high: string;
}

/** A rate in a word or three. */
export type RateStanding = 'good' | 'saturated' | 'failures' | 'slow' | 'no-answer' | 'not-judged';

export interface SweepMessages {
  /** Of the browser's tab. */
  pageTitle(run: string): string;
  title: string;
  slo(facts: SloFacts): string;
  groupsValid(valid: number, planned: number): string;
  /** Why nothing may be concluded. */
  invalid(reason: Sentence): Sentence;
  noConclusion: string;
  highest(facts: HighestFacts): string;
  /** @param facts absent where the knee does not lie between the rates tried */
  knee(facts: KneeFacts | undefined): string;
  standing(standing: RateStanding): string;
  chartTitle: string;
  /** Whose rates no other variant beats in both. */
  front(labels: readonly string[]): Sentence;
  reading: string;
  throughputAxis: string;
  latencyAxis: string;
  asked: string;
  achieved: string;
  p99OfGroups: string;
  fewRequests: string;
}
