// Batches of orders come in beside look-ups: what the workflow of writing them is worth.
import type { Scenario } from '../model.ts';
import { createRetryingSource } from './retrying-source.ts';
import { createSourceOfUsers } from './users.ts';
import { buildWorkload } from './workload.ts';

const workload = buildWorkload({
  name: 'order-processing',
  description:
    'Batches of ten orders are processed beside customer lookups: three requests in five are a batch. A batch that got no answer is sent again under its key.',
  mix: { order_process: 60, order_list: 40 },
  skew: 'zipf',
});

/** Sent again since an answer was lost, a batch may be there already: 200 then. So it is under faults alone. */
export const scenario: Scenario = {
  ...workload,
  createSource: (context) =>
    createRetryingSource(createSourceOfUsers(workload.createSource(context), context.seed)),
};
