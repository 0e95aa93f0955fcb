// Cold processes of a known curve: when they are steady, and when that is not to be seen.
import { expect, test } from 'vitest';
import type { SliceRecord } from '../../measurement/records.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import { computeTimeToSteady } from './time-to-steady.ts';

const tolerance = Math.log(1.05);

/** Six groups of 20 slices of 100 ms; `level` gives requests a second by slice. */
function simulate(level: (slice: number) => number, sd = 0.01, slices = 20) {
  const noise = buildNormal(buildUniform(1));
  return Array.from({ length: 6 }, () => {
    const launch = Math.exp(0.1 * noise());
    return {
      slices: Array.from({ length: slices }, (_, index): SliceRecord => {
        const rps = level(index) * launch * Math.exp(sd * noise());
        return {
          ...{ position: index, windowUs: 100_000, succeeded: Math.round(rps / 10), failed: 0 },
          ...{ timedOut: 0, latencyP50Us: undefined, serviceCpuNs: undefined },
          ...{ foreignCpuRatio: undefined, stealRatio: undefined, generatorCpuRatio: undefined },
          ...{ generatorEventLoopDelayP99Us: undefined, drainMs: undefined },
        };
      }),
    };
  });
}

test('finds the slice from which on the level stays', () => {
  const found = computeTimeToSteady(
    simulate((slice) => (slice < 6 ? 2_000 : 5_000)),
    tolerance,
  );
  expect(found).toMatchObject({ isReached: true, loadMs: 600 });
  expect(found?.requests).toBeGreaterThan(1_000);
  expect(found?.requests).toBeLessThan(1_450);
});

test('what is steady from the start is so after nothing', () => {
  expect(
    computeTimeToSteady(
      simulate(() => 5_000),
      tolerance,
    ),
  ).toEqual({
    ...{ isReached: true, loadMs: 0, requests: 0 },
  });
});

test('what still rises at the end is not steady within the run', () => {
  const rising = simulate((slice) => 2_000 * 1.04 ** slice);
  expect(computeTimeToSteady(rising, tolerance)).toEqual({
    ...{ isReached: false, loadMs: null, requests: null },
  });
});

test('a step in the last quarter is not steady either; seven slices say nothing', () => {
  const late = simulate((slice) => (slice < 17 ? 2_000 : 5_000));
  expect(computeTimeToSteady(late, tolerance)?.isReached).toBe(false);
  expect(
    computeTimeToSteady(
      simulate(() => 5_000, 0.01, 7),
      tolerance,
    ),
  ).toBeUndefined();
  expect(computeTimeToSteady([], tolerance)).toBeUndefined();
});

test('slices too noisy to tell a tenth say nothing', () => {
  const noisy = simulate((slice) => (slice < 6 ? 2_000 : 5_000), 0.3);
  expect(computeTimeToSteady(noisy, tolerance)).toBeUndefined();
});
