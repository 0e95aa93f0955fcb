// Whose delay is a percentile of an open load: the service's, or that of the generator that sent late?
import { latencyPercentiles } from '../../../reports/document/metrics.ts';
import {
  decodeHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { judgeParts } from '../warning.ts';

/** Lateness below these is the clock of the operating system, whatever the service does. */
const leastLateUs = (percentile: number): number => (percentile < 99 ? 500 : 1_000);

/** A backlog that takes longer than this share of the slice to drain was building up all the while. */
const mostDrainRatio = 0.25;

/** Of the time that a slice takes to drain, the typical request of a backlog waits half; a quarter of that is for chance. */
const leastWaitRatio = 1 / 8;

/** No percentile is the generator's own. */
export const nonesLate = Number.POSITIVE_INFINITY;

export interface Lateness {
  /**
   * From this percentile on, 50 to 99.9, more than a fifth of the trials sent too late: there the figures are the
   * generator's own and no longer the service's; `nonesLate` where none is.
   */
  readonly lateFrom: number;
  /** Trials that sent too late at `lateFrom`; at any percentile up to p99 where that is `nonesLate`. */
  readonly late: number;
  /** Open-loop trials whose variant kept up with the load; what a saturated one sends waits for the service. */
  readonly judged: number;
  readonly saturated: number;
}

/**
 * Looks at all trials of an open load together, of whichever variant, so that what is left out never depends on which
 * one was slow. A latency runs from the intended start: lateness is part of it, and above `ratio` of it the figure
 * says too little of the service. A generator that shares its machine is held up for some milliseconds now and then:
 * that is the tail of a fast service, and nothing to its median.
 * @param ratio most lateness as a share of the latency at the same percentile, 0 to 1
 */
export function findLateness(trials: readonly TrialRecord[], ratio: number): Lateness {
  const open = trials.filter(({ measurement }) => measurement.sendLateness !== undefined);
  const kept = open.filter((trial) => !isSaturated(trial));
  const judged = kept.length;
  const saturated = open.length - judged;
  const firstLate = kept.map((trial) => findFirstLate(trial, ratio));
  const countLate = (percentile: number): number =>
    firstLate.filter((first) => first <= percentile).length;
  const lateFrom =
    latencyPercentiles.find(
      ({ percentile }) => judgeParts(countLate(percentile), judged) === 'failed',
    )?.percentile ?? nonesLate;
  const late = countLate(lateFrom === nonesLate ? 99 : lateFrom);
  return { lateFrom, late, judged, saturated };
}

/** The lowest percentile at which a trial sent too late, and from which on none of its percentiles is trusted. */
function findFirstLate({ measurement }: TrialRecord, ratio: number): number {
  if (measurement.sendLateness === undefined) return nonesLate;
  const lateness = decodeHistogram(measurement.sendLateness);
  const latency = mergeHistograms(measurement.routes.map((route) => route.successLatency));
  const found = latencyPercentiles.find(({ percentile }) => {
    const latenessUs = latencyAtPercentileUs(lateness, percentile) ?? 0;
    const latencyUs = latencyAtPercentileUs(latency, percentile) ?? 0;
    return latenessUs > Math.max(leastLateUs(percentile), ratio * latencyUs);
  });
  return found?.percentile ?? nonesLate;
}

/**
 * True where the arrivals of an open load came faster than the variant could answer: some could not be
 * sent at all, or a backlog was left that took more than a quarter of the slices to drain. At rate r above the
 * capacity c a slice of length d leaves (r − c)·d requests, which take (r/c − 1)·d to drain, and the typical request waits
 * half as long. Where it waits far less, a few slow answers (a delayed acknowledgement of 40 ms in slices of 30) were
 * waited for, and nothing had piled up.
 */
export function isSaturated({ measurement, counts, slices }: TrialRecord): boolean {
  if (measurement.sendLateness === undefined) return false;
  if (counts.dropped > 0) return true;
  const windowMs = slices.reduce((sum, { windowUs }) => sum + windowUs / 1000, 0);
  const drainMs = slices.reduce((sum, slice) => sum + (slice.drainMs ?? 0), 0);
  if (drainMs <= mostDrainRatio * windowMs) return false;
  const latency = mergeHistograms(measurement.routes.map((route) => route.successLatency));
  const typicalUs = latencyAtPercentileUs(latency, 50);
  return typicalUs === undefined || typicalUs / 1000 >= (leastWaitRatio * drainMs) / slices.length;
}
