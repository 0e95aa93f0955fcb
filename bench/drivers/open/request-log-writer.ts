// Writes the request log: the intent of a write before it is sent, how each request ended soon after.
import type { ScenarioRequest, ScenarioRoute, Sighting } from '../../../scenarios/model.ts';
import {
  type RequestOutcome,
  renderIntentLine,
  renderRequestLine,
  renderRoutesLine,
} from '../../measurement/request-log.ts';
import { nowMs, toSharedMs } from './clock.ts';
import type { Exchange } from './connection.ts';
import type { RequestLogFile } from './request-log-file.ts';

/** How a request that was sent has ended. */
export interface LoggedEnd {
  readonly outcome: RequestOutcome;
  /** On the driver's clock, ms. */
  readonly atMs: number;
  readonly statusCode: number | undefined;
  readonly reason: string | undefined;
  readonly sightings: readonly Sighting[];
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
    return route.sightings !== undefined || route.intent !== undefined;
  }

  /** A write is about to be sent: its intent is in the file, behind all ends so far, when this returns. */
  intend(operationId: string, amount: number | undefined, atMs: number): void {
    this.#pending += renderIntentLine({ operationId, amount, atMs: toLogMs(atMs) });
    this.flush();
  }

  /** A request that was sent has ended. */
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
      ...{ operationId: exchange.operationId, writes: exchange.route.writes, sightings: [] },
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
