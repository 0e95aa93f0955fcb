// The scalability law from several groups, with intervals over them.
import { mean } from './descriptive.ts';
import { assertConfidence, type IntervalEstimate } from './interval.ts';
import { buildTInterval } from './t-interval.ts';
import { computePeakInverse, fitUsl, predictUsl, type Usl } from './usl.ts';

export interface UslEstimate {
  /** Of the means of the groups, with σ and κ of 0 or more. */
  readonly usl: Usl;
  readonly lambda: IntervalEstimate;
  readonly sigma: IntervalEstimate;
  readonly kappa: IntervalEstimate;
  /** 1 ÷ N*², see `computePeakInverse`. */
  readonly peakInverse: IntervalEstimate;
  /** True where an interval lies below 0 as a whole: throughput grows faster than the size. */
  readonly isSuperlinear: boolean;
  /** Throughput at a size, with the interval of the curve there. */
  predict(size: number): IntervalEstimate;
}

/**
 * Joint fit through the geometric means over the groups, and the jackknife over groups with Student's t (Tukey, 1958):
 * each group is left out once, and the pseudo-values G·θ − (G−1)·θ₋ᵢ are the sample. They are made from fits without
 * bounds, whose errors have no edge at 0, and the interval is cut off at 0 afterwards. What a group does to all of its sizes moves λ alone.
 * @param groups throughput by group and, in the order of `sizes`, by size; all above 0
 * @returns undefined below two groups, and where a fit has no answer
 */
export function estimateUsl(
  sizes: readonly number[],
  groups: readonly (readonly number[])[],
  confidence: number,
): UslEstimate | undefined {
  assertConfidence(confidence);
  const fitMeans = (of: readonly (readonly number[])[], isBounded: boolean) => {
    const points = sizes.map((size, index) => [size, geometricMean(of, index)] as const);
    return fitUsl(points, isBounded);
  };
  const usl = fitMeans(groups, true);
  const free = fitMeans(groups, false);
  const without = groups.flatMap((_, left) => {
    const others = groups.filter((__, index) => index !== left);
    return (others.length > 0 ? fitMeans(others, false) : undefined) ?? [];
  });
  if (usl === undefined || free === undefined) return undefined;
  if (groups.length < 2 || without.length < groups.length) return undefined;
  const spread = (read: (of: Usl) => number): IntervalEstimate | undefined => {
    const whole = read(free);
    const pseudo = without.map((each) => groups.length * whole - (groups.length - 1) * read(each));
    const interval = buildTInterval(pseudo, confidence);
    // Around the estimate of all groups: the mean of the pseudo-values is off by what the jackknife takes for bias.
    const half = interval === undefined ? Number.NaN : interval.upper - interval.estimate;
    return Number.isFinite(whole + half)
      ? { estimate: whole, lower: whole - half, upper: whole + half }
      : undefined;
  };
  const sigma = spread((of) => of.sigma);
  const kappa = spread((of) => of.kappa);
  const peakInverse = spread(computePeakInverse);
  const lambda = spread((of) => Math.log(of.lambda));
  if (!(sigma && kappa && peakInverse && lambda)) return undefined;
  return {
    usl,
    lambda: exponentiate(lambda, usl.lambda),
    sigma: cutAtZero(sigma, usl.sigma),
    kappa: cutAtZero(kappa, usl.kappa),
    peakInverse: cutAtZero(peakInverse, computePeakInverse(usl)),
    isSuperlinear: sigma.upper < 0 || kappa.upper < 0,
    predict: (size) => {
      const interval = spread((of) => Math.log(predictUsl(of, size)));
      const estimate = predictUsl(usl, size);
      return interval ? exponentiate(interval, estimate) : { estimate, lower: 0, upper: estimate };
    },
  };
}

function geometricMean(groups: readonly (readonly number[])[], index: number): number {
  return Math.exp(mean(groups.map((group) => Math.log(group[index] ?? 0))) ?? Number.NaN);
}

/** With the bounded estimate, which the interval of the free one may miss. */
function cutAtZero({ lower, upper }: IntervalEstimate, estimate: number): IntervalEstimate {
  return {
    estimate,
    lower: Math.max(0, Math.min(lower, estimate)),
    upper: Math.max(0, upper, estimate),
  };
}

function exponentiate({ lower, upper }: IntervalEstimate, estimate: number): IntervalEstimate {
  return {
    estimate,
    lower: Math.min(Math.exp(lower), estimate),
    upper: Math.max(Math.exp(upper), estimate),
  };
}
