// Writes that were acknowledged before they were made: a queue in memory, written one after the other.
import { messageOf } from '../../errors.ts';

// Beyond this many the queue would only grow: whoever comes then waits for its own write.
const maxQueued = 10_000;
const maxReported = 50;

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
      queued += 1;
      last = last.then(() => make(write));
      if (queued > maxQueued) await last;
    },
    counts: () => ({ queued, lost }),
    close: async () => {
      while (queued > 0) await last;
    },
  };
}
