// A working day: everything at once, 90 % reads and 10 % writes.
import { buildWorkload } from './workload.ts';

/**
 * One request in a thousand is a dashboard and two in a hundred search by a fragment: without a trigram index such a
 * search reads the whole table, and a dashboard a year of orders, so that larger shares would make this a benchmark of
 * one statement. docs/crm.md has the share of each in the database's time.
 */
export const scenario = buildWorkload({
  name: 'mixed',
  description: 'A working day of everything at once: 90 % reads, 10 % writes.',
  mix: {
    order_list: 34,
    customer: 20,
    customer_list: 14,
    timeline: 6,
    order_detail: 10,
    page_orders: 3,
    page_customers: 0.9,
    search: 2,
    dashboard: 0.1,
    order_create: 6,
    customer_patch: 3.8,
    customer_import: 0.2,
  },
  skew: 'zipf',
});
