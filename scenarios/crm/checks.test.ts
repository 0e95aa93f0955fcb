// Tests of the CRM's checks: right answers pass, each kind of wrong answer is named.
import { describe, expect, test } from 'vitest';
import type { ScenarioRequest } from '../model.ts';
import { csvHeader } from './csv-files.ts';
import { type CrmRoute, routeRules } from './routes.ts';

interface Case {
  readonly path: string;
  readonly asked?: unknown;
  /** A body that is no JSON. */
  readonly file?: string;
  readonly statusCode?: number;
  readonly right: Readonly<Record<string, unknown>>;
  /** Changes to the right answer that make it wrong, with a part of what must be said. */
  readonly wrong: readonly (readonly [Readonly<Record<string, unknown>>, string])[];
}

const order = { id: 1, status: 2, totalCents: 990, createdAt: '2026-03-02T10:00:00.000Z' };
const olderOrder = { ...order, createdAt: '2026-03-01T10:00:00.000Z' };
const customer = {
  id: 7,
  name: 'Li Ming',
  phone: ' 138-0013 8899',
  region: 3,
  segment: 2,
  version: 4,
};

const createdOrder = { id: 1, customerId: 7, totalCents: 990, customerVersion: 3 };
const detailed = { ...order, items: [{ productId: 3, quantity: 2, unitCents: 495 }] };
const olderDetailed = { ...detailed, createdAt: olderOrder.createdAt };

function customerPage(limit: number): Case {
  const items = Array.from({ length: limit }, (_, place) => ({ ...customer, id: 1 + place }));
  return {
    path: `/customers?sort=newest&limit=${limit}`,
    right: { items, nextCursor: 'a' },
    wrong: [
      [{ items: items.slice(1) }, 'not full'],
      [{ items: [...items.slice(1), items.at(-1)] }, 'twice'],
      [{ nextCursor: null }, 'no next page'],
    ],
  };
}

const importFile = [
  { name: '王芳', phone: '13800138899', region: 1, segment: 1 },
  { name: '李强', phone: '13800138', region: 1, segment: 2 },
  { name: '张敏', phone: '+86 139-0013 8800', region: 2, segment: 1 },
]
  .map((line) => JSON.stringify(line))
  .join('\n');
const refused = { line: 2, reason: 'phone is not a number' };
const csvFile = `${csvHeader}\n${[
  '王芳,13800138899,a@example.com,1,1,1,2025-01-01T00:00:00.000Z',
  '李强,13800138,b@example.com,1,2,1,2025-01-01T00:00:00.000Z',
  '张敏,13900138800,c(at)example.com,2,1,1,2025-01-01T00:00:00.000Z',
].join('\n')}\n`;

