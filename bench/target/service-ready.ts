// Waits until a service is ready, the same for a started and a given one.
import { setTimeout as sleep } from 'node:timers/promises';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { type HttpServer, httpGet } from './http-get.ts';
import { usualReadyPaths } from './ready-paths.ts';
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

/** `ready`, `ended`, what the last attempt gave, one answer all the time, or a handshake that no waiting mends. */
export type ReadyOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'timed-out'; readonly lastAnswer: string }
  | Refusal
  | { readonly kind: 'not-trusted'; readonly why: string };

interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly forMs: number;
  /** A usual path that has a 2xx status; undefined where none has. */
  readonly betterPath: string | undefined;
}

/** It listens and has no such path, or lets nobody in: waiting rarely helps. 408, 425 and 429 ask to come again. */
const isRefusal = (status: number) =>
  status >= 300 && status < 500 && ![408, 425, 429].includes(status);
/** The same refusal for so long ends the wait: a third of it, and not less than this. */
const leastRefusedMs = 5_000;
const betterPathTimeoutMs = 1_000;

/**
 * Asks again and again until the answer has a 2xx status.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the path leads to another server
 */
export async function awaitReady(options: ReadyOptions): Promise<ReadyOutcome> {
  const deadline = performance.now() + options.readyTimeoutMs;
  const patienceMs = Math.max(leastRefusedMs, options.readyTimeoutMs / 3);
  let lastAnswer = 'no answer';
  let refusal: { readonly status: number; readonly sinceMs: number } | undefined;
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
      const nowMs = performance.now();
      if (!isRefusal(status)) refusal = undefined;
      else if (refusal?.status !== status) refusal = { status, sinceMs: nowMs };
      else if (nowMs - refusal.sinceMs >= patienceMs) {
        const betterPath = await findBetterPath(options);
        return { kind: 'refused', status, forMs: nowMs - refusal.sinceMs, betterPath };
      }
    } catch (cause) {
      refusal = undefined;
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

async function findBetterPath({ server, readyPath }: ReadyOptions): Promise<string | undefined> {
  for (const path of [...usualReadyPaths, '/']) {
    if (path === readyPath) continue;
    const status = await httpGet(server, path, betterPathTimeoutMs).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status >= 200 && status < 300) return path;
  }
  return undefined;
}

/** What happened, and what to do: of a service that listens and is not ready by what it answers. */
export function describeRefusal(
  service: string,
  readyPath: string,
  { status, forMs, betterPath }: Refusal,
) {
  const facts = {
    ...{ service: quoteText(service), path: readyPath, status },
    seconds: Math.round(forMs / 1000),
  };
  const hint =
    betterPath !== undefined
      ? writeMessage('fix-better-path', { path: betterPath })
      : writeMessage(status === 401 || status === 403 ? 'fix-forbidden-path' : 'fix-ready-path');
  return {
    message:
      betterPath === undefined
        ? writeMessage('service-refused', facts)
        : writeMessage('service-refused-elsewhere', { ...facts, better: betterPath }),
    hint,
  };
}

/** A server that speaks TLS ends a connection on which it is spoken to in plain http. */
function describeFailure(cause: unknown, { baseUrl }: HttpServer): string {
  const isReset = cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
  const question = isReset && baseUrl.startsWith('http:') ? ' (does it speak https?)' : '';
  return `${messageOf(cause)}${question}`;
}
