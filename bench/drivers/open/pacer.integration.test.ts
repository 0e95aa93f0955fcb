// The pacing thread: wakes for every arrival and for the end of a slice, and ends when told.
import { expect, onTestFinished, test } from 'vitest';
import { type Pacer, startPacer } from './pacer.ts';
import { ArrivalStream, constantRate } from './schedule.ts';

async function openPacer(): Promise<Pacer> {
  const pacer = await startPacer();
  onTestFinished(() => pacer.close());
  return pacer;
}

/** Takes all arrivals of a slice as the pacer wakes for them; resolves with how early each was, ms. */
function runSlice(pacer: Pacer, rateRps: number, durationMs: number): Promise<number[]> {
  const earlyMs: number[] = [];
  const startMs = performance.now();
  const endMs = startMs + durationMs;
  const arrivals = new ArrivalStream(constantRate(rateRps, durationMs * 1_000), 'uniform', 5);
  pacer.ring.begin(arrivals, startMs, endMs);
  // Nothing else may keep the test's event loop awake, but it must not end either.
  const keepAlive = setInterval(() => {}, 60_000);
  return new Promise((resolve) => {
    pacer.setListener(() => {
      for (;;) {
        const nowMs = performance.now();
        if (pacer.ring.nextDueMs() > nowMs) break;
        earlyMs.push(pacer.ring.nextDueMs() - nowMs);
        pacer.ring.take();
      }
      if (performance.now() < endMs) return;
      clearInterval(keepAlive);
      pacer.setListener(undefined);
      pacer.ring.stop();
      resolve(earlyMs);
    });
  });
}

test('wakes for all arrivals and for the end of the slice, slice after slice', async () => {
  const pacer = await openPacer();
  for (let slice = 0; slice < 5; slice += 1) {
    expect(await runSlice(pacer, 1_000, 100)).toHaveLength(100);
    expect(pacer.ring.scheduledCount).toBe(100);
  }
});

test('wakes for the end of a slice without a single arrival', async () => {
  const pacer = await openPacer();
  expect(await runSlice(pacer, 0, 30)).toEqual([]);
});

test('does not wake a main thread that could not send', async () => {
  const pacer = await openPacer();
  let wakes = 0;
  const startMs = performance.now();
  pacer.ring.begin(
    new ArrivalStream(constantRate(1_000, 1e5), 'uniform', 1),
    startMs,
    startMs + 100,
  );
  pacer.ring.want(false);
  pacer.setListener(() => {
    wakes += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  // At most the wake that was under way when the wish was taken back.
  expect(wakes).toBeLessThanOrEqual(1);
});

test('closing it twice is closing it once', async () => {
  const pacer = await startPacer();
  await Promise.all([pacer.close(), pacer.close()]);
  await pacer.close();
});
