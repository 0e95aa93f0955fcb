// The logarithm of the gamma function, which the t distribution stands on.

/** Bernoulli terms B₂ₖ / (2k(2k − 1)) of the Stirling series. */
const stirlingTerms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** From here on seven terms of the series are exact to double precision. */
const shiftTo = 12;

/**
 * ln Γ(x) by the Stirling series (DLMF 5.11.1) after shifting x up by Γ(x + 1) = x·Γ(x).
 * @param x above 0, else RangeError; relative error near 1e-15.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma is defined above 0, not at ${x}.`);
  let product = 1;
  let shifted = x;
  while (shifted < shiftTo) {
    product *= shifted;
    shifted += 1;
  }
  let series = 0;
  for (const term of stirlingTerms.toReversed()) series = series / (shifted * shifted) + term;
  const stirling =
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series / shifted;
  return stirling - Math.log(product);
}
