// Clerks enter orders and correct customers: 92 % writes.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'order-entry',
  description: 'Enters orders and corrects customers: 92 % writes.',
  mix: { order_create: 70, customer_patch: 22, order_detail: 4, order_list: 4 },
  skew: 'zipf',
});
