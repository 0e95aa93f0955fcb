// What counts as good, as up and as recovered, and which windows a rate of arrivals allows.
import type { FaultSettings } from '../../reports/document/faults.ts';
import type { TimedRequest } from '../measurement/request-columns.ts';

/** The settings of a run that the measures of an episode hang on. */
export type AvailabilityRule = Pick<
  FaultSettings,
  'goodWithinMs' | 'sloRatio' | 'windowMs' | 'upRatio' | 'holdMs'
>;

/** A window in which a tenth of the requests or more is not good is down. */
export const usualUpRatio = 0.9;

/** Below so many arrivals a window is unknown: neither up nor down. */
export const leastArrivals = 5;

/** Mean arrivals of a window: with fewer, one failure more or less would turn it. */
const windowArrivals = 25;

/** Mean arrivals of a hold: enough to tell a p99 of 3 % slow answers from one of 1 %. */
const holdArrivals = 500;

const windowWidthsMs = [100, 200, 250, 500, 1_000, 2_000, 5_000];
const leastHoldMs = 2_000;
const mostHoldMs = 10_000;

/**
 * The shortest window with 25 arrivals on average, and the shortest hold with 500 (2 to 10 s, whole
 * windows), so that the noise of Poisson arrivals hardly ever makes a healthy service fail a window.
 * @param rateRps arrivals a second, above 0
 */
export function chooseFaultWindows(rateRps: number): Pick<FaultSettings, 'windowMs' | 'holdMs'> {
  const wantedMs = (windowArrivals * 1_000) / rateRps;
  const windowMs = windowWidthsMs.find((widthMs) => widthMs >= wantedMs - 1e-9) ?? 5_000;
  const wantedHoldMs = (holdArrivals * 1_000) / rateRps;
  const holdMs = Math.min(mostHoldMs, Math.max(leastHoldMs, wantedHoldMs));
  return { windowMs, holdMs: Math.ceil(holdMs / windowMs - 1e-9) * windowMs };
}

/** Succeeded within the limit, counted from when it was due. */
export function isGood(
  { outcome, responseUs }: TimedRequest,
  { goodWithinMs }: Pick<AvailabilityRule, 'goodWithinMs'>,
): boolean {
  return outcome === 'succeeded' && responseUs <= goodWithinMs * 1_000;
}
