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
 */
export function findCounterGap(counted: Omit<CountedRequests, 'variantId'>): number | undefined {
  const { counts, failureReasons, serviceCountedRequests } = counted;
  if (serviceCountedRequests === undefined) return undefined;
  const cutOff = Object.entries(failureReasons)
    .filter(([reason]) => !/^(status |body: |timed out)/.test(reason))
    .reduce((sum, [, count]) => sum + count, 0);
  const answered = counts.succeeded + counts.failed - Math.min(cutOff, counts.failed);
  const most = counts.succeeded + counts.failed + counts.timedOut + counts.inFlightAtEnd;
  return Math.max(0, answered - serviceCountedRequests, serviceCountedRequests - most);
}
