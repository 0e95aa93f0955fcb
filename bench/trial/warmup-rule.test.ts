// The rules of a warm-up: equal numbers of requests in rounds, within the time, until nothing changes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CalibrationRecord } from '../measurement/records.ts';
import { buildNormal, buildUniform } from '../stats/test-noise.ts';
import {
  createSteadyWatch,
  findCalibratedWarmup,
  joinTrends,
  judgeVariant,
  measureChanges,
  planRound,
  type WarmupState,
  type WarmupWindow,
} from './warmup-rule.ts';

const options = { mostRequests: Number.POSITIVE_INFINITY, leftMs: 1e6, roundMs: 100 };

function buildState(variantId: string, rps: number, requests = 0): WarmupState {
  const rates = { costRps: rps, sendRps: rps };
  return {
    variantId,
    requests,
    succeeded: 1,
    failureReasons: {},
    routeCounts: {},
    elapsedMs: 0,
    ...rates,
    windows: [],
  };
}

/** Plays rounds as services of constant rates would, to the end. */
function play(rps: readonly number[], limits: { requests: number; boundMs: number }) {
  let states = rps.map((rate, index) => buildState(`v${index}`, rate, Math.ceil(rate / 10)));
  let spentMs = states.length * 100;
  let rounds = 1;
  let longestRoundMs = 0;
  for (; rounds < 100_000; rounds += 1) {
    const slices = planRound(states, {
      ...{ ...options, minSliceMs: 20, mostRequests: limits.requests },
      leftMs: limits.boundMs - spentMs,
    });
    if (slices.length === 0) break;
    const roundMs = slices.reduce((sum, { durationMs }) => sum + durationMs, 0);
    longestRoundMs = Math.max(longestRoundMs, roundMs);
    spentMs += roundMs;
    states = states.map((state) => {
      const slice = slices.find(({ variantId }) => variantId === state.variantId);
      const sent = slice === undefined ? 0 : (slice.durationMs / 1_000) * state.sendRps;
      return { ...state, requests: state.requests + sent };
    });
  }
  return { counts: states.map(({ requests }) => requests), spentMs, rounds, longestRoundMs };
}

test('variants of any speed get the same number of requests, in rounds that stay short', () => {
  const rate = fc.integer({ min: 50, max: 20_000 });
  fc.assert(
    fc.property(fc.array(rate, { minLength: 1, maxLength: 7 }), (rates) => {
      const requests = 2_000 + Math.max(...rates) / 10;
      const { counts, longestRoundMs } = play(rates, { requests, boundMs: 1e9 });
      for (const [index, count] of counts.entries()) {
        // Short of half, or beyond the end, of the shortest slice.
        expect(Math.abs(count - requests)).toBeLessThanOrEqual((rates[index] ?? 0) * 0.02 + 1);
      }
      expect(longestRoundMs).toBeLessThanOrEqual(rates.length * 130);
    }),
    { numRuns: 60 },
  );
});

test('where time is over before, it ends for all at once, with equal numbers still', () => {
  const { counts, spentMs } = play([200, 4_000, 1_000], { requests: 1e6, boundMs: 9_000 });
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  expect(fewest).toBeGreaterThan(0.9 * most);
  expect(spentMs).toBeGreaterThan(8_500);
  expect(spentMs).toBeLessThan(9_100);
});

test('a bound too short to level the first round brings the slow one as far as it holds', () => {
  const { counts, spentMs } = play([100, 10_000], { requests: 1e6, boundMs: 1_000 });
  expect(counts[1]).toBe(1_000);
  expect(counts[0]).toBeGreaterThan(85);
  expect(spentMs).toBeLessThan(1_050);
});

test('a variant that answers nothing right gets its time and holds nobody up', () => {
  const silent: WarmupState = { ...buildState('silent', 2), succeeded: 0 };
  const slices = planRound([buildState('a', 1_000, 100), silent], { ...options, minSliceMs: 20 });
  expect(slices.map(({ variantId }) => variantId)).toEqual(['a', 'silent']);
  expect(planRound([silent], { ...options, minSliceMs: 20 })).toHaveLength(1);
  const done = { ...options, minSliceMs: 20, mostRequests: 100 };
  expect(planRound([buildState('a', 1_000, 100), silent], done)).toEqual([]);
});

function buildWindows(
  count: number,
  rate: (index: number) => number,
  sd = 0.03,
  hits?: (index: number) => number,
): WarmupState {
  const noise = buildNormal(buildUniform(1));
  const windows = Array.from(
    { length: count },
    (_, index): WarmupWindow => ({
      ...{ requests: 100, rateRps: rate(index) * Math.exp(sd * noise()) },
      hitRatio: hits?.(index),
    }),
  );
  return { ...buildState('a', 1_000, count * 100), windows };
}

const rule = { leastParts: 6, variants: 1, looks: 'many' } as const;
const judgeWarmup = (states: readonly WarmupState[]) =>
  joinTrends(
    states.flatMap((state) => judgeVariant(state, { ...rule, variants: states.length }) ?? []),
  );
/** As a cache does: so much more with each doubling of the requests. */
const grows =
  (perDoubling: number) =>
  (index: number): number =>
    1_000 * (1 + perDoubling) ** Math.log2(index + 1);

test('a level rate is steady, also where it was lower in the first half', () => {
  const level = (index: number) => (index < 10 ? 400 : 1_000);
  expect(judgeWarmup([buildWindows(40, level)])).toBe('steady');
  expect(
    judgeWarmup([
      buildWindows(
        40,
        () => 1_000,
        0.03,
        () => 0.9,
      ),
    ]),
  ).toBe('steady');
});

