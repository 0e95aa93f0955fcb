// The rules by which the first warm-up calibrates slices and rate.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SliceOutcome } from '../drivers/driver.ts';
import type { SliceSettings } from '../spec/experiment.ts';
import { calibrateColdSlices, calibrateRateRps, calibrateSlices } from './calibrate.ts';

const settings: SliceSettings = {
  ...{ slicesPerGroup: 4, sliceMs: 'auto', loadMs: 2_000, dropFirstMs: 200, warmupMs: 1_000 },
};

/** A warm-up of one second. */
function buildWarmup(
  latencyP50Us: number | undefined,
  succeeded: number,
  variantId = 'a',
): SliceOutcome {
  const counts = {
    scheduled: succeeded,
    succeeded,
    failed: 0,
    timedOut: 0,
    inFlightAtEnd: 0,
    dropped: 0,
  };
  return {
    ...{ variantId, startedAtMs: 0, windowUs: 1e6, sliceCounts: counts, windowCounts: counts },
    ...{ latencyP50Us, failureReasons: {}, checkedBodies: 0, wrongBodies: 0, connectionsOpened: 0 },
    ...{ generatorCpuNs: 0, generatorEventLoopDelayP99Us: 0, caveats: [] },
  };
}

test('a fixed slice stays as the config says', () => {
  const fixed = { ...settings, sliceMs: 700 };
  expect(calibrateSlices(fixed, [buildWarmup(9e6, 1)])).toEqual({
    ...{ sliceMs: 700, dropFirstMs: 200, slicesPerGroup: 4 },
  });
});

test('the slowest variant decides: twenty medians, fifty requests', () => {
  const fast = buildWarmup(500, 10_000);
  expect(calibrateSlices(settings, [fast, buildWarmup(2_000, 8_000, 'b')]).sliceMs).toBe(40);
  expect(calibrateSlices(settings, [fast, buildWarmup(1_000, 500, 'b')]).sliceMs).toBe(100);
});

test('a variant without one success, or none at all, gives long slices', () => {
  expect(calibrateSlices(settings, [buildWarmup(undefined, 0)]).sliceMs).toBe(2_000);
});

test('slices are 10 ms to 2 s, even in number, keep at least half, and fill the load time', () => {
  const warmup = fc.record({
    p50: fc.integer({ min: 1, max: 5_000_000 }),
    count: fc.integer({ min: 1, max: 50_000 }),
  });
  fc.assert(
    fc.property(fc.array(warmup, { minLength: 1, maxLength: 8 }), (all) => {
      const { sliceMs, dropFirstMs, slicesPerGroup } = calibrateSlices(
        settings,
        all.map(({ p50, count }, index) => buildWarmup(p50, count, `v${index}`)),
      );
      expect(sliceMs).toBeGreaterThanOrEqual(10);
      expect(sliceMs).toBeLessThanOrEqual(2_000);
      expect(dropFirstMs).toBeLessThanOrEqual(Math.ceil(sliceMs / 2));
      expect(slicesPerGroup % 2).toBe(0);
      expect(slicesPerGroup).toBeGreaterThanOrEqual(2);
      expect(slicesPerGroup * sliceMs).toBeLessThanOrEqual(
        Math.max(2 * sliceMs, 2_000 + 2 * sliceMs),
      );
    }),
  );
});

test('a shared rate is its share, raised to a thousand requests a trial as far as the baseline carries it', () => {
  const slices = { sliceMs: 100, dropFirstMs: 0, slicesPerGroup: 20 };
  expect(calibrateRateRps(0.5, 4_000, slices)).toBe(2_000);
  expect(calibrateRateRps(0.5, 900, slices)).toBe(550);
  expect(calibrateRateRps(0.5, 100, slices)).toBe(80);
});

test('slices of one variant are taken together', () => {
  const slices = [buildWarmup(1_000, 400), buildWarmup(3_000, 800), buildWarmup(2_000, 600)];
  expect(calibrateSlices(settings, slices).sliceMs).toBe(84);
});

test('cold slices begin with the first request, and need no warm-up to be calibrated', () => {
  expect(calibrateColdSlices(settings)).toEqual({
    ...{ sliceMs: 100, dropFirstMs: 0, slicesPerGroup: 20 },
  });
  expect(calibrateColdSlices({ ...settings, sliceMs: 700 })).toEqual({
    ...{ sliceMs: 700, dropFirstMs: 0, slicesPerGroup: 4 },
  });
});
