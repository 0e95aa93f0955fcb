// Services, load and meter that cost no time and give the same figures for a group whenever it is run.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type {
  Driver,
  DriverSession,
  SliceOrder,
  SliceOutcome,
} from '../../bench/drivers/driver.ts';
import { describeDriver } from '../../bench/drivers/registry.ts';
import { buildHistogram, encodeHistogram } from '../../bench/measurement/histogram.ts';
import { buildGenerator } from '../../bench/plan/random.ts';
import type { Journal } from '../../bench/services/journal.ts';
import type { PostgresServer } from '../../bench/services/postgres.ts';
import type { RunningService } from '../../bench/target/running-service.ts';
import type { GroupParts } from '../../bench/trial/group.ts';
import { nameDatabase } from '../../bench/trial/launch.ts';
import type { Machine } from './simulated-machine.ts';

/** Nothing here is looked at by a sweep that asks for proof. */
export const simulatedToken = '0'.repeat(32);

const launchMs = 200;
const stopMs = 50;

/** Population that scenarios draw from, asked of the first service. */
const population = JSON.stringify({ customers: 100 });

/** By level: the second one is this much faster. */
const speeds: Readonly<Record<string, number>> = { slow: 1_000, fast: 1_300, even: 1_000 };

function findSpeed(variantId: string): number {
  return speeds[variantId.split('=').at(-1) ?? ''] ?? 1_000;
}

/** Short, since the analysis walks through a histogram up to it. */
function findMedianUs(variantId: string): number {
  return 1e5 / findSpeed(variantId);
}

/** Launches that only pass time, and a meter that has nothing to read. */
export function buildParts(machine: Machine): GroupParts {
  return {
    async launch(context, variant, group, templates, { takeDatabase } = {}) {
      machine.assertRunning();
      const database =
        context.postgres === undefined ? undefined : nameDatabase(context, variant, group);
      const taken =
        database === undefined
          ? undefined
          : await takeDatabase?.(database, templates.get(variant.id));
      machine.clock.monotonicMs += launchMs;
      machine.clock.wallMs += launchMs;
      return {
        ...{ variant, service: buildService(), redis: undefined, database },
        databaseUrl: taken?.url,
        echo: {
          ...{ status: 'as-planned', configHash: variant.id, config: undefined },
        },
        async stop() {
          machine.clock.monotonicMs += stopMs;
          machine.clock.wallMs += stopMs;
          await taken?.release();
        },
      };
    },
    openMeter: async () => ({
      watchGenerator: () => {},
      watchBrowser: () => {},
      readBrowserNs: () => undefined,
      readTrials: async () => new Map(),
      subtract: () => ({
        resources: {
          ...{ serviceCpuNs: 5e8, serviceRunQueueNs: undefined, databaseCpuNs: undefined },
          ...{ cacheCpuNs: undefined, serviceRssBytes: 50e6, databaseCalls: undefined },
          ...{ databaseBuffers: undefined, walBytes: undefined },
          ...{ cacheHits: undefined, cacheMisses: undefined },
        },
        serviceCountedRequests: undefined,
      }),
      readCache: async () => undefined,
      readEventLoopDelay: async () => undefined,
      readRequests: async () => ({ kind: 'not-offered' }),
      readSlice: () => ({
        ...{ atMs: machine.clock.monotonicMs, service: undefined, own: undefined, host: undefined },
      }),
      subtractSlice: (before, after) => ({
        ...{ serviceCpuNs: undefined, foreignCpuRatio: undefined, stealRatio: undefined },
        elapsedNs: (after.atMs - before.atMs) * 1e6,
      }),
      readHost: () => ({
        ...{ foreignCpuRatio: 0.01, stealRatio: 0, cpuPressureRatio: 0.1 },
        generatorWaitRatio: 0.01,
      }),
    }),
  };
}

function buildService(): RunningService {
  const answer = {
    ...{ status: 200, body: population, bytes: Buffer.from(population) },
    ...{ contentType: 'application/json', contentEncoding: '' },
  };
  return {
    ...{ baseUrl: 'http://127.0.0.1:1', moreBaseUrls: [], pid: undefined, revival: undefined },
    placement: { cpus: undefined, reason: undefined },
    ...{ output: () => '', exited: new Promise(() => {}), isAlive: () => true },
    get: async () => answer,
    ask: () => Promise.reject(new Error('nobody is logged in here')),
    readStats: async () => undefined,
    readRequests: async () => ({ kind: 'not-offered' }),
    readMetrics: async () => undefined,
    stop: async () => {},
  };
}

