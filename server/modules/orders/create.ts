// Creating an order once: one transaction, and the same answer for the same idempotency key.
import { ServiceError } from '../../errors.ts';
import type { Database, Queryable } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { findCreatedOrder } from './replay.ts';
import type { CreatedOrder, NewOrder } from './schema.ts';
import { countCustomerOrder, insertOrder, readPrices, takeStock } from './statements.ts';

/** The order, and whether this request made it (true) or an earlier one with the same key (false). */
export interface Creation {
  readonly order: CreatedOrder;
  readonly isNew: boolean;
}

/** Units of each product, in the order of the products' ids, in which everyone locks them. */
function sumQuantities(items: NewOrder['items']): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { productId, quantity } of items) {
    sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  }
  return new Map([...sums].sort(([left], [right]) => left - right));
}

async function priceItems(database: Queryable, items: NewOrder['items']): Promise<number[]> {
  const ids = [...sumQuantities(items).keys()];
  const rows = await database.query<{ id: number; unitCents: number }>(readPrices, [ids]);
  const prices = new Map(rows.map((row) => [row.id, row.unitCents]));
  return items.map(({ productId }) => {
    const price = prices.get(productId);
    if (price !== undefined) return price;
    throw new ServiceError('PRODUCT_NOT_FOUND', `There is no product ${productId}.`);
  });
}

/** Rolls the transaction back when another one with the same key was faster. */
class KeyTaken extends Error {}

// Customer, key, products by id: every writer locks in this order, the most contended rows last.
async function placeOrder(
  transaction: Queryable,
  key: string,
  order: NewOrder,
  prices: readonly number[],
): Promise<CreatedOrder> {
  const { customerId, items } = order;
  const totalCents = items.reduce(
    (sum, { quantity }, index) => sum + quantity * (prices[index] ?? 0),
    0,
  );
  const counted = await transaction.query<{ version: number }>(countCustomerOrder, [
    ...[customerId, totalCents],
  ]);
  const customerVersion = counted[0]?.version;
  if (customerVersion === undefined) throw customerNotFound(customerId);
  const inserted = await transaction.query<{ id: number }>(insertOrder, [
    ...[customerId, totalCents, key, customerVersion],
    items.map((item) => item.productId),
    items.map((item) => item.quantity),
    prices,
  ]);
  const id = inserted[0]?.id;
  if (id === undefined) throw new KeyTaken();
  const sums = sumQuantities(items);
  await transaction.query(takeStock, [[...sums.keys()], [...sums.values()]]);
  return { id, customerId, totalCents, customerVersion };
}

/**
 * Creates the order unless the key was used before. Stock may go below zero: such orders wait for supply.
 * @throws ServiceError CUSTOMER_NOT_FOUND, PRODUCT_NOT_FOUND, or IDEMPOTENCY_KEY_REUSED for another body.
 */
export async function createOrder(
  database: Database,
  key: string,
  order: NewOrder,
): Promise<Creation> {
  const earlier = await findCreatedOrder(database, key, order);
  if (earlier !== undefined) return { order: earlier, isNew: false };
  const prices = await priceItems(database, order.items);
  try {
    const created = await database.transaction((transaction) =>
      placeOrder(transaction, key, order, prices),
    );
    return { order: created, isNew: true };
  } catch (cause) {
    if (!(cause instanceof KeyTaken)) throw cause;
    const winner = await findCreatedOrder(database, key, order);
    if (winner === undefined) throw cause;
    return { order: winner, isNew: false };
  }
}
