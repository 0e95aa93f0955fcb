// A batch of orders: how each is named, which of them are there already, and who must exist.
import { ServiceError } from '../../errors.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { findCreatedOrder } from '../orders/replay.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { CreatedOrder, NewOrder } from '../orders/schema.ts';

/** Customers in the order of their ids, in which everyone locks them; those of one customer as they came. */
function byCustomer(left: OrderRequest, right: OrderRequest): number {
  return left.order.customerId - right.order.customerId;
}

/** Orders of one batch, in the order in which they are written. */
export interface Batch {
  readonly key: string;
  readonly requests: readonly OrderRequest[];
}

/** The key of one order, from 0; it holds a character that a client's own key can't. */
export function nameOrder(batchKey: string, place: number): string {
  return `${batchKey}·${place}`;
}

/** The orders of a batch in the order in which they are written, each under a key of its own. */
export function nameOrders(batchKey: string, orders: readonly NewOrder[]): readonly OrderRequest[] {
  return orders
    .map((order, place) => ({ order, reference: nameOrder(batchKey, place), isOnce: true }))
    .sort(byCustomer);
}

const byKeys: Statement = {
  name: 'orders_by_keys',
  text: `SELECT idempotency_key AS reference, id, customer_id AS "customerId",
      total_cents AS "totalCents", customer_version AS "customerVersion"
    FROM orders WHERE idempotency_key = ANY($1::text[])`,
};

/** The orders that are there, by the reference of their request. */
export async function findProcessed(
  database: Queryable,
  requests: readonly OrderRequest[],
): Promise<ReadonlyMap<string, CreatedOrder>> {
  const rows = await database.query<CreatedOrder & { readonly reference: string }>(byKeys, [
    requests.map(({ reference }) => reference),
  ]);
  return new Map(rows.map(({ reference, ...order }) => [reference, order]));
}

/**
 * The orders that are still to be written.
 * @throws ServiceError IDEMPOTENCY_KEY_REUSED where one is there with another customer or other lines
 */
export async function listMissing(
  database: Queryable,
  requests: readonly OrderRequest[],
): Promise<readonly OrderRequest[]> {
  const present = await findProcessed(database, requests);
  const missing = requests.filter(({ reference }) => !present.has(reference));
  for (const request of requests) {
    if (present.has(request.reference)) await findCreatedOrder(database, request);
  }
  return missing;
}

const findUnknown: Statement = {
  name: 'batch_unknown',
  text: `SELECT
      (SELECT min(id) FROM unnest($1::integer[]) AS asked(id) WHERE NOT EXISTS
        (SELECT FROM customers c WHERE c.id = asked.id AND c.deleted_at IS NULL)) AS "customerId",
      (SELECT min(id) FROM unnest($2::integer[]) AS asked(id) WHERE NOT EXISTS
        (SELECT FROM products p WHERE p.id = asked.id)) AS "productId"`,
};

/** Refuses a batch as a whole before any of it is written. @throws ServiceError CUSTOMER_NOT_FOUND, PRODUCT_NOT_FOUND */
export async function demandKnown(
  database: Queryable,
  requests: readonly OrderRequest[],
): Promise<void> {
  const productIds = new Set(
    requests.flatMap(({ order }) => order.items.map(({ productId }) => productId)),
  );
  const [unknown] = await database.query<{
    readonly customerId: number | null;
    readonly productId: number | null;
  }>(findUnknown, [customersOf(requests), [...productIds]]);
  if (unknown?.customerId != null) throw customerNotFound(unknown.customerId);
  if (unknown?.productId != null) {
    throw new ServiceError('PRODUCT_NOT_FOUND', `There is no product ${unknown.productId}.`);
  }
}

const lock: Statement = {
  name: 'batch_lock',
  text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
};

/**
 * What is still to be written, read under a lock that the same batch waits for elsewhere: within the transaction no
 * other one can write these orders.
 */
export async function lockMissing(
  transaction: Queryable,
  { key, requests }: Batch,
): Promise<readonly OrderRequest[]> {
  await transaction.query(lock, [key]);
  const present = await findProcessed(transaction, requests);
  return requests.filter(({ reference }) => !present.has(reference));
}

/** Each customer of the requests once. */
export function customersOf(requests: readonly OrderRequest[]): readonly number[] {
  return [...new Set(requests.map(({ order }) => order.customerId))];
}
