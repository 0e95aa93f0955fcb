// People find customers by a fragment of a phone or a name, then open one. Reads only.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'search',
  description: 'Finds customers by a fragment of phone or name and opens some.',
  mix: { search: 80, customer: 20 },
  skew: 'zipf',
});
