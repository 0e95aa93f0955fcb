// Any load driver as a subject of the self-test.
import type {
  Driver,
  DriverSession,
  ScenarioRef,
  SliceOutcome,
  TrialMeasurement,
} from '../../drivers/driver.ts';
import { latencyAtPercentileUs, mergeHistograms } from '../../measurement/histogram.ts';
import type { SelftestCase } from './selftest-case.ts';
import {
  type ReportedFigures,
  type RunContext,
  type SelftestSubject,
  warmupMs,
} from './subject.ts';

const scenario: ScenarioRef = {
  kind: 'inline',
  name: 'selftest',
  requests: [
    {
      ...{ route: 'selftest', method: 'GET', path: '/', headers: {}, body: undefined },
      ...{ weight: 1, expectedStatuses: [200], bodyIncludes: undefined },
    },
  ],
};

/** Wraps a driver: a warm-up on another server, then one slice that is recorded whole. */
export function createDriverSubject(driver: Driver): SelftestSubject {
  const { name, loads } = driver.capabilities;
  return {
    name,
    kind: 'driver',
    supports: ({ load }) => loads.includes(load.kind),
    async run(selftestCase, context) {
      const { caseUrl, warmupUrl, seed } = context;
      const session = await driver.open({
        targets: [
          { variantId: 'case', baseUrl: caseUrl },
          { variantId: 'warmup', baseUrl: warmupUrl },
        ],
        ...{ scenario, seed, data: null, requestTimeoutMs: selftestCase.requestTimeoutMs },
        ...{ bodyCheckRatio: 0, cpus: undefined },
      });
      try {
        return await runSlices(session, selftestCase, driver.capabilities.minSliceMs, context);
      } finally {
        await session.close();
      }
    },
  };
}

async function runSlices(
  session: DriverSession,
  { load, durationMs }: SelftestCase,
  minSliceMs: number,
  { watchLoad }: RunContext,
): Promise<ReportedFigures> {
  await session.runSlice({
    ...{ variantId: 'warmup', load, durationMs: Math.max(warmupMs, minSliceMs) },
    ...{ dropFirstMs: 0, recorded: false },
  });
  const outcome = await watchLoad(() =>
    session.runSlice({
      ...{ variantId: 'case', load, durationMs, dropFirstMs: 0, recorded: true },
    }),
  );
  const measurements = await session.collect();
  return reportedBy(
    outcome,
    measurements.find(({ variantId }) => variantId === 'case'),
  );
}

function reportedBy(
  outcome: SliceOutcome,
  measurement: TrialMeasurement | undefined,
): ReportedFigures {
  const routes = measurement?.routes ?? [];
  const successes = mergeHistograms(routes.map(({ successLatency }) => successLatency));
  const failures = mergeHistograms(routes.map(({ failureLatency }) => failureLatency));
  const longestUs = Math.max(successes.maxValue, failures.maxValue);
  const { succeeded, failed, timedOut, inFlightAtEnd, dropped } = outcome.sliceCounts;
  return {
    latencyCovers: 'successes',
    latency: {
      samples: successes.totalCount,
      p50Us: latencyAtPercentileUs(successes, 50),
      p90Us: latencyAtPercentileUs(successes, 90),
      p99Us: latencyAtPercentileUs(successes, 99),
      p999Us: latencyAtPercentileUs(successes, 99.9),
    },
    longestUs: longestUs > 0 ? longestUs : undefined,
    ...{ succeeded, failed, timedOut, inFlightAtEnd, dropped },
    statusCounts: statusCountsOf(outcome),
    caveats: outcome.caveats.map(({ text }) => text),
  };
}

/** Of the whole slice: 200 is the only success, the others stand among the reasons of failures. */
function statusCountsOf({ sliceCounts, failureReasons }: SliceOutcome): Record<string, number> {
  const counts: Record<string, number> = { 200: sliceCounts.succeeded };
  for (const [reason, count] of Object.entries(failureReasons)) {
    const status = /^status (\d{3})$/.exec(reason)?.[1];
    if (status !== undefined) counts[status] = count;
  }
  return counts;
}
