// The power of the paired t test: the effect that groups can show.

import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { logGamma, regularisedIncompleteBeta } from './special-functions.ts';
import { tQuantile } from './t-distribution.ts';

/** An effect of more standard errors than this counts as this many, which only takes power away. */
const mostNoncentrality = 10_000;

/** A question about power; sd on the scale of logarithms, as the effect is. */
interface LeastEffectQuestion {
  /** Of the difference of one group, at least 0. For two trials of equal spread it is √2 times theirs. */
  readonly sd: number;
  /** Level of the two-sided test, between 0 and 1. */
  readonly alpha: number;
  /** Probability of finding the effect, above alpha and below 1. */
  readonly power: number;
  readonly groups: number;
  /**
   * Of the estimate that `sd` is, one less than its groups: power is then the mean over what the true sd may be, since
   * an effect of 1.2 sd is found less often where the sd came out small by chance. Absent: the sd is the true one.
   */
  readonly sdDegreesOfFreedom?: number;
  /** The test that asks for the same sign of all groups, as the signed-rank test does at its smallest level. */
  readonly needsAllSigns?: boolean;
}

/** P(all of so many normal values have one sign) at this effect in standard errors of their mean. */
function computeAllSignsPower(groups: number, noncentrality: number): number {
  const each = noncentrality / Math.sqrt(groups);
  return normalCdf(each) ** groups + normalCdf(-each) ** groups;
}

/** P(|T| > t(1 − α/2)) with n − 1 degrees of freedom and noncentrality δ = θ·√n/σ. */
function computePower(groups: number, noncentrality: number, alpha: number): number {
  const critical = tQuantile(1 - alpha / 2, groups - 1);
  const delta = Math.min(noncentrality, mostNoncentrality);
  const above = 1 - noncentralTCdf(critical, groups - 1, delta);
  return above + noncentralTCdf(-critical, groups - 1, delta);
}

function assertQuestion({ sd, alpha, power }: LeastEffectQuestion): void {
  if (!(sd >= 0 && alpha > 0 && alpha < power && power < 1)) {
    throw new RangeError(`No power analysis with sd=${sd}, alpha=${alpha}, power=${power}.`);
  }
}

/**
 * The true difference, in the unit of sd, that a two-sided paired t test on so many groups finds with
 * the power asked for, from the noncentral t distribution (Owen, "The power of Student's t-test", 1965);
 * undefined below 2 groups, and where it would be more than 10,000 standard errors. On a scale of logarithms it is the ratio e^effect − 1.
 */
export function computeLeastDetectableEffect(question: LeastEffectQuestion): number | undefined {
  assertQuestion(question);
  const { groups, sd } = question;
  if (!(groups >= 2)) return undefined;
  const noncentrality = computeLeastNoncentrality(question);
  return noncentrality && (noncentrality * sd) / Math.sqrt(groups);
}

/** Enough for the mean power to within a point. */
const spreadSteps = 15;

/**
 * Estimated ÷ true sd at equally likely places: √(χ²/ν), its quantiles by Wilson and Hilferty ("The distribution of
 * chi-square", 1931), which are within 1 % from 3 degrees on.
 */
function listSpreads(degrees: number): readonly number[] {
  const part = 2 / (9 * degrees);
  return Array.from({ length: spreadSteps }, (_, step) => {
    const z = normalQuantile((step + 0.5) / spreadSteps);
    return Math.max(0, 1 - part + z * Math.sqrt(part)) ** 1.5;
  });
}

/** A run asks for the same one hundreds of times, and each takes thousands of terms. */
const knownNoncentralities = new Map<string, number | undefined>();

/** Effect in standard errors that so many groups find; undefined above 10,000. */
function computeLeastNoncentrality(question: LeastEffectQuestion): number | undefined {
  const { groups, alpha, power, sdDegreesOfFreedom, needsAllSigns } = question;
  const key = [groups, alpha, power, sdDegreesOfFreedom, needsAllSigns].join(' ');
  if (knownNoncentralities.has(key)) return knownNoncentralities.get(key);
  const found = searchNoncentrality(question);
  knownNoncentralities.set(key, found);
  return found;
}

