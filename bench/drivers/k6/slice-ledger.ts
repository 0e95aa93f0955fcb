// From the points of one k6 run to the counts and latencies of a slice.
import type { Message } from '../../../reports/document/message.ts';
import { quoteText, writeMessage } from '../../../reports/document/messages/message.ts';
import { nameWrongContent } from '../../measurement/failure-reasons.ts';
import type { LatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { SliceOrder, SpeedChecks } from '../driver.ts';
import {
  createSliceRecorder,
  describeImbalance,
  type SliceFigures,
} from '../recording/slice-recorder.ts';
import type { WindowRecorder } from '../recording/trial-recorder.ts';
import type { K6Point } from './points.ts';

export interface SliceLedger {
  take(point: K6Point): void;
  /** The message of what the scenario threw, or undefined. */
  readonly fault: string | undefined;
  /** Where the script sent requests besides to the variant, `''` where that is not known; undefined: nowhere. */
  readonly foreignAddress: string | undefined;
  /** Start of the load by the wall clock, ms; undefined where nothing was sent. */
  readonly startedAtMs: number | undefined;
  close(): SliceFigures & {
    readonly connectionsOpened: number;
    readonly arrivals?: number;
    readonly speedChecks?: SpeedChecks;
    readonly caveats: readonly Message[];
  };
}

export interface LedgerOptions {
  /** Of the user's own: its iterations are the arrivals, whatever each of them sends. */
  readonly isScript?: boolean;
  /** How many k6 share the arrivals of the load; absent: one. The connections of the order are this one's. */
  readonly parts?: number | undefined;
  /** Emptied, and used for the latencies of the successes of the window; absent: one of its own. */
  readonly windowLatency?: LatencyRecorder | undefined;
}

type EndedPoint = Extract<K6Point, { kind: 'ended' }>;

const usPerMs = 1_000;

/** A difference in arrivals beyond this share (and a pair of them) is no rounding. */
const tolerableShortfallRatio = 0.01;
const tolerableShortfall = 2;

/**
 * @param recorded takes what ends in the window; undefined for a warm-up
 */
export function createSliceLedger(
  order: SliceOrder,
  recorded: WindowRecorder | undefined,
  { isScript = false, parts = 1, windowLatency }: LedgerOptions = {},
): SliceLedger {
  const recorder = createSliceRecorder(recorded, windowLatency);
  const isClosed = order.load.kind === 'closed';
  const inFlight = new Set<string>();
  const blockedUs = new Map<string, number>();
  const early: K6Point[] = [];
  const seen = { arrivals: 0, opened: 0, openedByUsers: 0, timedOut: 0, unmatched: 0 };
  let startedAtMs: number | undefined;
  let fault: string | undefined;
  let thrown: string | undefined;
  let foreignAddress: string | undefined;
  /** Users whose next check reads how long an answer took. */
  const timed = new Set<string>();
  const speedChecks = new Map<string, { made: number; missed: number }>();

  function isInWindow(atMs: number, dropFirstMs = order.dropFirstMs): boolean {
    // What a script sends before the load begins (in its setup) is counted, but not measured.
    if (startedAtMs === undefined) return false;
    const sinceStartMs = atMs - startedAtMs;
    return sinceStartMs >= dropFirstMs && sinceStartMs < order.durationMs;
  }

  function sinceWindowStartMs(atMs: number): number {
    return atMs - (startedAtMs ?? atMs) - order.dropFirstMs;
  }

  function end({ atMs, responseTimeUs, tags }: EndedPoint): void {
    if (!inFlight.delete(tags.vu)) seen.unmatched += 1;
    if (tags.opened === 'yes') {
      seen.opened += 1;
      // Setup and teardown of a script have connections of their own.
      if (isInWindow(atMs, 0)) seen.openedByUsers += 1;
    }
    if (tags.kind === 'timedOut') seen.timedOut += 1;
    if (tags.body !== 'unchecked') recorder.countBodyCheck(tags.body === 'wrong');
    recorder.end({
      kind: tags.kind,
      route: tags.route,
      statusCode: tags.status === '' ? undefined : Number(tags.status),
      reason: tags.reason === '' ? undefined : tags.reason,
      responseTimeUs,
      serviceTimeUs: isClosed
        ? responseTimeUs
        : Math.max(0, responseTimeUs - (blockedUs.get(tags.vu) ?? 0)),
      inWindow: isInWindow(atMs),
      sinceWindowStartMs: sinceWindowStartMs(atMs - responseTimeUs / usPerMs),
    });
  }

  function drop({ atMs, count }: Extract<K6Point, { kind: 'dropped' }>): void {
    const dueInWindowMs = isInWindow(atMs) ? sinceWindowStartMs(atMs) : undefined;
    for (let index = 0; index < count; index++) {
      recorder.schedule();
      recorder.drop('never sent: no connection was free', dueInWindowMs);
    }
  }

  /** A time that was missed is no wrong answer: it is counted apart. */
  function check({ vu, name, isMissed }: Extract<K6Point, { kind: 'check' }>): void {
    if (!timed.delete(vu)) {
      recorder.countBodyCheck(isMissed, isMissed ? nameWrongContent(`check "${name}"`) : undefined);
      return;
    }
    const counts = speedChecks.get(name) ?? { made: 0, missed: 0 };
    counts.made += 1;
    if (isMissed) counts.missed += 1;
    speedChecks.set(name, counts);
  }

  function take(point: K6Point): void {
    if (point.kind === 'started') {
      if (startedAtMs !== undefined) return;
      startedAtMs = point.atMs;
      for (const waiting of early.splice(0)) take(waiting);
    } else if (point.kind === 'dropped' && startedAtMs === undefined) {
      // An arrival can be dropped before the first user has told when the load began.
      early.push(point);
    } else {
      takeStarted(point);
    }
  }

  function takeStarted(point: K6Point): void {
    switch (point.kind) {
      case 'sent':
        recorder.schedule();
        if (!isScript) seen.arrivals += 1;
        if (inFlight.has(point.vu)) seen.unmatched += 1;
        inFlight.add(point.vu);
        return;
      case 'blocked':
        blockedUs.set(point.vu, point.blockedUs);
        return;
      case 'ended':
        end(point);
        return;
      case 'dropped':
        drop(point);
        seen.arrivals += point.count;
        return;
      case 'fault':
        fault ??= point.message;
        return;
      case 'thrown':
        thrown ??= point.message;
        return;
      case 'check':
        check(point);
        return;
      case 'timed':
        timed.add(point.vu);
        return;
      case 'iteration':
        seen.arrivals += 1;
        return;
      case 'foreign':
        foreignAddress = foreignAddress || point.address;
        return;
      case 'started':
        return;
    }
  }

  return {
    take,
    get fault() {
      return fault;
    },
    get foreignAddress() {
      return foreignAddress;
    },
    get startedAtMs() {
      return startedAtMs;
    },
    close() {
      for (const waiting of early.splice(0)) takeStarted(waiting);
      const figures = recorder.figures(inFlight.size);
      const caveats = [
        describeImbalance(figures.sliceCounts),
        seen.unmatched > 0
          ? writeMessage('caveat-unmatched', { count: seen.unmatched })
          : undefined,
        thrown === undefined
          ? undefined
          : writeMessage('caveat-script-threw', { cause: quoteText(thrown) }),
        describeMissingArrivals(order, parts, seen.arrivals),
        // How many connections a script needs is its own business: batches, and options of its own.
        isScript ? undefined : describeExcessConnections(order, seen.openedByUsers, seen.timedOut),
      ];
      return {
        ...figures,
        connectionsOpened: seen.opened,
        ...(isScript && { arrivals: seen.arrivals }),
        ...(speedChecks.size > 0 && { speedChecks: Object.fromEntries(speedChecks) }),
        caveats: caveats.filter((caveat) => caveat !== undefined),
      };
    },
  };
}

/** k6 neither sends nor counts arrivals for which its own time did not suffice. */
function describeMissingArrivals(
  { load, durationMs }: SliceOrder,
  parts: number,
  arrivals: number,
): Message | undefined {
  if (load.kind === 'closed') return undefined;
  const due = (load.rateRps * durationMs) / 1_000 / parts;
  const missing = due - arrivals;
  if (missing <= Math.max(tolerableShortfall, due * tolerableShortfallRatio)) return undefined;
  return writeMessage('caveat-k6-late');
}

function describeExcessConnections(
  { load }: SliceOrder,
  opened: number,
  timedOut: number,
): Message | undefined {
  const asked = load.kind === 'closed' ? load.connections : load.maxConnections;
  if (opened <= asked + timedOut) return undefined;
  return writeMessage('caveat-sent-twice');
}
