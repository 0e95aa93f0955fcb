import { expect, test } from 'vitest';
import { buildHistogram, encodeHistogram, recordLatency } from '../../measurement/histogram.ts';
import type { SweepSliceRecord } from '../../measurement/records.ts';
import { buildSweepPoints } from './points.ts';

const encode = (latenciesUs: readonly number[]) => {
  const histogram = buildHistogram();
  for (const latencyUs of latenciesUs) recordLatency(histogram, latencyUs);
  return encodeHistogram(histogram);
};

interface Slice {
  readonly rateRps: number;
  readonly drainMs: number;
  readonly successUs: readonly number[];
  readonly failureUs?: readonly number[];
  readonly dropped?: number;
}

function sliceOf({
  rateRps,
  drainMs,
  successUs,
  failureUs = [],
  dropped = 0,
}: Slice): SweepSliceRecord {
  const [succeeded, failed] = [successUs.length, failureUs.length];
  return {
    ...{
      kind: 'sweep-slice',
      group: 0,
      scenario: 's',
      variantId: 'a',
      position: 0,
      step: 'ladder',
    },
    ...{ rateRps, drainMs, durationMs: 1_000, windowUs: 1_000_000 },
    counts: {
      ...{ scheduled: succeeded + failed + dropped, succeeded, failed },
      ...{ timedOut: 0, inFlightAtEnd: 0, dropped },
    },
    ...{ failureReasons: {}, checkedBodies: 0, wrongBodies: 0, caveats: [] },
    measurement: {
      variantId: 'a',
      sendLateness: undefined,
      routes: [
        {
          ...{ route: 'r', succeeded, failed, timedOut: 0, statusCounts: {} },
          successLatency: encode(successUs),
          failureLatency: encode(failureUs),
          serviceTime: encode(successUs),
        },
      ],
    },
    ...{ generatorCpuRatio: undefined, foreignCpuRatio: undefined, stealRatio: undefined },
  };
}

const same = (count: number, latencyUs: number) => Array.from({ length: count }, () => latencyUs);
const light: Slice = { rateRps: 100, drainMs: 5, successUs: same(100, 1_000) };

/**
 * A server of fixed pace: what arrives too much within the second is answered after it, so at a share
 * ρ > 1 of the capacity a backlog of (ρ − 1) s is left.
 */
const overload = (ratio: number): Slice => ({
  rateRps: 1_000 * ratio,
  drainMs: 5 + Math.max(0, ratio - 1) * 1_000,
  successUs: same(Math.round(1_000 * ratio), 50_000),
});

test('saturation is flagged from 110 % of the capacity on and not up to 100 %', () => {
  const ratios = [0.5, 0.9, 1, 1.1, 1.25, 2];
  const points = buildSweepPoints([light, ...ratios.map(overload)].map(sliceOf)).slice(1);
  expect(points.map(({ saturated }) => saturated)).toEqual([false, false, false, true, true, true]);
});

test('what an overloaded server achieves is its capacity, not what was asked of it', () => {
  const points = buildSweepPoints([light, overload(1.5)].map(sliceOf));
  expect(points[1]?.achievedRps).toBeCloseTo(1_000, 6);
  expect(points[0]?.achievedRps).toBeCloseTo(100, 6);
});

test('a slow answer at the end is no backlog where answers are slow without load', () => {
  const slow = (rateRps: number, drainMs: number) =>
    sliceOf({ rateRps, drainMs, successUs: [...same(90, 20_000), ...same(10, 400_000)] });
  const points = buildSweepPoints([slow(100, 20), slow(200, 390)]);
  expect(points.map(({ saturated }) => saturated)).toEqual([false, false]);
});

test('an arrival that could not be sent saturates and counts against the success', () => {
  const [point] = buildSweepPoints([sliceOf({ ...light, dropped: 100 })]);
  expect(point).toMatchObject({ saturated: true, successRatio: 0.5 });
});

test('a fast failure ranks behind every success', () => {
  const [point] = buildSweepPoints([
    sliceOf({ ...light, successUs: same(95, 1_000), failureUs: same(5, 10) }),
  ]);
  expect(point?.latencyP50Us).toBeCloseTo(1_000, -1);
  expect(point?.latencyP99Us).toBeGreaterThanOrEqual(1_000);
  const [waited] = buildSweepPoints([
    sliceOf({ ...light, successUs: same(95, 1_000), failureUs: same(5, 900_000) }),
  ]);
  expect(waited?.latencyP99Us).toBeGreaterThanOrEqual(899_000);
});

test('the median counts failures into its rank', () => {
  const successUs = Array.from({ length: 100 }, (_, index) => (index + 1) * 1_000);
  const [alone] = buildSweepPoints([sliceOf({ ...light, successUs })]);
  const [failing] = buildSweepPoints([sliceOf({ ...light, successUs, failureUs: same(60, 1) })]);
  expect((alone?.latencyP50Us ?? 0) / 50_000).toBeCloseTo(1, 1);
  expect((failing?.latencyP50Us ?? 0) / 80_000).toBeCloseTo(1, 1);
});

test('a slice whose requests do not add up gives no point', () => {
  const slice = sliceOf(light);
  const lost = { ...slice, counts: { ...slice.counts, scheduled: 101 } };
  expect(buildSweepPoints([lost])).toEqual([]);
});
