// Waits until a service is ready, the same for a started and a given one.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError, messageOf } from '../errors.ts';
import { type HttpServer, httpGet } from './http-get.ts';
import { describeTlsFault } from './tls-trust.ts';

const pollMs = 20;
const attemptTimeoutMs = 5_000;

export interface ReadyOptions {
  readonly server: HttpServer;
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  /** Ends the wait early, where a process has ended. */
  readonly hasEnded: () => boolean;
}

/** `ready`, `ended`, what the last attempt gave, or a handshake that no waiting mends. */
export type ReadyOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'timed-out'; readonly lastAnswer: string }
  | { readonly kind: 'not-trusted'; readonly why: string };

/**
 * Asks again and again until the answer has a 2xx status.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the path leads to another server
 */
export async function awaitReady(options: ReadyOptions): Promise<ReadyOutcome> {
  const deadline = performance.now() + options.readyTimeoutMs;
  let lastAnswer = 'no answer';
  for (;;) {
    if (options.hasEnded()) return { kind: 'ended' };
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return { kind: 'timed-out', lastAnswer };
    const timeoutMs = Math.max(1, Math.min(attemptTimeoutMs, leftMs));
    try {
      const { status } = await httpGet(options.server, options.readyPath, timeoutMs);
      // A program that took our port before the service could listen must not pass for it.
      if (status >= 200 && status < 300) {
        return options.hasEnded() ? { kind: 'ended' } : { kind: 'ready' };
      }
      lastAnswer = `status ${status}`;
    } catch (cause) {
      if (cause instanceof LoadstoneError) throw cause;
      const why = describeTlsFault(cause);
      if (why !== undefined) return { kind: 'not-trusted', why };
      // A last attempt that the deadline cut short tells less than the one before it.
      if (performance.now() < deadline || lastAnswer === 'no answer')
        lastAnswer = describeFailure(cause, options.server);
    }
    await sleep(pollMs);
  }
}

/** A server that speaks TLS ends a connection on which it is spoken to in plain http. */
function describeFailure(cause: unknown, { baseUrl }: HttpServer): string {
  const isReset = cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
  const doubt = isReset && baseUrl.startsWith('http:') ? ' (does it speak https?)' : '';
  return `${messageOf(cause)}${doubt}`;
}
