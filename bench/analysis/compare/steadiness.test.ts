// From records to what the document says of warm-up and trends.
import { expect, test } from 'vitest';
import type { RunRecord, TrialRecord, WarmupRecord } from '../../measurement/records.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const memory = 'cache=memory,threads=single';

/** The slices of the memory variant, or of those told, speed up by so much (logarithm). */
function analyse(
  growth: number | ((group: number) => number),
  warmup: Partial<WarmupRecord> | ((group: number) => Partial<WarmupRecord>) | undefined,
  changes: Partial<Experiment> = {},
  endHits = 596,
  grows: (variantId: string) => boolean = (variantId) => variantId === memory,
) {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')], ...changes });
  const plan = buildPlan(experiment, { variantPatterns: ['cache=memory,threads=single'] });
  const growthOf = typeof growth === 'function' ? growth : () => growth;
  const grow = (trial: TrialRecord): TrialRecord => ({
    ...trial,
    cacheAtStart: trial.variantId === memory ? { hits: 600, misses: 400 } : { hits: 0, misses: 0 },
    cacheAtEnd:
      trial.variantId === memory
        ? { hits: endHits + trial.group, misses: 1_000 - endHits - trial.group }
        : { hits: 0, misses: 0 },
    slices: trial.slices.map((slice, index) =>
      grows(trial.variantId)
        ? {
            ...slice,
            succeeded: Math.round(slice.succeeded * Math.exp((growthOf(trial.group) * index) / 3)),
          }
        : slice,
    ),
  });
  const options = { sliceSd: 0.02, behaviours: { [memory]: { speed: 2 } }, change: grow };
  const records = buildTestRecords(experiment, plan, options).flatMap((record): RunRecord[] =>
    record.kind === 'group-started' && warmup !== undefined
      ? [
          record,
          buildWarmup(record.group, typeof warmup === 'function' ? warmup(record.group) : warmup),
        ]
      : [record],
  );
  return analyseRun({ experiment, plan, records });
}

function buildWarmup(group: number, changes: Partial<WarmupRecord>): WarmupRecord {
  return {
    ...{ kind: 'warmup', group, scenario: 'browse', loadId: 'closed-16', rounds: 30 },
    ...{ elapsedMs: 6_000, endedBecause: 'requests', trend: 'steady' },
    variants: ['cache=none,threads=single', memory].map((variantId, index) => ({
      ...{ variantId, requests: 2_000 + index + group, succeeded: 2_000, elapsedMs: 2_000 },
    })),
    ...changes,
  };
}

/** Up in one group and down in the next, so that the measurement does not tell whether the services were warm. */
const unclear = (group: number) => (group % 2 === 0 ? 0.5 : -0.5);

function listWarmupCaveats(
  warmupOf: (group: number) => Partial<WarmupRecord>,
  growth: Parameters<typeof analyse>[0] = unclear,
  endHits?: number,
) {
  return analyse(growth, warmupOf, {}, endHits).warnings.filter(
    ({ code }) => code === 'WARMUP_NOT_STEADY',
  );
}

const cellOf = (analysis: ReturnType<typeof analyse>) =>
  analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === memory);

test('a difference that still grows is a caveat with its size, and with the warm-up that would do', () => {
  const analysis = analyse(Math.log(1.4), {});
  const codes = cellOf(analysis)?.warnings.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['TREND', 'DIFFERENCE_NOT_STEADY']));
  const warning = cellOf(analysis)?.warnings.find(({ code }) => code === 'DIFFERENCE_NOT_STEADY');
  expect(warning?.message.text).toMatch(
    /^Its throughput still grew by (3[5-9]|4[0-5])% against the baseline .*8 groups\)\.$/,
  );
  expect(warning?.advice.text).toMatch(/about [\d,]+ requests of warm-up/);
  expect(warning?.message.code).toBe('trend-ratio-up');
  const others = analysis.scenarios[0]?.cells.filter(({ variantId }) => variantId !== memory);
  expect(others?.flatMap(({ warnings }) => warnings.map(({ code }) => code))).not.toContain(
    'TREND',
  );
});

test('what the baseline shares is told once, and of no variant', () => {
  const growing = analyse(Math.log(1.4), {}, {}, 596, () => true);
  const codes = growing.scenarios[0]?.cells.map(({ warnings }) => warnings.map(({ code }) => code));
  expect(codes?.flat().filter((code) => /TREND|DIFFERENCE/.test(code))).toEqual([]);
  const common = growing.warnings.filter(({ code }) => code === 'COMMON_TREND');
  expect(common).toHaveLength(1);
  expect(common[0]?.message.text).toMatch(
    /throughput of 2 of 2 variants, the baseline among them, changed alike .* by \+(3[5-9]|4[0-5])% /,
  );
  // Where the ratio moves, too, both are told as what they are.
  const alone = analyse(Math.log(1.4), {});
  expect(alone.warnings.map(({ code }) => code)).not.toContain('COMMON_TREND');
});

