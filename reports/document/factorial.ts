// Effects of factors, as the result document holds them.
import Type from 'typebox';
import { MetricName } from './metrics.ts';
import {
  amount,
  count,
  flag,
  optional,
  orNull,
  ratio,
  tableOf,
  text,
  texts,
  textsByName,
  type ValueOf,
  words,
} from './parts.ts';

/** Effect of a factor's level on the primary metric, or interaction of several: a ratio, or ratio of ratios. */
export const FactorialEffect = Type.Object({
  ratio: amount,
  ratioLower: amount,
  ratioUpper: amount,
  /** One factor for a main effect, two or more for an interaction. */
  factors: texts,
  /** Reference and other level of each factor, for example `{ cache: ['none', 'redis'] }`. */
  levels: tableOf(texts),
  /** Share of the variation (without that between groups) that all contrasts of these factors explain. */
  variationRatio: ratio,
  /** True where the interval leaves out 1. */
  isReal: flag,
  /** True where one of its factors acts at neither level in this scenario: then it is no effect; absent: false. */
  isVacuous: optional(flag),
  /** Effects that this design can't tell from it, for example `index × threads`. */
  aliases: texts,
});
export type FactorialEffect = ValueOf<typeof FactorialEffect>;

/** Effect of one factor where the others are held; given for factors that interact. */
export const SimpleEffect = Type.Object({
  ratio: amount,
  ratioLower: amount,
  ratioUpper: amount,
  factor: text,
  from: text,
  to: text,
  given: textsByName,
});
export type SimpleEffect = ValueOf<typeof SimpleEffect>;

export const FactorialAnalysis = Type.Object({
  metric: MetricName,
  /** Groups that hold every cell; the others can't be used. */
  groups: count,
  /** Of the intervals of all effects together at this look, and of all simple effects together. */
  confidence: ratio,
  design: words('full', 'fraction'),
  /** Length of the shortest word of the defining relation, 3 or more; null for a full design. */
  resolution: orNull(count),
  higherIsBetter: flag,
  /** Largest share of variation first. */
  effects: Type.Array(FactorialEffect),
  simpleEffects: Type.Array(SimpleEffect),
  /** Share of the whole variation that is between groups: the machine's drift. */
  groupVariationRatio: ratio,
  /** Share of the variation (without that between groups) that nothing explains. */
  errorVariationRatio: ratio,
});
export type FactorialAnalysis = ValueOf<typeof FactorialAnalysis>;
