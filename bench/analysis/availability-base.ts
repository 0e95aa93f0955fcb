// What the service was like before the fault, and what is worse than that beyond chance.
import { binomialCdf } from '../stats/binomial-distribution.ts';
import { findPercentileUs, type PhaseMeasure } from './availability-phase.ts';

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
export function isP99Above(slow: number, successes: number, alpha: number): boolean {
  if (slow <= 0.01 * successes) return false;
  return 1 - binomialCdf(slow - 1, successes, 0.01) <= alpha;
}
