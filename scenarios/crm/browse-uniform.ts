// The contrast to browse: the same mix, every customer equally likely.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'browse-uniform',
  description:
    'Customer lookups with every customer equally likely: a contrast that shows what skew does.',
  mix: { order_list: 50, customer: 25, customer_list: 15, timeline: 10 },
  skew: 'uniform',
});
