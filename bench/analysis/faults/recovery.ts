// Time to recover: what the service was like before the fault, and from when on it is, and stays, as it was.
import type { EpisodeMarks } from '../../measurement/fault-records.ts';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { binomialCdf } from '../../stats/binomial-distribution.ts';
import {
  type AvailabilityRule,
  findPercentileUs,
  leastArrivals,
  type PhaseMeasure,
} from './phases.ts';
import { buildWindows, type RequestWindow, type SeenTime } from './windows.ts';

/** x: how much longer p99 may be than before, and how much goodput may be missing in a window. */
const latencyMarginRatio = 0.5;
const goodputMarginRatio = 0.1;

/** A p99 that grew by less than this is no failure, whatever its ratio: from 1 to 1.3 ms nobody suffers. */
const latencyFloorMs = 10;

/** ε: how much lower availability may be over a hold. */
const availabilityMarginRatio = 0.01;

/** Chance that a window or a hold of a healthy service fails one criterion; a hold has two a window and two more. */
const chanceAlpha = 1e-4;

/** What a stretch of load showed. */
interface Stretch {
  readonly intended: number;
  readonly good: number;
  readonly successes: number;
  /** Successes above the limit of latency. */
  readonly slow: number;
}

/**
 * The first t from the START of healing on such that throughout [t, t + hold]
 * - no window has less than (1 − 0.1) of the goodput before,
 * - no window has a p99 above 1.5 times that before (10 ms more are always allowed), nor has the whole hold,
 * - and the whole hold has an availability of at least that before − 0.01,
 * each beyond what chance makes of a service that is as before, since a window holds a few dozen arrivals only.
 * From the start, not the end of healing: where healing starts a killed service again, users wait for that, too,
 * and a service that starts slowly must not look as quick as another. 0 is at once. Windows below 5 arrivals
 * say nothing. Censored where no hold was seen, at the last t whose hold would have ended in time; undefined
 * where there is nothing to compare with. @param requests in the order of their due times
 */
export function findRecovery(
  requests: readonly TimedRequest[],
  { healedMs, endedMs }: EpisodeMarks,
  base: ServiceBase | undefined,
  rule: AvailabilityRule,
): SeenTime | undefined {
  if (base === undefined) return undefined;
  const { windowMs, holdMs } = rule;
  const grid = { anchorMs: healedMs, fromMs: healedMs, toMs: endedMs, widthMs: windowMs };
  const limitUs = findLatencyLimitUs(base);
  const stretches = buildWindows(requests, grid, rule).map((each) => describe(each, limitUs));
  const isFit = stretches.map((stretch) => isWindowFit(stretch, base));
  const length = Math.max(1, Math.ceil(holdMs / windowMs - 1e-9));
  for (let start = 0; start + length <= stretches.length; start += 1) {
    if (!isFit.slice(start, start + length).every(Boolean)) continue;
    if (isHoldFit(addUp(stretches.slice(start, start + length)), base))
      return { kind: 'ended', ms: start * windowMs };
  }
  return { kind: 'censored', atLeastMs: Math.max(0, (stretches.length - length) * windowMs) };
}

function findLatencyLimitUs({ latencyP99Us }: ServiceBase): number {
  if (latencyP99Us === undefined) return Number.POSITIVE_INFINITY;
  return Math.max((1 + latencyMarginRatio) * latencyP99Us, latencyP99Us + latencyFloorMs * 1_000);
}

function describe({ intended, good, requests }: RequestWindow, limitUs: number): Stretch {
  const successes = requests.filter(({ outcome }) => outcome === 'succeeded');
  const slow = successes.filter(({ responseUs }) => responseUs > limitUs).length;
  return { intended, good, successes: successes.length, slow };
}

function addUp(stretches: readonly Stretch[]): Stretch {
  const sum = (key: keyof Stretch) => stretches.reduce((total, each) => total + each[key], 0);
  return {
    ...{ intended: sum('intended'), good: sum('good') },
    ...{ successes: sum('successes'), slow: sum('slow') },
  };
}

function isWindowFit(stretch: Stretch, base: ServiceBase): boolean {
  if (stretch.intended < leastArrivals) return true;
  const limitRatio = (1 - goodputMarginRatio) * base.availabilityRatio;
  return (
    !isWorseThanBase(stretch, limitRatio, base, chanceAlpha) &&
    !isP99Above(stretch.slow, stretch.successes, chanceAlpha)
  );
}

/** A hold without enough arrivals shows nothing, so it is none. */
function isHoldFit(stretch: Stretch, base: ServiceBase): boolean {
  if (stretch.intended < leastArrivals) return false;
  const limitRatio = base.availabilityRatio - availabilityMarginRatio;
  return (
    !isWorseThanBase(stretch, limitRatio, base, chanceAlpha) &&
    !isP99Above(stretch.slow, stretch.successes, chanceAlpha)
  );
}

/** The service before the fault. */
export interface ServiceBase {
  /** Share of good arrivals, 0 to 1. */
  readonly availabilityRatio: number;
  /**
   * The same with one good and one bad arrival added (Laplace's rule of succession), at most the share itself:
   * 500 good ones of 500 do not prove that none will ever fail.
   */
  readonly cautiousRatio: number;
  /** Undefined without a success. */
  readonly latencyP99Us: number | undefined;
}

/**
 * Undefined where nothing was due, or nothing good, before the fault: then nothing can be compared with it.
 * @param undisturbed what was due before the fault and could not be spoilt by it
 */
export function findServiceBase(undisturbed: PhaseMeasure): ServiceBase | undefined {
  const { good, intended, successUs } = undisturbed;
  if (good === 0) return undefined;
  const availabilityRatio = good / intended;
  return {
    availabilityRatio,
    cautiousRatio: Math.min(availabilityRatio, (good + 1) / (intended + 2)),
    latencyP99Us: findPercentileUs(successUs, 0.99),
  };
}

/**
 * True where the share of good arrivals lies below a limit, and a service as before would show so few of them
 * with a probability of at most alpha. The share of the arrivals, not good ones a second, is compared: arrivals come
 * at random times, and their noise says nothing of the service.
 */
export function isWorseThanBase(
  { good, intended }: { readonly good: number; readonly intended: number },
  limitRatio: number,
  { cautiousRatio }: ServiceBase,
  alpha: number,
): boolean {
  if (good >= limitRatio * intended) return false;
  return binomialCdf(good, intended, cautiousRatio) <= alpha;
}

/**
 * True where more than 1 % of the successes were slower than a limit, and where exactly 1 % are, so many would be
 * seen with a probability of at most alpha: the p99 surely lies above the limit.
 */
function isP99Above(slow: number, successes: number, alpha: number): boolean {
  if (slow <= 0.01 * successes) return false;
  return 1 - binomialCdf(slow - 1, successes, 0.01) <= alpha;
}
