// Two independent means against each other where their spreads may differ.
import { mean, sampleSd } from './descriptive.ts';
import { assertConfidence, type IntervalEstimate } from './interval.ts';
import { tCdf, tQuantile } from './t-distribution.ts';

/** A mean with its standard error, and how well that is known. */
export interface MeanWithError {
  readonly mean: number;
  /** At least 0. */
  readonly standardError: number;
  /** At least 1; n − 1 for n values. */
  readonly degreesOfFreedom: number;
}

/**
 * With fewer the approximation errs in the far tails that Holm's correction asks for: 8 % false claims
 * over five questions where one mean came from 3 values, in a simulation.
 */
const satterthwaiteFrom = 5;

export interface WelchEstimate extends IntervalEstimate {
  /** At least 1. */
  readonly degreesOfFreedom: number;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/** Mean and standard error s/√n of a sample; undefined below two values. */
export function describeMean(values: readonly number[]): MeanWithError | undefined {
  const centre = mean(values);
  const sd = sampleSd(values);
  if (centre === undefined || sd === undefined) return undefined;
  const standardError = sd / Math.sqrt(values.length);
  return { mean: centre, standardError, degreesOfFreedom: values.length - 1 };
}

/**
 * What a symmetric t interval of n values was made from: its half-width over the t quantile.
 * An interval of another kind that is wider than the t interval gives too large an error, never too small a one.
 * @throws RangeError where the confidence is not between 0 and 1.
 */
export function recoverMean(
  { estimate, lower, upper }: IntervalEstimate,
  confidence: number,
  count: number,
): MeanWithError | undefined {
  assertConfidence(confidence);
  if (count < 2 || !(upper >= lower)) return undefined;
  const degreesOfFreedom = count - 1;
  const t = tQuantile(1 - (1 - confidence) / 2, degreesOfFreedom);
  return { mean: estimate, standardError: (upper - lower) / 2 / t, degreesOfFreedom };
}

/**
 * The difference second − first with its interval (Welch, "The generalization of Student's problem when
 * several different population variances are involved", 1947), with the degrees of freedom of
 * Satterthwaite (1946); where either mean has fewer than 5, the lesser of both, which is never too many
 * (Mickey and Brown, "Bounds on the distribution functions of the Behrens-Fisher statistic", 1966). Undefined where neither mean has any error: then nothing can be said of chance.
 * @throws RangeError where the confidence is not between 0 and 1.
 */
export function compareMeans(
  first: MeanWithError,
  second: MeanWithError,
  confidence: number,
): WelchEstimate | undefined {
  assertConfidence(confidence);
  const [v, w] = [first.standardError ** 2, second.standardError ** 2];
  if (!(v + w > 0)) return undefined;
  const least = Math.min(first.degreesOfFreedom, second.degreesOfFreedom);
  const degreesOfFreedom =
    least < satterthwaiteFrom
      ? least
      : (v + w) ** 2 / (v ** 2 / first.degreesOfFreedom + w ** 2 / second.degreesOfFreedom);
  const standardError = Math.sqrt(v + w);
  const estimate = second.mean - first.mean;
  const half = tQuantile(1 - (1 - confidence) / 2, degreesOfFreedom) * standardError;
  const p = 2 * tCdf(-Math.abs(estimate) / standardError, degreesOfFreedom);
  return { estimate, lower: estimate - half, upper: estimate + half, degreesOfFreedom, p };
}
