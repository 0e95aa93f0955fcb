// Waits that end: a fault must never hold up its own healing, nor be judged a moment too early.

import { setTimeout as sleep } from 'node:timers/promises';
import { writeMessage } from '../../reports/document/messages/message.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { failBy, tellCause } from '../tell-failure.ts';
import type { Verification } from './fault.ts';

const pollMs = 20;

/**
 * The outcome of the work, which itself goes on unheard once the time is up.
 * @param limitMs above 0
 * @throws Error where there was none in time, or what the work throws
 */
export async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(failBy('cause-no-answer', { ms: limitMs })), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a fault tries to heal, ms. */
interface HealLimits {
  /** Time in which a failed attempt is followed by another. */
  readonly retryMs?: number;
  /** Time that a single attempt may take, where that is longer. */
  readonly attemptMs?: number;
}

/**
 * Tries again until an attempt succeeds.
 * @param left a sentence without its full stop: what is not as it was, should the time run out
 * @throws LoadstoneError FAULT_NOT_HEALED
 */
export async function awaitHealed(
  left: string,
  attempt: () => Promise<void>,
  { retryMs = 30_000, attemptMs = 1 }: HealLimits = {},
): Promise<void> {
  const deadlineMs = performance.now() + retryMs;
  for (;;) {
    try {
      const leftMs = Math.ceil(deadlineMs - performance.now());
      return await withinMs(attempt(), Math.max(leftMs, attemptMs));
    } catch (cause) {
      if (performance.now() >= deadlineMs) {
        const message = `${left}: ${messageOf(cause).replace(/\.$/, '')}.`;
        throw new LoadstoneError('FAULT_NOT_HEALED', message, { cause });
      }
    }
    await sleep(pollMs);
  }
}

/**
 * Looks until the effect is there: a signal, or the end of a process, takes a moment.
 * @returns what was seen last; where it cannot be looked at, that it took no effect and why
 */
export async function awaitEffect(
  look: () => Verification | Promise<Verification>,
  limitMs = 1_000,
): Promise<Verification> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const seen = await lookSafely(look);
    if (seen.tookEffect || performance.now() >= deadlineMs) return seen;
    await sleep(pollMs);
  }
}

async function lookSafely(look: () => Verification | Promise<Verification>): Promise<Verification> {
  try {
    return await look();
  } catch (cause) {
    return {
      tookEffect: false,
      evidence: writeMessage('evidence-not-readable', { cause: tellCause(cause) }),
    };
  }
}