/** The server elsewhere, whose databases are noted before they are made, as those of a given server are. */
export function buildPostgres(machine: Machine, journal: Journal): PostgresServer {
  const server: Partial<PostgresServer> = {
    ...{ version: '18.0', origin: 'url', pid: undefined, control: undefined, notes: [] },
    ensureTemplate: async () => ({ name: 'template', built: false, elapsedMs: 0 }),
    async cloneDatabase(_, name) {
      journal.addDatabase('postgres://elsewhere/postgres', name, simulatedToken);
      machine.assertRunning();
      machine.databases.add(name);
      return `postgres://elsewhere/${name}`;
    },
    async dropDatabase(name) {
      machine.assertRunning();
      machine.databases.delete(name);
      journal.removeDatabase('postgres://elsewhere/postgres', name, simulatedToken);
    },
    readIncarnation: async () => undefined,
  };
  return server as PostgresServer;
}

/** What a group gives depends on its seed, the variant and the slice alone. */
export function buildDriver(machine: Machine): Driver {
  return {
    capabilities: { ...describeDriver('open'), version: '0', cannotMeasure: [] },
    open: async ({ targets, seed }) => openSession(machine, targets, seed),
  };
}

function openSession(
  machine: Machine,
  targets: readonly { readonly variantId: string }[],
  seed: number,
): DriverSession {
  const counts = new Map<string, number>();
  const succeeded = new Map<string, number>();
  return {
    pid: 1,
    async runSlice(order) {
      machine.assertRunning();
      const { variantId, durationMs } = order;
      machine.clock.monotonicMs += durationMs;
      machine.clock.wallMs += durationMs;
      const count = counts.get(variantId) ?? 0;
      counts.set(variantId, count + 1);
      const random = buildGenerator(seed, variantId, count);
      const rateRps = findSpeed(variantId) * (1 + 0.02 * (uniformFloat64(random) - 0.5));
      const requests = Math.max(1, Math.round((rateRps * durationMs) / 1_000));
      if (order.recorded) succeeded.set(variantId, (succeeded.get(variantId) ?? 0) + requests);
      return buildOutcome(order, requests);
    },
    collect: async () =>
      targets.map(({ variantId }) => {
        const count = succeeded.get(variantId) ?? 0;
        const latency = encodeLatency(Math.round(findMedianUs(variantId)), count);
        return {
          ...{ variantId, sendLateness: undefined },
          routes: [
            {
              ...{ route: 'hello', phase: 'steady', succeeded: count, failed: 0, timedOut: 0 },
              ...{ statusCounts: { 200: count }, successLatency: latency },
              ...{ failureLatency: encodeLatency(1, 0), serviceTime: latency },
            },
          ],
        };
      }),
    close: async () => {},
  };
}

function buildOutcome(
  { variantId, durationMs, dropFirstMs }: SliceOrder,
  requests: number,
): SliceOutcome {
  const counts = {
    ...{ scheduled: requests, succeeded: requests, failed: 0, timedOut: 0 },
    ...{ inFlightAtEnd: 0, dropped: 0 },
  };
  return {
    ...{ variantId, startedAtMs: 0, windowUs: (durationMs - dropFirstMs) * 1_000 },
    ...{ sliceCounts: counts, windowCounts: counts, latencyP50Us: findMedianUs(variantId) },
    ...{ failureReasons: {}, checkedBodies: requests, wrongBodies: 0, connectionsOpened: 16 },
    ...{ generatorCpuNs: 1e6, generatorEventLoopDelayP99Us: 100, caveats: [] },
  };
}

const encoded = new Map<string, string>();
const steps = 20;

/** So many latencies around a median. */
function encodeLatency(medianUs: number, count: number): string {
  const key = `${medianUs} ${count}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const histogram = buildHistogram();
  for (let step = 0; step < steps; step += 1) {
    const share = Math.floor(count / steps) + (step < count % steps ? 1 : 0);
    const valueUs = Math.round(medianUs * (0.5 + step / steps));
    if (share > 0) histogram.recordValueWithCount(valueUs, share);
  }
  const text = encodeHistogram(histogram);
  encoded.set(key, text);
  return text;
}
