// What writes the orders of a batch, and what it is made of.
import type { Database } from '../../plugins/database.ts';
import type { LevelCounters } from '../../plugins/level-counters.ts';
import type { Batch } from './batch.ts';

export interface Processor {
  /** Writes the orders that `listMissing` named; resolves once all of them are committed. */
  process(batch: Batch): Promise<void>;
  /** Resolves, never rejects: once its workers work; there are none before. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface ProcessorParts {
  readonly database: Database;
  readonly acts: LevelCounters;
  /** Workers of a queue. */
  readonly workerCount: number;
  /** Longest wait for queued orders, ms. */
  readonly waitLimitMs: number;
  /** Forgets what orders of these customers make wrong; called after the commit. */
  forget(customerIds: readonly number[]): Promise<void>;
  /** For a level that needs Redis: its address, the longest wait for it, and the prefix of its keys. */
  readonly redis:
    | {
        readonly url: string;
        readonly timeoutMs: number | undefined;
        readonly namespace: string;
      }
    | undefined;
  report(text: string): void;
}

/** A level that does all of it within the request. */
export function createDirect(
  process: (parts: ProcessorParts, batch: Batch) => Promise<void>,
): (parts: ProcessorParts) => Processor {
  return (parts) => ({
    process: (batch) => process(parts, batch),
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}
