// Counts and histograms of one route in one phase, to three significant digits.
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder, type LatencyRecorder } from '../../measurement/latency-recorder.ts';
import type { RouteMeasurement } from '../driver.ts';
import type { RequestEnd } from './request-end.ts';

export interface RouteRecorder {
  record(request: RequestEnd): void;
  measure(route: string, phase: string): RouteMeasurement;
}

/** @param keepsServiceTime false in a closed loop: the send is the intended start, the two are one */
export function createRouteRecorder(keepsServiceTime: boolean): RouteRecorder {
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
