// What the order routes take and give.
import Type, { type Static } from 'typebox';
import { Cents, Id, Moment, Version } from '../schema.ts';

const Status = Type.Integer({ description: '0 placed, 1 paid, 2 shipped, 3 done, 4 cancelled' });

const listedOrder = { id: Id, status: Status, totalCents: Cents, createdAt: Moment };

export const OrderList = Type.Object({
  customerId: Id,
  customerVersion: Version,
  items: Type.Array(Type.Object(listedOrder)),
});
export type OrderList = Static<typeof OrderList>;

const OrderItem = Type.Object({
  productId: Id,
  quantity: Type.Integer(),
  unitCents: Type.Integer(),
});
export type OrderItem = Static<typeof OrderItem>;

/** The latest orders of a customer, newest first, each with its items. */
export const OrderDetails = Type.Object({
  customerId: Id,
  customerVersion: Version,
  orders: Type.Array(Type.Object({ ...listedOrder, items: Type.Array(OrderItem) })),
});
export type OrderDetails = Static<typeof OrderDetails>;

/** Orders that somebody has still to work on, oldest first. */
export const OpenOrders = Type.Object({
  items: Type.Array(Type.Object({ ...listedOrder, customerId: Id })),
});
export type OpenOrders = Static<typeof OpenOrders>;

export const OrderDetail = Type.Object({
  id: Id,
  customerId: Id,
  status: Status,
  totalCents: Cents,
  createdAt: Moment,
  items: Type.Array(OrderItem),
});
export type OrderDetail = Static<typeof OrderDetail>;

const OrderLine = Type.Object(
  { productId: Id, quantity: Type.Integer({ minimum: 1, maximum: 1_000 }) },
  { additionalProperties: false },
);

/** An order to create: 1 to 50 lines; a product may stand on several of them. */
export const NewOrder = Type.Object(
  { customerId: Id, items: Type.Array(OrderLine, { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
);
export type NewOrder = Static<typeof NewOrder>;

/** Other headers are none of the schema's business. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x20-\\x7e]+$' }),
});

export const CreatedOrder = Type.Object({
  id: Id,
  customerId: Id,
  totalCents: Cents,
  customerVersion: Version,
});
export type CreatedOrder = Static<typeof CreatedOrder>;
