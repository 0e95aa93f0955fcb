// What the cases of the driver contract have in common: sessions, slices, scenarios.

import { onTestFinished } from 'vitest';
import type { Message } from '../../reports/document/message.ts';
import { decodeHistogram } from '../measurement/histogram.ts';
import type {
  Driver,
  DriverSession,
  InlineRequest,
  Load,
  RequestCounts,
  ScenarioRef,
  SessionOptions,
  SliceOrder,
  SliceOutcome,
  TrialMeasurement,
} from './driver.ts';
import {
  type SyntheticServer,
  type SyntheticServerOptions,
  startSyntheticServer,
} from './synthetic-server.ts';
import { builtOptions } from './test-built.ts';

/** A small load of a kind; enough requests in half a second to count, too few to be heavy. */
export function smallLoad(kind: Load['kind'], connections = 4): Load {
  return kind === 'closed'
    ? { kind, connections }
    : { kind, rateRps: 200, arrivals: 'poisson', maxConnections: connections };
}

/** Starts a server that ends with the test. */
export async function startServer(options: SyntheticServerOptions = {}): Promise<SyntheticServer> {
  const server = await startSyntheticServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Opens a session on variants `a`, `b` … that ends with the test. */
export async function openSession(
  driver: Driver,
  servers: readonly Pick<SyntheticServer, 'baseUrl'>[],
  scenario: ScenarioRef,
  options: Partial<SessionOptions> = {},
): Promise<DriverSession> {
  const session = await driver.open({
    targets: servers.map(({ baseUrl }, index) => ({ variantId: 'abc'.charAt(index), baseUrl })),
    scenario,
    seed: 7,
    data: null,
    requestTimeoutMs: 5_000,
    bodyCheckRatio: 1,
    cpus: undefined,
    ...builtOptions,
    ...options,
  });
  onTestFinished(() => session.close());
  return session;
}

/** A recorded slice of variant `a`, as short as the driver measures well. */
export function sliceOf(driver: Driver, load: Load, order: Partial<SliceOrder> = {}): SliceOrder {
  return {
    variantId: 'a',
    load,
    durationMs: Math.max(300, driver.capabilities.minSliceMs),
    dropFirstMs: 0,
    recorded: true,
    ...order,
  };
}

/** An inline scenario of GET requests, `path` being the route too, all weighted alike. */
export function pathsScenario(...paths: readonly string[]): ScenarioRef {
  return inlineScenario(paths.map((path) => ({ path })));
}

/** An inline scenario; what is left out is a GET that expects 200. */
export function inlineScenario(requests: readonly Partial<InlineRequest>[]): ScenarioRef {
  return {
    kind: 'inline',
    name: 'contract',
    requests: requests.map((request) => ({
      route: request.path ?? '/ok',
      method: 'GET',
      path: '/ok',
      headers: {},
      body: undefined,
      weight: 1,
      expectedStatuses: [200],
      bodyIncludes: undefined,
      ...request,
    })),
  };
}

/** What several slices counted together. */
export interface SliceSum {
  readonly outcomes: readonly SliceOutcome[];
  readonly slice: RequestCounts;
  readonly window: RequestCounts;
}

const mostSlices = 20;

/** Runs slices until what they counted is enough: on a busy machine little fits into one. At most twenty. */
export async function runUntil(
  session: Pick<DriverSession, 'runSlice'>,
  order: SliceOrder,
  isEnough: (sum: SliceSum) => boolean,
): Promise<SliceSum> {
  const outcomes: SliceOutcome[] = [];
  const sumUp = (): SliceSum => ({
    outcomes,
    slice: sumCounts(outcomes.map(({ sliceCounts }) => sliceCounts)),
    window: sumCounts(outcomes.map(({ windowCounts }) => windowCounts)),
  });
  do outcomes.push(await session.runSlice(order));
  while (!isEnough(sumUp()) && outcomes.length < mostSlices);
  return sumUp();
}

function sumCounts(parts: readonly RequestCounts[]): RequestCounts {
  const sum = (kind: keyof RequestCounts) => parts.reduce((total, part) => total + part[kind], 0);
  return {
    scheduled: sum('scheduled'),
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    timedOut: sum('timedOut'),
    inFlightAtEnd: sum('inFlightAtEnd'),
    dropped: sum('dropped'),
  };
}

/** Caveats but for those about the pace: a busy machine makes requests late, and a driver is right to say so. */
export function caveatsBesidesPace({ caveats }: SliceOutcome): readonly Message[] {
  return caveats.filter(({ code }) => !['caveat-generator-late', 'caveat-waited'].includes(code));
}

/** Why requests that were sent failed; a small load may find no free connection on a busy machine. */
export function reasonsOfSent(outcome: SliceOutcome): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(outcome.failureReasons).filter(([reason]) => !reason.startsWith('never sent')),
  );
}

/** What the slice's own counts leave over; 0 where they add up. */
export function unaccountedFor(counts: RequestCounts): number {
  const { scheduled, succeeded, failed, timedOut, inFlightAtEnd, dropped } = counts;
  return scheduled - succeeded - failed - timedOut - inFlightAtEnd - dropped;
}

/** Counts of one variant over routes and kinds, with the histograms' own counts beside them. */
export function totalsOf(measurements: readonly TrialMeasurement[], variantId = 'a') {
  const routes = measurements.find((trial) => trial.variantId === variantId)?.routes ?? [];
  const sum = (figure: (route: (typeof routes)[number]) => number) =>
    routes.reduce((total, route) => total + figure(route), 0);
  return {
    succeeded: sum((route) => route.succeeded),
    failed: sum((route) => route.failed),
    timedOut: sum((route) => route.timedOut),
    inSuccessHistograms: sum((route) => decodeHistogram(route.successLatency).totalCount),
    inFailureHistograms: sum((route) => decodeHistogram(route.failureLatency).totalCount),
    inServiceHistograms: sum((route) => decodeHistogram(route.serviceTime).totalCount),
  };
}

/** Requests that reached the server out of those that the slices say they sent. */
export function sentOf(outcomes: readonly SliceOutcome[]): number {
  return outcomes.reduce(
    (sum, { sliceCounts }) => sum + sliceCounts.scheduled - sliceCounts.dropped,
    0,
  );
}

/** True while a process of that id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
