// A level that acts is compared; one that never does, or is beside the point, gets no verdict anywhere.
import { describe, expect, it, test } from 'vitest';
import type { ExerciseRecord, IndexUseRecord, TrialRecord } from '../measurement/records.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment, buildTestLevel, buildTestScenario } from '../plan/test-experiment.ts';
import type { ExerciseRule, Experiment } from '../spec/experiment.ts';
import { type Analysis, analyseRun } from './compare/analyse-run.ts';
import { checkExercise } from './exercise.ts';
import { buildTestRecords } from './test-run.ts';

const jobs: ExerciseRule = {
  kind: 'counter',
  counters: ['pool.jobs'],
  atLeastPerRequest: 0.01,
  atLeastMoving: 1,
};
const allIndexes: ExerciseRule = { kind: 'indexes', patterns: undefined, atLeastRatio: 0.01 };

const prepare = { command: ['prepare'], env: {}, inputs: [] };

function declare(name: string, ...exercised: readonly ExerciseRule[]) {
  return exercised.length === 0 ? buildTestLevel(name) : { ...buildTestLevel(name), exercised };
}

interface Setting {
  readonly factors: Experiment['factors'];
  readonly baseline: Experiment['baseline'];
  readonly design?: Experiment['design'];
  /** What was seen in each trial; undefined: nothing was looked at. */
  readonly see: (trial: TrialRecord) => Partial<ExerciseRecord> | undefined;
  readonly speeds?: Readonly<Record<string, number>>;
  readonly groups?: number;
  readonly voidGroups?: readonly number[];
}

function analyse(setting: Setting): Analysis {
  const { factors, baseline, design = { kind: 'one-at-a-time' }, see, speeds = {} } = setting;
  const experiment = buildTestExperiment({
    ...{ factors, baseline, design, groups: setting.groups ?? 5 },
    scenarios: [buildTestScenario('browse')],
  });
  const plan = buildPlan(experiment, {});
  const records = buildTestRecords(experiment, plan, {
    ...(setting.voidGroups && { voidGroups: setting.voidGroups }),
    behaviours: Object.fromEntries(Object.entries(speeds).map(([id, speed]) => [id, { speed }])),
    change: (trial) => {
      const seen = see(trial);
      const empty = { elapsedMs: 5_000, counters: {}, absent: {} };
      return seen === undefined ? trial : { ...trial, exercise: { ...empty, ...seen } };
    },
  });
  return analyseRun({ experiment, plan, records, placement: { service: '0', generator: '1' } });
}

const cellOf = (analysis: Analysis, id: string) =>
  analysis.scenarios[0]?.cells.find(({ variantId }) => variantId === id);

const threads = {
  factors: [{ name: 'threads', levels: [declare('single'), declare('pool', jobs)] }],
  baseline: { threads: 'single' },
};
const single = 'threads=single';
const pool = 'threads=pool';

/** The pool gets so many jobs a request. */
function poolGets(share: number, more: Partial<Setting> = {}): Analysis {
  return analyse({
    ...threads,
    see: ({ variantId, resourceRequests }) =>
      variantId === pool
        ? { counters: { 'pool.jobs': Math.round(share * resourceRequests) } }
        : undefined,
    speeds: { [pool]: 1.3 },
    ...more,
  });
}

