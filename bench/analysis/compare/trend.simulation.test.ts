// Trends on simulated runs of a known truth: how often one is claimed that is none, and one found that is there.
import { expect, test } from 'vitest';
import type { SliceRecord } from '../../measurement/records.ts';
import { buildDisturbed, buildNormal, buildUniform, type Noise } from '../../stats/test-noise.ts';
import { computeTrends, type TrendVariant } from './trend.ts';

const tolerance = Math.log(1.05);

interface Truth {
  readonly variants: number;
  readonly groups: number;
  readonly slices: number;
  /** sd of the logarithm of a slice. */
  readonly sd: number;
  /** Log of last ÷ first slice of the last variant. */
  readonly growth?: number;
  /** The same of the whole machine, another in each group. */
  readonly driftSd?: number;
}

function simulate(truth: Truth, noise: Noise): readonly TrendVariant[] {
  const drifts = Array.from({ length: truth.groups }, () => (truth.driftSd ?? 0) * noise());
  return Array.from({ length: truth.variants }, (_, variant) => ({
    ...{ variantId: `v${variant}`, isBaseline: variant === 0, warmupRequests: 2_000 },
    trials: drifts.map((drift, group) => {
      const launch = 0.05 * noise();
      const growth = variant === truth.variants - 1 ? (truth.growth ?? 0) : 0;
      const slices = Array.from({ length: truth.slices }, (_, index) => {
        const along = index / (truth.slices - 1);
        const log = launch + (growth + drift) * along + truth.sd * noise();
        return buildSlice(index * truth.variants + variant, 2_000 * Math.exp(log));
      });
      const succeeded = slices.reduce((sum, slice) => sum + slice.succeeded, 0);
      const counts = { scheduled: succeeded, succeeded, failed: 0, timedOut: 0 };
      return { group, slices, counts: { ...counts, inFlightAtEnd: 0, dropped: 0 } };
    }),
  }));
}

function buildSlice(position: number, rps: number): SliceRecord {
  return {
    ...{ position, windowUs: 250_000, succeeded: Math.round(rps / 4), failed: 0, timedOut: 0 },
    ...{ latencyP50Us: 8e6 / rps, serviceCpuNs: undefined, foreignCpuRatio: undefined },
    ...{ stealRatio: undefined, generatorCpuRatio: undefined, drainMs: undefined },
    generatorEventLoopDelayP99Us: undefined,
  };
}

/** Share of runs in which any trend is told. */
function measureClaims(truth: Truth, noise: Noise, rounds: number): number {
  let claims = 0;
  for (let round = 0; round < rounds; round += 1) {
    const variants = simulate(truth, noise);
    const trends = computeTrends([{ metric: 'throughputRps', variants }], tolerance).flat(2);
    if (trends.some(({ isTrend }) => isTrend)) claims += 1;
  }
  return claims / rounds;
}

/** 5 % and three standard errors. */
const mostFalse = (rounds: number): number => 0.05 + 3 * Math.sqrt((0.05 * 0.95) / rounds);

test.each([
  ['a pair in 3 groups', 400, { variants: 2, groups: 3, slices: 4, sd: 0.08 }],
  ['seven variants in 8 groups', 150, { variants: 7, groups: 8, slices: 4, sd: 0.08 }],
  ['drift of the machine', 300, { variants: 3, groups: 8, slices: 4, sd: 0.08, driftSd: 0.3 }],
  ['many short slices', 100, { variants: 3, groups: 8, slices: 40, sd: 0.2 }],
] as const)(
  'one run in twenty at most tells a trend where there is none: %s',
  (_, rounds, truth) => {
    const most = mostFalse(rounds);
    expect(measureClaims(truth, buildNormal(buildUniform(1)), rounds)).toBeLessThan(most);
    expect(measureClaims(truth, buildDisturbed(buildUniform(2)), rounds)).toBeLessThan(most);
  },
);

test('a difference that grows by 40 % over 4 slices is found in 8 groups, of seven variants', () => {
  const truth = { variants: 7, groups: 8, slices: 4, sd: 0.08, growth: Math.log(1.4) };
  const noise = buildNormal(buildUniform(3));
  let found = 0;
  const runs = 100;
  for (let round = 0; round < runs; round += 1) {
    const trends = computeTrends(
      [{ metric: 'throughputRps', variants: simulate(truth, noise) }],
      tolerance,
    );
    const last = trends[0]?.at(-1) ?? [];
    const trend = last.find(({ of }) => of === 'against-baseline');
    if (trend?.isTrend === true) found += 1;
  }
  expect(found / runs).toBeGreaterThan(0.9);
});

test('tells the size of a trend, whose it is, and how much warm-up would do', () => {
  const truth = { variants: 2, groups: 8, slices: 4, sd: 0.001, growth: Math.log(1.4) };
  const variants = simulate(truth, buildNormal(buildUniform(4)));
  const [[baseline = [], grown = []] = []] = computeTrends(
    [{ metric: 'throughputRps', variants }],
    tolerance,
  );
  expect(baseline.filter(({ isTrend }) => isTrend)).toEqual([]);
  expect(grown.map(({ of, isTrend }) => [of, isTrend])).toEqual([
    ['itself', true],
    ['against-baseline', true],
  ]);
  for (const { growthRatio, warmupRequests } of grown) {
    expect(growthRatio).toBeCloseTo(1.4, 1);
    // With N of warm-up the line would rise by b·ln((N+M)/N), half the tolerance at most.
    const measured = 2_400;
    const b = Math.log(1.4) / Math.log((2_000 + measured) / 2_000);
    const rise = b * Math.log(((warmupRequests ?? 0) + measured) / (warmupRequests ?? 1));
    expect(rise).toBeLessThanOrEqual(tolerance / 2 + 0.005);
    expect(rise).toBeGreaterThan(tolerance / 4);
  }
});

test('no warm-up helps a service that slows down', () => {
  const truth = { variants: 2, groups: 6, slices: 4, sd: 0.01, growth: -0.3 };
  const variants = simulate(truth, buildNormal(buildUniform(5)));
  const trends = computeTrends([{ metric: 'latencyP50Us', variants }], tolerance).flat(2);
  const told = trends.filter(({ isTrend }) => isTrend);
  expect(told.map(({ of }) => of)).toEqual(['itself', 'against-baseline']);
  expect(told.map(({ warmupRequests }) => warmupRequests)).toEqual([null, null]);
  expect(told.every(({ growthRatio }) => growthRatio > 1.2)).toBe(true);
});

test('two groups tell no trend; a group with a slice that answered nothing is left out', () => {
  const truth = { variants: 2, groups: 4, slices: 4, sd: 0.01, growth: 0.4 };
  const whole = simulate(truth, buildNormal(buildUniform(6)));
  const cut = (groups: number) =>
    whole.map((variant) => ({ ...variant, trials: variant.trials.slice(0, groups) }));
  const told = (variants: readonly TrendVariant[]) =>
    computeTrends([{ metric: 'throughputRps', variants }], tolerance)
      .flat(2)
      .filter(({ isTrend }) => isTrend);
  expect(told(cut(2))).toEqual([]);
  expect(told(whole).map(({ groups }) => groups)).toEqual([4, 4]);
  const broken = whole.map((variant) => ({
    ...variant,
    trials: variant.trials.map((trial, index) =>
      index > 0
        ? trial
        : { ...trial, slices: trial.slices.map((slice) => ({ ...slice, succeeded: 0 })) },
    ),
  }));
  expect(told(broken).map(({ groups }) => groups)).toEqual([3, 3]);
});
