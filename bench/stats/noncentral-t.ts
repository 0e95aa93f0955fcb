// The noncentral t distribution, on which the power of a t test rests.
import { logGamma } from './gamma-function.ts';
import { regularisedIncompleteBeta } from './incomplete-beta.ts';
import { normalCdf } from './normal-distribution.ts';

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
