// Counts of one slice, whole and in its window, that must add up.
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { RequestCounts, RouteCounts, SliceOutcome } from '../driver.ts';
import type { RequestEnd } from './request-end.ts';
import type { WindowRecorder } from './trial-recorder.ts';

export type { RequestEnd };

/** What of a slice's outcome a recorder knows. */
export type SliceFigures = Pick<
  SliceOutcome,
  | 'sliceCounts'
  | 'windowCounts'
  | 'latencyP50Us'
  | 'failureReasons'
  | 'routeCounts'
  | 'checkedBodies'
  | 'wrongBodies'
>;

export interface SliceRecorder {
  /** A request was sent (closed loop), or its arrival was due (open loop). */
  schedule(): void;
  end(request: RequestEnd): void;
  /**
   * An arrival that was due could not be sent.
   * @param dueInWindowMs when it was due, after the window's start; undefined where not in the window
   */
  drop(reason: string, dueInWindowMs: number | undefined): void;
  /** @param reason counted among the failure reasons; for a check that is of no request of its own */
  countBodyCheck(wrong: boolean, reason?: string): void;
  /** @param inFlightAtEnd counted by the driver itself, so that the sum is a real test */
  figures(inFlightAtEnd: number): SliceFigures;
}

type MutableCounts = { -readonly [K in keyof RequestCounts]: RequestCounts[K] };

/**
 * @param recorded takes the requests of the window; undefined for a warm-up, which is not recorded.
 * @param successes emptied and used for the latencies of the window; whoever records slice after slice hands the same one
 *   in each time, since memory of this size a slice makes the garbage collector stop the generator for milliseconds
 * @param byRoute whether requests are counted by route as well, which a trial's measurement tells of recorded ones
 */
export function createSliceRecorder(
  recorded: WindowRecorder | undefined,
  successes: LatencyRecorder = createLatencyRecorder(),
  byRoute = recorded === undefined,
): SliceRecorder {
  const slice = emptyCounts();
  const window = emptyCounts();
  const reasons = new FailureReasons();
  const routes = byRoute ? new RouteCounters() : undefined;
  successes.reset();
  let checkedBodies = 0;
  let wrongBodies = 0;

  return {
    schedule() {
      slice.scheduled += 1;
    },
    end(request) {
      slice[request.kind] += 1;
      if (request.reason !== undefined) reasons.count(request.reason);
      routes?.count(request.route, request.kind === 'succeeded');
      if (!request.inWindow) return;
      window.scheduled += 1;
      window[request.kind] += 1;
      if (request.kind === 'succeeded') successes.record(request.responseTimeUs);
      recorded?.record(request);
    },
    drop(reason, dueInWindowMs) {
      slice.dropped += 1;
      reasons.count(reason);
      if (dueInWindowMs === undefined) return;
      window.scheduled += 1;
      window.dropped += 1;
      recorded?.recordDrop(dueInWindowMs);
    },
    countBodyCheck(wrong, reason) {
      checkedBodies += 1;
      if (reason !== undefined) reasons.count(reason);
      if (wrong) wrongBodies += 1;
    },
    figures: (inFlightAtEnd) => ({
      sliceCounts: { ...slice, inFlightAtEnd },
      windowCounts: { ...window },
      latencyP50Us: successes.percentileUs(50),
      failureReasons: reasons.toRecord(),
      ...(routes !== undefined && { routeCounts: routes.toRecord() }),
      checkedBodies,
      wrongBodies,
    }),
  };
}

/** How counts fail to add up, for `caveats`; undefined where they do. */
export function describeImbalance(counts: RequestCounts): Message | undefined {
  const { scheduled, succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
  const accounted = succeeded + failed + timedOut + inFlightAtEnd + dropped;
  if (scheduled === accounted) return undefined;
  return writeMessage('caveat-imbalance', { scheduled, accounted });
}

function emptyCounts(): MutableCounts {
  return { scheduled: 0, succeeded: 0, failed: 0, timedOut: 0, inFlightAtEnd: 0, dropped: 0 };
}

/** Reasons hold texts of the scenario and of answers, of which each may be another one. */
const mostReasons = 50;
const otherReasons = 'other reasons';

export class FailureReasons {
  readonly #counts = new Map<string, number>();

  count(reason: string, times = 1): void {
    const counts = this.#counts;
    const key = counts.has(reason) || counts.size < mostReasons ? reason : otherReasons;
    counts.set(key, (counts.get(key) ?? 0) + times);
  }

  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

/** The reasons of several slices together, as few of them as of one. */
export function addReasons(
  all: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const sum = new FailureReasons();
  for (const [reason, times] of all.flatMap((counts) => Object.entries(counts)))
    sum.count(reason, times);
  return sum.toRecord();
}

const mostRoutes = 50;
const otherRoutes = 'other routes';

class RouteCounters {
  readonly #counts = new Map<string, { succeeded: number; failed: number }>();

  count(route: string, isRight: boolean): void {
    this.add(route, isRight ? oneSuccess : oneFailure);
  }

  add(route: string, { succeeded, failed }: RouteCounts): void {
    const counts = this.#counts;
    const key = counts.has(route) || counts.size < mostRoutes ? route : otherRoutes;
    const known = counts.get(key);
    if (known === undefined) {
      counts.set(key, { succeeded, failed });
      return;
    }
    known.succeeded += succeeded;
    known.failed += failed;
  }

  toRecord(): Readonly<Record<string, RouteCounts>> {
    return Object.fromEntries(this.#counts);
  }
}

const oneSuccess: RouteCounts = { succeeded: 1, failed: 0 };
const oneFailure: RouteCounts = { succeeded: 0, failed: 1 };

/** The routes of several slices together, as few of them as of one. */
export function addRouteCounts(
  all: readonly Readonly<Record<string, RouteCounts>>[],
): Readonly<Record<string, RouteCounts>> {
  const sum = new RouteCounters();
  for (const [route, counts] of all.flatMap((one) => Object.entries(one))) sum.add(route, counts);
  return sum.toRecord();
}
