// Keeps the materialised view of the revenue from getting old (CRM_INDEX=view).
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';

/** Reads go on meanwhile, from the rows of before. */
const refresh: Statement = {
  name: 'dashboard_refresh',
  plannedEachTime: true,
  text: 'REFRESH MATERIALIZED VIEW CONCURRENTLY revenue_by_month',
};

/**
 * Refreshes now, and again `everyMs` after each time that it was done; the view is behind by that and by twice the
 * duration of a refresh, at most. One that fails is reported, and tried again.
 */
export function startViewRefresh(
  database: Queryable,
  everyMs: number,
  report: (text: string) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await database.query(refresh);
      } catch (cause) {
        report(`the revenue was not refreshed: ${messageOf(cause)}`);
      }
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
