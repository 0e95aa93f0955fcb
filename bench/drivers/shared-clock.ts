// The one clock that all processes of a machine share: monotonic, and the same whenever a process began.

const msPerSecond = 1_000;
const nsPerMs = 1e6;

/** Now, ms since some moment before the processes of this machine began. */
export function readSharedClockMs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * msPerSecond + ns / nsPerMs;
}

/**
 * What to add to a reading of this thread's `performance.now` to come to the shared clock, ms. Threads and processes
 * have time origins of their own, told in wall-clock time, which may be set between two starts; this doesn't.
 */
export function computeSharedClockOffsetMs(): number {
  let best = Number.NaN;
  let narrowestMs = Number.POSITIVE_INFINITY;
  // The reading with the least time around it is the least disturbed one.
  for (let i = 0; i < 16; i += 1) {
    const beforeMs = performance.now();
    const sharedMs = readSharedClockMs();
    const afterMs = performance.now();
    if (afterMs - beforeMs >= narrowestMs) continue;
    narrowestMs = afterMs - beforeMs;
    best = sharedMs - (beforeMs + afterMs) / 2;
  }
  return best;
}
