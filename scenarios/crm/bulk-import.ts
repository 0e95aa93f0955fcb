// Long files of customers come in while others look customers up: what a minute of parsing does to its neighbours.
import { buildWorkload } from './workload.ts';

/** Three uploads in a thousand requests: of sixteen connections one or two are busy with a file at any time. */
export const scenario = buildWorkload({
  name: 'bulk-import',
  description:
    'Customer lookups while three requests in a thousand upload a CSV file of 500 to 20,000 customers to be parsed, cleaned and merged.',
  mix: {
    order_list: 49.7,
    customer: 25,
    customer_list: 15,
    timeline: 10,
    customer_import_csv: 0.3,
  },
  skew: 'zipf',
  csvLines: { fewestLines: 500, mostLines: 20_000 },
});
