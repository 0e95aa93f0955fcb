// A warm-up of simulated services on a clock of its own: equal numbers, steady or out of time, one rule for all.
import { expect, test } from 'vitest';
import type { WarmupSettings } from '../spec/experiment.ts';
import { playWarmup as play, type WarmupService } from './test-warmup.ts';

const usual: WarmupSettings = { requests: 1_000, untilSteady: true, maxMs: 6_000 };
const steady = { slow: () => 400, fast: () => 4_000 };

test('steady services of different speed end early, with the same number of requests', async () => {
  const { record, counts, nowMs, order } = await play({ services: steady, warmup: usual });
  expect(record).toMatchObject({ endedBecause: 'steady', trend: 'steady' });
  const [slow = 0, fast = 0] = counts;
  expect(slow).toBeGreaterThanOrEqual(950);
  expect(Math.abs(fast - slow) / slow).toBeLessThan(0.05);
  expect(record?.variants.map(({ requests }) => requests)).toEqual(counts);
  expect(nowMs).toBeLessThan(11_000);
  // In short rounds in turn: no variant waits long for the other.
  expect(Math.max(...order.map(({ durationMs }) => durationMs))).toBeLessThan(300);
  expect(order.every(({ recorded, dropFirstMs }) => !recorded && dropFirstMs === 0)).toBe(true);
});

test('one variant that still gets faster keeps all of them warming, to the end of the time', async () => {
  const filling: WarmupService = (requests) => 500 * (1 + 0.25 * Math.log2(1 + requests / 100));
  const services = { none: () => 500, filling };
  const { record, counts, nowMs } = await play({ services, warmup: usual });
  expect(record).toMatchObject({ endedBecause: 'bound', trend: 'changing' });
  expect(nowMs).toBeGreaterThan(11_500);
  expect(nowMs).toBeLessThan(12_500);
  const [none = 0, other = 0] = counts;
  expect(Math.abs(none - other) / other).toBeLessThan(0.05);
});

test('a cache that fills keeps them warming although no rate changes', async () => {
  const hitRatio = (requests: number) => Math.min(0.95, 0.4 + 0.06 * Math.log2(1 + requests / 50));
  const world = { services: { a: () => 1_000, b: () => 1_000 }, warmup: usual };
  expect((await play({ ...world, hitRatio })).record?.endedBecause).toBe('bound');
  expect((await play({ ...world, hitRatio: () => 0.9 })).record?.endedBecause).toBe('steady');
});

test('later groups send as many as the first one needed, steady or not', async () => {
  const world = { services: steady, warmup: usual, calibratedRequests: 1_500 };
  const { record, counts } = await play(world);
  expect(record?.endedBecause).toBe('requests');
  for (const count of counts) expect(Math.abs(count - 1_500)).toBeLessThan(60);
});

test('a number of requests is sent as asked for, or what the time holds', async () => {
  const asked = { requests: 800, untilSteady: false };
  const enough = await play({ services: steady, warmup: { ...asked, maxMs: 6_000 } });
  expect(enough.record?.endedBecause).toBe('requests');
  for (const count of enough.counts) expect(Math.abs(count - 800)).toBeLessThan(50);
  const short = await play({ services: steady, warmup: { ...asked, maxMs: 600 } });
  expect(short.record?.endedBecause).toBe('bound');
  expect(short.nowMs).toBeLessThan(1_400);
  expect(Math.min(...short.counts)).toBeGreaterThan(350);
});

test('without a number it is by time, with equal numbers; without time there is none', async () => {
  const byTime = { requests: 0, untilSteady: false, maxMs: 1_000 };
  const { record, counts, nowMs } = await play({ services: steady, warmup: byTime });
  expect(record?.endedBecause).toBe('bound');
  expect(nowMs).toBeGreaterThan(1_850);
  expect(Math.min(...counts) / Math.max(...counts)).toBeGreaterThan(0.9);
  expect(await play({ services: steady, warmup: { ...usual, maxMs: 0 } })).toMatchObject({
    ...{ record: undefined, latest: [], order: [] },
  });
});

test('a driver with long slices keeps them long, also where the time is shorter than one', async () => {
  const world = { services: steady, minSliceMs: 1_000 };
  const { order, record } = await play({ ...world, warmup: { ...usual, maxMs: 200 } });
  expect(order.map(({ durationMs }) => durationMs)).toEqual([1_000, 1_000]);
  expect(record).toMatchObject({ rounds: 1, endedBecause: 'bound', trend: 'unknown' });
  const long = await play({ ...world, warmup: { ...usual, maxMs: 10_000 } });
  expect(Math.min(...long.order.map(({ durationMs }) => durationMs))).toBe(1_000);
});

test('a variant that answers nothing right is loaded, too, and decides nothing', async () => {
  const services = { ...steady, broken: () => 50 };
  const { record, counts } = await play({ services, warmup: usual, failing: 'broken' });
  expect(record?.endedBecause).toBe('steady');
  expect(record?.variants.find(({ variantId }) => variantId === 'broken')?.succeeded).toBe(0);
  expect(counts[2]).toBeGreaterThan(0);
});

test('a second load of the scenario needs less where nothing changes, equal for all, and is recorded', async () => {
  const warmup = { ...usual, requests: 4_000, maxMs: 12_000 };
  const first = await play({ services: steady, warmup });
  const second = await play({ services: steady, warmup, afterLoads: ['closed-16'] });
  expect(first.record).not.toHaveProperty('afterLoads');
  expect(second.record).toMatchObject({ endedBecause: 'steady', afterLoads: ['closed-16'] });
  expect(Math.max(...second.counts)).toBeLessThan(0.5 * Math.min(...first.counts));
  const [slow = 0, fast = 0] = second.counts;
  expect(slow).toBeGreaterThanOrEqual(950);
  expect(Math.abs(fast - slow) / slow).toBeLessThan(0.06);
});
