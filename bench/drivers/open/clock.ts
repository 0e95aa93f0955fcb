// The one clock of the driver: performance.now() of the main thread, in ms, and its conversions.
import { computeSharedClockOffsetMs } from '../shared-clock.ts';

const usPerMs = 1_000;

/** Now on the monotonic clock of this thread, ms since the thread's time origin. */
export function nowMs(): number {
  return performance.now();
}

/** A span of the clock in µs. */
export function spanUs(fromMs: number, toMs: number): number {
  return (toMs - fromMs) * usPerMs;
}

const sharedOffsetMs = computeSharedClockOffsetMs();

/** A reading of the clock of all processes on that of this thread. */
export function fromSharedMs(sharedMs: number): number {
  return sharedMs - sharedOffsetMs;
}

/** A reading of this thread's clock on that of all processes (`SliceOutcome.startedAtMs`). */
export function toSharedMs(readingMs: number): number {
  return sharedOffsetMs + readingMs;
}
