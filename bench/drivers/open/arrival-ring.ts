// The intended starts of a slice, shared with the pacing thread: a ring that is filled as it is emptied.
import type { ArrivalStream } from './schedule.ts';

/** Most arrivals written ahead of those taken; memory does not grow with the length of a slice. */
export const ringCapacity = 4_096;
const refillBelow = ringCapacity / 2;

/** Words of the shared memory, as 32-bit integers. */
export const controlWord = {
  /** Changes whenever the pacing thread should look again; it sleeps on this one. */
  signal: 0,
  /** Changes with each slice; -1 ends the thread. */
  generation: 1,
  /** Entries written and taken since the slice began. */
  filled: 2,
  taken: 3,
  /** 1 while the main thread wants to be woken for a due arrival. */
  wanted: 4,
  /** Changes with each wake of the main thread, which waits on this one. */
  wake: 5,
} as const;

const controlBytes = 64;

/** The two views of the shared memory. */
export interface SharedArrivals {
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Due times, ms on the main thread's clock. */
  readonly dueMs: Float64Array<SharedArrayBuffer>;
}

export function buildSharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(controlBytes + ringCapacity * Float64Array.BYTES_PER_ELEMENT);
}

export function viewSharedMemory(memory: SharedArrayBuffer): SharedArrivals {
  return {
    control: new Int32Array(memory, 0, controlBytes / Int32Array.BYTES_PER_ELEMENT),
    dueMs: new Float64Array(memory, controlBytes, ringCapacity),
  };
}

/** The main thread's side of the ring: arrivals in order, each taken once, none forgotten. */
export class ArrivalRing {
  readonly #shared: SharedArrivals;
  readonly #offsetsUs = new Float64Array(ringCapacity);
  #stream: ArrivalStream | undefined;
  #startMs = 0;
  #endMs = 0;
  #filled = 0;
  #taken = 0;
  /** Entries that are arrivals; the one after the last of them only wakes for the end of the slice. */
  #arrivals = 0;
  #isEnded = true;

  constructor(shared: SharedArrivals) {
    this.#shared = shared;
  }

  /** Arrivals written so far; all of the slice once the last was taken. */
  get scheduledCount(): number {
    return this.#arrivals;
  }

  /** Begins a slice; its arrivals are offsets from startMs. */
  begin(stream: ArrivalStream, startMs: number, endMs: number): void {
    const { control } = this.#shared;
    this.#stream = stream;
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#filled = 0;
    this.#taken = 0;
    this.#arrivals = 0;
    this.#isEnded = false;
    Atomics.store(control, controlWord.taken, 0);
    Atomics.store(control, controlWord.wanted, 1);
    // The thread sees no entry between the two slices.
    Atomics.store(control, controlWord.filled, 0);
    Atomics.add(control, controlWord.generation, 1);
    this.#fill();
  }

  /** Ends a slice before its schedule has run out. */
  stop(): void {
    this.#isEnded = true;
    this.#stream = undefined;
    Atomics.store(this.#shared.control, controlWord.wanted, 0);
    Atomics.store(this.#shared.control, controlWord.taken, this.#filled);
    this.#signal();
  }

  /** When the next arrival is due, ms; infinite where there is none left. */
  nextDueMs(): number {
    if (this.#taken >= this.#arrivals) return Number.POSITIVE_INFINITY;
    return this.#shared.dueMs[this.#taken % ringCapacity] ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the arrival that nextDueMs told. */
  take(): void {
    this.#taken += 1;
    Atomics.store(this.#shared.control, controlWord.taken, this.#taken);
    if (!this.#isEnded && this.#filled - this.#taken < refillBelow) this.#fill();
  }

  /** Says whether the main thread could send at once if it were woken. */
  want(isWanted: boolean): void {
    Atomics.store(this.#shared.control, controlWord.wanted, isWanted ? 1 : 0);
  }

  #fill(): void {
    const free = ringCapacity - (this.#filled - this.#taken) - 1;
    const count = this.#stream?.fill(this.#offsetsUs, 0, free) ?? 0;
    const { control, dueMs } = this.#shared;
    for (let i = 0; i < count; i += 1) {
      dueMs[(this.#filled + i) % ringCapacity] = this.#startMs + (this.#offsetsUs[i] ?? 0) / 1_000;
    }
    this.#filled += count;
    this.#arrivals += count;
    if (count < free) {
      dueMs[this.#filled % ringCapacity] = this.#endMs;
      this.#filled += 1;
      this.#isEnded = true;
    }
    Atomics.store(control, controlWord.filled, this.#filled);
    this.#signal();
  }

  #signal(): void {
    Atomics.add(this.#shared.control, controlWord.signal, 1);
    Atomics.notify(this.#shared.control, controlWord.signal);
  }
}
