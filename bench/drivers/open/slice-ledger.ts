// Writes down how each request of one slice ended: counts by its end, histograms by its start.
import type { ScenarioRequest, ScenarioResponse } from '../../../scenarios/model.ts';
import type { LatencyRecorder } from '../../measurement/latency-recorder.ts';
import { judgeAnswer, judgeStatus } from '../recording/answer.ts';
import { splitFieldLines, toHeaders } from '../recording/answer-fields.ts';
import {
  createSliceRecorder,
  type RequestEnd,
  type SliceFigures,
  type SliceRecorder,
} from '../recording/slice-recorder.ts';
import type { WindowRecorder } from '../recording/trial-recorder.ts';
import { spanUs } from './clock.ts';
import type { Connection } from './connection.ts';
import type { RequestLogWriter, UnsentExchange } from './request-log-writer.ts';
import type { VariantTraffic } from './variant-traffic.ts';

export interface SliceLedgerOptions {
  readonly traffic: VariantTraffic;
  /** Takes the requests that were to start inside the window; undefined for a warm-up. */
  readonly recorded: WindowRecorder | undefined;
  /** Emptied and used for the latencies of the window. */
  readonly windowLatency: LatencyRecorder;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  /** Takes every end of the slice; undefined where nothing is logged. */
  readonly log: RequestLogWriter | undefined;
}

/** A send later than this, though a connection was free, is the generator's own doing. */
const lateSendMs = 5;

const neverSent = 'never sent: no connection was free';

const noAnswer = { statusCode: undefined, observedVersions: [] };

type MutableEnd = { -readonly [K in keyof RequestEnd]: RequestEnd[K] };

/**
 * The counts of the slice tell what went over the wire. The window and its histograms tell what users
 * met: they hold every request that was to start inside the window, however late it ended, and those
 * that never did as timed out with the time waited (right-censored). By its end a request longer than
 * the rest of its slice could never be inside, since a slice is drained, and would vanish from the tail.
 */
