// Level pipelined: a statement for each order and product as in one transaction, sent without waiting for the one before.
import type { Statement } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import { priceRequest, sumQuantities } from '../orders/request.ts';
import { takeStock } from '../orders/statements.ts';
import { customersOf, lockMissing } from './batch.ts';
import { createDirect } from './processor.ts';

/** $1 customer, $2 total, $3 key, $4 products, $5 quantities, $6 prices; no row: there is no such customer. */
const insertCounted: Statement = {
  name: 'order_insert_counted',
  text: `WITH counted AS (
      UPDATE customers SET order_count = order_count + 1, spent_cents = spent_cents + $2,
        version = version + 1, updated_at = date_trunc('milliseconds', now())
      WHERE id = $1 AND deleted_at IS NULL RETURNING id, version
    ), placed AS (
      INSERT INTO orders (customer_id, status, total_cents, idempotency_key, created_at,
        customer_version, client_reference)
      SELECT counted.id, 0, $2, $3, date_trunc('milliseconds', now()), counted.version, $3
      FROM counted RETURNING id
    ), lines AS (
      INSERT INTO order_items (order_id, product_id, quantity, unit_cents)
      SELECT placed.id, line.product_id, line.quantity, line.unit_cents
      FROM placed, unnest($4::integer[], $5::smallint[], $6::integer[])
        WITH ORDINALITY AS line(product_id, quantity, unit_cents, place)
      ORDER BY line.place
    )
    SELECT id FROM placed`,
};

/** Needs connections that pipeline, which the pool's have at this level (plugins/database.ts). */
export const createPipelined = createDirect(async ({ database, acts, forget }, batch) => {
  await database.transaction(async (transaction) => {
    const missing = await lockMissing(transaction, batch);
    const priced = await Promise.all(missing.map((request) => priceRequest(transaction, request)));
    const inserts = priced.map(async ({ order, reference, unitCents, totalCents }) => {
      const placed = await transaction.query(insertCounted, [
        ...[order.customerId, totalCents, reference],
        order.items.map((item) => item.productId),
        order.items.map((item) => item.quantity),
        unitCents,
      ]);
      if (placed.length === 0) throw customerNotFound(order.customerId);
    });
    const sums = sumQuantities(missing.flatMap(({ order }) => order.items));
    const takes = [...sums].map(([productId, units]) =>
      transaction.query(takeStock, [[productId], [units]]),
    );
    await Promise.all([...inserts, ...takes]);
  });
  acts.add('pipelined', batch.requests.length);
  await forget(customersOf(batch.requests));
});
