// A working day: everything at once, 90 % reads and 10 % writes.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'mixed',
  description: 'A working day of everything at once: 90 % reads, 10 % writes.',
  mix: {
    order_list: 33,
    customer: 20,
    customer_list: 14,
    search: 10,
    order_detail: 10,
    dashboard: 3,
    order_create: 6,
    customer_patch: 4,
  },
  skew: 'zipf',
});
