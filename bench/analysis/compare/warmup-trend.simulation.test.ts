// How often the groups together are wrong about the end of a warm-up; one alone can hardly tell on a noisy machine.
import { expect, test } from 'vitest';
import { countRounds } from '../../../tests/support/rounds.ts';
import type { WarmupRecord } from '../../measurement/records.ts';
import { buildNormal, buildUniform } from '../../stats/test-noise.ts';
import { poolWarmups } from './warmup-trend.ts';

const rounds = countRounds(400, 4_000);
const variantIds = ['a', 'b', 'c', 'd', 'e', 'f'];

/** @param rate, hits of the last variant; the others do not change. @param sd of a group's change of the rate */
function judge(seed: number, { rate = 0, hits = 0, sd = 0.08, sharedSd = 0, groups = 8 }) {
  const normal = buildNormal(buildUniform(seed));
  const shared = Array.from({ length: groups }, () => sharedSd * normal());
  const warmups = Array.from(
    { length: groups },
    (_, group): WarmupRecord => ({
      ...{ kind: 'warmup', group, scenario: 'browse', loadId: 'closed-16', rounds: 30 },
      ...{ elapsedMs: 6_000, endedBecause: 'bound', trend: 'unknown' },
      variants: variantIds.map((variantId, index) => {
        const isLast = index === variantIds.length - 1;
        return {
          ...{ variantId, requests: 2_000, succeeded: 2_000, elapsedMs: 2_000 },
          rateChange: (isLast ? rate : 0) + (shared[group] ?? 0) + sd * normal(),
          ...(isLast && { hitChange: hits + 0.005 * normal() }),
        };
      }),
    }),
  );
  return poolWarmups(warmups, 'a');
}

function countTrends(options: Parameters<typeof judge>[1]) {
  const counts = { steady: 0, changing: 0, unknown: 0 };
  for (let seed = 1; seed <= rounds; seed += 1) {
    const trend = judge(seed, options)?.trend;
    if (trend !== undefined) counts[trend] += 1;
  }
  return {
    steady: counts.steady / rounds,
    changing: counts.changing / rounds,
    unknown: counts.unknown / rounds,
  };
}

test('steady services are seldom called changing, and are called steady where the noise allows it', () => {
  expect(countTrends({}).changing).toBeLessThan(0.05);
  expect(countTrends({ sd: 0.3 }).changing).toBeLessThan(0.05);
  expect(countTrends({ sd: 0.03 }).steady).toBeGreaterThan(0.9);
  expect(countTrends({ groups: 3, sd: 0.3 }).steady).toBeLessThan(0.02);
});

test('one variant of six that gains a quarter with twice the requests is found, and its hits are', () => {
  const slow = countTrends({ rate: 0.22 });
  expect(slow.changing).toBeGreaterThan(0.9);
  expect(slow.steady).toBeLessThan(0.01);
  expect(countTrends({ hits: 0.05 }).changing).toBeGreaterThan(0.9);
  expect(judge(1, { rate: 0.22 })?.changes[0]).toMatchObject({ variantId: 'f', figure: 'rate' });
  expect(judge(1, { hits: 0.05 })?.changes[0]).toMatchObject({ variantId: 'f', figure: 'hits' });
});

test('a change of twice what a steady one may have is never called steady', () => {
  expect(countTrends({ rate: 0.3, groups: 3, sd: 0.15 }).steady).toBeLessThan(0.02);
});

test('what the machine does to all of a group hides the levels, and not the ratios', () => {
  const noisy = { sd: 0.03, sharedSd: 0.3 };
  expect(countTrends(noisy).unknown).toBeGreaterThan(0.9);
  const seeds = Array.from({ length: rounds }, (_, seed) => seed);
  const countSteady = (options: Parameters<typeof judge>[1]) =>
    seeds.filter((seed) => judge(seed, options)?.isRatioSteady === true).length / rounds;
  expect(countSteady(noisy)).toBeGreaterThan(0.9);
  expect(countSteady({ ...noisy, rate: 0.2 })).toBeLessThan(0.01);
  expect(countSteady({ ...noisy, groups: 3, sd: 0.2 })).toBeLessThan(0.05);
});

test('older records, and fewer groups than three, say nothing together', () => {
  expect(judge(1, { groups: 2 })).toBeUndefined();
  const old = {
    kind: 'warmup',
    group: 0,
    scenario: 'browse',
    loadId: 'closed-16',
    rounds: 3,
  } as const;
  const variants = [{ variantId: 'a', requests: 10, succeeded: 10, elapsedMs: 10 }];
  const records = [0, 1, 2].map((group) => ({
    ...{ ...old, group, elapsedMs: 1, endedBecause: 'requests', trend: 'changing', variants },
  })) satisfies WarmupRecord[];
  expect(poolWarmups(records, 'a')).toBeUndefined();
});
