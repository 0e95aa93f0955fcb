// Histograms of a variant by phase, by route and by second, over its recorded windows until collected.
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { RouteMeasurement, SliceOrder, TrialMeasurement } from '../driver.ts';
import { PhaseTimeline } from './phase-timeline.ts';
import type { RequestEnd } from './request-end.ts';

/** The recorded window of one slice. */
export interface WindowRecorder {
  record(request: RequestEnd): void;
  /** Takes an arrival that could not be sent. @param dueInWindowMs when it was due, after the window's start */
  recordDrop(dueInWindowMs: number): void;
  /**
   * Takes how late a send was behind its intended start, µs; never called in a closed loop.
   * @param dueInWindowMs the intended start, after the window's start
   */
  recordSendLateness(latenessUs: number, dueInWindowMs: number): void;
}

export interface TrialRecorder {
  /** Begins the window of a slice behind those before it; they must have ended. */
  openWindow(order: Pick<SliceOrder, 'durationMs' | 'dropFirstMs' | 'phase'>): WindowRecorder;
  /** Gives what was recorded and starts from nothing. */
  collect(): TrialMeasurement & Required<Pick<TrialMeasurement, 'timeline'>>;
}

export interface TrialRecorderOptions {
  readonly variantId: string;
  /** `closed`: the response time is the service time, and no send is late. */
  readonly load: 'closed' | 'open';
  /** False where the driver does not know when a request was meant to start; absent: true in an open load. */
  readonly knowsLateness?: boolean;
}

interface PhaseRecorder {
  readonly phase: string;
  readonly routes: Map<string, RouteRecorder>;
  readonly timeline: PhaseTimeline;
}

const steadyPhase = 'steady';

/** A time inside of the window, however it was rounded or where a driver can't tell better, ms. */
const shortestTimeMs = 1e-3;

/** Memory is bounded by the number of phases, routes and intervals, not of requests. */
export function createTrialRecorder(options: TrialRecorderOptions): TrialRecorder {
  const isOpen = options.load === 'open';
  const keepsLateness = isOpen && options.knowsLateness !== false;
  let phases = new Map<string, PhaseRecorder>();
  let sendLateness = createLatencyRecorder();
  let loadTimeMs = 0;

  function phaseOf(phase: string): PhaseRecorder {
    const known = phases.get(phase);
    if (known !== undefined) return known;
    const timeline = new PhaseTimeline({ phase, keepsServiceTime: isOpen, keepsLateness });
    const created = { phase, routes: new Map<string, RouteRecorder>(), timeline };
    phases.set(phase, created);
    return created;
  }

  return {
    openWindow({ durationMs, dropFirstMs, phase = steadyPhase }) {
      const { routes, timeline } = phaseOf(phase);
      const startMs = loadTimeMs;
      loadTimeMs += durationMs - dropFirstMs;
      const lastMs = Math.max(startMs, loadTimeMs - shortestTimeMs);
      const lateness = sendLateness;
      timeline.cover(startMs, loadTimeMs);
      // What was sent before the window but ended in it is told by some drivers: it opens the window.
      const intervalAt = (sinceStartMs: number) =>
        timeline.at(Math.min(Math.max(startMs + sinceStartMs, startMs), lastMs));
      return {
        record(request) {
          recorderOf(routes, request.route, isOpen).record(request);
          const interval = intervalAt(request.sinceWindowStartMs);
          interval[request.kind] += 1;
          if (request.kind !== 'succeeded') {
            interval.failureLatency.record(request.responseTimeUs);
            return;
          }
          interval.successLatency.record(request.responseTimeUs);
          if (isOpen) interval.serviceTime.record(request.serviceTimeUs);
        },
        recordDrop(dueInWindowMs) {
          intervalAt(dueInWindowMs).dropped += 1;
        },
        recordSendLateness(latenessUs, dueInWindowMs) {
          lateness.record(latenessUs);
          intervalAt(dueInWindowMs).sendLateness.record(latenessUs);
        },
      };
    },
    collect() {
      const recorded = [...phases.values()];
      const measurement = {
        variantId: options.variantId,
        routes: recorded.flatMap(measureRoutes),
        sendLateness: keepsLateness ? encodeHistogram(sendLateness.toHistogram()) : undefined,
        timeline: recorded.flatMap(({ timeline }) => timeline.measure()),
      };
      phases = new Map();
      sendLateness = createLatencyRecorder();
      loadTimeMs = 0;
      return measurement;
    },
  };
}

function recorderOf(
  routes: Map<string, RouteRecorder>,
  route: string,
  isOpen: boolean,
): RouteRecorder {
  const known = routes.get(route);
  if (known !== undefined) return known;
  const created = createRouteRecorder(isOpen);
  routes.set(route, created);
  return created;
}

function measureRoutes({ phase, routes }: PhaseRecorder): TrialMeasurement['routes'] {
  return [...routes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([route, recorder]) => recorder.measure(route, phase));
}

interface RouteRecorder {
  record(request: RequestEnd): void;
  measure(route: string, phase: string): RouteMeasurement;
}

/** @param keepsServiceTime false in a closed loop: the send is the intended start, the two are one */
function createRouteRecorder(keepsServiceTime: boolean): RouteRecorder {
  const counts = { succeeded: 0, failed: 0, timedOut: 0 };
  const statusCounts = new Map<number, number>();
  const successLatency = createLatencyRecorder();
  const failureLatency = createLatencyRecorder();
  const serviceTime = keepsServiceTime ? createLatencyRecorder() : successLatency;
  return {
    record(request) {
      counts[request.kind] += 1;
      if (request.statusCode !== undefined) {
        statusCounts.set(request.statusCode, (statusCounts.get(request.statusCode) ?? 0) + 1);
      }
      if (request.kind !== 'succeeded') {
        failureLatency.record(request.responseTimeUs);
        return;
      }
      successLatency.record(request.responseTimeUs);
      if (keepsServiceTime) serviceTime.record(request.serviceTimeUs);
    },
    measure: (route, phase) => ({
      ...{ route, phase },
      ...counts,
      statusCounts: Object.fromEntries(statusCounts),
      successLatency: encode(successLatency),
      failureLatency: encode(failureLatency),
      serviceTime: encode(serviceTime),
    }),
  };
}

function encode(recorder: LatencyRecorder): string {
  return encodeHistogram(recorder.toHistogram());
}
