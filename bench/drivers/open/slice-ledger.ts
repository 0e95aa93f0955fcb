// Writes down how each request of one slice ended: counts by its end, histograms by its start.
import { judgeAnswer } from '../recording/answer.ts';
import {
  createSliceRecorder,
  type RequestEnd,
  type SliceFigures,
  type SliceRecorder,
} from '../recording/slice-recorder.ts';
import type { TrialRecorder } from '../recording/trial-recorder.ts';
import { spanUs } from './clock.ts';
import type { Connection } from './connection.ts';
import type { VariantTraffic } from './variant-traffic.ts';

export interface SliceLedgerOptions {
  readonly traffic: VariantTraffic;
  /** Takes the requests that were to start inside the window; undefined for a warm-up. */
  readonly trial: TrialRecorder | undefined;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
}

/** A send later than this, though a connection was free, is the generator's own doing. */
const lateSendMs = 2;

type MutableEnd = { -readonly [K in keyof RequestEnd]: RequestEnd[K] };

/**
 * The window counts hold what ended inside the window, which is the throughput. The histograms hold
 * what was to start inside it, however late it ended: a slice is drained, so that a request longer than
 * the rest of its slice never ends inside, and would vanish from the tail.
 */
export class SliceLedger {
  readonly #traffic: VariantTraffic;
  readonly #trial: TrialRecorder | undefined;
  readonly #windowStartMs: number;
  readonly #windowEndMs: number;
  readonly #recorder: SliceRecorder = createSliceRecorder(undefined);
  /** One object for all requests: the recorders read it at once and keep nothing of it. */
  readonly #end: MutableEnd = {
    kind: 'succeeded',
    route: '',
    statusCode: undefined,
    reason: undefined,
    responseTimeUs: 0,
    serviceTimeUs: 0,
    inWindow: false,
  };
  #inFlightAtEnd = 0;
  #sentCount = 0;
  #lateCount = 0;

  constructor(options: SliceLedgerOptions) {
    this.#traffic = options.traffic;
    this.#trial = options.trial;
    this.#windowStartMs = options.windowStartMs;
    this.#windowEndMs = options.windowEndMs;
  }

  /** Sends so far, and those of them that the generator alone made late. */
  get sentCount(): number {
    return this.#sentCount;
  }

  get lateCount(): number {
    return this.#lateCount;
  }

  /** A request of a closed loop was sent. */
  sent(): void {
    this.#recorder.schedule();
    this.#sentCount += 1;
  }

  /** An arrival was sent. @param waited it had to wait for a connection */
  sentArrival(connection: Connection, waited: boolean): void {
    const { intendedAtMs, sentAtMs } = connection.exchange;
    this.#recorder.schedule();
    this.#sentCount += 1;
    if (!waited && sentAtMs - intendedAtMs > lateSendMs) this.#lateCount += 1;
    if (this.#isMeasured(intendedAtMs)) {
      this.#trial?.recordSendLateness(spanUs(intendedAtMs, sentAtMs));
    }
  }

  /** A whole answer came. */
  answered(connection: Connection, atMs: number): void {
    const { exchange, parser } = connection;
    const { request, route } = exchange;
    const body = exchange.wantBody ? parser.bodyText() : undefined;
    const verdict = judgeAnswer(route, request, parser.statusCode, body);
    if (verdict.bodyChecked) this.#recorder.countBodyCheck(verdict.reason !== undefined);
    const kind = verdict.reason === undefined ? 'succeeded' : 'failed';
    this.#close(connection, kind, parser.statusCode, verdict.reason, atMs);
    if (body !== undefined) {
      this.#traffic.observe(request, { statusCode: parser.statusCode, body });
    }
  }

  /** No whole answer came, or none in time. */
  failed(connection: Connection, kind: 'failed' | 'timedOut', reason: string, atMs: number): void {
    this.#close(connection, kind, undefined, reason, atMs);
  }

  /** An arrival was never sent: what it waited until now is the least that it would have taken. */
  dropped(route: string, intendedAtMs: number, atMs: number): void {
    this.#recorder.schedule();
    const isMeasured = this.#isMeasured(intendedAtMs);
    this.#recorder.drop('never sent: no connection was free', isMeasured);
    if (isMeasured) this.#recordCensored(route, intendedAtMs, atMs);
  }

  /** A request was still in flight when the drain had to end. */
  abandoned(connection: Connection, atMs: number): void {
    const { request, intendedAtMs } = connection.exchange;
    this.#inFlightAtEnd += 1;
    if (this.#isMeasured(intendedAtMs)) this.#recordCensored(request.route, intendedAtMs, atMs);
  }

  /** The slice's figures, once it is drained. */
  figures(): SliceFigures {
    return this.#recorder.figures(this.#inFlightAtEnd);
  }

  #isMeasured(startMs: number): boolean {
    return startMs >= this.#windowStartMs && startMs < this.#windowEndMs;
  }

  #close(
    connection: Connection,
    kind: RequestEnd['kind'],
    statusCode: number | undefined,
    reason: string | undefined,
    atMs: number,
  ): void {
    const { request, intendedAtMs, sentAtMs } = connection.exchange;
    const end = this.#end;
    end.kind = kind;
    end.route = request.route;
    end.statusCode = statusCode;
    end.reason = reason;
    end.responseTimeUs = spanUs(intendedAtMs, atMs);
    end.serviceTimeUs = spanUs(sentAtMs, atMs);
    end.inWindow = this.#isMeasured(atMs);
    this.#recorder.end(end);
    if (this.#isMeasured(intendedAtMs)) this.#trial?.record(end);
  }

  /** Right-censored: it counts as timed out, with the time that it has waited. */
  #recordCensored(route: string, intendedAtMs: number, atMs: number): void {
    const end = this.#end;
    end.kind = 'timedOut';
    end.route = route;
    end.statusCode = undefined;
    end.reason = undefined;
    end.responseTimeUs = spanUs(intendedAtMs, atMs);
    end.serviceTimeUs = 0;
    end.inWindow = false;
    this.#trial?.record(end);
  }
}
