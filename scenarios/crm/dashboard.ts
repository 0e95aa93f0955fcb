// A manager watches the revenue while others browse: 5 % aggregates beside 95 % browse.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'dashboard',
  description: 'Customer lookups with 5 % revenue dashboards by region and month.',
  mix: { order_list: 47.5, customer: 23.75, customer_list: 14.25, timeline: 9.5, dashboard: 5 },
  skew: 'zipf',
});
