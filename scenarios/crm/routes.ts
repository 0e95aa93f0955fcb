// The routes of the CRM that scenarios use: what counts as success and what must hold of the answers.
import type { ScenarioRoute } from '../model.ts';
import { ordersIn } from './batches.ts';
import * as checks from './checks.ts';
import * as observed from './observed-versions.ts';
import * as pageChecks from './page-checks.ts';

/** Names of the CRM's routes as in its own counters, but for the pages of a list and files of CSV, which are told apart. */
export type CrmRoute =
  | 'order_list'
  | 'customer'
  | 'customer_list'
  | 'timeline'
  | 'search'
  | 'order_detail'
  | 'dashboard'
  | 'order_create'
  | 'customer_patch'
  | 'customer_import'
  | 'customer_import_csv'
  | 'dq_clean'
  | 'page_customers'
  | 'page_orders'
  | 'order_process'
  | 'order_details'
  | 'open_orders'
  | 'page_1_of_20'
  | 'page_1_of_100'
  | 'page_500_of_20'
  | 'page_500_of_100';

type RouteRule = Omit<ScenarioRoute, 'weight'>;

/** Weights by route; a route without one is not used. */
export type Mix = Readonly<Partial<Record<CrmRoute, number>>>;

/** Names an order by its idempotency key, which stands in its row too. */
const orderIntent: RouteRule['intent'] = ({ headers }) => {
  const operationId = headers?.['idempotency-key'];
  return operationId === undefined ? undefined : { operationId };
};

/** A batch by its key; the amount is how many orders it makes, so that an audit finds one that is half done. */
const batchIntent: RouteRule['intent'] = (request) => {
  const intent = orderIntent(request);
  return intent && { ...intent, amount: ordersIn(request).length };
};

/** A page of all customers, newest first. */
const customerPage: RouteRule = {
  ...{ writes: false, expectedStatuses: [200], check: checks.checkCustomerPage },
  observedVersions: observed.seeCustomers,
};

export const routeRules: Readonly<Record<CrmRoute, RouteRule>> = {
  order_list: {
    ...{ writes: false, expectedStatuses: [200], check: checks.checkOrderList },
    observedVersions: observed.seeOrderList,
  },
  customer: {
    ...{ writes: false, expectedStatuses: [200], check: checks.checkCustomer },
    observedVersions: observed.seeCustomer,
  },
  customer_list: {
    ...{ writes: false, expectedStatuses: [200], check: checks.checkCustomerList },
    observedVersions: observed.seeCustomers,
  },
  timeline: { writes: false, expectedStatuses: [200], check: checks.checkTimeline },
  search: {
    ...{ writes: false, expectedStatuses: [200], check: checks.checkSearch },
    observedVersions: observed.seeCustomers,
  },
  order_detail: { writes: false, expectedStatuses: [200], check: checks.checkOrderDetail },
  dashboard: { writes: false, expectedStatuses: [200], check: checks.checkDashboard },
  // 200 would be the answer of an order made before under the same key: cheap, and not what was asked.
  order_create: {
    ...{ writes: true, expectedStatuses: [201], check: checks.checkOrderCreate },
    ...{ intent: orderIntent, observedVersions: observed.seeCreatedOrder },
  },
  // Somebody else may have changed the customer in between, so a conflict is a right answer.
  customer_patch: {
    ...{ writes: true, expectedStatuses: [200, 409], check: checks.checkCustomerPatch },
    observedVersions: observed.seeChangedCustomer,
  },
  // A file is one batch: refused lines are told in it, with 200.
  customer_import: { writes: true, expectedStatuses: [200], check: checks.checkCustomerImport },
  customer_import_csv: { writes: true, expectedStatuses: [200], check: checks.checkCsvImport },
  dq_clean: { writes: true, expectedStatuses: [200], check: checks.checkCleaning },
  page_customers: { writes: false, expectedStatuses: [200], check: pageChecks.checkCustomersPage },
  page_orders: { writes: false, expectedStatuses: [200], check: pageChecks.checkOrdersPage },
  // 200 where a try before this one made them, whose answer was lost.
  order_process: {
    ...{ writes: true, expectedStatuses: [200, 201], check: checks.checkOrderProcess },
    ...{ intent: batchIntent, observedVersions: observed.seeProcessedOrders },
  },
  order_details: {
    ...{ writes: false, expectedStatuses: [200], check: checks.checkOrderDetails },
    observedVersions: observed.seeOrderList,
  },
  open_orders: { writes: false, expectedStatuses: [200], check: checks.checkOpenOrders },
  page_1_of_20: customerPage,
  page_1_of_100: customerPage,
  page_500_of_20: customerPage,
  page_500_of_100: customerPage,
};

/** The routes of a mix with their weights, in the order of the mix. */
export function buildRoutes(mix: Mix): Readonly<Record<string, ScenarioRoute>> {
  const routes: Record<string, ScenarioRoute> = {};
  for (const [route, weight] of mixEntries(mix)) routes[route] = { weight, ...routeRules[route] };
  return routes;
}

export function mixEntries(mix: Mix): readonly (readonly [CrmRoute, number])[] {
  return Object.entries(mix) as [CrmRoute, number][];
}
