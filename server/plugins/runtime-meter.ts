// What the event loop, the garbage collector and the pool of one process did since they were last asked for.
import {
  createHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import type pg from 'pg';

/** One process over the time since the reading before. */
export interface ProcessRuntime {
  /** Share of the time in which the event loop was busy, 0 to 1. */
  readonly eventLoopUtilisationRatio: number;
  readonly eventLoopDelayP99Us: number;
  /** Share of the time that went into collecting garbage, 0 to 1. */
  readonly gcRatio: number;
  /** Wait for a connection of the pool; absent where nobody asked for one. */
  readonly poolWaitP99Us?: number;
}

export interface RuntimeMeter {
  /** Each reading begins a new interval. */
  take(): ProcessRuntime;
  close(): void;
}

/** The monitor counts its own period with the delay, so that is taken off; 50 wake-ups a second are cheap. */
const resolutionMs = 20;

/** Begins to watch this process. @param takePoolWaitP99Us see observePoolWaits */
export function createRuntimeMeter(takePoolWaitP99Us: () => number | undefined): RuntimeMeter {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let gcMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  let startedMs = performance.now();
  let usedBefore = performance.eventLoopUtilization();
  return {
    take: () => {
      const nowMs = performance.now();
      const used = performance.eventLoopUtilization();
      const delayUs = delays.count > 0 ? delays.percentile(99) / 1000 - resolutionMs * 1000 : 0;
      const poolWaitP99Us = takePoolWaitP99Us();
      const runtime: ProcessRuntime = {
        eventLoopUtilisationRatio: performance.eventLoopUtilization(used, usedBefore).utilization,
        eventLoopDelayP99Us: Math.max(0, Math.round(delayUs)),
        gcRatio: Math.min(1, gcMs / Math.max(1, nowMs - startedMs)),
        ...(poolWaitP99Us !== undefined && { poolWaitP99Us }),
      };
      delays.reset();
      [gcMs, startedMs, usedBefore] = [0, nowMs, used];
      return runtime;
    },
    close: () => {
      delays.disable();
      observer.disconnect();
    },
  };
}

/** Times every wait for a connection of the pool; returns what takes the p99 and begins anew. */
export function observePoolWaits(pool: pg.Pool): () => number | undefined {
  const waits = createHistogram();
  const connect = pool.connect.bind(pool) as (callback: ConnectCallback) => void;
  const connectAsked = (callback: ConnectCallback): void => {
    const askedMs = performance.now();
    connect((...answer) => {
      waits.record(Math.max(1, Math.round((performance.now() - askedMs) * 1000)));
      callback(...answer);
    });
  };
  // Both forms of connect: with a callback, as pool.query uses it, and with a promise.
  const timed = (callback?: ConnectCallback): unknown => {
    if (callback !== undefined) return connectAsked(callback);
    return new Promise((resolve, reject) => {
      connectAsked((error, client) => (error ? reject(error) : resolve(client)));
    });
  };
  pool.connect = timed as typeof pool.connect;
  return () => {
    if (waits.count === 0) return undefined;
    const p99Us = waits.percentile(99);
    waits.reset();
    return p99Us;
  };
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;
