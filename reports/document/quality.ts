// What the data are like after the load: measures of a run's data by variant, over the groups.
import Type from 'typebox';
import { Message } from './message.ts';
import { amount, count, name, number, orNull, ratio, text, type ValueOf, words } from './parts.ts';

/** What a measure is about. */
export const qualityDimensions = [
  ...(['completeness', 'validity', 'uniqueness', 'accuracy'] as const),
  ...(['consistency', 'timeliness', 'trust'] as const),
] as const;
export const QualityDimension = words(...qualityDimensions);
export type QualityDimension = ValueOf<typeof QualityDimension>;

/** A share is 0 to 1. */
export const QualityUnit = words('share', 'count');
export type QualityUnit = ValueOf<typeof QualityUnit>;

const QualityMeasure = Type.Object({
  name,
  description: text,
  dimension: QualityDimension,
  unit: QualityUnit,
  higherIsBetter: Type.Boolean(),
});
export type QualityMeasure = ValueOf<typeof QualityMeasure>;

const Interval = Type.Object({ low: number, high: number });

/** Variant − baseline, group by group. */
export const QualityComparison = Type.Object({
  difference: number,
  /** Of 95 %; null below two groups, and where all groups differ alike. */
  interval: orNull(Interval),
  /** Of no difference, by flipping the signs of the groups. */
  pValue: ratio,
  /** The same corrected for all measures and variants of the run (step-down maxT over the signs of whole groups). */
  adjustedPValue: ratio,
  verdict: words('better', 'worse', 'inconclusive'),
});
export type QualityComparison = ValueOf<typeof QualityComparison>;

const QualityFigure = Type.Object({
  measure: name,
  /** Mean over the groups; null where none has it. */
  value: orNull(number),
  /** Of 95 % on the mean; null below two groups, and where all are equal. */
  interval: orNull(Interval),
  /** In the order of the values of the sample; null where one has none. */
  perGroup: Type.Array(orNull(number)),
  /** Null for the baseline, and where no group has both. */
  comparison: orNull(QualityComparison),
});
export type QualityFigure = ValueOf<typeof QualityFigure>;

const BrokenInvariant = Type.Object({
  name,
  /** Rows that break it, of all groups together. */
  violations: count,
  /** Groups in which any does. */
  groups: count,
});
export type BrokenInvariant = ValueOf<typeof BrokenInvariant>;

const VariantQuality = Type.Object({
  variantId: name,
  /** Valid groups whose data were read. */
  groups: count,
  /** Valid groups whose data could not be read. */
  unread: count,
  /** Why not, in the last of them; null where all were read. */
  problem: orNull(Message),
  /** One a measure, in their order. */
  figures: Type.Array(QualityFigure),
  /** Every rule, also those that hold. */
  invariants: Type.Array(BrokenInvariant),
  /** How long a reading took, ms; the median of the groups, null where none was made. */
  elapsedMs: orNull(amount),
});
export type VariantQuality = ValueOf<typeof VariantQuality>;

export const QualityResult = Type.Object({
  measures: Type.Array(QualityMeasure),
  /** Of every variant that was run. */
  variants: Type.Array(VariantQuality),
});
export type QualityResult = ValueOf<typeof QualityResult>;

/** Names of the rules that the data of a variant break; none where all hold. */
export function listBroken(
  quality: QualityResult | undefined,
  variantId: string,
): readonly BrokenInvariant[] {
  const found = quality?.variants.find((variant) => variant.variantId === variantId);
  return found?.invariants.filter(({ violations }) => violations > 0) ?? [];
}
