// The latest orders of a customer with their items, fetched in the way that CRM_FETCH says; the rows are the same.
import type { Config } from '../../config.ts';
import type { Queryable, Statement } from '../../plugins/database.ts';
import type { LevelCounters } from '../../plugins/level-counters.ts';
import { customerNotFound } from '../customers/repository.ts';
import { readOrderList } from './repository.ts';
import type { OrderDetails, OrderItem } from './schema.ts';

type ReadDetails = (
  database: Queryable,
  customerId: number,
  acts: LevelCounters,
) => Promise<OrderDetails>;

interface ItemRow extends OrderItem {
  readonly orderId: number;
}

const itemColumns = `product_id AS "productId", quantity, unit_cents AS "unitCents"`;

const itemsOfOne: Statement = {
  name: 'order_items_of_one',
  text: `SELECT ${itemColumns} FROM order_items WHERE order_id = $1 ORDER BY id`,
};

const itemsOfMany: Statement = {
  name: 'order_items_of_many',
  text: `SELECT order_id AS "orderId", ${itemColumns} FROM order_items
    WHERE order_id = ANY($1::integer[]) ORDER BY order_id, id`,
};

// Planned for each customer, as the list is (see repository.ts).
const joined: Statement = {
  name: 'order_details_joined',
  plannedEachTime: true,
  text: `SELECT c.version AS "customerVersion", o.id, o.status, o.total_cents AS "totalCents",
      o.created_at AS "createdAt", i.product_id AS "productId", i.quantity,
      i.unit_cents AS "unitCents"
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT id, status, total_cents, created_at FROM orders WHERE customer_id = $1
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) o ON true
    LEFT JOIN order_items i ON i.order_id = o.id
    WHERE c.id = $1 AND c.deleted_at IS NULL ORDER BY o.created_at DESC, o.id DESC, i.id`,
};

interface JoinedRow extends OrderItem {
  readonly customerVersion: number;
  /** Null where the customer has no order. */
  readonly id: number | null;
  readonly status: number;
  readonly totalCents: number;
  readonly createdAt: string;
}

/** A statement for the list, and one more for each order of it. */
const readOneByOne: ReadDetails = async (database, customerId, acts) => {
  const list = await readOrderList(database, customerId);
  const orders: OrderDetails['orders'] = [];
  for (const order of list.items) {
    acts.add('singleItemReads');
    const items = await database.query<OrderItem>(itemsOfOne, [order.id]);
    orders.push({ ...order, items: [...items] });
  }
  return { customerId, customerVersion: list.customerVersion, orders };
};

/** A statement for the list, and one for the items of all its orders. */
const readBatched: ReadDetails = async (database, customerId, acts) => {
  const list = await readOrderList(database, customerId);
  acts.add('batchedItemReads');
  const rows = await database.query<ItemRow>(itemsOfMany, [list.items.map(({ id }) => id)]);
  const itemsOf = Map.groupBy(rows, ({ orderId }) => orderId);
  const orders = list.items.map((order) => ({
    ...order,
    items: (itemsOf.get(order.id) ?? []).map(({ orderId: _, ...item }) => item),
  }));
  return { customerId, customerVersion: list.customerVersion, orders };
};

/** One statement for all of it, in which each order is told as often as it has items. */
const readJoined: ReadDetails = async (database, customerId) => {
  const rows = await database.query<JoinedRow>(joined, [customerId]);
  const [first] = rows;
  if (first === undefined) throw customerNotFound(customerId);
  const orders: OrderDetails['orders'] = [];
  for (const { id, status, totalCents, createdAt, productId, quantity, unitCents } of rows) {
    if (id === null) continue;
    if (orders.at(-1)?.id !== id) orders.push({ id, status, totalCents, createdAt, items: [] });
    orders.at(-1)?.items.push({ productId, quantity, unitCents });
  }
  return { customerId, customerVersion: first.customerVersion, orders };
};

/** Each rejects with ServiceError CUSTOMER_NOT_FOUND where there is none. */
export const readDetails: Readonly<Record<Config['fetch'], ReadDetails>> = {
  joined: readJoined,
  batched: readBatched,
  'n-plus-one': readOneByOne,
};
