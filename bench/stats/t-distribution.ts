// Student's t distribution: distribution function and quantile.

import { normalQuantile } from './normal-distribution.ts';
import { logGamma, regularisedIncompleteBeta } from './special-functions.ts';

/**
 * P(T ≤ t) with the given degrees of freedom, from I_x(ν/2, ½) with x = ν/(ν + t²)
 * (Abramowitz and Stegun 26.7.1).
 * @param degreesOfFreedom above 0, not necessarily whole.
 */
export function tCdf(t: number, degreesOfFreedom: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t);
  const tail = 0.5 * regularisedIncompleteBeta(x, degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

function tPdf(t: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const logScale =
    logGamma(half + 0.5) - logGamma(half) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
  return Math.exp(logScale - (half + 0.5) * Math.log1p((t * t) / degreesOfFreedom));
}

/**
 * The t below which a share p lies: Newton steps on tCdf from the normal quantile, inside a bracket
 * that halves wherever a step would leave it.
 * @param probability above 0 and below 1; degreesOfFreedom above 0, else RangeError.
 */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1 && degreesOfFreedom > 0)) {
    throw new RangeError(`No t quantile at p=${probability} with ${degreesOfFreedom} degrees.`);
  }
  if (probability === 0.5) return 0;
  // Solved in the lower tail, where a small probability keeps its digits.
  if (probability > 0.5) return -tQuantile(1 - probability, degreesOfFreedom);
  let high = 0;
  let low = Math.min(-1, 2 * normalQuantile(probability));
  while (tCdf(low, degreesOfFreedom) > probability) low *= 2;
  let t = (low + high) / 2;
  for (let step = 0; step < 200; step += 1) {
    const excess = tCdf(t, degreesOfFreedom) - probability;
    if (excess > 0) high = t;
    else low = t;
    const newton = t - excess / tPdf(t, degreesOfFreedom);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-14 * Math.abs(t)) return next;
    t = next;
  }
  return t;
}