describe('a counter per request', () => {
  it.each([
    [0, 'not-exercised', 'not-exercised'],
    [0.002, 'beside-the-point', 'not-exercised'],
    [0.02, 'exercised', 'better'],
  ] as const)('of %d is %s, and the verdict is %s', (share, status, verdict) => {
    const analysis = poolGets(share);
    expect(analysis.exercise).toMatchObject([
      {
        ...{ scenario: 'browse', variantId: pool, factor: 'threads', level: 'pool' },
        ...{ baselineLevel: 'single', status },
        signs: [{ level: 'pool', kind: 'counter', names: ['pool.jobs'], unit: 'per-request' }],
      },
    ]);
    expect(analysis.exercise?.[0]?.signs[0]?.figure).toBeCloseTo(share, 4);
    expect(cellOf(analysis, pool)?.verdict).toBe(verdict);
  });

  it('is not known without a valid group, and nobody says that it is not offered', () => {
    const analysis = poolGets(0.02, { voidGroups: [0, 1, 2, 3, 4] });
    expect(analysis.exercise?.[0]).toMatchObject({ status: 'unknown' });
    expect(analysis.exercise?.[0]?.signs[0]?.detail?.text).toBe(
      'threads = pool: unknown, since there is no valid group.',
    );
    expect(analysis.warnings.map(({ code }) => code)).not.toContain('EXERCISE_UNKNOWN');
  });

  it('that stays at 0 leaves nothing to recommend, to tie with or to show', () => {
    const analysis = poolGets(0);
    expect(analysis.scenarios[0]?.recommendation).toBeNull();
    expect(analysis.headline.reasons.map(({ text }) => text)).toEqual([
      'browse (16 connections, closed loop): This scenario does not exercise any difference between the variants and the baseline.',
    ]);
    const cell = cellOf(analysis, pool);
    expect(cell?.metrics.find(({ metric }) => metric === 'throughputRps')?.value).toBeGreaterThan(
      0,
    );
    const comparisons = [
      ...(cell?.comparisons ?? []),
      ...(cell?.routes.flatMap((route) => route.comparisons) ?? []),
    ];
    expect(comparisons.length).toBeGreaterThan(3);
    for (const { verdict, ratio, pValue } of comparisons)
      expect({ verdict, ratio, pValue }).toEqual({
        ...{ verdict: 'not-exercised', ratio: null, pValue: null },
      });
    expect(analysis.exercise?.[0]?.signs[0]?.detail?.text).toMatch(
      /^threads = pool: pool\.jobs did not grow in [\d,]+ requests\.$/,
    );
  });

  it('that the service does not offer is unknown: told once, judged as ever', () => {
    const analysis = analyse({
      ...threads,
      see: ({ variantId }) =>
        variantId === pool ? { absent: { 'pool.jobs': 'pool.job' } } : undefined,
      speeds: { [pool]: 1.3 },
    });
    expect(analysis.exercise?.[0]).toMatchObject({ status: 'unknown', signs: [{ figure: null }] });
    expect(cellOf(analysis, pool)?.verdict).toBe('better');
    expect(analysis.warnings.filter(({ code }) => code === 'EXERCISE_UNKNOWN')).toEqual([
      expect.objectContaining({
        message: expect.objectContaining({
          text: 'Whether the level acts is not known. threads = pool: the service offers no counter pool.jobs; the most similar one is pool.job.',
        }),
      }),
    ]);
    expect(cellOf(analysis, pool)?.warnings.map(({ code }) => code)).not.toContain(
      'EXERCISE_UNKNOWN',
    );
  });

  it('without any trial of this version is unknown as well', () => {
    const analysis = analyse({ ...threads, see: () => undefined });
    expect(analysis.exercise?.[0]?.status).toBe('unknown');
    expect(cellOf(analysis, pool)?.verdict).not.toBe('not-exercised');
  });
});

test('a factor that declares nothing is not checked', () => {
  const analysis = analyse({
    factors: [{ name: 'threads', levels: [declare('single'), declare('pool')] }],
    baseline: { threads: 'single' },
    see: () => ({}),
    speeds: { [pool]: 1.3 },
  });
  expect(analysis.exercise).toEqual([]);
  expect(cellOf(analysis, pool)?.verdict).toBe('better');
});

test('two workers must serve, each its share', () => {
  const workers: ExerciseRule = {
    kind: 'counter',
    counters: ['workers.*.requests'],
    atLeastPerRequest: 0.1,
    atLeastMoving: 2,
  };
  const statusOf = (second: number): string | undefined =>
    analyse({
      factors: [{ name: 'threads', levels: [declare('single'), declare('pool', workers)] }],
      baseline: { threads: 'single' },
      see: ({ resourceRequests }) => ({
        counters: {
          'workers.1.requests': resourceRequests,
          'workers.2.requests': Math.round(second * resourceRequests),
        },
      }),
    }).exercise?.[0]?.status;
  expect([0, 0.05, 0.3].map(statusOf)).toEqual(['not-exercised', 'beside-the-point', 'exercised']);
});

test('of several signs all must show', () => {
  const tiers = ['l1.hits', 'l2.hits'].map(
    (name): ExerciseRule => ({ ...jobs, counters: [name] }) as ExerciseRule,
  );
  const analysis = analyse({
    factors: [{ name: 'threads', levels: [declare('single'), declare('pool', ...tiers)] }],
    baseline: { threads: 'single' },
    see: () => ({ counters: { 'l1.hits': 500, 'l2.hits': 0 } }),
  });
  expect(analysis.exercise?.[0]?.status).toBe('not-exercised');
  expect(analysis.exercise?.[0]?.signs.map(({ status }) => status)).toEqual([
    'exercised',
    'not-exercised',
  ]);
});

