// Waits until a number of others, known only after asking, have acknowledged a message.

/** One message that waits: tell it how many acknowledgements to expect, then await `settled`. */
interface Waiting {
  readonly id: number;
  /** Resolves, never rejects: at the last acknowledgement or after the time limit. */
  readonly settled: Promise<void>;
  expect(count: number): void;
}

export interface Acknowledgements {
  open(): Waiting;
  acknowledge(id: number): void;
}

/** Acknowledgements that are waited for at most `timeoutMs`; they may come before their number is known. */
export function createAcknowledgements(timeoutMs: number): Acknowledgements {
  const waiting = new Map<number, { received: number; expected: number; settle: () => void }>();
  let lastId = 0;

  function check(id: number): void {
    const state = waiting.get(id);
    if (state === undefined || state.received < state.expected) return;
    waiting.delete(id);
    state.settle();
  }

  return {
    open: () => {
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve();
      }, timeoutMs);
      timer.unref();
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      const state = { received: 0, expected: Number.POSITIVE_INFINITY, settle };
      waiting.set(id, state);
      const expect = (count: number) => {
        state.expected = count;
        check(id);
      };
      return { id, settled: promise, expect };
    },
    acknowledge: (id) => {
      const state = waiting.get(id);
      if (state !== undefined) state.received += 1;
      check(id);
    },
  };
}
