// Reads what a group costs: CPU by tier and variant, memory, database and cache counters, foreign load.
import type { CacheCounts } from '../measurement/records.ts';
import { type CpuLedger, type CpuUse, createCpuLedger } from '../probes/cpu.ts';
import {
  type HostReading,
  readForeignCpu,
  readHost,
  readPressureRatio,
  readStealRatio,
} from '../probes/host.ts';
import { readProcessTree, readRssBytes } from '../probes/processes.ts';
import type { DatabaseUse } from '../services/postgres.ts';
import { countBetween, type RequestsReading } from '../target/request-counter.ts';
import type { RunningService } from '../target/running-service.ts';
import type { ServiceStats } from '../target/service-stats.ts';
import {
  type ExerciseReading,
  findCommonIndexes,
  findExerciseNeeds,
  listExerciseRules,
  subtractExercise,
} from './exercise-probe.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';
import type { SliceUse, TrialUse } from './trial-record.ts';

/** CPU time of the backends of a variant's database since the meter began. */
export interface DatabaseCpu {
  readonly cpuNs: number;
  /** False where no backend was ever there when one looked: none has used anything, or those that did were gone. */
  readonly wasSeen: boolean;
}

/** Cumulative readings of one variant. */
interface TrialReading {
  readonly service: CpuUse | undefined;
  readonly database: DatabaseCpu | undefined;
  readonly cache: CpuUse | undefined;
  readonly databaseUse: DatabaseUse | undefined;
  /** After the indexes were read, which is itself a use of the database. */
  readonly databaseUseAfter: DatabaseUse | undefined;
  readonly exercise: ExerciseReading;
  readonly stats: ServiceStats | undefined;
  readonly requests: RequestsReading;
}

interface SliceReading {
  readonly atMs: number;
  readonly service: CpuUse | undefined;
  readonly own: CpuUse | undefined;
  readonly host: HostReading | undefined;
}

/** What the rest of the machine did meanwhile; undefined where not measurable. */
export interface HostUse {
  readonly foreignCpuRatio: number | undefined;
  readonly stealRatio: number | undefined;
  readonly cpuPressureRatio: number | undefined;
  /** Time that the generator was ready to run but waited for a CPU, as a share of its time, 0 to 1. */
  readonly generatorWaitRatio: number | undefined;
}

type OwnReading = Pick<SliceReading, 'atMs' | 'own' | 'host'>;

export interface GroupMeter {
  /** Counts the CPU of these generators as the run's own from now on; none forgets them. */
  watchGenerator(pids: readonly number[]): void;
  /** The same for the browser that visits pages, with all its descendants. */
  watchBrowser(pid: number | undefined): void;
  /** CPU time of the browser so far, ns; undefined where not measurable. Also finds its new processes. */
  readBrowserNs(): number | undefined;
  /** All variants at once; also finds processes and database backends that are new. */
  readTrials(): Promise<ReadonlyMap<string, TrialReading>>;
  subtract(
    variantId: string,
    before: ReadonlyMap<string, TrialReading>,
    after: ReadonlyMap<string, TrialReading>,
  ): TrialUse;
  /** Look-ups in the cache that the variant has counted so far; undefined where it offers none. */
  readCache(variantId: string): Promise<CacheCounts | undefined>;
  /**
   * Delay of the service's event loop at p99 since this was last asked, µs; undefined where it offers none. One reading before
   * a slice and one after it, since the first begins the time of the second.
   */
  readEventLoopDelay(variantId: string): Promise<number | undefined>;
  /** Requests that the variant's own counter has counted so far. */
  readRequests(variantId: string): Promise<RequestsReading>;
  /** @param isBrief of a micro-slice: the clock alone, for reading /proc would take longer. */
  readSlice(variantId: string, isBrief: boolean): SliceReading;
  subtractSlice(before: SliceReading, after: SliceReading): SliceUse;
  /** Load of others from the meter's start to its latest slice or trial reading. */
  readHost(): HostUse;
}

interface VariantPids {
  service: readonly number[];
  database: readonly number[];
  readonly cache: readonly number[];
  rssBytes: number | undefined;
}

