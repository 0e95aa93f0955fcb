// Draws orders with their items, in time order, and writes both tables from the same draws.
import type { Population } from './population.ts';
import { chunkCountOf, history, rowsInChunk, rowsPerChunk } from './profile.ts';
import { RandomStream, streams } from './random.ts';
import type { SeedTable } from './table.ts';

/** Statuses as numbers: below 3 an order is open. */
const orderStatus = { placed: 0, paid: 1, shipped: 2, done: 3, cancelled: 4 } as const;

const maxItems = 5;
/** Upper bounds of 1 to 5 items in 100ths: 1.83 items on average. */
const itemCountBounds = [50, 78, 92, 97, 100] as const;

/** The orders of one chunk, column by column; the items of all orders lie one after the other. */
export interface OrderChunk {
  orderCount: number;
  itemCount: number;
  readonly customerIds: Uint32Array;
  readonly statuses: Uint8Array;
  readonly createdAtMs: Float64Array;
  readonly totalCents: Float64Array;
  readonly itemCounts: Uint8Array;
  readonly productIds: Uint32Array;
  readonly quantities: Uint8Array;
}

/** Room for one chunk, to be drawn into again and again. */
export function makeOrderChunk(): OrderChunk {
  return {
    orderCount: 0,
    itemCount: 0,
    customerIds: new Uint32Array(rowsPerChunk),
    statuses: new Uint8Array(rowsPerChunk),
    createdAtMs: new Float64Array(rowsPerChunk),
    totalCents: new Float64Array(rowsPerChunk),
    itemCounts: new Uint8Array(rowsPerChunk),
    productIds: new Uint32Array(rowsPerChunk * maxItems),
    quantities: new Uint8Array(rowsPerChunk * maxItems),
  };
}

/** Draws one chunk of orders and their items; the order with index i of chunk c has the id c × 1,024 + i + 1. */
export function drawOrders(population: Population, chunk: number, into: OrderChunk): void {
  const { seed, profile, customerDraw } = population;
  const random = new RandomStream(seed, streams.orders, chunk);
  const itemRandom = new RandomStream(seed, streams.orderItems, chunk);
  const stepMs = (history.endsAtMs - history.firstOrderAtMs) / profile.orders;
  const before = chunk * rowsPerChunk;
  into.orderCount = rowsInChunk(profile.orders, chunk);
  into.itemCount = 0;
  for (let index = 0; index < into.orderCount; index++) {
    const position = before + index;
    const jitter = random.below(1_024) / 1_024;
    into.customerIds[index] = customerDraw.draw(random);
    into.createdAtMs[index] = Math.floor(history.firstOrderAtMs + (position + jitter) * stepMs);
    into.statuses[index] = drawStatus(random, position * 25 >= profile.orders * 24);
    into.totalCents[index] = drawItems(population, itemRandom, index, into);
  }
}

/** The newest 4 % of orders are open, of the others one in twelve was cancelled. */
function drawStatus(random: RandomStream, recent: boolean): number {
  if (recent) return random.below(3);
  return random.below(12) === 0 ? orderStatus.cancelled : orderStatus.done;
}

function drawItems(
  population: Population,
  random: RandomStream,
  index: number,
  into: OrderChunk,
): number {
  const lot = random.below(100);
  let count = 1;
  while (lot >= (itemCountBounds[count - 1] ?? 100)) count++;
  into.itemCounts[index] = count;
  let totalCents = 0;
  for (let item = 0; item < count; item++) {
    const productId = population.productDraw.draw(random);
    const quantity = drawQuantity(random);
    into.productIds[into.itemCount] = productId;
    into.quantities[into.itemCount] = quantity;
    into.itemCount++;
    totalCents += quantity * (population.unitCents[productId] ?? 0);
  }
  return totalCents;
}

function drawQuantity(random: RandomStream): number {
  const lot = random.below(100);
  if (lot < 70) return 1;
  if (lot < 90) return 2;
  return lot < 97 ? 3 : 5;
}

export function buildOrdersTable(population: Population): SeedTable {
  const drawn = makeOrderChunk();
  return {
    name: 'orders',
    columns: ['id', 'customer_id', 'status', 'total_cents', 'idempotency_key', 'created_at'],
    rowCount: population.profile.orders,
    chunkCount: chunkCountOf(population.profile.orders),
    writeChunk(chunk, rows) {
      drawOrders(population, chunk, drawn);
      for (let index = 0; index < drawn.orderCount; index++) {
        rows.row(6);
        rows.integer(chunk * rowsPerChunk + index + 1);
        rows.integer(drawn.customerIds[index] ?? 0);
        rows.smallint(drawn.statuses[index] ?? 0);
        rows.bigint(drawn.totalCents[index] ?? 0);
        rows.nothing();
        rows.timestamp(drawn.createdAtMs[index] ?? 0);
      }
    },
  };
}

/** The table `order_items`; `itemsBefore` holds how many items all earlier chunks have. */
export function buildOrderItemsTable(
  population: Population,
  itemsBefore: Uint32Array,
  itemCount: number,
): SeedTable {
  const drawn = makeOrderChunk();
  return {
    name: 'order_items',
    columns: ['id', 'order_id', 'product_id', 'quantity', 'unit_cents'],
    rowCount: itemCount,
    chunkCount: chunkCountOf(population.profile.orders),
    writeChunk(chunk, rows) {
      drawOrders(population, chunk, drawn);
      const firstId = (itemsBefore[chunk] ?? 0) + 1;
      let item = 0;
      for (let index = 0; index < drawn.orderCount; index++) {
        const end = item + (drawn.itemCounts[index] ?? 0);
        for (; item < end; item++) {
          const productId = drawn.productIds[item] ?? 0;
          rows.row(5);
          rows.integer(firstId + item);
          rows.integer(chunk * rowsPerChunk + index + 1);
          rows.integer(productId);
          rows.smallint(drawn.quantities[item] ?? 0);
          rows.integer(population.unitCents[productId] ?? 0);
        }
      }
    },
  };
}
