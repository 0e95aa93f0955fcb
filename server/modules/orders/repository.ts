// Orders as they are read: the latest of a customer, one with its items.
import { ServiceError } from '../../errors.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import { customerNotFound } from '../customers/repository.ts';
import type { OpenOrders, OrderDetail, OrderList } from './schema.ts';

// One statement for both, so that the version and the orders are of the same moment.
// Planned for each customer: the plan for any customer at all expects a handful of rows, so it gathers
// and sorts them all, which costs a large customer 763 buffers where the index in order needs 10.
const latest: Statement = {
  name: 'order_list_latest',
  plannedEachTime: true,
  text: `SELECT c.version AS "customerVersion", o.id, o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) o ON true
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY o.created_at DESC, o.id DESC`,
};

interface ListRow {
  readonly customerVersion: number;
  /** Null where the customer has no order. */
  readonly id: number | null;
  readonly status: number;
  readonly totalCents: number;
  readonly createdAt: string;
}

/** @throws ServiceError CUSTOMER_NOT_FOUND */
export async function readOrderList(database: Queryable, customerId: number): Promise<OrderList> {
  const rows = await database.query<ListRow>(latest, [customerId]);
  const [first] = rows;
  if (first === undefined) throw customerNotFound(customerId);
  const items = rows.flatMap(({ id, status, totalCents, createdAt }) =>
    id === null ? [] : [{ id, status, totalCents, createdAt }],
  );
  return { customerId, customerVersion: first.customerVersion, items };
}

// A join, not a statement per item: the same rows in a third of the time.
const detail: Statement = {
  name: 'order_detail',
  text: `SELECT o.id, o.customer_id AS "customerId", o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt", i.product_id AS "productId", i.quantity,
      i.unit_cents AS "unitCents"
    FROM orders o LEFT JOIN order_items i ON i.order_id = $1
    WHERE o.id = $1 ORDER BY i.id`,
};

interface DetailRow extends Omit<OrderDetail, 'items'> {
  /** Null where the order has no item. */
  readonly productId: number | null;
  readonly quantity: number;
  readonly unitCents: number;
}

/** @throws ServiceError ORDER_NOT_FOUND */
export async function readOrder(database: Queryable, orderId: number): Promise<OrderDetail> {
  const rows = await database.query<DetailRow>(detail, [orderId]);
  const [first] = rows;
  if (first === undefined) {
    throw new ServiceError('ORDER_NOT_FOUND', `There is no order ${orderId}.`);
  }
  const { id, customerId, status, totalCents, createdAt } = first;
  const items = rows.flatMap(({ productId, quantity, unitCents }) =>
    productId === null ? [] : [{ productId, quantity, unitCents }],
  );
  return { id, customerId, status, totalCents, createdAt, items };
}

// The status stands in the text, since a partial index is only taken where the planner sees its condition.
const open: Statement = {
  name: 'orders_open',
  text: `SELECT id, status, total_cents AS "totalCents", created_at AS "createdAt",
      customer_id AS "customerId"
    FROM orders WHERE status < 3 ORDER BY created_at, id LIMIT 20`,
};

/** The 20 orders that wait longest: placed, paid or shipped, and not done. */
export async function readOpenOrders(database: Queryable): Promise<OpenOrders> {
  return { items: [...(await database.query<OpenOrders['items'][number]>(open))] };
}
