// People at their desks: mostly order lists, some as pages, a long list printed and a small file imported now and then.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'desk',
  description:
    'Work on 100 accounts, large customers most, as data and as pages; half of the requests fetch the latest orders. Now and then a long list is printed and a small file of customers imported.',
  mix: {
    order_list: 46,
    customer: 24,
    customer_list: 10,
    timeline: 5,
    page_orders: 6,
    page_customers: 8,
    customer_import: 1,
  },
  skew: 'zipf',
  accounts: 100,
});