/** Makes the meter of one group; off Linux its readings are undefined, never guessed. */
export async function createGroupMeter(
  context: TrialContext,
  launched: readonly LaunchedVariant[],
): Promise<GroupMeter> {
  const ledger = createCpuLedger();
  const pids = new Map<string, VariantPids>(
    launched.map(({ variant, redis }) => [
      variant.id,
      { service: [], database: [], cache: listDefined([redis?.pid]), rssBytes: undefined },
    ]),
  );
  const needs = findExerciseNeeds(context.experiment);
  const withoutCache = new Set<string>();
  const withoutEventLoop = new Set<string>();
  let generatorPids: readonly number[] = [];
  const generatorWait = createWaitSum(ledger, context.readMonotonicMs);
  let postgresPids: readonly number[] = [];
  let browserPid: number | undefined;
  let browserPids: readonly number[] = [];
  let areBackendsListed = false;

  const readOwn = (): CpuUse | undefined =>
    ledger.read('own', [
      ...[process.pid, ...generatorPids],
      ...postgresPids,
      ...browserPids,
      ...[...pids.values()].flatMap((variant) => [...variant.service, ...variant.cache]),
    ]);
  const refresh = async (): Promise<void> => {
    for (const { variant, service } of launched)
      find(pids, variant.id).service =
        service.pid === undefined ? [] : readProcessTree(service.pid);
    // Pids of a server that was given by URL may belong to another machine, so they are not read.
    const { postgres } = context;
    if (postgres?.pid === undefined) return;
    postgresPids = readProcessTree(postgres.pid);
    const backends = await postgres.listBackends();
    areBackendsListed = true;
    for (const { variant, database } of launched)
      find(pids, variant.id).database = backends
        .filter((backend) => backend.database === database)
        .map((backend) => backend.pid);
  };
  const readDatabaseCpu = (variantId: string): DatabaseCpu | undefined => {
    const { database } = find(pids, variantId);
    const use = ledger.read(`database:${variantId}`, database);
    if (use !== undefined) return { cpuNs: use.cpuNs, wasSeen: true };
    return areBackendsListed && database.length === 0 ? { cpuNs: 0, wasSeen: false } : undefined;
  };
  const readVariant = async ({
    variant,
    database,
    service,
  }: LaunchedVariant): Promise<TrialReading> => {
    const own = find(pids, variant.id);
    own.rssBytes = maxDefined(own.rssBytes, readRssBytes(own.service));
    const readUse = async () =>
      database === undefined ? undefined : context.postgres?.readDatabaseUse(database);
    const databaseUse = await readUse();
    const indexUse =
      needs.indexes && database !== undefined
        ? await context.postgres?.readIndexUse(database)
        : undefined;
    const account = await readAccount(service);
    const metrics = needs.metrics ? await service.readMetrics() : undefined;
    return {
      service: ledger.read(`service:${variant.id}`, own.service),
      database: database === undefined ? undefined : readDatabaseCpu(variant.id),
      cache: ledger.read(`cache:${variant.id}`, own.cache),
      databaseUse,
      databaseUseAfter: indexUse === undefined ? databaseUse : await readUse(),
      ...account,
      exercise: {
        ...{ atMs: context.readMonotonicMs(), numbers: account.stats?.numbers, metrics, indexUse },
      },
    };
  };
  // All processes are known before the first reading: what they used earlier is not of this time.
  await refresh();
  const readAll = (): OwnReading => ({
    atMs: context.readMonotonicMs(),
    host: readHost(),
    own: readOwn(),
  });
  const start = readAll();
  let latest = start;

  return {
    watchGenerator: (watched) => {
      generatorWait.watch(watched);
      generatorPids = watched;
      latest = readAll();
    },
    watchBrowser: (pid) => {
      browserPid = pid;
      browserPids = pid === undefined ? [] : readProcessTree(pid);
      latest = readAll();
    },
    readBrowserNs: () => {
      browserPids = browserPid === undefined ? [] : readProcessTree(browserPid);
      latest = readAll();
      return ledger.read('browser', browserPids)?.cpuNs;
    },
    readTrials: async () => {
      await refresh();
      const readings = new Map<string, TrialReading>();
      for (const variant of launched) readings.set(variant.variant.id, await readVariant(variant));
      latest = readAll();
      return readings;
    },
    subtract: (variantId, before, after) => {
      const own = find(pids, variantId);
      const [from, to] = [before.get(variantId), after.get(variantId)];
      const use = subtractTrial(from, to, own.rssBytes);
      own.rssBytes = undefined;
      const variant = launched.find((each) => each.variant.id === variantId)?.variant;
      if (from === undefined || to === undefined || variant === undefined) return use;
      const rules = listExerciseRules(context.experiment, variant);
      const common = findCommonIndexes([...after.values()].map((each) => each.exercise.indexUse));
      return { ...use, exercise: subtractExercise(from.exercise, to.exercise, rules, common) };
    },
    readCache: async (variantId) => {
      if (withoutCache.has(variantId)) return undefined;
      const found = launched.find(({ variant }) => variant.id === variantId);
      const cache = (await found?.service.readStats())?.cache;
      // It is not asked again: a service may count these requests, too.
      if (cache === undefined) withoutCache.add(variantId);
      return cache;
    },
    readEventLoopDelay: async (variantId) => {
      if (withoutEventLoop.has(variantId)) return undefined;
      const found = launched.find(({ variant }) => variant.id === variantId);
      const delayUs = (await found?.service.readStats())?.runtime?.eventLoopDelayP99Us;
      // As with the cache: who offers none is not asked again.
      if (delayUs === undefined) withoutEventLoop.add(variantId);
      return delayUs;
    },
    readRequests: async (variantId) =>
      launched.find(({ variant }) => variant.id === variantId)?.service.readRequests() ?? {
        kind: 'not-offered',
      },
    readSlice: (variantId, isBrief) => {
      const atMs = context.readMonotonicMs();
      if (isBrief) return { atMs, service: undefined, own: undefined, host: undefined };
      const own = find(pids, variantId);
      own.rssBytes = maxDefined(own.rssBytes, readRssBytes(own.service));
      const service = ledger.read(`service:${variantId}`, own.service);
      latest = readAll();
      return { ...latest, atMs, service };
    },
    subtractSlice: (before, after) => ({
      serviceCpuNs: minus(after.service?.cpuNs, before.service?.cpuNs),
      elapsedNs: (after.atMs - before.atMs) * 1e6,
      ...compareHost(before, after),
    }),
    readHost: () => ({
      ...compareHost(start, latest),
      generatorWaitRatio: generatorWait.readRatio(),
    }),
  };
}

