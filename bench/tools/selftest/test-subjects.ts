// Records and figures for the tests of the self-test's rules: a truthful subject to tell lies from.

import type { HostNoise } from '../../../reports/document/selftest.ts';
import type { SelftestCase } from './selftest-case.ts';
import type { ReportedFigures } from './subject.ts';
import type { ServedRequest, ServerRecord } from './truth-record.ts';

export const quietHost: HostNoise = {
  ...{ latenessP50Us: 80, latenessP99Us: 300, latenessMaxUs: 900 },
  isNoisy: false,
};
export const noisyHost: HostNoise = {
  ...{ latenessP50Us: 200, latenessP99Us: 5_000, latenessMaxUs: 20_000 },
  isNoisy: true,
};

export function closedCase(overrides: Partial<SelftestCase> = {}): SelftestCase {
  return {
    ...{ name: 'example', trap: 'None.', durationMs: 1_000, requestTimeoutMs: 1_000 },
    behaviour: { latency: { kind: 'constant', latencyMs: 10 }, trouble: undefined },
    load: { kind: 'closed', connections: 2 },
    criteria: ['p50', 'p90', 'p99', 'samples', 'succeeded', 'statuses', 'accounted'],
    ...overrides,
  };
}

export function openCase(overrides: Partial<SelftestCase> = {}): SelftestCase {
  const load = { kind: 'open', rateRps: 100, arrivals: 'uniform', maxConnections: 50 } as const;
  return closedCase({ load, criteria: ['p50', 'demand', 'accounted', 'pace'], ...overrides });
}

/** 100 answers with 200 after 10 ms each, 10 ms apart, changed as asked. */
export function buildRecord(
  change: (request: ServedRequest, index: number) => ServedRequest = (request) => request,
  count = 100,
): ServerRecord {
  const requests = Array.from({ length: count }, (_, index) =>
    change(
      { arrivedUs: index * 10_000, inServerUs: 10_000, outcome: 'answered', status: 200 },
      index,
    ),
  );
  return { requests, connectionsAccepted: 2 };
}

/** What a truthful driver reports of `buildRecord()`, changed as asked. */
export function reportTruthfully(overrides: Partial<ReportedFigures> = {}): ReportedFigures {
  return {
    latencyCovers: 'successes',
    latency: { samples: 100, p50Us: 10_100, p90Us: 10_100, p99Us: 10_100, p999Us: 10_100 },
    longestUs: 10_100,
    ...{ succeeded: 100, failed: 0, timedOut: 0, inFlightAtEnd: 0, dropped: 0 },
    ...{ statusCounts: { 200: 100 }, caveats: [] },
    ...overrides,
  };
}
