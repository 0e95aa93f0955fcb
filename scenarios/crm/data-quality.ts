// Customers come in as files and stored ones are cleaned, range by range: what quality costs, and what it is afterwards.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'data-quality',
  description:
    'Customer lookups while two requests in a hundred clean 1,000 stored customers and one uploads a CSV file of 200 to 1,000.',
  mix: {
    order_list: 47,
    customer: 25,
    customer_list: 15,
    timeline: 10,
    dq_clean: 2,
    customer_import_csv: 1,
  },
  skew: 'zipf',
  csvLines: { fewestLines: 200, mostLines: 1_000 },
});
