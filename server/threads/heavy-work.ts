// CPU-heavy work behind one port: done inline, or in a pool of threads that leaves the event loop free.
import { Piscina } from 'piscina';
import { type CleanedBatch, cleanImport } from '../modules/imports/clean.ts';
import { type CustomersPage, renderCustomersPage } from '../views/customers-page.ts';

/** What is heavy enough to leave the event loop for. */
export interface HeavyWork {
  cleanImport(upload: Uint8Array): Promise<CleanedBatch>;
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
    cleanImport: async (upload) => cleanImport(upload),
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
    cleanImport: (upload) => hand(upload, 'cleanImport'),
    renderCustomersPage: async (page) =>
      page.items.length < largePageRows
        ? renderCustomersPage(page)
        : hand(page, 'renderCustomersPage'),
    countJobs: () => jobs,
    close: () => pool.destroy(),
  };
}
