// Level set-based: as many statements for a hundred orders as for one.
import type { Queryable, Statement } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { type PricedRequest, priceRequests, sumQuantities } from '../orders/request.ts';
import { takeStock } from '../orders/statements.ts';
import { customersOf, lockMissing } from './batch.ts';
import { createDirect } from './processor.ts';

/** $1 customers, each once, $2 their orders, $3 what these cost together; locked by id, as stock is. */
const countOrders: Statement = {
  name: 'customers_count_orders',
  text: `WITH locked AS MATERIALIZED (
      SELECT id FROM customers WHERE id = ANY($1::integer[]) AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE customers SET order_count = order_count + counted.orders,
      spent_cents = spent_cents + counted.cents, version = version + counted.orders,
      updated_at = date_trunc('milliseconds', now())
    FROM locked, unnest($1::integer[], $2::integer[], $3::bigint[]) AS counted(id, orders, cents)
    WHERE customers.id = locked.id AND counted.id = locked.id
    RETURNING customers.id, customers.version`,
};

/**
 * $1 customers, $2 totals, $3 keys, $4 versions, one an order; $5 keys, $6 products, $7 quantities, $8 prices, one
 * a line. Ids follow the order of the rows.
 */
const insertOrders: Statement = {
  name: 'orders_insert',
  text: `WITH placed AS (
      INSERT INTO orders (customer_id, status, total_cents, idempotency_key, created_at,
        customer_version, client_reference)
      SELECT customer_id, 0, total_cents, key, date_trunc('milliseconds', now()), version, key
      FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::integer[])
        WITH ORDINALITY AS row(customer_id, total_cents, key, version, place)
      ORDER BY place RETURNING id, idempotency_key
    )
    INSERT INTO order_items (order_id, product_id, quantity, unit_cents)
    SELECT placed.id, line.product_id, line.quantity, line.unit_cents
    FROM unnest($5::text[], $6::integer[], $7::smallint[], $8::integer[])
      WITH ORDINALITY AS line(key, product_id, quantity, unit_cents, place)
    JOIN placed ON placed.idempotency_key = line.key ORDER BY line.place`,
};

/** Counts all orders of each customer at once; gives the version that each order made, as one after the other would. */
async function countAll(
  transaction: Queryable,
  requests: readonly PricedRequest[],
): Promise<readonly number[]> {
  const ofCustomer = [...Map.groupBy(requests, ({ order }) => order.customerId)];
  const rows = await transaction.query<{ id: number; version: number }>(countOrders, [
    ofCustomer.map(([customerId]) => customerId),
    ofCustomer.map(([, those]) => those.length),
    ofCustomer.map(([, those]) => those.reduce((sum, { totalCents }) => sum + totalCents, 0)),
  ]);
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  const left = new Map(ofCustomer.map(([customerId, those]) => [customerId, those.length]));
  return requests.map(({ order: { customerId } }) => {
    const last = versions.get(customerId);
    if (last === undefined) throw customerNotFound(customerId);
    const after = (left.get(customerId) ?? 1) - 1;
    left.set(customerId, after);
    return last - after;
  });
}

async function insertAll(
  transaction: Queryable,
  requests: readonly PricedRequest[],
  versions: readonly number[],
): Promise<void> {
  const lines = requests.flatMap(({ reference, order, unitCents }) =>
    order.items.map((item, place) => ({ ...item, reference, unitCents: unitCents[place] })),
  );
  await transaction.query(insertOrders, [
    requests.map(({ order }) => order.customerId),
    requests.map(({ totalCents }) => totalCents),
    requests.map(({ reference }) => reference),
    versions,
    lines.map(({ reference }) => reference),
    lines.map(({ productId }) => productId),
    lines.map(({ quantity }) => quantity),
    lines.map(({ unitCents }) => unitCents),
  ]);
}

export const createSetBased = createDirect(async ({ database, acts, forget }, batch) => {
  await database.transaction(async (transaction) => {
    const missing = await lockMissing(transaction, batch);
    if (missing.length === 0) return;
    const priced = await priceRequests(transaction, missing);
    await insertAll(transaction, priced, await countAll(transaction, priced));
    const sums = sumQuantities(missing.flatMap(({ order }) => order.items));
    await transaction.query(takeStock, [[...sums.keys()], [...sums.values()]]);
  });
  acts.add('setBased', batch.requests.length);
  await forget(customersOf(batch.requests));
});