test('a cache that still fills is a caveat although the throughput shows nothing', () => {
  const cell = cellOf(analyse(0, {}, {}, 680));
  const [warning, ...others] = cell?.warnings.filter(({ code }) => /TREND|STEADY/.test(code)) ?? [];
  expect(others).toEqual([]);
  expect(warning?.code).toBe('CACHE_NOT_STEADY');
  expect(warning?.message.text).toMatch(/the hit ratio rose by 14% of its value .* 8 groups\)\.$/);
  expect(warning?.advice.text).toMatch(/requests of warm-up/);
});

test('a service that slows down is told, and that no warm-up helps', () => {
  const warning = cellOf(analyse(-0.4, {}))?.warnings.find(({ code }) => code === 'TREND');
  expect(warning?.message.text).toMatch(/^Its throughput fell by 3[0-6]%/);
  expect(warning?.advice.text).toMatch(/no warm-up changes/);
});

test('a steady one has its trends as data and no caveat', () => {
  const cell = cellOf(analyse(0, {}));
  expect(cell?.trends?.map(({ of, isTrend }) => [of, isTrend])).toEqual([
    ['itself', false],
    ['against-baseline', false],
    ['itself', false],
  ]);
  expect(cell?.warnings.map(({ code }) => code)).not.toContain('TREND');
});

test('warm-up, hit ratios and how it ended stand in the document', () => {
  const { scenarios, trials } = analyse(0, { trend: 'changing', endedBecause: 'bound' });
  expect(scenarios[0]?.steadiness).toMatchObject({
    phase: 'warm',
    warmup: { groups: 8, steadyGroups: 0, changingGroups: 8, boundGroups: 8, rounds: 30 },
  });
  const own = scenarios[0]?.steadiness?.variants.find(({ variantId }) => variantId === memory);
  expect(own).toMatchObject({ warmupRequests: 2_005, hitRatioAtStart: 0.6, hitRatioAtEnd: 0.5995 });
  expect(own?.toSteady).toBeNull();
  expect(trials.find(({ variantId, group }) => variantId === memory && group === 3)).toMatchObject({
    ...{ warmupRequests: 2_004, hitRatioAtStart: 0.6, hitRatioAtEnd: 0.599 },
  });
});

test('a warm-up that ended before the services were steady is a caveat of the scenario', () => {
  const [caveat, ...more] = listWarmupCaveats(() => ({ trend: 'changing', endedBecause: 'bound' }));
  expect(more).toEqual([]);
  expect(caveat).toMatchObject({
    message: {
      code: 'warn-warmup-changing',
      text: 'Scenario browse (16 connections, closed loop) was still changing at the end of its warm-up in 8 of 8 groups: its figures are partly those of services that are getting warm.',
    },
    advice: { code: 'advise-warmup-time' },
  });
  expect(listWarmupCaveats(() => ({ trend: 'changing' }))).toMatchObject([
    { advice: { code: 'advise-warmup-requests' } },
  ]);
  const firstCut = listWarmupCaveats((group) => ({
    ...{ trend: 'unknown', endedBecause: group === 0 ? 'bound' : 'requests' },
  }));
  expect(firstCut).toMatchObject([
    { message: { code: 'warn-warmup-unknown', params: { unknown: 8, cut: 1, groups: 8 } } },
  ]);
});

/** Every group with such changes while the requests double, give or take a little. */
const changingBy =
  (rateChange: number, hitChange = 0) =>
  (group: number) => ({
    ...({ trend: 'unknown', endedBecause: 'bound' } as const),
    variants: ['cache=none,threads=single', memory].map((variantId, index) => ({
      ...{ variantId, requests: 2_000, succeeded: 2_000, elapsedMs: 2_000 },
      rateChange: (index === 1 ? rateChange : 0) + (group % 2 === 0 ? 0.01 : -0.01),
      ...(index === 1 && { hitChange: hitChange + (group % 2 === 0 ? 0.001 : -0.001) }),
    })),
  });

test('the groups together say what each alone could not tell', () => {
  expect(listWarmupCaveats(changingBy(0))).toEqual([]);
  expect(analyse(0, changingBy(0)).scenarios[0]?.steadiness?.warmup?.trend).toBe('steady');
  const [rate, ...more] = listWarmupCaveats(changingBy(Math.log(1.3)));
  expect(more).toEqual([]);
  expect(rate?.message.text).toMatch(
    /^Scenario browse \(16 connections, closed loop\): in the last half of its warm-up, while the requests doubled, the rate of cache = memory still changed by \+30%, 95% interval \[\+29%, \+31%\], over 8 groups\. While it was measured its throughput changed by [+−][\d.]+%, 95% interval \[−\d+%, \+\d+%\]: whether it was warm is not known\.$/,
  );
  // What was measured was surely steady: how the warm-up changed is of no account.
  expect(listWarmupCaveats(changingBy(Math.log(1.3)), 0)).toEqual([]);
  // What goes on changing while it is measured is told, however sure it is.
  expect(listWarmupCaveats(changingBy(Math.log(1.3)), Math.log(1.3))).toHaveLength(1);
  const [hits] = listWarmupCaveats(changingBy(0, 0.05), unclear, 680);
  expect(hits?.message.text).toContain(
    'the hit ratio of cache = memory still changed by +5.0 points',
  );
  // Hits that surely stayed the same while they were measured were warm, however the rate scatters.
  expect(listWarmupCaveats(changingBy(0, 0.05))).toEqual([]);
  // Too noisy to tell: a caveat where the time ended it before the number that was asked for, and else none.
  const noisy = (requests: number) =>
    analyse(unclear, (group) => changingBy(group % 2 === 0 ? 0.5 : -0.4)(group), {
      warmup: { requests, untilSteady: true, maxMs: 6_000 },
    }).warnings.filter(({ code }) => code === 'WARMUP_NOT_STEADY');
  expect(noisy(3_000)).toMatchObject([
    { message: { code: 'warn-warmup-open', params: { cut: 8, fewest: 2_000 } } },
  ]);
  expect(noisy(1_000)).toEqual([]);
});

