// People look customers up: latest orders, the customer, lists, timelines. Reads only.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'browse',
  description: 'Customer lookups; half fetch the latest orders, weighted towards large customers.',
  mix: { order_list: 50, customer: 25, customer_list: 15, timeline: 10 },
  skew: 'zipf',
});
