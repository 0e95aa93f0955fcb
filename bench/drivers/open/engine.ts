// The load engine: connections to all variants stay open, and slices switch between them.
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Scenario } from '../../../scenarios/model.ts';
import { LoadstoneError } from '../../errors.ts';
import { encodeHistogram } from '../../measurement/histogram.ts';
import { createLatencyRecorder } from '../../measurement/latency-recorder.ts';
import { createHealthWatch } from '../child/generator-health.ts';
import type { Generator } from '../child/protocol.ts';
import type {
  DriverTarget,
  Load,
  SessionOptions,
  SliceOrder,
  SliceOutcome,
  TrialMeasurement,
} from '../driver.ts';
import { type PartOutcome, splitLoad } from '../parts/part.ts';
import type { SliceFigures } from '../recording/slice-recorder.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource } from '../scenario-loader.ts';
import type { CreateUserCookies } from '../user-cookies.ts';
import { fromSharedMs, nowMs, toSharedMs } from './clock.ts';
import { createClosedLoop } from './closed-loop.ts';
import type { Connection, ConnectionTarget } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { createOpenLoop } from './open-loop.ts';
import type { Pacer } from './pacer.ts';
import type { RequestLogWriter } from './request-log-writer.ts';
import { ArrivalStream, constantRate, shapedRate, sliceSeed } from './schedule.ts';
import { isGeneratorLate, listSliceCaveats } from './slice-caveats.ts';
import { SliceLedger } from './slice-ledger.ts';
import { type LoadLoop, SliceRun } from './slice-run.ts';
import { createThinkTimes } from './user-pauses.ts';
import { VariantTraffic } from './variant-traffic.ts';

export interface EngineTarget extends DriverTarget {
  /** Addresses of the variant, at least one. */
  readonly addresses: readonly [ConnectionTarget, ...ConnectionTarget[]];
}

export interface EngineOptions {
  readonly session: Omit<SessionOptions, 'targets' | 'scenario' | 'cpus'>;
  readonly targets: readonly EngineTarget[];
  readonly scenario: Scenario;
  /** Called once for each variant. */
  readonly createCookies: CreateUserCookies;
  readonly pacer: Pacer;
  /** Takes the requests of all slices, warm-ups too; undefined where the session asks for none. Closed with the engine. */
  readonly requestLog: RequestLogWriter | undefined;
}

/** Opened before an open-loop slice at least, so that its first arrivals find a connection. */
const leastOpenConnections = 8;
const longestPrepareMs = 1_000;
/** What was sent last may still take its own time-out, but the harness waits no longer than this more. */
const longestLastWaitMs = 5_000;

interface Variant {
  readonly id: string;
  readonly traffic: VariantTraffic;
  /** Slices begun by kind; slice k has the same schedule and think times for every variant. */
  readonly slices: Record<Load['kind'], number>;
  /** Recorded slices since the last collect, all of one kind of load. */
  trial: { readonly load: Load['kind']; readonly recorder: TrialRecorder } | undefined;
  /** Counters of the pool before the next slice was prepared; undefined where it was not. */
  beforePrepared: ReturnType<ConnectionPool['counters']> | undefined;
}

/** Where a slice stands on the clock, ms. */
interface SliceTimes {
  readonly startMs: number;
  readonly windowStartMs: number;
  readonly endMs: number;
}

export class Engine implements Generator {
  readonly #options: EngineOptions;
  readonly #variants = new Map<string, Variant>();
  readonly #health = createHealthWatch();
  /** One for all slices. */
  readonly #windowLatency = createLatencyRecorder();
  #run: SliceRun | undefined;
  #isClosed = false;

  /** @throws LoadstoneError SCENARIO_INVALID where the scenario can't draw from the data */
  constructor(options: EngineOptions) {
    this.#options = options;
    for (const target of options.targets) {
      this.#variants.set(target.variantId, this.#buildVariant(target));
    }
  }

  /** Opens the connections of a slice. @throws LoadstoneError DRIVER_FAILED */
  async prepareSlice(order: SliceOrder): Promise<void> {
    const variant = this.#variantOf(order);
    variant.beforePrepared = variant.traffic.pool.counters();
    await this.#openConnections(variant, this.#ownLoad(order));
  }

