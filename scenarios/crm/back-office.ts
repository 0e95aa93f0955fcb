// The office works off what is open: the oldest orders that are not done, and what is in them.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'back-office',
  description:
    'The oldest open orders are looked up, and orders and customers of them opened: one request in five is the list of open orders.',
  mix: { open_orders: 20, order_detail: 50, customer: 30 },
  skew: 'zipf',
});
