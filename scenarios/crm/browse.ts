// People look customers up: latest orders, the customer, lists, timelines. Reads only.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'browse',
  description: 'Looks customers up: half of it the latest orders; large customers most.',
  mix: { order_list: 50, customer: 25, customer_list: 15, timeline: 10 },
  skew: 'zipf',
});
