// The way from a base URL to answers: readiness and statistics, the same for a started and a given service.
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadstoneError, messageOf } from '../errors.ts';
import { httpGet } from './http-get.ts';
import { parseServiceStats, type ServiceStats } from './service-stats.ts';

const pollMs = 20;
const attemptTimeoutMs = 5_000;
const statsTimeoutMs = 10_000;

export interface ReadyOptions {
  readonly baseUrl: string;
  readonly readyPath: string;
  readonly readyTimeoutMs: number;
  /** For a base URL whose host is a pinned address. */
  readonly hostHeader?: string | undefined;
  /** Ends the wait early, where a process has ended. */
  readonly hasEnded: () => boolean;
}

/** `ready`, `ended`, or what the last attempt gave. */
export type ReadyOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'timed-out'; readonly lastAnswer: string };

/** Asks again and again until the answer has a 2xx status. */
export async function awaitReady(options: ReadyOptions): Promise<ReadyOutcome> {
  const deadline = performance.now() + options.readyTimeoutMs;
  const url = new URL(options.readyPath, options.baseUrl).toString();
  let lastAnswer = 'no answer';
  for (;;) {
    if (options.hasEnded()) return { kind: 'ended' };
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return { kind: 'timed-out', lastAnswer };
    try {
      const { status } = await httpGet(
        url,
        Math.max(1, Math.min(attemptTimeoutMs, leftMs)),
        options.hostHeader,
      );
      // A program that took our port before the service could listen must not pass for it.
      if (status >= 200 && status < 300) {
        return options.hasEnded() ? { kind: 'ended' } : { kind: 'ready' };
      }
      lastAnswer = `status ${status}`;
    } catch (cause) {
      // A last attempt that the deadline cut short tells less than the one before it.
      if (leftMs >= attemptTimeoutMs || lastAnswer === 'no answer') lastAnswer = messageOf(cause);
    }
    await sleep(pollMs);
  }
}

/**
 * The service's own account; undefined where it offers none (no path, or status 404).
 * @throws LoadstoneError SERVICE_NOT_READY where it does not answer as it should
 */
export async function readServiceStats(
  baseUrl: string,
  statsPath: string | undefined,
  hostHeader?: string,
): Promise<ServiceStats | undefined> {
  if (statsPath === undefined) return undefined;
  let trouble: string;
  try {
    const url = new URL(statsPath, baseUrl).toString();
    const { status, body } = await httpGet(url, statsTimeoutMs, hostHeader);
    if (status === 404) return undefined;
    const stats = status === 200 ? parseServiceStats(body) : undefined;
    if (stats !== undefined) return stats;
    trouble = status === 200 ? 'no JSON object' : `status ${status}`;
  } catch (cause) {
    trouble = messageOf(cause);
  }
  throw new LoadstoneError(
    'SERVICE_NOT_READY',
    `GET ${statsPath} of the service gave: ${trouble}.`,
    {
      hint: 'Mend the statistics route, or set target.statsPath to undefined if there is none.',
    },
  );
}
