// Writes that were acknowledged before they were made: gathered in memory, then written one after the other.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';

// Beyond this many the queue would only grow: whoever comes then waits for its own write.
const maxQueued = 10_000;
const maxReported = 50;
// As such buffers do: a write may wait for company, so there is nearly always something to lose.
const gatherMs = 200;

/** Acknowledged writes of this process. */
export interface WriteCounts {
  /** Not written yet; a kill loses them. */
  readonly queued: number;
  /** Failed when their turn came, or failed to say that they succeeded. */
  readonly lost: number;
}

export interface WriteBehind {
  /** Queues a write; resolves at once, or after the write where the queue is full, and never rejects. */
  push(write: () => Promise<void>): Promise<void>;
  counts(): WriteCounts;
  /** Resolves when the last write was made or failed. */
  close(): Promise<void>;
}

/** An empty queue. @param report told of lost writes, 50 times at most */
export function createWriteBehind(report: (text: string) => void): WriteBehind {
  let last: Promise<void> = Promise.resolve();
  let queued = 0;
  let lost = 0;
  const closing = new AbortController();

  // Closing cuts the waiting short.
  const gather = () => sleep(gatherMs, undefined, { signal: closing.signal }).catch(() => {});

  async function make(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      lost += 1;
      if (lost <= maxReported) report(`an acknowledged write was lost: ${messageOf(cause)}`);
    } finally {
      queued -= 1;
    }
  }

  return {
    push: async (write) => {
      if (queued === 0) last = last.then(gather);
      queued += 1;
      last = last.then(() => make(write));
      if (queued > maxQueued) await last;
    },
    counts: () => ({ queued, lost }),
    close: async () => {
      closing.abort();
      while (queued > 0) await last;
    },
  };
}
