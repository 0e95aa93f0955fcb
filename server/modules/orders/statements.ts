// The statements that create an order, in the order in which they run.
import type { Statement } from '../../plugins/database.ts';

/** $1 product ids */
export const readPrices: Statement = {
  name: 'product_prices',
  text: `SELECT id, unit_cents AS "unitCents" FROM products WHERE id = ANY($1::integer[])`,
};

/** $1 customer, $2 total; locks the customer and gives its new version. */
export const countCustomerOrder: Statement = {
  name: 'customer_count_order',
  text: `UPDATE customers SET order_count = order_count + 1, spent_cents = spent_cents + $2,
      version = version + 1, updated_at = date_trunc('milliseconds', now())
    WHERE id = $1 AND deleted_at IS NULL RETURNING version`,
};

/** $1 customer; takes the next id of an order, and gives it with the customer's version. */
export const reserveOrder: Statement = {
  name: 'order_reserve',
  text: `SELECT nextval('orders_id_seq') AS id, version FROM customers
    WHERE id = $1 AND deleted_at IS NULL`,
};

function buildInsert(name: string, idColumn: string, idValue: string): Statement {
  const text = `WITH placed AS (
      INSERT INTO orders (${idColumn}customer_id, status, total_cents, idempotency_key, created_at,
        customer_version, client_reference)
      VALUES (${idValue}$1, 0, $2, $3, date_trunc('milliseconds', now()), $4, $8)
      ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING id
    ), lines AS (
      INSERT INTO order_items (order_id, product_id, quantity, unit_cents)
      SELECT placed.id, line.product_id, line.quantity, line.unit_cents
      FROM placed, unnest($5::integer[], $6::smallint[], $7::integer[])
        WITH ORDINALITY AS line(product_id, quantity, unit_cents, place)
      ORDER BY line.place
    )
    SELECT id FROM placed`;
  return { name, text };
}

/**
 * $1 customer, $2 total, $3 key (null: none), $4 version, $5 products, $6 quantities, $7 prices,
 * $8 client's reference; no row: key taken.
 */
export const insertOrder = buildInsert('order_insert', '', '');

/** As `insertOrder`, with $9 the id. */
export const insertNumberedOrder = buildInsert('order_insert_numbered', 'id, ', '$9, ');

/** $1 product ids, each once, $2 units; rows are locked by id, so that no two orders wait for each other. */
export const takeStock: Statement = {
  name: 'product_take_stock',
  text: `WITH locked AS MATERIALIZED (
      SELECT id FROM products WHERE id = ANY($1::integer[]) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE products SET stock = products.stock - taken.units
    FROM locked, unnest($1::integer[], $2::integer[]) AS taken(id, units)
    WHERE products.id = locked.id AND taken.id = locked.id`,
};
