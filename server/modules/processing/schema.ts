// What the processing route takes and gives.
import Type, { type Static } from 'typebox';
import { CreatedOrder, NewOrder } from '../orders/schema.ts';

/** Orders of one batch, at most. */
const maxOrders = 100;

export const OrderBatch = Type.Object(
  { orders: Type.Array(NewOrder, { minItems: 1, maxItems: maxOrders }) },
  { additionalProperties: false },
);
export type OrderBatch = Static<typeof OrderBatch>;

/** The orders as they were created, in the order of the batch. */
export const ProcessedBatch = Type.Object({ orders: Type.Array(CreatedOrder) });
export type ProcessedBatch = Static<typeof ProcessedBatch>;
