// Which rates a search for the capacity within an SLO tries: two around where it is expected, then where one more tells most.
import { estimateThreshold, listContradictions, type ThresholdRange } from '../stats/threshold.ts';
import { buildGenerator, shuffle } from './random.ts';
import { roundRateRps, type SweepStep, type SweepTarget } from './sweep-search.ts';

/** Slices of a variant in the first group, which knows only what a closed loop carries, and in each later one. */
const firstSearchSlices = 10;
export const laterSearchSlices = 8;
/** More, where the results of a group do not agree yet. */
const extraSlices = 4;

/** A capacity whose ln is known no better than this is not known. */
const mostLogSd = 0.1;

/** The capacity is searched for from this share of the closed-loop capacity on, to this multiple of it or of what was kept. */
const leastShare = 0.02;
const mostShare = 2;

/** The first rate of a group, as a share of the closed-loop capacity: it tells how long the last answer takes without a backlog. */
const referenceShare = 0.1;
/** The next two, below and above, as shares of the closed-loop capacity or of what earlier groups found. */
const bracketOfClosed = [0.5, 1.1];
const bracketOfEarlier = [0.8, 1.25];

/** A rate that was tried in the group at hand; void where the slice says nothing of the service. */
export interface SearchTrial {
  readonly variantId: string;
  readonly rateRps: number;
  readonly outcome: 'met' | 'failed' | 'void';
}

export interface CapacityTarget extends SweepTarget {
  /** Median over the earlier groups that found one. */
  readonly earlierRps: number | undefined;
}

/**
 * The range of a variant's search in a group. It reaches beyond all rates that were kept, as far as the cap: the
 * figure of the closed loop may be far too low.
 */
function chooseSearchRange(
  { capacityRps, mostRps }: Pick<SweepTarget, 'capacityRps' | 'mostRps'>,
  trials: readonly Omit<SearchTrial, 'variantId'>[],
): ThresholdRange {
  const kept = trials.filter(({ outcome }) => outcome === 'met').map(({ rateRps }) => rateRps);
  const most = Math.min(mostShare * Math.max(capacityRps, ...kept), mostRps);
  return { least: Math.min(leastShare * capacityRps, most / 2), most };
}

/**
 * One round of a group: the next rate of every variant that has slices left, in random order. Where to look is
 * chosen by what earlier groups found; what a group finds rests on its own slices alone.
 * @param trials of this group so far @param purpose tells groups and scenarios apart
 */
export function buildCapacityRound(
  targets: readonly CapacityTarget[],
  trials: readonly SearchTrial[],
  seed: number,
  round: number,
  ...purpose: readonly (string | number)[]
): readonly SweepStep[] {
  const steps = targets.flatMap((target): readonly SweepStep[] => {
    const { variantId } = target;
    const own = trials.filter((trial) => trial.variantId === variantId);
    const rateRps = chooseNextRps(target, own, seed, purpose);
    const kind = own.length === 0 ? 'ladder' : 'search';
    return rateRps === undefined ? [] : [{ variantId, rateRps, kind }];
  });
  return shuffle(steps, buildGenerator(seed, 'capacity-round', round, ...purpose));
}

function chooseNextRps(
  target: CapacityTarget,
  own: readonly SearchTrial[],
  seed: number,
  purpose: readonly (string | number)[],
): number | undefined {
  const usual = target.earlierRps === undefined ? firstSearchSlices : laterSearchSlices;
  if (own.length >= usual + extraSlices) return undefined;
  const range = chooseSearchRange(target, own);
  const planned = [referenceShare * target.capacityRps, ...chooseBracket(target, seed, purpose)];
  const fixedRps = planned[own.length];
  if (fixedRps !== undefined) return clampRate(fixedRps, range);
  const told = toThresholdTrials(own);
  const { value, logSd } = estimateThreshold(told, lowerRange(range, own));
  const nextRps = clampRate(value, range);
  const isTried = own.some(({ rateRps }) => rateRps === nextRps);
  const isSettled = isOneSided(told) ? isTried : logSd <= mostLogSd / 2;
  return own.length >= usual && isSettled ? undefined : nextRps;
}

/** Where slices said nothing, the same rate would say nothing again: the next ones lie below. */
function lowerRange(range: ThresholdRange, own: readonly SearchTrial[]): ThresholdRange {
  const silent = own.filter(({ outcome }) => outcome === 'void').map(({ rateRps }) => rateRps);
  const most = Math.min(range.most, ...silent);
  return most > range.least ? { ...range, most } : range;
}

/** Every slice on one side: more of them tell something as long as they come nearer to the end of the range. */
function isOneSided(trials: readonly { readonly met: boolean }[]): boolean {
  return new Set(trials.map(({ met }) => met)).size < 2;
}

/** What the slices of one group come to. */
export interface CapacityFound {
  readonly status: 'estimated' | 'above' | 'below' | 'unsettled' | 'unknown';
  /** Undefined unless `estimated`. */
  readonly rateRps: number | undefined;
  readonly contradictions: number;
}

/**
 * The capacity by the slices of one group. It lies above or below where every rate was kept or none, and where what
 * is known of it reaches to the end of the range: an unlucky slice must not turn the end into a figure.
 */
export function findCapacity(
  target: Pick<SweepTarget, 'capacityRps' | 'mostRps'>,
  trials: readonly Omit<SearchTrial, 'variantId'>[],
): CapacityFound {
  const told = toThresholdTrials(trials);
  const range = chooseSearchRange(target, trials);
  const { value, logSd } = estimateThreshold(told, range);
  const margin = Math.exp(2 * logSd);
  const contradictions = listContradictions(told, value).length;
  const found = (status: CapacityFound['status']): CapacityFound => ({
    ...{ status, contradictions, rateRps: status === 'estimated' ? value : undefined },
  });
  if (told.length === 0) return found('unknown');
  const [kept, failed] = [true, false].map((met) => told.some((trial) => trial.met === met));
  if (kept && (!failed || value * margin >= range.most)) return found('above');
  if (failed && (!kept || value / margin <= range.least)) return found('below');
  return found(logSd <= mostLogSd ? 'estimated' : 'unsettled');
}

/** Slices that say something, as trials of a threshold. */
function toThresholdTrials(trials: readonly Omit<SearchTrial, 'variantId'>[]) {
  return trials.flatMap(({ rateRps, outcome }) =>
    outcome === 'void' ? [] : [{ value: rateRps, met: outcome === 'met' }],
  );
}

/** Below and above, which comes first by chance. */
function chooseBracket(
  { variantId, capacityRps, earlierRps }: CapacityTarget,
  seed: number,
  purpose: readonly (string | number)[],
): readonly number[] {
  const ends =
    earlierRps === undefined
      ? bracketOfClosed.map((share) => share * capacityRps)
      : bracketOfEarlier.map((share) => share * earlierRps);
  return shuffle(ends, buildGenerator(seed, 'capacity-bracket', variantId, ...purpose));
}

function clampRate(rateRps: number, { least, most }: ThresholdRange): number {
  return roundRateRps(Math.min(most, Math.max(least, rateRps)));
}
