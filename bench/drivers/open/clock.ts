// The one clock of the driver: performance.now() of the main thread, in ms, and its conversions.

const usPerMs = 1_000;
const msPerSecond = 1_000;
const nsPerMs = 1e6;

/** Now on the monotonic clock of this thread, ms since the thread's time origin. */
export function nowMs(): number {
  return performance.now();
}

/** A span of the clock in µs. */
export function spanUs(fromMs: number, toMs: number): number {
  return (toMs - fromMs) * usPerMs;
}

/** A reading of this thread's clock on the scale that the parent process knows (`SliceOutcome.startedAtMs`). */
export function absoluteMs(readingMs: number): number {
  return performance.timeOrigin + readingMs;
}

/**
 * What to add to a reading of this thread's clock to come to the system's monotonic clock, ms. Threads have
 * time origins of their own, told in wall-clock time, which may jump between two starts; this doesn't.
 */
export function monotonicOffsetMs(): number {
  let best = Number.NaN;
  let narrowestMs = Number.POSITIVE_INFINITY;
  // The reading with the least time around it is the least disturbed one.
  for (let i = 0; i < 16; i += 1) {
    const beforeMs = performance.now();
    const [seconds, ns] = process.hrtime();
    const afterMs = performance.now();
    if (afterMs - beforeMs >= narrowestMs) continue;
    narrowestMs = afterMs - beforeMs;
    best = seconds * msPerSecond + ns / nsPerMs - (beforeMs + afterMs) / 2;
  }
  return best;
}