const cases: Readonly<Partial<Record<CrmRoute, readonly Case[]>>> = {
  customer: [
    {
      path: '/customers/7',
      right: customer,
      wrong: [
        [{ id: 8 }, 'not the customer asked for'],
        [{ version: undefined }, 'version'],
        [{ version: 0 }, 'version is below 1'],
        [{ name: null }, 'name'],
      ],
    },
  ],
  order_list: [
    {
      path: '/customers/7/orders',
      right: { customerId: 7, customerVersion: 1, items: [order, olderOrder] },
      wrong: [
        [{ customerId: 8 }, 'not the customer asked for'],
        [{ customerVersion: undefined }, 'customerVersion'],
        [{ items: [olderOrder, order] }, 'newest first'],
        [{ items: Array.from({ length: 21 }, () => order) }, 'more than 20'],
        [{ items: [{ ...order, totalCents: 9.5 }] }, 'totalCents'],
        [{ items: [{ ...order, createdAt: 'never' }] }, 'createdAt'],
        [{ items: undefined }, 'items is not a list'],
        [{ items: [null] }, 'not an object'],
      ],
    },
  ],
  timeline: [
    {
      path: '/customers/7/timeline',
      right: { customerId: 7, items: [order, olderOrder] },
      wrong: [
        [{ customerId: 8 }, 'not the customer asked for'],
        [{ items: [olderOrder, order] }, 'newest first'],
      ],
    },
  ],
  customer_list: [
    {
      path: '/customers?region=3&segment=2&sort=spent',
      right: {
        items: [
          { ...customer, spentCents: 5 },
          { ...customer, spentCents: 5 },
        ],
        nextCursor: null,
      },
      wrong: [
        [{ items: [{ ...customer, region: 1, spentCents: 5 }] }, 'region'],
        [{ items: [{ ...customer, segment: 1, spentCents: 5 }] }, 'segment'],
        [
          {
            items: [
              { ...customer, spentCents: 4 },
              { ...customer, spentCents: 5 },
            ],
          },
          'spentCents',
        ],
        [{ items: [{ ...customer, version: null }] }, 'version'],
        [{ nextCursor: 5 }, 'nextCursor'],
      ],
    },
    {
      path: '/customers?region=3&sort=name',
      right: { items: [customer], nextCursor: 'x' },
      wrong: [],
    },
  ],
  search: [
    {
      path: '/customers/search?q=0138',
      right: { items: [customer] },
      wrong: [[{ items: [{ ...customer, phone: null }] }, 'phone']],
    },
    {
      path: '/customers/search?q=i%20min',
      right: { items: [customer] },
      wrong: [
        [{ items: [{ ...customer, name: 'Wang' }] }, 'name'],
        [{ items: Array.from({ length: 21 }, () => customer) }, 'more than 20'],
      ],
    },
  ],
  order_detail: [
    {
      path: '/orders/1',
      right: { ...order, customerId: 7, items: [{ productId: 3, quantity: 2, unitCents: 495 }] },
      wrong: [
        [{ id: 2 }, 'not the order asked for'],
        [{ totalCents: 991 }, 'not the sum'],
        [{ items: [] }, 'no items'],
      ],
    },
  ],
  dashboard: [
    {
      path: '/dashboard/revenue?months=1',
      right: { rows: [{ region: 1, month: '2026-03', orders: 4, revenueCents: 100 }] },
      wrong: [
        [{ rows: [] }, 'empty'],
        [{ rows: [{ region: 1, month: '2026-13', orders: 4, revenueCents: 100 }] }, 'month'],
        [{ rows: [{ region: 1, month: '2026-03', orders: -4, revenueCents: 100 }] }, 'orders'],
        [
          {
            rows: ['2026-01', '2026-02', '2026-03'].map((month) => ({
              region: 1,
              month,
              orders: 4,
              revenueCents: 100,
            })),
          },
          'more months',
        ],
      ],
    },
  ],
  order_create: [
    {
      path: '/orders',
      asked: { customerId: 7, items: [{ productId: 3, quantity: 2 }] },
      statusCode: 201,
      right: { id: 5, customerId: 7, totalCents: 990, customerVersion: 2 },
      wrong: [
        [{ totalCents: '990' }, 'totalCents'],
        [{ totalCents: 9.9 }, 'totalCents'],
        [{ customerId: 8 }, 'not the customer asked for'],
        [{ customerVersion: undefined }, 'customerVersion'],
      ],
    },
  ],
  customer_patch: [
    {
      path: '/customers/7',
      asked: { version: 4, segment: 1 },
      right: { ...customer, version: 5 },
      wrong: [
        [{ version: 4 }, 'version is not the one after'],
        [{ id: 8 }, 'not the customer changed'],
      ],
    },
    {
      path: '/customers/7',
      asked: { version: 4, segment: 1 },
      statusCode: 409,
      right: { code: 'VERSION_CONFLICT', message: 'x', currentVersion: 9 },
      wrong: [
        [{ currentVersion: 4 }, 'a conflict is claimed'],
        [{ currentVersion: undefined }, 'currentVersion'],
      ],
    },
  ],
  customer_import: [
    {
      path: '/customers/import',
      file: importFile,
      right: { batchId: 'b', cleaned: true, accepted: 1, merged: 1, rejected: [refused] },
      wrong: [
        [{ batchId: undefined }, 'batchId'],
        [{ cleaned: undefined }, 'cleaned is not true or false'],
        [{ accepted: 2 }, 'not all lines'],
        [{ merged: 2, rejected: [] }, 'that nothing can repair was accepted'],
        [{ rejected: [{ line: 1, reason: 'name is missing' }] }, 'that is right was rejected'],
        [{ accepted: 0, rejected: [refused, refused] }, 'rejected twice'],
        [{ rejected: undefined }, 'rejected is not a list'],
        [{ rejected: Array.from({ length: 4 }, () => refused) }, 'more than 3'],
        [{ cleaned: false }, 'merged without cleaning'],
        [{ cleaned: false, accepted: 2, merged: 0 }, 'that is right was rejected'],
      ],
    },
    {
      path: '/customers/import',
      file: importFile,
      right: { batchId: 'b', cleaned: false, accepted: 3, merged: 0, rejected: [] },
      wrong: [[{ accepted: 2 }, 'not all lines']],
    },
  ],
  customer_import_csv: [
    {
      path: '/customers/import',
      file: csvFile,
      right: {
        ...{ batchId: 'b', cleaned: true, accepted: 1, merged: 0 },
        rejected: [refused, { line: 3, reason: 'email is not an address' }],
      },
      wrong: [[{ accepted: 2, rejected: [refused] }, 'that nothing can repair was accepted']],
    },
  ],
  dq_clean: [
    {
      path: '/dq/clean',
      asked: { fromId: 1, count: 500 },
      right: { batchId: 'b', cleaned: true, read: 490, changed: 12, merged: 9 },
      wrong: [
        [{ read: 501 }, 'more rows were read'],
        [{ merged: -1 }, 'merged is below 0'],
        [{ cleaned: false }, 'by a service that does not clean'],
      ],
    },
  ],
  order_process: [
    {
      path: '/orders/process',
      asked: { orders: [{ customerId: 7 }, { customerId: 8 }] },
      statusCode: 201,
      right: { orders: [createdOrder, { ...createdOrder, id: 2, customerId: 8 }] },
      wrong: [
        [{ orders: [createdOrder] }, 'not every order'],
        [{ orders: [createdOrder, createdOrder] }, 'told twice'],
        [{ orders: [createdOrder, { ...createdOrder, id: 2 }] }, 'not the customer asked for'],
        [
          {
            orders: [
              { ...createdOrder, totalCents: 0 },
              { ...createdOrder, id: 2 },
            ],
          },
          'totalCents',
        ],
      ],
    },
  ],
  order_details: [
    {
      path: '/customers/7/order-details',
      right: { customerId: 7, customerVersion: 1, orders: [detailed, olderDetailed] },
      wrong: [
        [{ customerId: 8 }, 'not the customer asked for'],
        [{ orders: [olderDetailed, detailed] }, 'newest first'],
        [{ orders: [{ ...detailed, items: [] }] }, 'no items'],
        [{ orders: [{ ...detailed, totalCents: 1 }] }, 'not the sum'],
      ],
    },
  ],
  open_orders: [
    {
      path: '/orders/open',
      right: { items: [olderOrder, order] },
      wrong: [
        [{ items: [] }, 'no order is open'],
        [{ items: [order, olderOrder] }, 'oldest first'],
        [{ items: [{ ...order, status: 3 }] }, 'done'],
      ],
    },
  ],
  page_1_of_20: [customerPage(20)],
  page_1_of_100: [customerPage(100)],
  page_500_of_20: [customerPage(20)],
  page_500_of_100: [customerPage(100)],
};

