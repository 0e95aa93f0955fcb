// Effects of factors, as the result document holds them.
import type { MetricName } from './metrics.ts';

/** Effect of a factor's level on the primary metric, or interaction of several: a ratio, or ratio of ratios. */
export interface FactorialEffect {
  readonly ratio: number;
  readonly ratioLower: number;
  readonly ratioUpper: number;
  /** One factor for a main effect, two or more for an interaction. */
  readonly factors: readonly string[];
  /** Reference and other level of each factor, for example `{ cache: ['none', 'redis'] }`. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** Share of the variation (without that between groups) that all contrasts of these factors explain. */
  readonly variationRatio: number;
  /** True where the interval leaves out 1. */
  readonly isReal: boolean;
  /** True where one of its factors acts at neither level in this scenario: then it is no effect; absent: false. */
  readonly isVacuous?: boolean;
  /** Effects that this design can't tell from it, for example `index × threads`. */
  readonly aliases: readonly string[];
}

/** Effect of one factor where the others are held; given for factors that interact. */
export interface SimpleEffect {
  readonly ratio: number;
  readonly ratioLower: number;
  readonly ratioUpper: number;
  readonly factor: string;
  readonly from: string;
  readonly to: string;
  readonly given: Readonly<Record<string, string>>;
}

export interface FactorialAnalysis {
  readonly metric: MetricName;
  /** Groups that hold every cell; the others can't be used. */
  readonly groups: number;
  /** Of the intervals of all effects together at this look, and of all simple effects together. */
  readonly confidence: number;
  readonly design: 'full' | 'fraction';
  /** Length of the shortest word of the defining relation, 3 or more; null for a full design. */
  readonly resolution: number | null;
  readonly higherIsBetter: boolean;
  /** Largest share of variation first. */
  readonly effects: readonly FactorialEffect[];
  readonly simpleEffects: readonly SimpleEffect[];
  /** Share of the whole variation that is between groups: the machine's drift. */
  readonly groupVariationRatio: number;
  /** Share of the variation (without that between groups) that nothing explains. */
  readonly errorVariationRatio: number;
}
