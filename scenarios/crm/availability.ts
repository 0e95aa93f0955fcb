// A working day to be disturbed by faults: 75 % reads, 25 % writes, from clients that retry orders.
import type { Scenario, ScenarioRoute } from '../model.ts';
import { createRetryingSource } from './retrying-source.ts';
import { routeRules } from './routes.ts';
import { createSourceOfUsers } from './users.ts';
import { buildWorkload } from './workload.ts';

const workload = buildWorkload({
  name: 'availability',
  description:
    'For runs with faults: 75 % reads and 25 % writes, from clients that send an order again, under the same key, when they got no answer.',
  mix: {
    order_list: 35,
    customer: 20,
    customer_list: 10,
    search: 5,
    order_detail: 5,
    order_create: 15,
    customer_patch: 10,
  },
  skew: 'zipf',
});

/** An order that was made by a try whose answer was lost is told again with 200, and all is well. */
const orderCreate: ScenarioRoute = {
  ...routeRules.order_create,
  ...{ weight: 15, expectedStatuses: [200, 201] },
};

export const scenario: Scenario = {
  ...workload,
  routes: { ...workload.routes, order_create: orderCreate },
  createSource: (context) =>
    createRetryingSource(createSourceOfUsers(workload.createSource(context), context.seed)),
};