function checkOf(route: CrmRoute, { path, asked, file, statusCode = 200 }: Case, body: string) {
  const sent = file ?? (asked === undefined ? undefined : JSON.stringify(asked));
  const request: ScenarioRequest = {
    route,
    method: sent === undefined ? 'GET' : 'POST',
    path,
    ...(sent === undefined ? {} : { body: sent }),
  };
  return routeRules[route].check?.({ statusCode, body }, request);
}

const listed = Object.entries(cases) as [CrmRoute, readonly Case[]][];

test('every route has a check that is tested here', () => {
  // The pages are no JSON: page-checks.test.ts has theirs.
  const tested = [...listed.map(([route]) => route), 'page_customers', 'page_orders'];
  expect(tested.sort()).toEqual(Object.keys(routeRules).sort());
});

describe.each(listed)('%s', (route, routeCases) => {
  test('a right answer passes', () => {
    for (const entry of routeCases) {
      expect(checkOf(route, entry, JSON.stringify(entry.right))).toBeUndefined();
    }
  });

  test('each wrong answer is named', () => {
    for (const entry of routeCases) {
      for (const [change, said] of entry.wrong) {
        const body = JSON.stringify({ ...entry.right, ...change });
        expect(checkOf(route, entry, body)).toContain(said);
      }
    }
  });

  test('no text makes the check throw', () => {
    for (const body of ['', 'x', 'null', '[]', '7', '"a"', '{}', '{"items":{}}', '{"items":[7]}']) {
      for (const entry of routeCases)
        expect(checkOf(route, entry, body)).toEqual(expect.any(String));
    }
  });
});
