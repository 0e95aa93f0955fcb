// From the slices of a sweep as recorded to its points.
import {
  type LatencyHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import type { SweepSliceRecord } from '../../measurement/records.ts';
import { median } from '../../stats/descriptive.ts';
import { isConserved, sumEnds } from '../checks/request-checks.ts';
import type { SweepPoint } from './curve.ts';

/** A variant that needs over a twentieth of its time to clear its backlog did not keep up. */
const leastPaceRatio = 0.95;

/** What its slices give of one variant and scenario; slices whose counts do not add up give none. */
export function buildSweepPoints(slices: readonly SweepSliceRecord[]): readonly SweepPoint[] {
  const measured = slices
    .filter(isConserved)
    .map((slice) => ({ slice, latency: readLatency(slice) }));
  const usualDrainMs = computeUsualDrainMs(measured);
  return measured.map(({ slice, latency }): SweepPoint => {
    const { variantId, group, rateRps, counts, durationMs, resentRequests } = slice;
    const ended = counts.succeeded + counts.failed + counts.timedOut;
    const backlogMs = Math.max(0, slice.drainMs - usualDrainMs);
    const due = sumEnds(counts);
    return {
      ...{ variantId, group, rateRps },
      achievedRps: (counts.succeeded / (durationMs + backlogMs)) * 1000,
      latencyP50Us: computeRankedLatencyUs(latency, 50),
      latencyP99Us: computeRankedLatencyUs(latency, 99),
      successRatio: due > 0 ? counts.succeeded / due : undefined,
      resent: resentRequests === undefined ? undefined : { requests: resentRequests, ended },
      saturated:
        counts.dropped > 0 ||
        counts.inFlightAtEnd > 0 ||
        durationMs / (durationMs + backlogMs) < leastPaceRatio,
      samples: latency.successes.totalCount + latency.failures.totalCount,
    };
  });
}

interface SliceLatency {
  readonly successes: LatencyHistogram;
  /** With requests that were never answered, at the time waited: the least that they would have taken. */
  readonly failures: LatencyHistogram;
}

function readLatency({ measurement }: SweepSliceRecord): SliceLatency {
  return {
    successes: mergeHistograms(measurement.routes.map(({ successLatency }) => successLatency)),
    failures: mergeHistograms(measurement.routes.map(({ failureLatency }) => failureLatency)),
  };
}

/**
 * A percentile over successes and failures, where a failure ranks behind every success however fast it
 * came; among the failures the longest wait stands for all, which is the least that users met.
 */
function computeRankedLatencyUs(
  { successes, failures }: SliceLatency,
  percentile: number,
): number | undefined {
  const all = successes.totalCount + failures.totalCount;
  const rankRatio = percentile / 100;
  const isAmongSuccesses = rankRatio * all <= successes.totalCount;
  if (isAmongSuccesses && successes.totalCount > 0) {
    return latencyAtPercentileUs(successes, (100 * rankRatio * all) / successes.totalCount);
  }
  const longest = [successes, failures].flatMap((each) => latencyAtPercentileUs(each, 100) ?? []);
  return longest.length > 0 ? Math.max(...longest) : undefined;
}

/**
 * The drain that is no backlog: at the lowest rate tried the last request alone takes its time, up to
 * the p99 there where no slow one happened to be the last.
 */
function computeUsualDrainMs(
  measured: readonly { readonly slice: SweepSliceRecord; readonly latency: SliceLatency }[],
): number {
  const lowestRps = Math.min(...measured.map(({ slice }) => slice.rateRps));
  const lowest = measured.filter(({ slice }) => slice.rateRps === lowestRps);
  const drainMs = median(lowest.map(({ slice }) => slice.drainMs)) ?? 0;
  const latencyP99Us = median(
    lowest.flatMap(({ latency }) => latencyAtPercentileUs(latency.successes, 99) ?? []),
  );
  return Math.max(drainMs, (latencyP99Us ?? 0) / 1000);
}
