// Schedules: rates hold, segments join, seeds repeat.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ArrivalKind,
  ArrivalStream,
  constantRate,
  type RateSegment,
  shapedRate,
  sliceSeed,
} from './schedule.ts';

function allArrivals(
  segments: readonly RateSegment[],
  kind: ArrivalKind,
  seed: number,
  chunk = 512,
): number[] {
  const stream = new ArrivalStream(segments, kind, seed);
  const target = new Float64Array(chunk);
  const arrivals: number[] = [];
  for (;;) {
    const count = stream.fill(target, 0, chunk);
    for (let i = 0; i < count; i += 1) arrivals.push(target[i] ?? Number.NaN);
    if (count < chunk) return arrivals;
  }
}

/** The integral of the rate. */
function expectedArrivals(segments: readonly RateSegment[]): number {
  return segments.reduce(
    (sum, { startRps, endRps, durationUs }) => sum + ((startRps + endRps) / 2) * (durationUs / 1e6),
    0,
  );
}

const segment = fc.record({
  durationUs: fc.integer({ min: 1_000, max: 3_000_000 }),
  startRps: fc.integer({ min: 0, max: 2_000 }),
  endRps: fc.integer({ min: 0, max: 2_000 }),
});
const segments = fc.array(segment, { minLength: 1, maxLength: 4 });
const kind = fc.constantFrom<ArrivalKind>('poisson', 'uniform');
const seed = fc.integer();

test('arrivals rise and stay within the schedule', () => {
  fc.assert(
    fc.property(segments, kind, seed, (given, arrivals, anySeed) => {
      const totalUs = given.reduce((sum, one) => sum + one.durationUs, 0);
      const all = allArrivals(given, arrivals, anySeed);
      // One expectation for all of them: thousands would take seconds.
      const isRight = all.every((at, index) => at >= (all[index - 1] ?? 0) && at <= totalUs);
      expect(isRight).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the count of arrivals holds the rate: exactly for uniform, within sampling error for Poisson', () => {
  fc.assert(
    fc.property(segments, kind, seed, (given, arrivals, anySeed) => {
      const mean = expectedArrivals(given);
      const count = allArrivals(given, arrivals, anySeed).length;
      // Six standard deviations of a Poisson count, and one for a mean near 0.
      const allowed = arrivals === 'uniform' ? 1 : 6 * Math.sqrt(mean) + 6;
      expect(Math.abs(count - mean)).toBeLessThanOrEqual(allowed);
    }),
    { numRuns: 200 },
  );
});

test('each segment gets its own share of the arrivals', () => {
  const given = shapedRate(
    [
      { fromRps: 1_000, toRps: 1_000, durationS: 2 },
      { fromRps: 4_000, toRps: 4_000, durationS: 1 },
      { fromRps: 4_000, toRps: 0, durationS: 1 },
    ],
    4e6,
  );
  const arrivals = allArrivals(given, 'poisson', 7);
  const counts = [0, 0, 0, 0];
  for (const at of arrivals) counts[Math.floor(at / 1e6)] = (counts[Math.floor(at / 1e6)] ?? 0) + 1;
  const means = [1_000, 1_000, 4_000, 2_000];
  counts.forEach((count, second) => {
    const mean = means[second] ?? 0;
    expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean));
  });
});

test('a ramp puts three quarters of its arrivals into its faster half', () => {
  const arrivals = allArrivals(
    shapedRate([{ fromRps: 0, toRps: 10_000, durationS: 9 }], 2e6),
    'uniform',
    1,
  );
  const late = arrivals.filter((at) => at >= 1e6).length;
  expect(Math.abs(late / arrivals.length - 0.75)).toBeLessThan(0.001);
});

test('a shape is played whole, however short the slice, and its mean rate holds', () => {
  const shape = [
    { fromRps: 2_000, toRps: 2_000, durationS: 30 },
    { fromRps: 2_000, toRps: 6_000, durationS: 10 },
  ];
  const segments = shapedRate(shape, 400_000);
  expect(segments.map(({ durationUs }) => durationUs)).toEqual([300_000, 100_000]);
  expect(expectedArrivals(segments)).toBeCloseTo(2_500 * 0.4);
});

test('gaps of Poisson arrivals are exponential: mean and standard deviation agree', () => {
  const arrivals = allArrivals(constantRate(1_000, 20e6), 'poisson', 3);
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  expect(mean).toBeGreaterThan(960);
  expect(mean).toBeLessThan(1_040);
  expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.95);
  expect(Math.sqrt(variance) / mean).toBeLessThan(1.05);
});

test('the same seed gives the same schedule, however it is cut into chunks, and another seed another', () => {
  fc.assert(
    fc.property(
      segments,
      kind,
      seed,
      fc.integer({ min: 1, max: 700 }),
      (given, arrivals, anySeed, chunk) => {
        expect(allArrivals(given, arrivals, anySeed, chunk)).toEqual(
          allArrivals(given, arrivals, anySeed),
        );
      },
    ),
    { numRuns: 40 },
  );
  const given = constantRate(1_000, 1e6);
  expect(allArrivals(given, 'poisson', 1)).not.toEqual(allArrivals(given, 'poisson', 2));
});

test('uniform slices shorter than a gap still hold the rate on average', () => {
  let count = 0;
  for (let ordinal = 0; ordinal < 4_000; ordinal += 1) {
    count += allArrivals(constantRate(50, 10_000), 'uniform', sliceSeed(1, ordinal)).length;
  }
  // 0.5 arrivals a slice; the standard deviation of the sum is 32.
  expect(Math.abs(count - 2_000)).toBeLessThan(160);
});

test('slice seeds differ between neighbouring ordinals and sessions', () => {
  const seeds = new Set<number>();
  for (let session = 0; session < 20; session += 1) {
    for (let ordinal = 0; ordinal < 50; ordinal += 1) seeds.add(sliceSeed(session, ordinal));
  }
  expect(seeds.size).toBe(1_000);
});

test('a rate that is no number is refused', () => {
  expect(() => new ArrivalStream(constantRate(Number.NaN, 1e6), 'uniform', 1)).toThrow(
    'rate segment',
  );
  expect(() => new ArrivalStream(constantRate(10, 0), 'uniform', 1)).toThrow('rate segment');
});
