// Which rates a sweep tries: a fixed ladder of shares of each variant's capacity, then bisection around the limit.
import { buildGenerator, shuffle } from './random.ts';

/** Rates of the ladder as shares of the closed-loop capacity of the variant. */
export const ladderRatios: readonly number[] = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1, 1.1];

/** A bracket this narrow is not bisected any further: slices of seconds tell no more. */
export const narrowEnoughRatio = 1.05;

/** Where every rate met the limit, rates rise by this factor … */
const raiseRatio = 1.25;
/** … up to this multiple of the capacity, beyond which no closed-loop figure is that wrong. */
const mostCapacityRatio = 2;
/** Where none met it, rates are halved, down to this share of the capacity. */
const leastCapacityRatio = 0.01;

export interface SweepTarget {
  readonly variantId: string;
  /** Successes a second in a closed loop, above 0. */
  readonly capacityRps: number;
  /** Hard cap: no rate above it is ever tried. */
  readonly mostRps: number;
}

export interface SweepStep {
  readonly variantId: string;
  readonly rateRps: number;
  readonly kind: 'ladder' | 'search';
}

/** A rate that was tried, all repetitions so far pooled. */
export interface TriedRate {
  readonly variantId: string;
  readonly rateRps: number;
  readonly meetsLimit: boolean;
}

/** Where the limit lies for a variant; undefined where no rate was on that side. */
export interface RateBracket {
  readonly highestMetRps: number | undefined;
  readonly lowestFailedRps: number | undefined;
  /** Rates that failed below the bracket or met the limit above it; empty where the results are in order. */
  readonly contradictingRps: readonly number[];
}

/**
 * The bracket of a limit: of all cuts between neighbouring rates the one that the fewest results
 * contradict (a step function fitted by least misclassification), the lowest of equal ones. So one
 * unlucky slice at a low rate does not decide, and neither does a lucky one at a high rate.
 */
export function findBracket(
  tried: readonly Pick<TriedRate, 'rateRps' | 'meetsLimit'>[],
): RateBracket {
  const sorted = tried.toSorted((a, b) => a.rateRps - b.rateRps);
  let contradictions = sorted.filter(({ meetsLimit }) => meetsLimit).length;
  let best = { cut: 0, contradictions };
  sorted.forEach(({ meetsLimit }, index) => {
    contradictions += meetsLimit ? -1 : 1;
    if (contradictions < best.contradictions) best = { cut: index + 1, contradictions };
  });
  return {
    highestMetRps: sorted[best.cut - 1]?.rateRps,
    lowestFailedRps: sorted[best.cut]?.rateRps,
    contradictingRps: sorted
      .filter(({ meetsLimit }, index) => meetsLimit !== index < best.cut)
      .map(({ rateRps }) => rateRps),
  };
}

/**
 * The rate to try next for one variant: between the bracket's ends by their geometric mean; above or
 * below all rates so far where one end is missing; undefined where the bracket is within 5 %, or the
 * limit lies outside 1 % to 200 % of the capacity or above the hard cap.
 */
export function chooseNextRateRps(
  tried: readonly Pick<TriedRate, 'rateRps' | 'meetsLimit'>[],
  { capacityRps, mostRps: capRps }: Pick<SweepTarget, 'capacityRps' | 'mostRps'>,
): number | undefined {
  const { highestMetRps, lowestFailedRps } = findBracket(tried);
  if (highestMetRps !== undefined && lowestFailedRps !== undefined) {
    if (lowestFailedRps / highestMetRps <= narrowEnoughRatio) return undefined;
    const middleRps = roundRateRps(Math.sqrt(highestMetRps * lowestFailedRps));
    return middleRps > highestMetRps && middleRps < lowestFailedRps ? middleRps : undefined;
  }
  if (highestMetRps !== undefined) {
    const mostRps = Math.min(capRps, roundRateRps(mostCapacityRatio * capacityRps));
    const higherRps = Math.min(roundRateRps(highestMetRps * raiseRatio), mostRps);
    return higherRps > highestMetRps ? higherRps : undefined;
  }
  if (lowestFailedRps === undefined) return undefined;
  const lowerRps = roundRateRps(lowestFailedRps / 2);
  const isWorthTrying = lowerRps >= leastCapacityRatio * capacityRps && lowerRps < lowestFailedRps;
  return isWorthTrying ? lowerRps : undefined;
}

/** Three significant digits, so that repetitions share their rates; at least 1 a second. */
export function roundRateRps(rateRps: number): number {
  return Math.max(1, Number(rateRps.toPrecision(3)));
}

/**
 * The fixed part of a group: the ladder of every variant and the rates that earlier groups searched.
 * Each variant's rates come in a random order of its own; in each round every variant has a turn, in
 * random order, so that drift and the heat left by an overload fall on all alike.
 * @param purpose tells groups and scenarios apart.
 */
export function buildLadderSteps(
  targets: readonly SweepTarget[],
  earlier: readonly Pick<TriedRate, 'variantId' | 'rateRps'>[],
  seed: number,
  ...purpose: readonly (string | number)[]
): readonly SweepStep[] {
  const queues = targets.map(({ variantId, capacityRps, mostRps }): SweepStep[] => {
    // A service that carries more than the cap gets the whole ladder below it, not one rate many times.
    const topRps = Math.min(capacityRps, mostRps / Math.max(...ladderRatios));
    const ladder = new Set(
      ladderRatios.map((ratio) => Math.min(mostRps, roundRateRps(ratio * topRps))),
    );
    const searched = earlier
      .filter((tried) => tried.variantId === variantId && !ladder.has(tried.rateRps))
      .map(({ rateRps }) => rateRps);
    const steps: readonly SweepStep[] = [
      ...[...ladder].map((rateRps) => ({ variantId, rateRps, kind: 'ladder' as const })),
      ...[...new Set(searched)].map((rateRps) => ({ variantId, rateRps, kind: 'search' as const })),
    ];
    return shuffle(steps, buildGenerator(seed, 'sweep-rates', variantId, ...purpose));
  });
  const generator = buildGenerator(seed, 'sweep-rounds', ...purpose);
  const order: SweepStep[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    const round = queues.flatMap((queue) => queue.shift() ?? []);
    order.push(...shuffle(round, generator));
  }
  return order;
}

/** One round of the search: the next rate of every variant that still needs one, in random order. */
export function buildSearchRound(
  targets: readonly SweepTarget[],
  tried: readonly TriedRate[],
  seed: number,
  ...purpose: readonly (string | number)[]
): readonly SweepStep[] {
  const steps = targets.flatMap(({ variantId, ...target }): readonly SweepStep[] => {
    const own = tried.filter((one) => one.variantId === variantId);
    const rateRps = chooseNextRateRps(own, target);
    return rateRps === undefined ? [] : [{ variantId, rateRps, kind: 'search' }];
  });
  return shuffle(steps, buildGenerator(seed, 'sweep-search', ...purpose));
}

/** Rounds of search in a group: the first one searches, later ones repeat and correct. */
export function countSearchRounds(group: number): number {
  return group === 0 ? 4 : 1;
}
