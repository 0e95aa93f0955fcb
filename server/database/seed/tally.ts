// Adds up all orders once, for what customers derive from theirs and for dense item ids.
import { drawOrders, makeOrderChunk } from './orders.ts';
import type { Population } from './population.ts';
import { chunkCountOf } from './profile.ts';

/** Sums by customer id (index 0 is unused) and by chunk of orders. */
export interface Tally {
  readonly orderCounts: Uint32Array;
  readonly spentCents: Float64Array;
  /** When the customer's last order came, in milliseconds since 1970; 0 where there is none. */
  readonly lastOrderAtMs: Float64Array;
  readonly itemsBefore: Uint32Array;
  readonly itemCount: number;
}

/** Draws every order once and adds up; about 0.15 µs an order and 0.2 µs an item. */
export function tallyOrders(population: Population): Tally {
  const { orders, customers } = population.profile;
  const orderCounts = new Uint32Array(customers + 1);
  const spentCents = new Float64Array(customers + 1);
  const lastOrderAtMs = new Float64Array(customers + 1);
  const itemsBefore = new Uint32Array(chunkCountOf(orders));
  const drawn = makeOrderChunk();
  let itemCount = 0;
  for (let chunk = 0; chunk < itemsBefore.length; chunk++) {
    drawOrders(population, chunk, drawn);
    itemsBefore[chunk] = itemCount;
    itemCount += drawn.itemCount;
    for (let index = 0; index < drawn.orderCount; index++) {
      const customerId = drawn.customerIds[index] ?? 0;
      orderCounts[customerId] = (orderCounts[customerId] ?? 0) + 1;
      spentCents[customerId] = (spentCents[customerId] ?? 0) + (drawn.totalCents[index] ?? 0);
      lastOrderAtMs[customerId] = drawn.createdAtMs[index] ?? 0;
    }
  }
  return { orderCounts, spentCents, lastOrderAtMs, itemsBefore, itemCount };
}
