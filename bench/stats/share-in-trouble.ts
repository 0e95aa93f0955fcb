// How large a share of all launches may be in trouble, judged by how many of those that were seen are.
import { logGamma, regularisedIncompleteBeta } from './special-functions.ts';

/** Against rounding alone, so that a bound that is met exactly counts as met. */
const rounding = 1e-9;

/** How often, and at what errors, a share of launches is judged against `mostRatio`. */
export interface ShareRule {
  readonly kind: 'fixed' | 'group-sequential' | 'anytime';
  /** Numbers of groups at which it is looked at, ascending; not used for `anytime`. */
  readonly looks: readonly number[];
  /** Share of launches that may be in trouble, between 0 and 1. */
  readonly mostRatio: number;
  /** Chance of `within` over all looks where the true share is above `mostRatio`. */
  readonly passAlpha: number;
  /** Chance of `beyond` over all looks where it is not. */
  readonly failAlpha: number;
}

/** Groups that were seen; those of which it is not known count for neither side. */
export interface SeenGroups {
  readonly groups: number;
  readonly inTrouble: number;
  readonly unknown: number;
}

export type ShareVerdict = 'within' | 'beyond' | 'open';

/**
 * `within`: the share of all launches in trouble is at most `mostRatio`; `beyond`: it is above. Exact for independent
 * launches. At fixed looks the error is spent as early as it can be (a binomial count carried from look to look);
 * where groups are appended at will by the likelihood ratio mixed evenly over the other side (Robbins, 1970),
 * which stays below 1/α at all times with a probability of 1 − α.
 */
export function judgeShare(seen: SeenGroups, rule: ShareRule): ShareVerdict {
  const { groups, inTrouble, unknown } = seen;
  if (isWithin(inTrouble + unknown, groups, rule)) return 'within';
  return isBeyond(inTrouble, groups, rule) ? 'beyond' : 'open';
}

function isWithin(count: number, groups: number, rule: ShareRule): boolean {
  if (groups === 0) return false;
  const { kind, mostRatio, passAlpha } = rule;
  if (kind === 'anytime') {
    return computeMixtureP(count, groups, mostRatio) <= passAlpha * (1 + rounding);
  }
  const bounds = listPassBounds(listLooksUpTo(rule.looks, groups), mostRatio, passAlpha);
  return count <= (bounds.at(-1) ?? -1);
}

function isBeyond(count: number, groups: number, rule: ShareRule): boolean {
  if (groups === 0) return false;
  const { kind, mostRatio, failAlpha } = rule;
  // More in trouble than 1 − mostRatio would allow of the healthy ones: the same question from the other side.
  const healthy = groups - count;
  if (kind === 'anytime') {
    return computeMixtureP(healthy, groups, 1 - mostRatio) <= failAlpha * (1 + rounding);
  }
  const bounds = listPassBounds(listLooksUpTo(rule.looks, groups), 1 - mostRatio, failAlpha);
  return healthy <= (bounds.at(-1) ?? -1);
}

/** The looks that there were, the last of which is now: a run may end between two of them. */
function listLooksUpTo(looks: readonly number[], groups: number): readonly number[] {
  return [...looks.filter((look) => look < groups), groups];
}

/**
 * Most in trouble at each look with which a true share of `ratio` or more is excluded, −1 where none will do: all bounds
 * together err with a probability of at most alpha. The earliest look takes what it can use.
 * @param looks ascending whole numbers of groups
 */
export function listPassBounds(
  looks: readonly number[],
  ratio: number,
  alpha: number,
): readonly number[] {
  const bounds: number[] = [];
  let left = alpha * (1 + rounding);
  walkCounts(looks, ratio, (masses) => {
    let bound = -1;
    while (bound + 1 < masses.length && (masses[bound + 1] ?? 0) <= left) {
      bound += 1;
      left -= masses[bound] ?? 0;
    }
    bounds.push(bound);
    return bound;
  });
  return bounds;
}

/** Chance that a true share of `ratio` keeps one of the bounds at one of the looks, 0 to 1. */
export function computePassRatio(
  looks: readonly number[],
  bounds: readonly number[],
  ratio: number,
): number {
  let passed = 0;
  walkCounts(looks, ratio, (masses, index) => {
    const bound = bounds[index] ?? -1;
    for (let count = 0; count <= bound; count += 1) passed += masses[count] ?? 0;
    return bound;
  });
  return passed;
}

/**
 * Carries the distribution of the count from look to look; what a look returns is the count up to which the walk ends
 * there.
 */
function walkCounts(
  looks: readonly number[],
  ratio: number,
  look: (masses: readonly number[], index: number) => number,
): void {
  let masses: number[] = [1];
  let groups = 0;
  for (const [index, next] of looks.entries()) {
    for (; groups < next; groups += 1) {
      const before = masses;
      masses = Array.from(
        { length: before.length + 1 },
        (_, count) =>
          (before[count] ?? 0) * (1 - ratio) + (count > 0 ? (before[count - 1] ?? 0) * ratio : 0),
      );
    }
    const ended = look(masses, index);
    masses = masses.map((mass, count) => (count <= ended ? 0 : mass));
  }
}

/** 1 ÷ likelihood ratio of shares below `ratio`, mixed evenly, against `ratio` itself; at most 1. */
function computeMixtureP(count: number, groups: number, ratio: number): number {
  const logBeta = logGamma(count + 1) + logGamma(groups - count + 1) - logGamma(groups + 2);
  const below = regularisedIncompleteBeta(ratio, count + 1, groups - count + 1);
  const logMixed = logBeta + Math.log(below) - Math.log(ratio);
  const logNull = count * Math.log(ratio) + (groups - count) * Math.log(1 - ratio);
  return Math.min(1, Math.exp(logNull - logMixed));
}

/**
 * Upper 95 % bound on a share of which none of so many cases had any: 1 − .05^(1/n), 63 % of 3 launches and 31 % of 8
 * (Clopper and Pearson, 1934). 1 where there was no case at all.
 */
export function computeNoEventBound(cases: number, alpha = 0.05): number {
  return cases > 0 ? 1 - alpha ** (1 / cases) : 1;
}

/** Fewest groups, none in trouble, that show a share of at most `mostRatio`: 8 for a third, 29 for a tenth. */
export function findFewestClean(mostRatio: number, alpha = 0.05): number {
  return Math.ceil(Math.log(alpha) / Math.log(1 - mostRatio) - rounding);
}

/** Shares of the most that can be bet on each value; a mixture needs no tuning. */
const bets = [0.02, 0.05, 0.1, 0.25, 0.5, 0.9] as const;

/**
 * P-value of a mean of at most `limit` for independent values that are never below 0, by betting against it:
 * 1 ÷ the mean over several bets c of Π (1 + c·(x/limit − 1)) (Waudby-Smith and Ramdas, "Estimating means of bounded
 * random variables by betting", 2023). It holds however often one looks, for bursts too: two launches of eight in
 * which everything fails show that fewer than 99.9 % succeed on average. 1 without values.
 * @param values at least 0 each; @param limit at least 0
 */
export function computeMeanExceedanceP(values: readonly number[], limit: number): number {
  if (limit === 0) return values.some((value) => value > 0) ? 0 : 1;
  const logs = bets.map((bet) =>
    values.reduce((sum, value) => sum + Math.log1p(bet * (value / limit - 1)), 0),
  );
  const largest = Math.max(...logs);
  const mixed = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / bets.length;
  return Math.min(1, Math.exp(-largest) / mixed);
}
