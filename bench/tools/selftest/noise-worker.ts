// The bystander thread: sleeps a fixed time, again and again, and writes down how late it woke.
import { workerData } from 'node:worker_threads';

const { control, latenessesUs, sleepMs } = workerData as {
  readonly control: Int32Array;
  readonly latenessesUs: Float64Array;
  readonly sleepMs: number;
};
const never = new Int32Array(new SharedArrayBuffer(4));

while (Atomics.load(control, 1) === 0) {
  const startMs = performance.now();
  Atomics.wait(never, 0, 0, sleepMs);
  const latenessUs = (performance.now() - startMs - sleepMs) * 1_000;
  const count = Atomics.load(control, 0);
  latenessesUs[count % latenessesUs.length] = Math.max(0, latenessUs);
  Atomics.store(control, 0, count + 1);
  if (count === 0) Atomics.notify(control, 0);
}
