// How one request of each CRM route is written.
import type { ScenarioRequest } from '../model.ts';
import type { Random } from '../random.ts';
import { type AskedOrder, batchOrders } from './batches.ts';
import type { Bulk } from './bulk.ts';
import { drawImportFile, drawMobilePhone } from './import-lines.ts';
import type { Keys } from './keys.ts';
import type { Learned } from './learned.ts';
import type { CrmRoute } from './routes.ts';

/** What request builders draw from. */
export interface RequestContext extends Bulk {
  readonly random: Random;
  readonly keys: Keys;
  readonly learned: Learned;
  /** Unique to the scenario and seed; begins every idempotency key. */
  readonly keyPrefix: string;
  /** Number of the next order, counted over the source. */
  nextOrderNumber(): number;
  readonly importLines: number;
}

type RequestBuilder = (context: RequestContext) => ScenarioRequest;

const jsonHeaders = { 'content-type': 'application/json' } as const;
const sorts = ['newest', 'name', 'spent'] as const;

/** Share of list requests that turn to the second page, where one is known. */
const nextPageRatio = 0.3;
/** Share of searches by phone; the rest is by name. */
const phoneSearchRatio = 5 / 8;
/** Share of pages of customers that are long, to be printed. */
const longPageRatio = 0.4;
const longPageRows = 200;
const maxOrderItems = 4;
const maxQuantity = 3;

export const requestBuilders: Readonly<Record<CrmRoute, RequestBuilder>> = {
  order_list: ({ keys }) => get('order_list', `/customers/${keys.customerId()}/orders`),
  customer: ({ keys }) => get('customer', `/customers/${keys.customerId()}`),
  customer_list: buildCustomerList,
  timeline: ({ keys }) => get('timeline', `/customers/${keys.customerId()}/timeline`),
  search: ({ random, keys }) => {
    const query = random.next() < phoneSearchRatio ? keys.phoneQuery() : keys.nameQuery();
    return get('search', `/customers/search?q=${query}`);
  },
  order_detail: ({ keys }) => get('order_detail', `/orders/${keys.orderId()}`),
  dashboard: ({ random }) => {
    // Most look at a year; the shorter spans keep it from being one single cached answer.
    const months = random.next() < 0.7 ? 12 : 1 + random.nextInt(11);
    return get('dashboard', `/dashboard/revenue?months=${months}`);
  },
  order_create: buildOrderCreate,
  customer_patch: buildCustomerPatch,
  customer_import: ({ random, keys, importLines }) => ({
    route: 'customer_import',
    method: 'POST',
    path: '/customers/import',
    headers: { 'content-type': 'application/x-ndjson' },
    body: drawImportFile(random, importLines, keys),
  }),
  customer_import_csv: ({ csvFiles }) => ({
    route: 'customer_import_csv',
    method: 'POST',
    path: '/customers/import',
    headers: { 'content-type': 'text/csv' },
    body: csvFiles.next(),
  }),
  dq_clean: ({ nextRange }) => ({
    ...{ route: 'dq_clean', method: 'POST', path: '/dq/clean' },
    ...{ headers: jsonHeaders, body: JSON.stringify(nextRange()) },
  }),
  page_customers: ({ random, keys }) => {
    const sort = sorts[random.nextInt(sorts.length)] ?? 'newest';
    const limit = random.next() < longPageRatio ? `&limit=${longPageRows}` : '';
    return get(
      'page_customers',
      `/pages/customers?region=${keys.regionIndex() + 1}&sort=${sort}${limit}`,
    );
  },
  page_orders: ({ keys }) => get('page_orders', `/pages/customers/${keys.customerId()}/orders`),
  order_process: (context) => {
    const orders = Array.from({ length: batchOrders }, () => drawOrder(context));
    return post('order_process', '/orders/process', context, { orders });
  },
  order_details: ({ keys }) =>
    get('order_details', `/customers/${keys.customerId()}/order-details`),
  open_orders: () => get('open_orders', '/orders/open'),
  page_1_of_20: () => get('page_1_of_20', `${newestCustomers}20`),
  page_1_of_100: () => get('page_1_of_100', `${newestCustomers}100`),
  page_500_of_20: ({ keys }) =>
    get('page_500_of_20', `${newestCustomers}20&cursor=${keys.deepCursor}`),
  page_500_of_100: ({ keys }) =>
    get('page_500_of_100', `${newestCustomers}100&cursor=${keys.deepCursor}`),
};

/** All customers, newest first; how many comes behind it. */
const newestCustomers = '/customers?sort=newest&limit=';

function get(route: CrmRoute, path: string): ScenarioRequest {
  return { route, method: 'GET', path };
}

function buildCustomerList({ random, keys, learned }: RequestContext): ScenarioRequest {
  const sort = sorts[random.nextInt(sorts.length)] ?? 'newest';
  const region = keys.regionIndex() + 1;
  // Every second list is of one segment too.
  const segment = random.next() < 0.5 ? `&segment=${keys.segmentIndex() + 1}` : '';
  const firstPage = `/customers?region=${region}${segment}&sort=${sort}`;
  // The draw is made in any case, so that what was learned never shifts the later draws.
  const turnsPage = random.next() < nextPageRatio;
  const cursor = turnsPage ? learned.cursorAfter(firstPage) : undefined;
  const page = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return get('customer_list', firstPage + page);
}

function buildOrderCreate(context: RequestContext): ScenarioRequest {
  return post('order_create', '/orders', context, drawOrder(context));
}

/** A write under a key of its own. */
function post(
  route: CrmRoute,
  path: string,
  { keyPrefix, nextOrderNumber }: RequestContext,
  body: object,
): ScenarioRequest {
  return {
    ...{ route, method: 'POST', path },
    headers: { ...jsonHeaders, 'idempotency-key': `${keyPrefix}-${nextOrderNumber()}` },
    body: JSON.stringify(body),
  };
}

function drawOrder({ random, keys }: RequestContext): AskedOrder {
  const customerId = keys.customerId();
  const productIds = new Set<number>();
  const draws = 1 + random.nextInt(maxOrderItems);
  // A product drawn twice makes the order shorter, so no order names one product on two lines.
  for (let draw = 0; draw < draws; draw++) productIds.add(keys.productId());
  const items = Array.from(productIds, (productId) => ({
    productId,
    quantity: 1 + random.nextInt(maxQuantity),
  }));
  return { customerId, items };
}

function buildCustomerPatch({ random, keys, learned }: RequestContext): ScenarioRequest {
  const customerId = keys.customerId();
  const version = learned.versionOf(customerId);
  const change =
    random.next() < 0.5 ? { phone: drawMobilePhone(random) } : { segment: keys.segmentIndex() + 1 };
  return {
    route: 'customer_patch',
    method: 'PATCH',
    path: `/customers/${customerId}`,
    headers: jsonHeaders,
    body: JSON.stringify({ version, ...change }),
  };
}
