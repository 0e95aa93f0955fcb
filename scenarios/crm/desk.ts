// People at their desks: mostly order lists, some as pages, a long list printed and a small file imported now and then.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'desk',
  description:
    'Customer lookups as data and as pages; half fetch the latest orders, weighted towards large customers. Now and then a long list is printed and a small file of customers imported.',
  mix: {
    order_list: 44,
    customer: 22,
    customer_list: 12,
    timeline: 9,
    page_orders: 6,
    page_customers: 6,
    customer_import: 1,
  },
  skew: 'zipf',
});
