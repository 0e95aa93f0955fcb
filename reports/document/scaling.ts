// How throughput grows with the size of a factor's levels, or with connections: the universal scalability law.
import Type from 'typebox';
import { Message } from './message.ts';
import { amount, count, flag, name, number, orNull, ratio, type ValueOf, words } from './parts.ts';

/** A coefficient with the bounds of its interval. */
const ScalingEstimate = Type.Object({ value: number, lower: number, upper: number });
export type ScalingEstimate = ValueOf<typeof ScalingEstimate>;

/** One size: a variant under a load. */
const ScalingPoint = Type.Object({
  size: amount,
  variantId: name,
  loadId: name,
  /** Geometric mean over the groups that have every size; null where there are none. */
  throughputRps: orNull(amount),
  /** Of each valid group in group order; null where that group has none. */
  perGroupRps: Type.Array(orNull(amount)),
});

/**
 * The size N* with the most throughput. Null where the data leave it open: the size itself where κ is 0, so that
 * throughput grows without end, and the upper bound where the interval of κ reaches 0.
 */
const ScalingPeak = Type.Object({
  size: orNull(amount),
  lower: amount,
  upper: orNull(amount),
  /** At the peak; null where there is none. */
  throughputRps: orNull(amount),
});
export type ScalingPeak = ValueOf<typeof ScalingPeak>;

/** X(N) = λN ÷ (1 + σ(N−1) + κN(N−1)). */
const ScalingFit = Type.Object({
  /** Throughput of size 1. */
  lambdaRps: ScalingEstimate,
  /** Contention: the share that only one at a time can do. */
  sigma: ScalingEstimate,
  /** Coherency: what each pair has to agree on. */
  kappa: ScalingEstimate,
  peak: ScalingPeak,
  /** Of the curve, the largest size measured ÷ the smallest one. */
  gainRatio: amount,
  /** By size, ascending: the curve with the bounds of its interval at each place, and λN. */
  curve: Type.Array(
    Type.Object({
      size: amount,
      throughputRps: amount,
      lowerRps: amount,
      upperRps: amount,
      linearRps: amount,
    }),
  ),
  /** Of any size, between its mean and the curve, as a share of the curve. */
  largestMisfitRatio: amount,
  /** False with three sizes, through which three coefficients always lead a curve. */
  isFormTested: flag,
});
export type ScalingFit = ValueOf<typeof ScalingFit>;

export const ScalingLaw = Type.Object({
  scenario: name,
  /** What grows: the levels of a factor, or the connections of closed loads. */
  over: words('factor', 'connections'),
  /** Null for connections. */
  factor: orNull(name),
  /** Null for connections, which are of several loads. */
  loadId: orNull(name),
  /** The variant of the smallest size, or the one under all loads. */
  variantId: name,
  /** By size, ascending. */
  points: Type.Array(ScalingPoint),
  /** Values of the sample: groups that have every size, or their epochs. */
  groups: count,
  /** Of every interval here, 0 to 1. */
  confidence: ratio,
  /** Null where it was not fitted. */
  fit: orNull(ScalingFit),
  /** Why it was not fitted; null where it was. */
  refusal: orNull(Message),
});
export type ScalingLaw = ValueOf<typeof ScalingLaw>;
