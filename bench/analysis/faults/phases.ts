// What became of the requests that were due in one phase of an episode, and what counts as good and as a window.

import type { FaultSettings } from '../../../reports/document/faults.ts';
import type { EpisodeMarks } from '../../measurement/fault-records.ts';
import type { TimedRequest } from '../../measurement/request-columns.ts';

/** Up to the injection, up to the start of healing, and from then on. */
export type FaultPhaseName = 'before' | 'during' | 'after';

/** Requests by how they ended; good, slow, failed, timedOut, dropped and inFlight add up to intended. */
export interface PhaseMeasure {
  /** The demand: every arrival that was due, sent or not. */
  readonly intended: number;
  readonly good: number;
  /** Succeeded, but later than `goodWithinMs`. */
  readonly slow: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly dropped: number;
  readonly inFlight: number;
  /** Successes within four times `goodWithinMs`, the good ones left out: those that Apdex halves. */
  readonly tolerated: number;
  /** Response times of the successes, µs, ascending. */
  readonly successUs: readonly number[];
}

/** A request belongs to the phase that it was due in, however late it ended. */
export function splitPhases(
  requests: readonly TimedRequest[],
  { injectedMs, healedMs }: EpisodeMarks,
): Readonly<Record<FaultPhaseName, readonly TimedRequest[]>> {
  const phaseOf = ({ dueUs }: TimedRequest): FaultPhaseName =>
    dueUs < injectedMs * 1_000 ? 'before' : dueUs < healedMs * 1_000 ? 'during' : 'after';
  const { before = [], during = [], after = [] } = Object.groupBy(requests, phaseOf);
  return { before, during, after };
}

/**
 * Those due before the injection that it could not spoil: what is due within `goodWithinMs` of it may still be under way
 * when it comes. Chosen by when they were due, not by whether they had ended, so that slow ones are not sorted
 * out. All of them where the phase is no longer than that.
 * @param before requests due before the injection
 */
export function keepUndisturbed(
  before: readonly TimedRequest[],
  { injectedMs }: Pick<EpisodeMarks, 'injectedMs'>,
  { goodWithinMs }: Pick<AvailabilityRule, 'goodWithinMs'>,
): readonly TimedRequest[] {
  const kept = before.filter(({ dueUs }) => dueUs < (injectedMs - goodWithinMs) * 1_000);
  return kept.length === 0 ? before : kept;
}

/** Counts the requests of one phase. */
export function measurePhase(
  requests: readonly TimedRequest[],
  rule: Pick<AvailabilityRule, 'goodWithinMs'>,
): PhaseMeasure {
  const count = (outcome: TimedRequest['outcome']) =>
    requests.filter((request) => request.outcome === outcome).length;
  const successUs = requests
    .filter(({ outcome }) => outcome === 'succeeded')
    .map(({ responseUs }) => responseUs)
    .sort((a, b) => a - b);
  const good = requests.filter((request) => isGood(request, rule)).length;
  const within = successUs.filter((responseUs) => responseUs <= 4_000 * rule.goodWithinMs).length;
  return {
    ...{ intended: requests.length, good, slow: successUs.length - good },
    ...{ failed: count('failed'), timedOut: count('timed-out'), dropped: count('dropped') },
    ...{ inFlight: count('in-flight'), tolerated: within - good, successUs },
  };
}

/** Phases of one kind laid together, for example of several groups: never of two kinds. */
export function mergePhases(phases: readonly PhaseMeasure[]): PhaseMeasure {
  const sum = (key: Exclude<keyof PhaseMeasure, 'successUs'>) =>
    phases.reduce((total, phase) => total + phase[key], 0);
  return {
    ...{ intended: sum('intended'), good: sum('good'), slow: sum('slow') },
    ...{ failed: sum('failed'), timedOut: sum('timedOut'), dropped: sum('dropped') },
    ...{ inFlight: sum('inFlight'), tolerated: sum('tolerated') },
    successUs: phases.flatMap(({ successUs }) => successUs).sort((a, b) => a - b),
  };
}

/** Share of the demand that was good, 0 to 1; undefined where nothing was due. */
export function findAvailability({
  good,
  intended,
}: Pick<PhaseMeasure, 'good' | 'intended'>): number | undefined {
  return intended === 0 ? undefined : good / intended;
}

/** (satisfied + tolerated ÷ 2) ÷ all, errors frustrated (Apdex Alliance, 2007); undefined without demand. */
export function findApdex({ good, tolerated, intended }: PhaseMeasure): number | undefined {
  return intended === 0 ? undefined : (good + tolerated / 2) / intended;
}

/** The smallest value with at least that share of all at or below it; undefined where there is none. */
export function findPercentileUs(sortedUs: readonly number[], ratio: number): number | undefined {
  return sortedUs[Math.max(0, Math.ceil(sortedUs.length * ratio - 1e-9) - 1)];
}

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
