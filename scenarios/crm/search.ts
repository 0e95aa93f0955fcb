// People find customers by a fragment of a phone or a name, then open one. Reads only.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'search',
  description:
    'Customer searches by a fragment of phone or name; one request in five opens a customer.',
  mix: { search: 80, customer: 20 },
  skew: 'zipf',
});
