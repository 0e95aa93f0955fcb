// Do the counts of driver and service agree: conservation, and the gap that nothing explains.
import type { RequestCounts } from '../drivers/driver.ts';

/** What a trial or a slice of a sweep counted. */
export interface CountedRequests {
  readonly variantId: string;
  readonly counts: RequestCounts;
  readonly failureReasons: Readonly<Record<string, number>>;
  /** By the service's own counter; undefined where it offers none. */
  readonly serviceCountedRequests?: number | undefined;
}

/** Conservation: every request that was scheduled ended in one way. */
export function isConserved({ counts }: Pick<CountedRequests, 'counts'>): boolean {
  return counts.scheduled === sumEnds(counts);
}

/** Requests by how they ended, added up. */
export function sumEnds(counts: RequestCounts): number {
  const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
  return succeeded + failed + timedOut + inFlightAtEnd + dropped;
}

/**
 * Requests by which the service's counter lies outside what the driver saw: at least every answer that
 * arrived, at most those and the requests whose end the driver did not see (in flight at the end, timed
 * out, cut off by a connection error). 0 where it lies inside, undefined where the service offers no count.
 * @param carried requests from before whose end the driver did not see, and that may have been counted now
 */
export function findCounterGap(counted: CountedRequests, carried = 0): number | undefined {
  const { serviceCountedRequests } = counted;
  if (serviceCountedRequests === undefined) return undefined;
  const { least, most } = findBounds(counted);
  return Math.max(0, least - serviceCountedRequests, serviceCountedRequests - most - carried);
}

/** Requests that the service may still count later, of these and of those carried before. */
export function findCarried(counted: CountedRequests, carried: number): number {
  const { least, most } = findBounds(counted);
  return Math.max(0, carried + most - Math.max(least, counted.serviceCountedRequests ?? least));
}

function findBounds({ counts, failureReasons }: CountedRequests) {
  const cutOff = Object.entries(failureReasons)
    .filter(([reason]) => !/^(status |body: |timed out)/.test(reason))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    least: counts.succeeded + counts.failed - Math.min(cutOff, counts.failed),
    most: counts.succeeded + counts.failed + counts.timedOut + counts.inFlightAtEnd,
  };
}
