import { beforeAll, expect, test } from 'vitest';
import { drawOrders, makeOrderChunk } from './orders.ts';
import { buildPopulation, type Population } from './population.ts';
import { history } from './profile.ts';
import { type Tally, tallyOrders } from './tally.ts';

let population: Population;
let tally: Tally;
let counts: number[];

beforeAll(() => {
  population = buildPopulation('S', 1);
  tally = tallyOrders(population);
  counts = [...tally.orderCounts.subarray(1)].sort((a, b) => b - a);
});

test('the largest fifth of the customers owns about 78 % of the orders', () => {
  const owned = counts.slice(0, counts.length / 5).reduce((sum, count) => sum + count, 0);
  expect(owned / 100_000).toBeGreaterThan(0.72);
  expect(owned / 100_000).toBeLessThan(0.82);
});

test('about a fifth of the customers has no order, half have at most two, a few are whales', () => {
  const without = counts.filter((count) => count === 0).length / counts.length;
  expect(without).toBeGreaterThan(0.17);
  expect(without).toBeLessThan(0.25);
  expect(counts[counts.length / 2]).toBeLessThanOrEqual(2);
  expect(counts[0]).toBeGreaterThan(3_000);
});

test('size does not follow id: both halves of the ids own about as many customers with many orders', () => {
  const large = [...tally.orderCounts.keys()].filter((id) => (tally.orderCounts[id] ?? 0) >= 20);
  const firstHalf = large.filter((id) => id <= 10_000).length / large.length;
  expect(firstHalf).toBeGreaterThan(0.4);
  expect(firstHalf).toBeLessThan(0.6);
});

test('orders come in time order, from all customers mixed, and end where the history ends', () => {
  const chunk = makeOrderChunk();
  let lastAtMs = history.firstOrderAtMs;
  let repeats = 0;
  for (let number = 0; number < 98; number++) {
    drawOrders(population, number, chunk);
    for (let index = 0; index < chunk.orderCount; index++) {
      const atMs = chunk.createdAtMs[index] ?? 0;
      if (atMs < lastAtMs) expect(atMs).toBeGreaterThanOrEqual(lastAtMs);
      lastAtMs = atMs;
      if (index > 0 && chunk.customerIds[index] === chunk.customerIds[index - 1]) repeats++;
    }
  }
  expect(lastAtMs).toBeLessThan(history.endsAtMs);
  expect(history.endsAtMs - lastAtMs).toBeLessThan(3_600_000);
  expect(repeats).toBeLessThan(2_000);
});

test('the total of an order is the sum of its items, and the tally is the sum of the orders', () => {
  const chunk = makeOrderChunk();
  let totalCents = 0;
  for (let number = 0; number < 98; number++) {
    drawOrders(population, number, chunk);
    let item = 0;
    for (let index = 0; index < chunk.orderCount; index++) {
      let sum = 0;
      for (const end = item + (chunk.itemCounts[index] ?? 0); item < end; item++) {
        const price = population.unitCents[chunk.productIds[item] ?? 0] ?? 0;
        sum += price * (chunk.quantities[item] ?? 0);
      }
      if (sum !== chunk.totalCents[index]) expect(chunk.totalCents[index]).toBe(sum);
      totalCents += sum;
    }
    expect(item).toBe(chunk.itemCount);
  }
  expect(tally.spentCents.reduce((sum, cents) => sum + cents, 0)).toBe(totalCents);
  expect(tally.orderCounts.reduce((sum, count) => sum + count, 0)).toBe(100_000);
});

test('products sell by Zipf: the best tenth makes more than half of the items', () => {
  const chunk = makeOrderChunk();
  const sold = new Map<number, number>();
  let items = 0;
  for (let number = 0; number < 30; number++) {
    drawOrders(population, number, chunk);
    for (const id of chunk.productIds.subarray(0, chunk.itemCount)) {
      sold.set(id, (sold.get(id) ?? 0) + 1);
      items++;
    }
  }
  const best = [...sold.values()].sort((a, b) => b - a).slice(0, 100);
  expect(best.reduce((sum, count) => sum + count, 0) / items).toBeGreaterThan(0.55);
});
