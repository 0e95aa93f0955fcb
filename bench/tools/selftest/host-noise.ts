// A bystander thread that sleeps and notes how late it wakes: what the host does to any process.
import { Worker } from 'node:worker_threads';
import type { HostNoise } from '../../../reports/document/selftest.ts';

/** A wake-up later than this at the 99th percentile makes latencies of ±0.3 ms undecidable, µs. */
const noisyLatenessUs = 1_000;

/** How long the bystander sleeps at a time, ms. */
const sleepMs = 2;

/** Latenesses kept, the newest ones; two minutes of them. */
const keptLatenesses = 65_536;

export interface NoiseProbe {
  /** The latenesses of a time that has begun with the call; `end` may be called once. */
  begin(): { end(): HostNoise };
  close(): Promise<void>;
}

/** Starts the bystander; resolves once it has woken for the first time. */
export async function startNoiseProbe(): Promise<NoiseProbe> {
  const control = new Int32Array(new SharedArrayBuffer(8));
  const latenessesUs = new Float64Array(new SharedArrayBuffer(keptLatenesses * 8));
  const worker = new Worker(new URL('./noise-worker.ts', import.meta.url), {
    workerData: { control, latenessesUs, sleepMs },
  });
  const woken = Atomics.waitAsync(control, 0, 0);
  if (woken.async) await woken.value;
  worker.unref();
  return {
    begin() {
      const from = Atomics.load(control, 0);
      return {
        end() {
          const to = Atomics.load(control, 0);
          const first = Math.max(from, to - keptLatenesses);
          const seen = Array.from(
            { length: to - first },
            (_, index) => latenessesUs[(first + index) % keptLatenesses] ?? 0,
          );
          return summariseNoise(seen);
        },
      };
    },
    async close() {
      Atomics.store(control, 1, 1);
      await worker.terminate();
    },
  };
}

/** A bystander that never woke tells of the worst noise there is. */
export function summariseNoise(latenessesUs: readonly number[]): HostNoise {
  const sorted = latenessesUs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.MAX_VALUE;
  const latenessP99Us = at(0.99);
  return {
    latenessP50Us: at(0.5),
    latenessP99Us,
    latenessMaxUs: at(1),
    isNoisy: latenessP99Us > noisyLatenessUs,
  };
}