describe('indexes', () => {
  const none = 'index=none';
  const covering = 'index=covering';
  const level = (name: string, ...rules: readonly ExerciseRule[]) => ({
    ...declare(name, ...rules),
    prepare,
  });
  const index = (name: string, scans: number, mostMs = scans / 10): IndexUseRecord => ({
    ...{ name, definitionHash: `of ${name}`, scans, mostMs },
  });
  const statements = { calls: 10_000, totalMs: 1_000 };
  const levels = [
    level('none'),
    level('composite', allIndexes),
    level('covering', allIndexes),
  ] as const;
  const run = (seen: Readonly<Record<string, readonly IndexUseRecord[]>>, elapsedMs = 5_000) =>
    analyse({
      factors: [{ name: 'index', levels }],
      baseline: { index: 'composite' },
      see: ({ variantId }) => ({ indexes: seen[variantId] ?? [], statements, elapsedMs }),
      speeds: { [none]: 0.5 },
    });
  const statusOf = (analysis: Analysis, id: string) =>
    analysis.exercise?.find(({ variantId }) => variantId === id)?.status;
  const composite = 'index=composite';

  it('that the baseline uses make taking them away a real change', () => {
    const analysis = run({ [composite]: [index('a', 9_000)], [covering]: [index('a', 9_000)] });
    expect(statusOf(analysis, none)).toBe('exercised');
    expect(cellOf(analysis, none)?.verdict).toBe('worse');
    // Both have the same index, whatever it is called: nothing tells them apart.
    expect(statusOf(analysis, covering)).toBe('not-exercised');
    expect(cellOf(analysis, covering)?.verdict).toBe('not-exercised');
  });

  it('that are there beside the used ones and never scanned are not exercised', () => {
    const analysis = run({
      [composite]: [index('a', 9_000)],
      [covering]: [index('a', 9_000), index('b', 0)],
    });
    expect(statusOf(analysis, covering)).toBe('not-exercised');
    const sign = analysis.exercise?.find(({ variantId }) => variantId === covering)?.signs[0];
    expect(sign).toMatchObject({
      names: ['b'],
      detail: { text: 'index = covering: no scan of b was counted.' },
    });
  });

  it('that few statements can have used are beside the point, unless those are the slow ones', () => {
    const rare = run({
      [composite]: [index('a', 9_000)],
      [covering]: [index('a', 9_000), index('b', 20, 2)],
    });
    expect(statusOf(rare, covering)).toBe('beside-the-point');
    const slow = run({
      [composite]: [index('a', 9_000)],
      [covering]: [index('a', 9_000), index('b', 20, 600)],
    });
    expect(statusOf(slow, covering)).toBe('exercised');
  });

  it('without a scan in trials that end before sessions report are unknown', () => {
    const seen = {
      [composite]: [index('a', 9_000)],
      [covering]: [index('a', 9_000), index('b', 0)],
    };
    expect(statusOf(run(seen, 900), covering)).toBe('unknown');
  });

  it('show that an undeclared level acts, and never that it does not', () => {
    const undeclared = (scans: number) =>
      analyse({
        factors: [{ name: 'index', levels: [level('none'), level('composite')] }],
        baseline: { index: 'none' },
        see: ({ variantId }) =>
          variantId === composite ? { indexes: [index('a', scans)], statements } : undefined,
      });
    expect(undeclared(9_000).exercise).toMatchObject([
      { status: 'exercised', signs: [{ origin: 'inferred' }] },
    ]);
    expect(undeclared(0).exercise).toEqual([]);
  });
});

describe('two switches in all combinations', () => {
  const factors = [
    { name: 'cache', levels: [declare('off'), declare('on', { ...jobs, counters: ['hits'] })] },
    { name: 'threads', levels: [declare('single'), declare('pool', jobs)] },
  ];
  const analysis = analyse({
    factors,
    baseline: { cache: 'off', threads: 'single' },
    design: { kind: 'full' },
    see: ({ variantId, resourceRequests }) => ({
      counters: {
        ...(variantId.includes('cache=on') && { hits: resourceRequests }),
        ...(variantId.includes('threads=pool') && { 'pool.jobs': 0 }),
      },
    }),
    speeds: { 'cache=on,threads=single': 2, 'cache=on,threads=pool': 2 },
    groups: 8,
  });
  const verdictOf = (id: string) => cellOf(analysis, id)?.verdict;

  it('only what differs by the idle switch alone gets no verdict, also in pairs', () => {
    expect(verdictOf('cache=off,threads=pool')).toBe('not-exercised');
    expect(verdictOf('cache=on,threads=single')).toBe('better');
    expect(verdictOf('cache=on,threads=pool')).toBe('better');
    const vacuous = (analysis.scenarios[0]?.pairwise ?? []).filter(
      ({ verdict }) => verdict === 'not-exercised',
    );
    expect(
      vacuous.map(({ referenceId, variantId }) => [referenceId, variantId].toSorted()).toSorted(),
    ).toEqual([
      ['cache=off,threads=pool', 'cache=off,threads=single'],
      ['cache=on,threads=pool', 'cache=on,threads=single'],
    ]);
    for (const { ratio } of vacuous) expect(ratio).toBeNull();
  });

  it('the idle switch and its interaction are no effects', () => {
    const effects = analysis.scenarios[0]?.factorial?.effects ?? [];
    expect(
      effects.map(({ factors: names, isReal, isVacuous = false }) => [names, isReal, isVacuous]),
    ).toEqual(
      expect.arrayContaining([
        [['cache'], true, false],
        [['threads'], false, true],
        [['cache', 'threads'], false, true],
      ]),
    );
  });
});

test('variants of equal levels are compared as ever', () => {
  const variants = [single, 'again'].map((id) => ({
    ...{ id, label: id, isBaseline: id === single, levels: { threads: 'single' } },
  }));
  const exercise = checkExercise({ factors: threads.factors, variants, trials: [] });
  expect(exercise.isVacuous('again', single)).toBe(false);
});