  async runSlice(order: SliceOrder): Promise<SliceOutcome & Partial<PartOutcome>> {
    const variant = this.#variantOf(order);
    if (this.#run !== undefined) throw refusal('a slice is running already');
    if (!(order.durationMs > order.dropFirstMs && order.dropFirstMs >= 0)) {
      throw refusal('a slice must be longer than the part that is dropped');
    }
    const { pool } = variant.traffic;
    const { session } = this.#options;
    const { requestTimeoutMs } = session;
    const trial = order.recorded ? this.#trialOf(variant, order.load.kind) : undefined;
    const before = variant.beforePrepared ?? pool.counters();
    variant.beforePrepared = undefined;
    const load = this.#ownLoad(order);
    await this.#openConnections(variant, load);
    const startMs = await waitForStart(order);
    if (this.#isClosed) throw refusal('the session was closed');
    const log = this.#options.requestLog;
    variant.traffic.log = log;
    const times = timesOf(order, startMs);
    const lateStartMs = Math.max(0, nowMs() - startMs);
    const ledger = new SliceLedger({
      log,
      traffic: variant.traffic,
      recorded: trial?.openWindow(order),
      windowLatency: this.#windowLatency,
      windowStartMs: times.windowStartMs,
      windowEndMs: times.endMs,
    });
    const sendEndMs = times.endMs + requestTimeoutMs;
    const run = new SliceRun({
      pool,
      ledger,
      requestTimeoutMs,
      sendEndMs,
      drainEndMs: sendEndMs + Math.min(requestTimeoutMs, longestLastWaitMs),
    });
    this.#run = run;
    this.#health.start();
    try {
      await run.run(this.#buildLoop(load, variant, ledger, times, run));
    } finally {
      this.#run = undefined;
      log?.flush();
    }
    const figures = this.#figuresOf(load, ledger);
    const after = pool.counters();
    return {
      variantId: variant.id,
      startedAtMs: toSharedMs(times.startMs),
      windowUs: (order.durationMs - order.dropFirstMs) * 1_000,
      ...figures,
      connectionsOpened: after.opened - before.opened,
      connectionsRenewed: after.renewed - before.renewed,
      resentRequests: after.resent - before.resent,
      ...this.#health.stop(),
      ...(session.part !== undefined && {
        windowLatency: encodeHistogram(this.#windowLatency.toHistogram()),
        lateStartMs,
      }),
      isGeneratorLate: isGeneratorLate(ledger.sends()),
      caveats: listSliceCaveats({
        counts: figures.sliceCounts,
        strays: after.strays - before.strays,
        sends: ledger.sends(),
      }),
    };
  }

  collect(): readonly TrialMeasurement[] {
    this.#options.requestLog?.flush();
    return [...this.#variants.values()].map((variant) => {
      const recorder =
        variant.trial?.recorder ?? createTrialRecorder({ variantId: variant.id, load: 'closed' });
      variant.trial = undefined;
      return recorder.collect();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#run?.fail(refusal('the session was closed'));
    for (const variant of this.#variants.values()) variant.traffic.pool.close();
    await this.#options.pacer.close();
    this.#options.requestLog?.close();
  }

  #buildVariant(target: EngineTarget): Variant {
    const { session, scenario, createCookies } = this.#options;
    const pool = new ConnectionPool(
      target.addresses,
      {
        answered: (connection: Connection) => this.#run?.answered(connection),
        failed: (connection: Connection, reason: string) => this.#run?.failed(connection, reason),
        timedOut: (connection: Connection) => this.#run?.timedOut(connection),
      },
      nowMs,
    );
    const traffic = new VariantTraffic({
      pool,
      scenario,
      cookies: createCookies(),
      source: createRequestSource(scenario, session.seed, session.data, session.part),
      hosts: target.addresses.map(({ host }) => host),
      acceptEncoding: session.acceptEncoding,
      seed: session.seed,
      bodyCheckRatio: session.bodyCheckRatio,
      requestTimeoutMs: session.requestTimeoutMs,
    });
    return {
      ...{ id: target.variantId, traffic, slices: { closed: 0, open: 0 } },
      ...{ trial: undefined, beforePrepared: undefined },
    };
  }

  #variantOf({ variantId }: SliceOrder): Variant {
    const variant = this.#variants.get(variantId);
    if (variant === undefined) throw refusal(`variant ${variantId} is not in this session`);
    return variant;
  }

  #ownLoad({ load }: SliceOrder): Load {
    return splitLoad(load, this.#options.session.part);
  }

  async #openConnections({ traffic }: Variant, load: Load): Promise<void> {
    const { requestTimeoutMs } = this.#options.session;
    const { first, limit } = connectionsToOpen(load);
    await traffic.pool.prepare(first, limit, Math.min(requestTimeoutMs, longestPrepareMs));
    if (this.#isClosed) throw refusal('the session was closed');
  }

  #trialOf(variant: Variant, load: Load['kind']): TrialRecorder {
    variant.trial ??= { load, recorder: createTrialRecorder({ variantId: variant.id, load }) };
    if (variant.trial.load !== load) {
      throw refusal('closed and open slices were mixed; collect before the load changes its kind');
    }
    return variant.trial.recorder;
  }

  #buildLoop(
    load: Load,
    variant: Variant,
    ledger: SliceLedger,
    times: SliceTimes,
    run: SliceRun,
  ): LoadLoop {
    const { traffic } = variant;
    const { startMs, endMs } = times;
    const seed = sliceSeed(this.#options.session.seed, variant.slices[load.kind]);
    variant.slices[load.kind] += 1;
    if (load.kind === 'closed') {
      const thinkTimes = createThinkTimes(load, seed, this.#options.session.part);
      return createClosedLoop({
        ...{ traffic, ledger, connections: load.connections, endMs, thinkTimes },
        onThrown: (thrown) => run.fail(thrown),
      });
    }
    const durationUs = (endMs - startMs) * 1_000;
    return createOpenLoop({
      traffic,
      ledger,
      pacer: this.#options.pacer,
      arrivals: new ArrivalStream(
        load.shape === undefined
          ? constantRate(load.rateRps, durationUs)
          : shapedRate(load.shape, durationUs),
        load.arrivals,
        seed,
        this.#options.session.part,
      ),
      maxConnections: load.maxConnections,
      startMs,
      endMs,
      onTurn: () => run.turn(),
      onThrown: (thrown) => run.fail(thrown),
    });
  }

  /** In an open loop the schedule itself says how many arrivals there were, so that the sum is a test. */
  #figuresOf(load: Load, ledger: SliceLedger): SliceFigures {
    const figures = ledger.figures();
    if (load.kind === 'closed') return figures;
    const scheduled = this.#options.pacer.ring.scheduledCount;
    return { ...figures, sliceCounts: { ...figures.sliceCounts, scheduled } };
  }
}

/** The moment at which a slice starts, on this thread's clock; returns when it has come, or is past. */
async function waitForStart({ startAtMs }: SliceOrder): Promise<number> {
  if (startAtMs === undefined) return nowMs();
  const startMs = fromSharedMs(startAtMs);
  // A timer is a millisecond coarse: the last of the time is spent in turns of the event loop.
  const sleepMs = Math.floor(startMs - nowMs()) - 1;
  if (sleepMs > 0) await sleep(sleepMs);
  while (nowMs() < startMs) await turn();
  return startMs;
}

function timesOf(order: SliceOrder, startMs: number): SliceTimes {
  return {
    startMs,
    windowStartMs: startMs + order.dropFirstMs,
    endMs: startMs + order.durationMs,
  };
}

/** Opened before a slice: the first ones always, those up to the limit where they had been open before. */
function connectionsToOpen(load: Load): { readonly first: number; readonly limit: number } {
  if (load.kind === 'closed') return { first: load.connections, limit: load.connections };
  const { maxConnections } = load;
  return { first: Math.min(maxConnections, leastOpenConnections), limit: maxConnections };
}

function refusal(message: string): LoadstoneError {
  return new LoadstoneError('DRIVER_FAILED', message);
}
