// The pacing thread: sleeps until the next arrival is due, then wakes the main thread; it never spins.
import { workerData } from 'node:worker_threads';
import { computeSharedClockOffsetMs } from '../shared-clock.ts';
import { controlWord, ringCapacity, viewSharedMemory } from './arrival-ring.ts';
import { isPacerStart } from './pacer-start.ts';

const start: unknown = workerData;
if (!isPacerStart(start)) throw new Error('the pacing thread was started without its memory');
const { control, dueMs } = viewSharedMemory(start.memory);
/** From this thread's clock to the main thread's, in which due times are told. */
const toMainMs = computeSharedClockOffsetMs() - start.mainOffsetMs;

let generation = 0;
let index = 0;
for (;;) {
  // Read before all else: a change after this makes the waits below return at once.
  const signal = Atomics.load(control, controlWord.signal);
  const current = Atomics.load(control, controlWord.generation);
  if (current === -1) break;
  if (current !== generation) {
    generation = current;
    index = 0;
  }
  // The main thread takes what is due whenever it is awake anyway; it needs no wake for those.
  index = Math.max(index, Atomics.load(control, controlWord.taken));
  if (index >= Atomics.load(control, controlWord.filled)) {
    Atomics.wait(control, controlWord.signal, signal);
    continue;
  }
  const waitMs = (dueMs[index % ringCapacity] ?? 0) - (performance.now() + toMainMs);
  if (waitMs > 0) {
    Atomics.wait(control, controlWord.signal, signal, waitMs);
    continue;
  }
  index += 1;
  if (Atomics.load(control, controlWord.wanted) === 1) {
    Atomics.add(control, controlWord.wake, 1);
    Atomics.notify(control, controlWord.wake);
  }
}
