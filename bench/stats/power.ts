// The power of the paired t test: groups needed for an effect, and the effect that groups can show.
import { noncentralTCdf } from './noncentral-t.ts';
import { tQuantile } from './t-distribution.ts';

/** A number of groups above this is no advice. */
const mostGroups = 100_000;

/** An effect of more standard errors than this counts as this many, which only takes power away. */
const mostNoncentrality = 10_000;

/** What a question about power leaves fixed; sd and effect on the same (logarithmic) scale. */
export interface PowerQuestion {
  /** Of the difference of one group, at least 0. For two trials of equal spread it is √2 times theirs. */
  readonly sd: number;
  /** Level of the two-sided test, between 0 and 1. */
  readonly alpha: number;
  /** Probability of finding the effect, above alpha and below 1. */
  readonly power: number;
}

/** P(|T| > t(1 − α/2)) with n − 1 degrees of freedom and noncentrality δ = θ·√n/σ. */
function findPower(groups: number, noncentrality: number, alpha: number): number {
  const critical = tQuantile(1 - alpha / 2, groups - 1);
  const delta = Math.min(noncentrality, mostNoncentrality);
  const above = 1 - noncentralTCdf(critical, groups - 1, delta);
  return above + noncentralTCdf(-critical, groups - 1, delta);
}

function assertQuestion({ sd, alpha, power }: PowerQuestion): void {
  if (!(sd >= 0 && alpha > 0 && alpha < power && power < 1)) {
    throw new RangeError(`No power analysis with sd=${sd}, alpha=${alpha}, power=${power}.`);
  }
}

/**
 * Fewest groups, at least 2, with which a two-sided paired t test finds the effect with the power
 * asked for, from the noncentral t distribution (Owen, "The power of Student's t-test", 1965);
 * undefined for an effect of 0 or where more than 100,000 would be needed.
 * @param effect the true difference, in the unit of sd; its sign does not matter.
 */
export function findGroupsForPower(
  question: PowerQuestion & { readonly effect: number },
): number | undefined {
  assertQuestion(question);
  const size = Math.abs(question.effect);
  if (!(size > 0)) return undefined;
  if (question.sd === 0) return 2;
  const suffices = (groups: number): boolean =>
    findPower(groups, (size * Math.sqrt(groups)) / question.sd, question.alpha) >= question.power;
  let enough = 2;
  while (!suffices(enough)) {
    enough *= 2;
    if (enough > mostGroups) return undefined;
  }
  let tooFew = Math.max(1, Math.floor(enough / 2));
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (suffices(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/**
 * The true difference, in the unit of sd, that a two-sided paired t test on so many groups finds with
 * the power asked for (same source); undefined below 2 groups, and where it would be more than 10,000
 * standard errors. On a scale of logarithms it is the ratio e^effect − 1.
 */
export function findLeastDetectableEffect(
  question: PowerQuestion & { readonly groups: number },
): number | undefined {
  assertQuestion(question);
  const { groups, sd, alpha, power } = question;
  if (!(groups >= 2)) return undefined;
  const noncentrality = findLeastNoncentrality(groups, alpha, power);
  return noncentrality && (noncentrality * sd) / Math.sqrt(groups);
}

/** A run asks for the same one hundreds of times, and each takes thousands of terms. */
const knownNoncentralities = new Map<string, number | undefined>();

/** Effect in standard errors that so many groups find; undefined above 10,000. */
function findLeastNoncentrality(groups: number, alpha: number, power: number): number | undefined {
  const key = `${groups} ${alpha} ${power}`;
  if (knownNoncentralities.has(key)) return knownNoncentralities.get(key);
  const found = searchNoncentrality(groups, alpha, power);
  knownNoncentralities.set(key, found);
  return found;
}

function searchNoncentrality(groups: number, alpha: number, power: number): number | undefined {
  const suffices = (noncentrality: number): boolean =>
    findPower(groups, noncentrality, alpha) >= power;
  let high = 1;
  while (!suffices(high)) {
    high *= 2;
    if (high > mostNoncentrality) return undefined;
  }
  let low = 0;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}
