// How long to wait before a dead worker is started again: longer each time, if it keeps dying young.

const firstMs = 100;
const longestMs = 5_000;
const grownUpMs = 10_000;

export interface RespawnDelay {
  started(slot: number): void;
  /** Milliseconds until the next start of a slot whose worker has just died. */
  next(slot: number): number;
}

/** Delays of 100 ms, doubled up to 5 s; a worker that lived 10 s starts over at 100 ms. */
export function createRespawnDelay(
  readClock: () => number = () => performance.now(),
): RespawnDelay {
  const slots = new Map<number, { startedAtMs: number; delayMs: number }>();
  return {
    started: (slot) => {
      slots.set(slot, { startedAtMs: readClock(), delayMs: slots.get(slot)?.delayMs ?? firstMs });
    },
    next: (slot) => {
      const state = slots.get(slot);
      if (state === undefined || readClock() - state.startedAtMs >= grownUpMs) {
        slots.delete(slot);
        return firstMs;
      }
      const { delayMs } = state;
      state.delayMs = Math.min(delayMs * 2, longestMs);
      return delayMs;
    },
  };
}