function searchNoncentrality({
  groups,
  alpha,
  power,
  sdDegreesOfFreedom,
  needsAllSigns,
}: LeastEffectQuestion): number | undefined {
  const spreads = sdDegreesOfFreedom === undefined ? [1] : listSpreads(sdDegreesOfFreedom);
  const suffices = (noncentrality: number): boolean => {
    let sum = 0;
    for (const spread of spreads) {
      const effect = noncentrality * spread;
      sum +=
        needsAllSigns === true
          ? computeAllSignsPower(groups, effect)
          : computePower(groups, effect, alpha);
    }
    return sum / spreads.length >= power;
  };
  let [low, high] = [0, 1];
  while (!suffices(high)) {
    if (high === mostNoncentrality) return undefined;
    [low, high] = [high, Math.min(2 * high, mostNoncentrality)];
  }
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How many standard deviations of the Poisson weights on either side are summed. */
const reach = 9;

/**
 * P(T ≤ t) for T = (Z + δ)/√(χ²/ν): for t ≥ 0 it is Φ(−δ) + ½ Σ [pⱼ·I_x(j + ½, ν/2) +
 * qⱼ·I_x(j + 1, ν/2)] with x = t²/(ν + t²), Poisson weights pⱼ of mean δ²/2 and their half-step
 * neighbours qⱼ (Lenth, algorithm AS 243, 1989). Only the terms that weigh anything are summed, so a
 * large δ does not underflow; their number grows with |δ|. Absolute error below 1e-10 up to |δ| = 100.
 * @param degreesOfFreedom above 0, else RangeError.
 */
export function noncentralTCdf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`A t distribution has degrees of freedom, not ${degreesOfFreedom}.`);
  }
  if (t < 0) return 1 - noncentralTCdf(-t, degreesOfFreedom, -noncentrality);
  const below = normalCdf(-noncentrality);
  if (t === 0) return below;
  const weightMean = noncentrality ** 2 / 2;
  const p = sumTerms(t, degreesOfFreedom, weightMean, 0.5);
  const q = noncentrality === 0 ? 0 : sumTerms(t, degreesOfFreedom, weightMean, 1);
  const value = below + (p + Math.sign(noncentrality) * q) / 2;
  return Math.min(1, Math.max(0, value));
}

/**
 * Σ w(j)·I_x(j + offset, ν/2) with w(j) = e^(−λ)·λ^k/Γ(k + 1) at k = j + offset − ½. The beta
 * function steps up by I_x(a + 1, b) = I_x(a, b) − x^a(1 − x)^b/(a·B(a, b)) (DLMF 8.17.20).
 */
function sumTerms(t: number, degrees: number, weightMean: number, offset: 0.5 | 1): number {
  const b = degrees / 2;
  const x = (t * t) / (degrees + t * t);
  const span = reach * Math.sqrt(weightMean) + 2 * reach;
  const first = Math.max(0, Math.floor(weightMean - span));
  const last = Math.ceil(weightMean + span);
  let a = first + offset;
  let power = a - 0.5;
  let weight =
    power === 0
      ? Math.exp(-weightMean)
      : Math.exp(power * Math.log(weightMean) - weightMean - logGamma(power + 1));
  let share = regularisedIncompleteBeta(x, a, b);
  let step = Math.exp(
    a * Math.log(x) +
      b * Math.log(degrees / (degrees + t * t)) +
      logGamma(a + b) -
      logGamma(a + 1) -
      logGamma(b),
  );
  let sum = 0;
  for (let j = first; j <= last; j += 1) {
    sum += weight * share;
    share = Math.max(0, share - step);
    step *= (x * (a + b)) / (a + 1);
    a += 1;
    power += 1;
    weight *= weightMean / power;
  }
  return sum;
}