test('a rate that grows or falls with the requests is not, nor is a cache that fills at an equal rate', () => {
  expect(judgeWarmup([buildWindows(40, grows(0.15))])).toBe('changing');
  expect(judgeWarmup([buildWindows(40, (index) => 1_000 - 10 * index)])).toBe('changing');
  const filling = (index: number) => 0.5 + 0.06 * Math.log2(index + 1);
  expect(judgeWarmup([buildWindows(40, () => 1_000, 0.03, filling)])).toBe('changing');
});

test('the change at the end is recorded: of the rate while the requests double, and of hits where most windows have them', () => {
  const growing = measureChanges(buildWindows(40, grows(0.15)));
  expect(growing.rateChange).toBeCloseTo(Math.log(1.15), 1);
  expect(growing).not.toHaveProperty('hitChange');
  const filling = (index: number) => 0.5 + 0.06 * Math.log2(index + 1);
  expect(measureChanges(buildWindows(40, () => 1_000, 0.001, filling)).hitChange).toBeCloseTo(
    0.06,
    2,
  );
  expect(measureChanges(buildWindows(2, () => 1_000))).toEqual({});
});

test('the slowest to settle decides for all', () => {
  const steady = buildWindows(40, () => 1_000);
  expect(judgeWarmup([steady, buildWindows(40, grows(0.15))])).toBe('changing');
});

test('too few windows, too much noise or no answers say nothing', () => {
  expect(judgeWarmup([buildWindows(6, () => 1_000)])).toBe('unknown');
  expect(judgeWarmup([buildWindows(20, () => 1_000, 0.3)])).toBe('unknown');
  expect(judgeWarmup([{ ...buildWindows(40, () => 1_000), succeeded: 0 }])).toBe('unknown');
});

test('windows that scatter by 12 % are enough within five seconds', () => {
  const noisy = Array.from({ length: 3 }, () => buildWindows(50, () => 1_000, 0.12));
  expect(judgeWarmup(noisy)).toBe('steady');
});

test('what was steady at one look stays so until a look finds it changing', () => {
  const watch = createSteadyWatch({ ...rule, variants: 2 });
  const name = (state: WarmupState, variantId: string) => ({ ...state, variantId });
  const level = () => 1_000;
  const noisy = (count: number) => name(buildWindows(count, level, 0.4), 'late');
  expect(watch.look([buildWindows(40, level), noisy(40)])).toBe('unknown');
  // Too soon for another look at either.
  expect(watch.look([buildWindows(42, level), name(buildWindows(42, level), 'late')])).toBe(
    'unknown',
  );
  expect(
    watch.look([
      { ...buildWindows(50, level, 0.4), variantId: 'a' },
      name(buildWindows(50, level), 'late'),
    ]),
  ).toBe('steady');
  const falling = (index: number) => (index < 40 ? 1_000 : 500);
  expect(watch.conclude([buildWindows(60, falling), noisy(60)])).toBe('changing');
});

function calibrate(
  loadId: string,
  warmupRequests: number | undefined,
  afterLoads?: readonly string[],
): CalibrationRecord {
  return {
    ...{ kind: 'calibration', group: 0, scenario: 'browse', loadId, capacityRps: undefined },
    ...{ load: { kind: 'closed', connections: 8 }, sliceMs: 100, dropFirstMs: 20 },
    ...{ slicesPerGroup: 10, warmupRequests, ...(afterLoads && { afterLoads }) },
  };
}

const closed = { scenario: 'browse', loadId: 'closed-8', afterLoads: [] };
const open = { scenario: 'browse', loadId: 'open-500', afterLoads: ['closed-8'] };

test('whichever load is first in a group gets what the first one needed', () => {
  const calibrations = [calibrate('closed-8', 6_000), calibrate('open-500', 1_500, ['closed-8'])];
  expect(findCalibratedWarmup(calibrations, closed)).toBe(6_000);
  expect(findCalibratedWarmup(calibrations, open)).toBe(1_500);
  expect(findCalibratedWarmup(calibrations, { ...open, afterLoads: [] })).toBe(6_000);
  expect(findCalibratedWarmup(calibrations, { ...closed, afterLoads: ['open-500'] })).toBe(1_500);
});

test('a third load gets what the second one needed, the largest where there are several', () => {
  const calibrations = [
    calibrate('closed-8', 6_000),
    calibrate('open-500', 1_500, ['closed-8']),
    calibrate('open-900', 1_700, ['closed-8', 'open-500']),
  ];
  const third = { ...open, loadId: 'open-900', afterLoads: ['open-500', 'closed-8'] };
  expect(findCalibratedWarmup(calibrations, third)).toBe(1_700);
});

test('in the first group, and of other scenarios, nothing is calibrated', () => {
  const first = [calibrate('closed-8', 6_000)];
  expect(findCalibratedWarmup(first, open)).toBeUndefined();
  expect(findCalibratedWarmup(first, { ...closed, scenario: 'search' })).toBeUndefined();
  expect(findCalibratedWarmup([calibrate('closed-8', undefined)], closed)).toBeUndefined();
});

test('runs from before the place was recorded keep the number of each load', () => {
  const older = [calibrate('closed-8', 6_000), calibrate('open-500', 5_000)];
  expect(findCalibratedWarmup(older, { ...open, afterLoads: ['closed-8'] })).toBe(5_000);
});