async function readAccount(
  service: RunningService,
): Promise<Pick<TrialReading, 'stats' | 'requests'>> {
  const stats = await service.readStats();
  return { stats, requests: await service.readRequests(stats) };
}

/**
 * CPU time of the database between two readings, ns. Where neither of them met a backend it is 0 if no statement ran
 * between them, and else unknown: connections that open and close in between take what they used with them.
 * @param calls statements between the readings; undefined where PostgreSQL does not count them
 */
export function subtractDatabaseCpu(
  before: DatabaseCpu | undefined,
  after: DatabaseCpu | undefined,
  calls: number | undefined,
): number | undefined {
  if (after?.wasSeen === false && calls !== 0) return undefined;
  return minus(after?.cpuNs, before?.cpuNs);
}

function subtractTrial(
  before: TrialReading | undefined,
  after: TrialReading | undefined,
  serviceRssBytes: number | undefined,
): TrialUse {
  const databaseCalls = minus(after?.databaseUse?.calls, before?.databaseUseAfter?.calls);
  return {
    resources: {
      serviceCpuNs: minus(after?.service?.cpuNs, before?.service?.cpuNs),
      serviceRunQueueNs: minus(after?.service?.runQueueNs, before?.service?.runQueueNs),
      databaseCpuNs: subtractDatabaseCpu(before?.database, after?.database, databaseCalls),
      cacheCpuNs: minus(after?.cache?.cpuNs, before?.cache?.cpuNs),
      serviceRssBytes,
      databaseCalls,
      databaseBuffers: minus(after?.databaseUse?.buffers, before?.databaseUseAfter?.buffers),
      walBytes: minus(after?.databaseUse?.walBytes, before?.databaseUseAfter?.walBytes),
      cacheHits: minus(after?.stats?.cache?.hits, before?.stats?.cache?.hits),
      cacheMisses: minus(after?.stats?.cache?.misses, before?.stats?.cache?.misses),
    },
    serviceCountedRequests: countBetween(before?.requests, after?.requests),
  };
}

interface WaitSum {
  /** Generators that are loading together from now on; none: the last ones ended. */
  watch(pids: readonly number[]): void;
  readRatio(): number | undefined;
}

interface WatchedGenerator {
  readonly role: string;
  readonly pid: number;
  readonly firstNs: number | undefined;
}

/** Adds up, over the sessions of a group, how long the worst generator waited for a CPU and how long it was there. */
function createWaitSum(ledger: CpuLedger, readMonotonicMs: () => number): WaitSum {
  let waitedNs = 0;
  let elapsedMs = 0;
  let isKnown = true;
  let current: readonly WatchedGenerator[] = [];
  let sinceMs = 0;
  let sessions = 0;
  const readNs = ({ role, pid }: Pick<WatchedGenerator, 'role' | 'pid'>): number | undefined =>
    ledger.read(role, [pid])?.runQueueNs;
  const end = (): void => {
    const waits = current.map((watched) => minus(readNs(watched), watched.firstNs));
    const known = waits.filter((waited) => waited !== undefined);
    if (known.length < waits.length) isKnown = false;
    else waitedNs += Math.max(...known);
    elapsedMs += readMonotonicMs() - sinceMs;
  };
  return {
    watch: (pids) => {
      if (current.length > 0) end();
      sessions += 1;
      sinceMs = readMonotonicMs();
      current = pids.map((pid, index) => {
        const role = `generator:${sessions}:${index}`;
        return { role, pid, firstNs: readNs({ role, pid }) };
      });
    },
    // Several threads may wait at once; more than all of the time says no more than all of it.
    readRatio: () =>
      isKnown && elapsedMs > 0 ? Math.min(1, waitedNs / 1e6 / elapsedMs) : undefined,
  };
}

function compareHost(before: OwnReading, after: OwnReading): Omit<HostUse, 'generatorWaitRatio'> {
  const ownCpuNs = minus(after.own?.cpuNs, before.own?.cpuNs);
  return {
    foreignCpuRatio: readForeignCpu(before.host, after.host, ownCpuNs),
    stealRatio: readStealRatio(before.host, after.host),
    cpuPressureRatio: readPressureRatio(before.host, after.host, after.atMs - before.atMs),
  };
}

function find(pids: ReadonlyMap<string, VariantPids>, variantId: string): VariantPids {
  const found = pids.get(variantId);
  if (found === undefined) throw new Error(`${variantId} was not launched in this group`);
  return found;
}

function listDefined(values: readonly (number | undefined)[]): readonly number[] {
  return values.filter((value) => value !== undefined);
}

function minus(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

function maxDefined(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
