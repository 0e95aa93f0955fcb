// Tests of what the CRM's answers show of versions, and of what a request means to write.
import { describe, expect, test } from 'vitest';
import type { ScenarioRequest } from '../model.ts';
import { type CrmRoute, routeRules } from './routes.ts';

const customer = { id: 7, name: 'a "version":99', version: 4 };

function requestOf(route: CrmRoute, path: string, asked?: unknown): ScenarioRequest {
  if (asked === undefined) return { route, method: 'GET', path };
  return { route, method: 'POST', path, body: JSON.stringify(asked) };
}

interface Case {
  readonly route: CrmRoute;
  readonly request: ScenarioRequest;
  readonly statusCode: number;
  readonly answer: unknown;
  /** Versions by customer. */
  readonly seen: readonly (readonly [number, number])[];
}

const order = { customerId: 7, items: [{ productId: 3, quantity: 2 }] };

const cases: readonly Case[] = [
  {
    ...{ route: 'customer', request: requestOf('customer', '/customers/7'), statusCode: 200 },
    ...{ answer: customer, seen: [[7, 4]] },
  },
  {
    ...{ route: 'order_list', request: requestOf('order_list', '/customers/7/orders') },
    ...{ statusCode: 200, seen: [[7, 9]] },
    answer: { customerId: 7, customerVersion: 9, items: [{ id: 1 }] },
  },
  {
    ...{ route: 'customer_list', request: requestOf('customer_list', '/customers?sort=name') },
    ...{ statusCode: 200, answer: { items: [customer, { id: 8, version: 1 }], nextCursor: null } },
    seen: [
      [7, 4],
      [8, 1],
    ],
  },
  {
    ...{ route: 'search', request: requestOf('search', '/customers/search?q=ab') },
    ...{ statusCode: 200, answer: { items: [customer] }, seen: [[7, 4]] },
  },
  ...[200, 201].map(
    (statusCode): Case => ({
      ...{ route: 'order_create', request: requestOf('order_create', '/orders', order) },
      ...{ statusCode, seen: [[7, 2]] },
      answer: { id: 5, customerId: 7, totalCents: 990, customerVersion: 2 },
    }),
  ),
  {
    ...{ route: 'order_process', statusCode: 201 },
    request: requestOf('order_process', '/orders/process', { orders: [order, order] }),
    answer: {
      orders: [8, 9].map((id) => ({ id, customerId: 7, totalCents: 990, customerVersion: id })),
    },
    seen: [
      [7, 8],
      [7, 9],
    ],
  },
  {
    ...{ route: 'customer_patch', statusCode: 200, answer: { ...customer, version: 5 } },
    request: requestOf('customer_patch', '/customers/7', { version: 4, segment: 1 }),
    seen: [[7, 5]],
  },
];

describe.each(cases)('$route with status $statusCode', (entry) => {
  const { route, request, statusCode, answer, seen } = entry;
  const observedVersionsIn = (body: string) =>
    routeRules[route].observedVersions?.({ statusCode, body }, request);

  test('shows the version of each customer in it', () => {
    expect(observedVersionsIn(JSON.stringify(answer))).toEqual(
      seen.map(([id, version]) => ({ entity: `customer:${id}`, version })),
    );
  });

  test('shows nothing in a text that is no answer of its own, and never throws', () => {
    for (const body of ['', 'x', 'null', '[]', '7', '{}', '{"items":7}', '{"items":[7]}', '{"v']) {
      expect(observedVersionsIn(body)).toEqual([]);
    }
  });
});

test('a conflict made no version', () => {
  const request = requestOf('customer_patch', '/customers/7', { version: 4, segment: 1 });
  const body = '{"code":"VERSION_CONFLICT","message":"x","currentVersion":12}';
  expect(routeRules.customer_patch.observedVersions?.({ statusCode: 409, body }, request)).toEqual(
    [],
  );
});

test('a list with an entry that cannot be read shows nothing', () => {
  const body = JSON.stringify({ items: [customer, { id: 8 }], nextCursor: null });
  const request = requestOf('customer_list', '/customers?sort=name');
  expect(routeRules.customer_list.observedVersions?.({ statusCode: 200, body }, request)).toEqual(
    [],
  );
});

test('orders and batches are named by their idempotency key, other requests mean nothing that can be looked for', () => {
  const request = requestOf('order_create', '/orders', order);
  const keyed = { ...request, headers: { 'idempotency-key': 'a-1-2' } };
  expect(routeRules.order_create.intent?.(keyed)).toEqual({ operationId: 'a-1-2' });
  expect(routeRules.order_create.intent?.(request)).toBeUndefined();
  const batch = requestOf('order_process', '/orders/process', { orders: [order, order] });
  const keyedBatch = { ...batch, headers: { 'idempotency-key': 'a-1-3' } };
  expect(routeRules.order_process.intent?.(keyedBatch)).toEqual({
    ...{ operationId: 'a-1-3', amount: 2 },
  });
  expect(routeRules.order_process.intent?.(batch)).toBeUndefined();
  const named = ['order_create', 'order_process'];
  const others = Object.entries(routeRules).filter(([route]) => !named.includes(route));
  expect(others.filter(([, { intent }]) => intent !== undefined)).toEqual([]);
});
