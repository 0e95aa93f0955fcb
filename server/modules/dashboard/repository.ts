// Revenue by region and month: from the orders themselves, or from sums of them.
import type { Queryable, Statement } from '../../plugins/database.ts';

export interface RevenueRow {
  readonly region: number;
  /** Calendar month in UTC, as `2026-03`. */
  readonly month: string;
  readonly orders: number;
  readonly revenueCents: number;
}

// An order that was just placed opens no new month (ids are in time order, so this reads few rows):
// otherwise the first order of a load test on old data would move the window away from the data.
const lastMonth: Statement = {
  name: 'dashboard_last_month',
  text: `SELECT date_trunc('month', created_at, 'UTC') AS month FROM orders
    WHERE status > 0 ORDER BY id DESC LIMIT 1`,
};

const revenue: Statement = {
  name: 'dashboard_revenue',
  // A plan for any window at all takes the window for tiny and joins row by row.
  plannedEachTime: true,
  text: `SELECT c.region, to_char(s.month AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
      sum(s.orders)::bigint AS orders, sum(s.cents)::bigint AS "revenueCents"
    FROM (
      SELECT customer_id, date_trunc('month', created_at, 'UTC') AS month,
        count(*) AS orders, sum(total_cents) AS cents
      FROM orders WHERE created_at >= $1 AND created_at < $2 GROUP BY 1, 2
    ) s JOIN customers c ON c.id = s.customer_id
    GROUP BY 1, 2 ORDER BY 2, 1`,
};

// The same rows from the table or view of that name, which the levels rollup and view have.
const summary: Statement = {
  name: 'dashboard_revenue_summary',
  text: `SELECT region, to_char(month AT TIME ZONE 'UTC', 'YYYY-MM') AS month, orders,
      revenue_cents AS "revenueCents"
    FROM revenue_by_month WHERE month >= $1 AND month < $2 ORDER BY 2, 1`,
};

/**
 * Rows of the latest `months` calendar months that hold orders beyond placed, by month, then region.
 * @param source `orders` adds them up; `summary` needs a level that has sums
 */
export async function readRevenue(
  database: Queryable,
  months: number,
  source: 'orders' | 'summary',
): Promise<readonly RevenueRow[]> {
  const [last] = await database.query<{ month: string }>(lastMonth);
  if (last === undefined) return [];
  const start = new Date(last.month);
  const monthFrom = (offset: number) =>
    new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + offset)).toISOString();
  const statement = source === 'orders' ? revenue : summary;
  return database.query<RevenueRow>(statement, [monthFrom(1 - months), monthFrom(1)]);
}
