// Writes the log of all requests: what is sent, before it is sent, and how it ended, at most 100 ms after.

import { closeSync, openSync, writeSync } from 'node:fs';
import type { ObservedVersion, ScenarioRequest, ScenarioRoute } from '../../../scenarios/model.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import {
  type RequestOutcome,
  renderIntentLine,
  renderRequestLine,
  renderRoutesLine,
} from '../../measurement/request-log.ts';
import { privateFileMode } from '../../private-modes.ts';
import { nowMs, toSharedMs } from './clock.ts';
import type { Exchange } from './connection.ts';

export interface LoggedEnd {
  readonly outcome: RequestOutcome;
  /** On the driver's clock, ms. */
  readonly atMs: number;
  readonly statusCode: number | undefined;
  readonly reason: string | undefined;
  readonly observedVersions: readonly ObservedVersion[];
}

/** Ends stay in memory no longer than this while load goes on, ms. */
const longestPendingMs = 50;

export class RequestLogWriter {
  readonly #file: RequestLogFile;
  readonly #routes: ReadonlyMap<string, number>;
  #pending = '';
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  /** @throws LoadstoneError DRIVER_FAILED, as every method does, where the file cannot be written */
  constructor(file: RequestLogFile, routes: readonly string[]) {
    this.#file = file;
    this.#routes = new Map(routes.map((route, index) => [route, index]));
    file.write(renderRoutesLine(routes));
  }

  /** True where all answers of a route are read: for the versions in them, or to know a write as made. */
  wantsBodies(route: ScenarioRoute): boolean {
    return route.observedVersions !== undefined || route.intent !== undefined;
  }

  /** A write is about to be sent: its intent is in the file, behind all ends so far, when this returns. */
  intend(operationId: string, amount: number | undefined, atMs: number): void {
    this.#pending += renderIntentLine({ operationId, amount, atMs: toLogMs(atMs) });
    this.flush();
  }

  ended(exchange: Exchange, end: LoggedEnd): void {
    const { request, route, operationId, intendedAtMs, sentAtMs } = exchange;
    this.#pending += renderRequestLine({
      ...end,
      route: this.#indexOf(request),
      dueMs: toLogMs(intendedAtMs),
      sentMs: toLogMs(sentAtMs),
      endMs: toLogMs(end.atMs),
      operationId,
      writes: route.writes,
      user: request.user,
    });
    this.flushIfDue(end.atMs);
  }

  /** An arrival was never sent. */
  dropped(exchange: UnsentExchange, dueMs: number, atMs: number, reason: string): void {
    this.#pending += renderRequestLine({
      ...{ route: this.#indexOf(exchange.request), dueMs: toLogMs(dueMs), sentMs: undefined },
      ...{ endMs: toLogMs(atMs), outcome: 'dropped', statusCode: undefined, reason },
      ...{ operationId: exchange.operationId, writes: exchange.route.writes, observedVersions: [] },
      user: exchange.request.user,
    });
  }

  /** Called every few milliseconds, so that ends reach the file also while nothing ends. */
  flushIfDue(atMs: number): void {
    if (atMs - this.#writtenAtMs >= longestPendingMs) this.flush(atMs);
  }

  /** Writes what has ended so far. */
  flush(atMs = nowMs()): void {
    this.#writtenAtMs = atMs;
    const text = this.#pending;
    if (text === '') return;
    this.#pending = '';
    this.#file.write(text);
  }

  close(): void {
    try {
      this.flush();
    } finally {
      this.#file.close();
    }
  }

  #indexOf({ route }: ScenarioRequest): number {
    const index = this.#routes.get(route);
    if (index === undefined) throw new Error(`route ${route} is not in the request log`);
    return index;
  }
}

/** An arrival that is never sent. */
export type UnsentExchange = Pick<Exchange, 'request' | 'route' | 'operationId'>;

/** On the clock of `SliceOutcome.startedAtMs`, to the microsecond, which is what the clock is good for. */
function toLogMs(readingMs: number): number {
  return Math.round(toSharedMs(readingMs) * 1_000) / 1_000;
}

export interface RequestLogFile {
  /**
   * Hands the text to the system, so that it outlives this process from then on.
   * @throws LoadstoneError DRIVER_FAILED, and the same each time after: what comes behind a gap proves nothing
   */
  write(text: string): void;
  close(): void;
}

/** Begins the file anew. @throws LoadstoneError DRIVER_FAILED */
export function openRequestLogFile(path: string): RequestLogFile {
  let failure: LoadstoneError | undefined;
  let descriptor: number | undefined;

  function guard<T>(work: () => T): T {
    if (failure !== undefined) throw failure;
    try {
      return work();
    } catch (cause) {
      const message = `the request log ${path} cannot be written: ${messageOf(cause)}`;
      const hint = 'Free some disk space, or write to another folder; the load was ended.';
      failure = new LoadstoneError('DRIVER_FAILED', message, { cause, hint });
      throw failure;
    }
  }

  function writeAll(target: number, text: string): void {
    const bytes = Buffer.from(text);
    // The system may take less than it is given, for example where the disk is nearly full.
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(target, bytes, written);
    }
  }

  const opened = guard(() => openSync(path, 'w', privateFileMode));
  descriptor = opened;
  return {
    write: (text) => guard(() => writeAll(opened, text)),
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
