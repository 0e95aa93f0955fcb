// Creating an order once: one transaction, and the same answer for the same idempotency key.
import type { Database, Queryable } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { findCreatedOrder } from './replay.ts';
import { type OrderRequest, type PricedRequest, priceRequest, sumQuantities } from './request.ts';
import type { CreatedOrder } from './schema.ts';
import { countCustomerOrder, insertNumberedOrder, insertOrder, takeStock } from './statements.ts';

/** The order, and whether this request made it (true) or an earlier one with the same key (false). */
export interface Creation {
  readonly order: CreatedOrder;
  readonly isNew: boolean;
}

/** Rolls the transaction back when another one with the same key was faster. */
export class KeyTaken extends Error {
  override readonly message = 'another order has the idempotency key';
}

/**
 * Counts the order at its customer and writes it with its lines, all but the stock.
 * @param givenId its id, where that was told already; else the next one
 * @throws ServiceError CUSTOMER_NOT_FOUND; an error where its key is taken
 */
export async function insertPricedOrder(
  transaction: Queryable,
  request: PricedRequest,
  givenId?: number,
): Promise<CreatedOrder> {
  const { reference, isOnce, unitCents, totalCents } = request;
  const { customerId, items } = request.order;
  const counted = await transaction.query<{ version: number }>(countCustomerOrder, [
    ...[customerId, totalCents],
  ]);
  const customerVersion = counted[0]?.version;
  if (customerVersion === undefined) throw customerNotFound(customerId);
  const statement = givenId === undefined ? insertOrder : insertNumberedOrder;
  const inserted = await transaction.query<{ id: number }>(statement, [
    ...[customerId, totalCents, isOnce ? reference : null, customerVersion],
    items.map((item) => item.productId),
    items.map((item) => item.quantity),
    ...[unitCents, reference],
    ...(givenId === undefined ? [] : [givenId]),
  ]);
  const id = inserted[0]?.id;
  if (id === undefined) throw new KeyTaken();
  return { id, customerId, totalCents, customerVersion };
}

/**
 * Writes the order; customer, key, products by id: every writer locks in this order, the most contended
 * rows last. Parameters and errors are those of `insertPricedOrder`.
 */
export async function placeOrder(
  transaction: Queryable,
  request: PricedRequest,
  givenId?: number,
): Promise<CreatedOrder> {
  const created = await insertPricedOrder(transaction, request, givenId);
  const sums = sumQuantities(request.order.items);
  await transaction.query(takeStock, [[...sums.keys()], [...sums.values()]]);
  return created;
}

/**
 * Creates the order unless its key was used before. Stock may go below zero: such orders wait for supply.
 * @throws ServiceError CUSTOMER_NOT_FOUND, PRODUCT_NOT_FOUND, or IDEMPOTENCY_KEY_REUSED for another body.
 */
export async function createOrder(database: Database, request: OrderRequest): Promise<Creation> {
  const earlier = await findCreatedOrder(database, request);
  if (earlier !== undefined) return { order: earlier, isNew: false };
  const priced = await priceRequest(database, request);
  try {
    const created = await database.transaction((transaction) => placeOrder(transaction, priced));
    return { order: created, isNew: true };
  } catch (cause) {
    if (!(cause instanceof KeyTaken)) throw cause;
    const winner = await findCreatedOrder(database, request);
    if (winner === undefined) throw cause;
    return { order: winner, isNew: false };
  }
}
