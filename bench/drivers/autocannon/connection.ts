// One connection of a slice: each request drawn for it ends exactly once, whatever happens to it.
import { setTimeout as startTimer } from 'node:timers';
import type autocannon from 'autocannon';
import type { ScenarioRequest } from '../../../scenarios/model.ts';
import type { JudgedAnswer } from '../recording/answer.ts';
import { type FieldList, valuesOfField } from '../recording/answer-fields.ts';
import { KeptBody } from '../recording/body.ts';
import { type ConnectionOptions, hookClient, type SentRequest } from './client-hooks.ts';

/** A request to send, and whether its answer's body is wanted. */
interface DrawnRequest extends SentRequest {
  readonly readsBody: boolean;
}

/** A whole answer. */
interface Answer extends JudgedAnswer {
  readonly fields: FieldList;
  readonly latencyMs: number;
}

/** How a request ended without a whole answer. */
interface Loss {
  readonly kind: 'failed' | 'timedOut';
  readonly reason: string;
  readonly elapsedMs: number;
}

export interface ConnectionEvents {
  draw(): DrawnRequest;
  onSent(): void;
  onAnswer(request: ScenarioRequest, answer: Answer): void;
  onLoss(request: ScenarioRequest, loss: Loss): void;
  /** The connection ended before the request was sent, or before anything became of it. */
  onUnsent(request: ScenarioRequest): void;
  onOpened(): void;
  /** An answer announced that the service closes the connection, which autocannon does not heed. */
  onCloseAnnounced(): void;
  /** A connection is opened again, after a time-out (which closes it) or since it broke. */
  onReopen(cause: 'timed-out' | 'broken'): void;
  /** The scenario threw; the slice can't go on. */
  onFault(thrown: unknown): void;
}

export interface Connection {
  /** Sends nothing more; the connection ends once its request in flight has ended. */
  stop(): void;
  /** Ends at once. */
  destroy(): void;
  /** 1 while a request is under way, else 0. */
  readonly inFlight: number;
}

interface InFlight extends DrawnRequest {
  readonly sentAtMs: number;
  headers: FieldList;
}

/** The values of a header, joined; empty where there is none. */
function valuesOf(headers: FieldList, wanted: string): string {
  return valuesOfField(headers, wanted).join(', ');
}

const firstBackOffMs = 1;
const longestBackOffMs = 500;

/**
 * Takes over a client that autocannon is just making (in its `setupClient`).
 * @throws LoadstoneError DRIVER_FAILED where autocannon is built otherwise than expected
 */
export function controlConnection(
  made: autocannon.Client,
  options: ConnectionOptions,
  events: ConnectionEvents,
): Connection {
  const kept = new KeptBody();
  let drawn: DrawnRequest | undefined;
  let isSent = false;
  let inFlight: InFlight | undefined;
  let reopenTimer: NodeJS.Timeout | undefined;
  let isTimedOut = false;
  let backOffMs = firstBackOffMs;
  let isStopping = false;
  let isDestroyed = false;

  function lose(kind: Loss['kind'], reason: string): void {
    if (inFlight === undefined) return;
    const { request, sentAtMs } = inFlight;
    inFlight = undefined;
    kept.drop();
    try {
      events.onLoss(request, { kind, reason, elapsedMs: performance.now() - sentAtMs });
    } catch (thrown) {
      events.onFault(thrown);
    }
  }

  const client = hookClient(made, options, {
    draw() {
      drawn = events.draw();
      isSent = false;
      return drawn;
    },
    onSent() {
      if (drawn === undefined) return;
      kept.start();
      inFlight = { ...drawn, sentAtMs: performance.now(), headers: [] };
      isSent = true;
      events.onSent();
    },
    expectsNoBody: () => inFlight?.request.method === 'HEAD',
    onHead(headers) {
      if (inFlight !== undefined) inFlight.headers = headers;
    },
    onBody(data) {
      if (inFlight?.readsBody === true) kept.take(data, 0, data.length);
    },
    onAnswer(statusCode, latencyMs) {
      if (inFlight === undefined) return;
      const { request, readsBody, headers } = inFlight;
      inFlight = undefined;
      backOffMs = firstBackOffMs;
      const body = readsBody ? kept.read(valuesOf(headers, 'content-encoding')) : undefined;
      const contentType = readsBody ? valuesOf(headers, 'content-type') : '';
      events.onAnswer(request, { statusCode, contentType, body, latencyMs, fields: headers });
    },
    onTimeout() {
      isTimedOut = inFlight !== undefined;
      lose('timedOut', 'timed out');
    },
    onBreak(reason) {
      lose('failed', reason);
      if (reopenTimer !== undefined) return;
      if (isStopping) client.destroy();
      else reopen();
    },
    onOpened: events.onOpened,
    onCloseAnnounced: events.onCloseAnnounced,
    onFault: events.onFault,
  });

  function reopen(): void {
    const cause = isTimedOut ? 'timed-out' : 'broken';
    isTimedOut = false;
    reopenTimer = startTimer(() => {
      reopenTimer = undefined;
      events.onReopen(cause);
      client.open();
    }, backOffMs);
    backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
  }

  function destroy(): void {
    clearTimeout(reopenTimer);
    client.destroy();
    if (isDestroyed) return;
    isDestroyed = true;
    const unsent = inFlight ?? (isSent ? undefined : drawn);
    if (unsent !== undefined) events.onUnsent(unsent.request);
  }

  return {
    stop() {
      isStopping = true;
      if (inFlight === undefined) destroy();
      else client.endAfterAnswer();
    },
    destroy,
    get inFlight() {
      return inFlight === undefined ? 0 : 1;
    },
  };
}
