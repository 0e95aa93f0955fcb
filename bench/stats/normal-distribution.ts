// The standard normal distribution: density, distribution function, quantile.

const sqrtTwoPi = Math.sqrt(2 * Math.PI);

/** Above this many standard deviations the continued fraction is the quicker way. */
const tailFrom = 3;

/** Density of the standard normal distribution at z. */
export function normalPdf(z: number): number {
  return Math.exp((-z * z) / 2) / sqrtTwoPi;
}

/**
 * P(Z ≤ z) for a standard normal Z: the series of Abramowitz and Stegun 26.2.11 in the middle and
 * the continued fraction 26.2.14 in the tails; absolute error near 1e-15.
 */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  return z > -tailFrom ? 0.5 - middleArea(-z) : lowerTail(-z);
}

function middleArea(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return normalPdf(z) * sum;
}

function lowerTail(z: number): number {
  let fraction = 0;
  for (let depth = 120; depth >= 1; depth -= 1) fraction = depth / (z + fraction);
  return normalPdf(z) / (z + fraction);
}

/**
 * The z below which a share p of the standard normal distribution lies: the rational start of
 * Abramowitz and Stegun 26.2.23 (error below 4.5e-4), polished by three Newton steps on normalCdf.
 * @param probability above 0 and below 1, else RangeError.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A quantile's probability lies between 0 and 1, not ${probability}.`);
  }
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = above / below - t;
  for (let step = 0; step < 3; step += 1) z -= (normalCdf(z) - probability) / normalPdf(z);
  return z;
}
