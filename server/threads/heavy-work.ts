// CPU-heavy work behind one port: done inline, or in a pool of threads that leaves the event loop free.
import { Piscina } from 'piscina';
import {
  type ImportOptions,
  type PreparedImport,
  prepareImport,
} from '../modules/imports/clean.ts';
import { cleanStored, type StoredCustomer } from '../modules/quality/clean-stored.ts';
import { type CustomersPage, renderCustomersPage } from '../views/customers-page.ts';

interface ImportTask {
  readonly upload: Uint8Array;
  readonly options: ImportOptions;
}

/** What is heavy enough to leave the event loop for. */
export interface HeavyWork {
  prepareImport(task: ImportTask): Promise<PreparedImport>;
  cleanStored(rows: readonly StoredCustomer[]): Promise<readonly StoredCustomer[]>;
  renderCustomersPage(page: CustomersPage): Promise<string>;
  /** Jobs handed to threads since the start; 0 where work is done inline. */
  countJobs(): number;
  close(): Promise<void>;
}

// Below this many rows a page is made faster than it is handed to a thread [judgement].
const largePageRows = 100;

/** Work on the event loop itself, where everything else waits for it. */
export function createInlineWork(): HeavyWork {
  return {
    prepareImport: async (task) => prepareImport(task),
    cleanStored: async (rows) => cleanStored(rows),
    renderCustomersPage: async (page) => renderCustomersPage(page),
    countJobs: () => 0,
    close: () => Promise.resolve(),
  };
}

/** Work in `threadCount` threads (at least 1) that are started at once and kept. */
export function createPooledWork(threadCount: number): HeavyWork {
  const pool = new Piscina({
    filename: new URL('./tasks.ts', import.meta.url).href,
    minThreads: threadCount,
    maxThreads: threadCount,
  });
  let jobs = 0;
  const hand = (task: unknown, name: string) => {
    jobs += 1;
    return pool.run(task, { name });
  };
  return {
    prepareImport: (task) => hand(task, 'prepareImport'),
    cleanStored: (rows) => hand(rows, 'cleanStored'),
    renderCustomersPage: async (page) =>
      page.items.length < largePageRows
        ? renderCustomersPage(page)
        : hand(page, 'renderCustomersPage'),
    countJobs: () => jobs,
    close: () => pool.destroy(),
  };
}