test('a warm-up that is steady in most groups, or was as long as asked and unclear, is none', () => {
  expect(listWarmupCaveats(() => ({ trend: 'steady', endedBecause: 'bound' }))).toEqual([]);
  expect(listWarmupCaveats(() => ({ trend: 'unknown' }))).toEqual([]);
  const inGroups = (changing: number) =>
    listWarmupCaveats((group) => (group < changing ? { trend: 'changing' } : {}));
  expect(inGroups(3)).toEqual([]);
  expect(inGroups(4)).toHaveLength(1);
});

test('groups in which another load of the scenario came before are counted', () => {
  const summarise = (warmup: Partial<WarmupRecord>) =>
    analyse(0, warmup).scenarios[0]?.steadiness?.warmup;
  expect(summarise({})).not.toHaveProperty('afterLoadGroups');
  expect(summarise({ afterLoads: ['open-500'] })?.afterLoadGroups).toBe(8);
});

test('a cold run has no caveat of what it is there to measure; an older one says nothing of warm-up', () => {
  const cold = analyse(0.5, undefined, { phase: 'cold' });
  expect(cold.scenarios[0]?.steadiness).toMatchObject({ phase: 'cold', warmup: null });
  expect(cellOf(cold)?.warnings.map(({ code }) => code)).not.toContain('TREND');
  expect(cellOf(cold)?.trends?.some(({ isTrend }) => isTrend)).toBe(true);
  expect(analyse(0, undefined).scenarios[0]?.steadiness?.warmup).toBeNull();
});

test('of a variant that answered nothing right in its warm-up the other number of requests is told', () => {
  const silent = (group: number): Partial<WarmupRecord> => ({
    variants: buildWarmup(group, {}).variants.map((one) =>
      one.variantId === memory ? { ...one, requests: 90_000, succeeded: group < 3 ? 0 : 9 } : one,
    ),
  });
  const told = analyse(0, silent).warnings.filter(({ code }) => code === 'WARMUP_SILENT');
  expect(told).toMatchObject([
    { message: { params: { silent: 3, groups: 8, requests: 90_000, others: 2_001 } } },
  ]);
  expect(analyse(0, {}).warnings.map(({ code }) => code)).not.toContain('WARMUP_SILENT');
});

test('failures of the warm-up that the measured requests have not are told with their reason', () => {
  const failing = (failureReasons: Record<string, number>) => (group: number) => {
    const whole = buildWarmup(group, {});
    const variants = whole.variants.map((one) =>
      one.variantId === memory ? { ...one, failureReasons } : one,
    );
    return { variants };
  };
  const tell = (reasons: Record<string, number>) =>
    analyse(0, failing(reasons))
      .warnings.filter(({ code }) => code === 'WARMUP_FAILURES')
      .map(({ message }) => message.text);
  const [told = '', ...others] = tell({ 'status 500': 40, ECONNRESET: 2 });
  expect(others).toEqual([]);
  expect(told).toMatch(
    /^cache = memory.*: 336 of 16,0\d\d requests of the warm-up failed, most often with status 500, and none of those that were measured\./,
  );
  // One in two thousand is what a service that starts may show.
  expect(tell({ 'status 500': 1 })).toEqual([]);
  expect(tell({})).toEqual([]);
});

test('routes that the warm-up alone was sent are told with their requests; measured ones are not', () => {
  const withRoutes = (group: number): Partial<WarmupRecord> => ({
    variants: buildWarmup(group, {}).variants.map((one) =>
      one.variantId === memory
        ? {
            ...one,
            routes: { login: { succeeded: 3, failed: 1 }, order_list: { succeeded: 5, failed: 0 } },
          }
        : one,
    ),
  });
  const cell = cellOf(analyse(0, withRoutes));
  expect(cell?.routes.map(({ route }) => route)).toEqual(['order_list']);
  expect(cell?.warmupRoutes).toEqual([{ route: 'login', succeeded: 24, failed: 8 }]);
  expect(cellOf(analyse(0, {}))).not.toHaveProperty('warmupRoutes');
});
