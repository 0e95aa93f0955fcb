// The ring: every arrival once and in order, in memory that does not grow.
import { expect, test } from 'vitest';
import { ArrivalRing, buildSharedMemory, ringCapacity, viewSharedMemory } from './arrival-ring.ts';
import { ArrivalStream, constantRate } from './schedule.ts';

function ring(): ArrivalRing {
  return new ArrivalRing(viewSharedMemory(buildSharedMemory()));
}

function takeAll(from: ArrivalRing): number[] {
  const taken: number[] = [];
  for (let due = from.nextDueMs(); Number.isFinite(due); due = from.nextDueMs()) {
    taken.push(due);
    from.take();
  }
  return taken;
}

test.each([0, 1, 100, ringCapacity - 1, ringCapacity, 3 * ringCapacity + 7])(
  'gives each of %i arrivals once and in order, whatever fits into the ring',
  (count) => {
    const arrivals = ring();
    const rateRps = Math.max(count, 0.000_1);
    arrivals.begin(new ArrivalStream(constantRate(rateRps, 1e6), 'uniform', 3), 5_000, 6_000);
    const taken = takeAll(arrivals);
    expect(taken).toHaveLength(count);
    expect(arrivals.scheduledCount).toBe(count);
    expect(taken.toSorted((a, b) => a - b)).toEqual(taken);
    expect(taken.every((dueMs) => dueMs >= 5_000 && dueMs <= 6_000)).toBe(true);
  },
);

test('gives the stream itself, shifted to the start of the slice', () => {
  const arrivals = ring();
  const segments = constantRate(10_000, 1e6);
  arrivals.begin(new ArrivalStream(segments, 'poisson', 9), 1_000, 2_000);
  const expected = new Float64Array(20_000);
  const count = new ArrivalStream(segments, 'poisson', 9).fill(expected, 0, expected.length);
  const taken = takeAll(arrivals);
  expect(taken).toHaveLength(count);
  const isSame = (dueMs: number, index: number) =>
    Math.abs(dueMs - 1_000 - (expected[index] ?? 0) / 1_000) < 1e-6;
  expect(taken.every(isSame)).toBe(true);
});

test('starts anew with each slice, also after one that was stopped early', () => {
  const arrivals = ring();
  arrivals.begin(new ArrivalStream(constantRate(50_000, 1e6), 'uniform', 1), 0, 1_000);
  arrivals.take();
  arrivals.stop();
  arrivals.begin(new ArrivalStream(constantRate(10, 1e6), 'uniform', 1), 0, 1_000);
  expect(takeAll(arrivals)).toHaveLength(10);
});
