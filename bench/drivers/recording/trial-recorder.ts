// Histograms of a variant by route, over all its recorded windows since they were last collected.
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { RouteMeasurement, TrialMeasurement } from '../driver.ts';
import type { RequestEnd } from './request-end.ts';

export interface TrialRecorder {
  /** Takes a request that ended inside a recorded window. */
  record(request: RequestEnd): void;
  /** Takes how late a send was behind its intended start, µs; never called in a closed loop. */
  recordSendLateness(latenessUs: number): void;
  /** Gives what was recorded, routes by name, and starts from nothing. */
  collect(): TrialMeasurement;
}

export interface TrialRecorderOptions {
  readonly variantId: string;
  /** `closed`: the response time is the service time, and no send is late. */
  readonly load: 'closed' | 'open';
}

interface RouteRecorder {
  succeeded: number;
  failed: number;
  timedOut: number;
  readonly statusCounts: Map<number, number>;
  readonly successLatency: LatencyRecorder;
  readonly failureLatency: LatencyRecorder;
  readonly serviceTime: LatencyRecorder;
}

/** Memory is bounded by the number of routes, not of requests. */
export function createTrialRecorder(options: TrialRecorderOptions): TrialRecorder {
  const isOpen = options.load === 'open';
  let routes = new Map<string, RouteRecorder>();
  let sendLateness = createLatencyRecorder();

  function recorderOf(route: string): RouteRecorder {
    const known = routes.get(route);
    if (known !== undefined) return known;
    const created = createRouteRecorder(isOpen);
    routes.set(route, created);
    return created;
  }

  return {
    record(request) {
      const route = recorderOf(request.route);
      route[request.kind] += 1;
      if (request.statusCode !== undefined) {
        const before = route.statusCounts.get(request.statusCode) ?? 0;
        route.statusCounts.set(request.statusCode, before + 1);
      }
      if (request.kind !== 'succeeded') {
        route.failureLatency.record(request.responseTimeUs);
        return;
      }
      route.successLatency.record(request.responseTimeUs);
      if (isOpen) route.serviceTime.record(request.serviceTimeUs);
    },
    recordSendLateness(latenessUs) {
      sendLateness.record(latenessUs);
    },
    collect() {
      const names = [...routes.keys()].sort();
      const measurement: TrialMeasurement = {
        variantId: options.variantId,
        routes: names.map((name) => measurementOf(name, recorderOf(name))),
        sendLateness: isOpen ? encode(sendLateness) : undefined,
      };
      routes = new Map();
      sendLateness = createLatencyRecorder();
      return measurement;
    },
  };
}

function createRouteRecorder(isOpen: boolean): RouteRecorder {
  const successLatency = createLatencyRecorder();
  return {
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    statusCounts: new Map(),
    successLatency,
    failureLatency: createLatencyRecorder(),
    // In a closed loop the send is the intended start: the two are one.
    serviceTime: isOpen ? createLatencyRecorder() : successLatency,
  };
}

function measurementOf(route: string, recorded: RouteRecorder): RouteMeasurement {
  const { succeeded, failed, timedOut, statusCounts } = recorded;
  return {
    route,
    succeeded,
    failed,
    timedOut,
    statusCounts: Object.fromEntries(statusCounts),
    successLatency: encode(recorded.successLatency),
    failureLatency: encode(recorded.failureLatency),
    serviceTime: encode(recorded.serviceTime),
  };
}

function encode(recorder: LatencyRecorder): string {
  return encodeHistogram(recorder.toHistogram());
}
