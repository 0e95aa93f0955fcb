// Special functions that the distributions stand on: ln Γ and the incomplete beta function.
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

const smallest = 1e-300;
const mostTerms = 1_000;

/**
 * I_x(a, b), the share of a beta distribution below x.
 * Continued fraction DLMF 8.17.22, evaluated by the modified Lentz method (Thompson and Barnett,
 * 1986); the symmetry I_x(a, b) = 1 − I_{1−x}(b, a) (DLMF 8.17.4) keeps it where it converges fast.
 * @param x 0 to 1; a and b above 0, else RangeError.
 */
export function regularisedIncompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(`The incomplete beta function is not defined at x=${x}, a=${a}, b=${b}.`);
  }
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - belowByFraction(1 - x, b, a);
  return belowByFraction(x, a, b);
}

function belowByFraction(x: number, a: number, b: number): number {
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let term = 1; term <= mostTerms; term += 1) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    value *= denominator * numerator;
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const change = denominator * numerator;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value;
}

/** Keeps a divisor of the Lentz method off zero, as its authors advise. */
function awayFromZero(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}
