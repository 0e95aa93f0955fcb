// Finds what an idempotency key created before, and whether it was for the same body.
import { ServiceError } from '../../errors.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import type { OrderRequest } from './request.ts';
import type { CreatedOrder, NewOrder } from './schema.ts';

const byKey: Statement = {
  name: 'order_by_key',
  text: `SELECT id, customer_id AS "customerId", total_cents AS "totalCents",
      customer_version AS "customerVersion" FROM orders WHERE idempotency_key = $1`,
};

// Apart from the statement above, since without an index this one reads the whole table.
const linesOf: Statement = {
  name: 'order_lines',
  text: `SELECT product_id AS "productId", quantity FROM order_items WHERE order_id = $1`,
};

function canonise(items: NewOrder['items']): string {
  return items
    .map(({ productId, quantity }) => `${productId}x${quantity}`)
    .sort()
    .join();
}

/**
 * The answer that the key got before; undefined where the key is new, or keys are not looked for.
 * @throws ServiceError IDEMPOTENCY_KEY_REUSED where the key came with another customer or other lines.
 */
export async function findCreatedOrder(
  database: Queryable,
  { reference, isOnce, order }: OrderRequest,
): Promise<CreatedOrder | undefined> {
  if (!isOnce) return undefined;
  const [found] = await database.query<CreatedOrder>(byKey, [reference]);
  if (found === undefined) return undefined;
  const lines = await database.query<NewOrder['items'][number]>(linesOf, [found.id]);
  if (found.customerId !== order.customerId || canonise([...lines]) !== canonise(order.items)) {
    throw new ServiceError(
      'IDEMPOTENCY_KEY_REUSED',
      'This idempotency key was used before, with another order.',
    );
  }
  return found;
}
