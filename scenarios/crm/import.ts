// Files of customers are uploaded and cleaned while others look customers up: what CPU work does to its neighbours.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'import',
  description:
    'Customer lookups while one request in fifty uploads a file of 400 customers to be cleaned and stored.',
  mix: { order_list: 49, customer: 24, customer_list: 15, timeline: 10, customer_import: 2 },
  skew: 'zipf',
  importLines: 400,
});