export class SliceLedger {
  readonly #traffic: VariantTraffic;
  readonly #recorded: WindowRecorder | undefined;
  readonly #log: RequestLogWriter | undefined;
  readonly #slice: SliceRecorder;
  readonly #window: SliceRecorder;
  readonly #windowStartMs: number;
  readonly #windowEndMs: number;
  /** One object for all requests: the recorders read it at once and keep nothing of it. */
  readonly #end: MutableEnd = {
    kind: 'succeeded',
    route: '',
    statusCode: undefined,
    reason: undefined,
    responseTimeUs: 0,
    serviceTimeUs: 0,
    inWindow: false,
    sinceWindowStartMs: 0,
  };
  #inFlightAtEnd = 0;
  #sentCount = 0;
  #lateCount = 0;
  #waitedCount = 0;

  constructor(options: SliceLedgerOptions) {
    this.#traffic = options.traffic;
    this.#recorded = options.recorded;
    this.#log = options.log;
    this.#window = createSliceRecorder(options.recorded, options.windowLatency, false);
    // It never meets a request of the window, so that the two may share the memory.
    this.#slice = createSliceRecorder(
      undefined,
      options.windowLatency,
      options.recorded === undefined,
    );
    this.#windowStartMs = options.windowStartMs;
    this.#windowEndMs = options.windowEndMs;
  }

  /** Sends so far; those that the generator alone made late; those that waited for a connection. */
  sends(): { readonly all: number; readonly late: number; readonly waited: number } {
    return { all: this.#sentCount, late: this.#lateCount, waited: this.#waitedCount };
  }

  /** A request of a closed loop was sent. */
  sent(): void {
    this.#slice.schedule();
    this.#sentCount += 1;
  }

  /** An arrival was sent. @param waited it had to wait for a connection */
  sentArrival(connection: Connection, waited: boolean): void {
    const { intendedAtMs, sentAtMs } = connection.exchange;
    this.#slice.schedule();
    this.#sentCount += 1;
    if (waited) this.#waitedCount += 1;
    else if (sentAtMs - intendedAtMs > lateSendMs) this.#lateCount += 1;
    if (this.#isMeasured(intendedAtMs)) {
      const latenessUs = spanUs(intendedAtMs, sentAtMs);
      this.#recorded?.recordSendLateness(latenessUs, intendedAtMs - this.#windowStartMs);
    }
  }

  /** A whole answer came. */
  answered(connection: Connection, atMs: number): void {
    const { exchange, parser } = connection;
    const { request, route } = exchange;
    // Decoded only now: the time of the answer was taken before.
    const body = parser.readBody();
    const { statusCode } = parser;
    const verdict =
      body === undefined
        ? judgeStatus(route, statusCode)
        : judgeAnswer(route, request, { statusCode, contentType: parser.contentType, body });
    if (verdict.bodyChecked) this.#slice.countBodyCheck(verdict.reason !== undefined);
    const kind = verdict.reason === undefined ? 'succeeded' : 'failed';
    const { reason } = verdict;
    this.#close(connection, kind, statusCode, reason, atMs);
    this.#traffic.keepCookies(connection);
    const response = buildObserved(request, statusCode, body?.text, parser.fieldLines);
    const isRight = body?.text !== undefined && reason === undefined;
    this.#log?.ended(exchange, {
      ...{ outcome: kind, atMs, statusCode, reason },
      observedVersions:
        response !== undefined && isRight
          ? this.#traffic.observedVersionsIn(exchange, response)
          : [],
    });
    if (response !== undefined) this.#traffic.observe(request, response);
    if (!verdict.statusExpected) this.#traffic.unanswered(request, statusCode);
  }

  /** No whole answer came, or none in time. */
  failed(connection: Connection, kind: 'failed' | 'timedOut', reason: string, atMs: number): void {
    const { exchange } = connection;
    this.#close(connection, kind, undefined, reason, atMs);
    const outcome = kind === 'failed' ? 'failed' : 'timed-out';
    this.#log?.ended(exchange, { ...noAnswer, outcome, atMs, reason });
    this.#traffic.unanswered(exchange.request, undefined);
  }

  /** An arrival was never sent: what it waited until now is the least that it would have taken. */
  dropped(unsent: UnsentExchange, intendedAtMs: number, atMs: number): void {
    this.#slice.schedule();
    this.#slice.drop(neverSent, undefined);
    this.#censor(unsent.request.route, intendedAtMs, atMs);
    this.#log?.dropped(unsent, intendedAtMs, atMs, neverSent);
    if (unsent.request.wantsAnswer === true) this.#traffic.unanswered(unsent.request, undefined);
  }

  /** A request was still in flight when the drain had to end. */
  abandoned(connection: Connection, atMs: number): void {
    const { exchange } = connection;
    const { request, intendedAtMs } = exchange;
    this.#inFlightAtEnd += 1;
    this.#censor(request.route, intendedAtMs, atMs);
    this.#log?.ended(exchange, { ...noAnswer, outcome: 'in-flight', atMs, reason: undefined });
    this.#traffic.unanswered(request, undefined);
  }

  /** Called every few milliseconds while the slice runs. */
  tick(atMs: number): void {
    this.#log?.flushIfDue(atMs);
  }

  /** The slice's figures, once it is drained. */
  figures(): SliceFigures {
    const { windowCounts, latencyP50Us } = this.#window.figures(0);
    return { ...this.#slice.figures(this.#inFlightAtEnd), windowCounts, latencyP50Us };
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
    end.inWindow = false;
    this.#slice.end(end);
    this.#addToWindow(intendedAtMs);
  }

  #censor(route: string, intendedAtMs: number, atMs: number): void {
    const end = this.#end;
    end.kind = 'timedOut';
    end.route = route;
    end.statusCode = undefined;
    end.reason = undefined;
    end.responseTimeUs = spanUs(intendedAtMs, atMs);
    end.serviceTimeUs = end.responseTimeUs;
    this.#addToWindow(intendedAtMs);
  }

  #addToWindow(intendedAtMs: number): void {
    if (!this.#isMeasured(intendedAtMs)) return;
    this.#end.inWindow = true;
    this.#end.sinceWindowStartMs = intendedAtMs - this.#windowStartMs;
    this.#window.end(this.#end);
  }
}

/** What the source is told of an answer; undefined where its body was not read and nobody wants it. */
function buildObserved(
  { wantsAnswer }: ScenarioRequest,
  statusCode: number,
  text: string | undefined,
  fieldLines: string,
): ScenarioResponse | undefined {
  if (wantsAnswer === true) {
    return { statusCode, body: text ?? '', headers: toHeaders(splitFieldLines(fieldLines)) };
  }
  return text === undefined ? undefined : { statusCode, body: text };
}
