// What is said of runs, each with how often it is wrong: simulated from trial records to the statement.
import type { TrialRecord } from '../../bench/measurement/records.ts';
import type { Experiment } from '../../bench/spec/experiment.ts';
import { findChangePoints } from '../../bench/stats/e-divisive.ts';
import { buildNormal, buildUniform, type Noise } from '../../bench/stats/test-noise.ts';
import { capacityStudies } from './capacity-studies.ts';
import { epochStudies } from './epoch-studies.ts';
import { faultStudies } from './fault-studies.ts';
import { scalingStudies } from './scaling-studies.ts';
import { analyse, simulateRecords, type Weather, weathers } from './simulated-run.ts';
import {
  atMost,
  type Bound,
  byId,
  type Design,
  describe,
  edge,
  equal,
  equalDesigns,
  gateOf,
  isDifferent,
  judge,
  listPrimary,
  type Study,
  study,
} from './study.ts';
import { warmupStudies } from './warmup-studies.ts';

const primary = study(
  {
    name: 'better-worse',
    statement: 'better, worse',
    event: 'runs of equal variants in which any is called better or worse',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  equalDesigns,
  ({ analysis }) => analysis.scenarios.flatMap(listPrimary).some(isDifferent),
);

const equivalent = study(
  {
    name: 'equivalent',
    statement: 'equivalent',
    event: 'variants called equivalent whose true difference is just above the tolerance',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  weathers.flatMap((weather) => [
    describe({ weather, speeds: [1, edge], groups: 8 }),
    describe({ weather, speeds: [1, 1 / edge], groups: 27 }),
  ]),
  ({ analysis }) =>
    analysis.scenarios.flatMap(listPrimary).map(({ verdict }) => verdict === 'equivalent'),
);

const coverage = study(
  {
    name: 'coverage',
    statement: '95% interval',
    event: 'intervals that hold the true ratio, one look at the end',
    ...{ bound: { kind: 'between', low: 0.935, high: 0.965 }, runs: 500 },
  },
  weathers.flatMap((weather) =>
    [3, 8, 27].map((groups) =>
      describe({
        ...{ weather, speeds: [1, 1.2], groups },
        looks: { kind: 'fixed', groups: [groups] },
      }),
    ),
  ),
  ({ analysis }) =>
    analysis.scenarios
      .flatMap(listPrimary)
      .map(({ ratioLower, ratioUpper }) => (ratioLower ?? 9) <= 1.2 && (ratioUpper ?? 0) >= 1.2),
);

const inconclusive = study(
  {
    name: 'inconclusive',
    statement: 'inconclusive',
    event:
      'variants that are 30% faster and still inconclusive after 8 groups (as rare as 80% power asks for)',
    ...{ bound: atMost(0.2), runs: 500 },
  },
  weathers
    .filter((weather) => weather !== 'heavy tails' && weather !== 'bad launches')
    .map((weather) => describe({ weather, speeds: [1, 1.3, 1.3, 1.3], groups: 8 })),
  ({ analysis }) =>
    analysis.scenarios.flatMap(listPrimary).map(({ verdict }) => verdict === 'inconclusive'),
);

const recommended = study(
  {
    name: 'recommended',
    statement: 'recommended',
    event: 'runs of equal variants in which another than the baseline is recommended',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  equalDesigns,
  ({ analysis, variantIds }) => {
    const chosen = analysis.scenarios[0]?.recommendation?.variantId;
    return chosen !== undefined && chosen !== variantIds[0];
  },
);

const ahead = (count: number): number[] => [1, ...Array.from({ length: count - 1 }, () => 1.6)];

const tied = study(
  {
    name: 'behind',
    statement: 'behind the recommended variant (not tied)',
    event: 'runs in which a variant that equals the best is called behind',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  weathers.flatMap((weather) => [
    describe({ weather, speeds: ahead(7), groups: 8 }),
    ...(weather === 'bad launches' || weather === 'calm'
      ? [
          describe({ weather, speeds: ahead(3), groups: 8 }),
          describe({ weather, speeds: ahead(12), groups: 8 }),
          describe({ weather, speeds: ahead(7), groups: 27 }),
        ]
      : []),
  ]),
  ({ analysis, variantIds }) => {
    const recommendation = analysis.scenarios[0]?.recommendation;
    const best = recommendation?.variantId;
    if (best === undefined || best === variantIds[0]) return false;
    const told = [best, ...(recommendation?.tiedVariantIds ?? [])];
    // A variant that is itself not judged better yet is tied as well, so all of them have to stand there.
    return variantIds.slice(1).some((id) => !told.includes(id));
  },
);

const pairwise = study(
  {
    name: 'pairwise',
    statement: 'better, worse (every variant against every other)',
    event: 'runs of equal variants in which any pair is told apart',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  equalDesigns.filter(([, { speeds }]) => speeds.length > 2),
  ({ analysis }) => analysis.scenarios.some((scenario) => scenario.pairwise.some(isDifferent)),
);

const advisory = study(
  {
    name: 'advisory',
    statement: 'better, worse in a metric that is not the primary one',
    event: 'runs of equal variants in which any is called better or worse in any other metric',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  [
    ...equalDesigns,
    ['4 variants, 8 groups, 2 routes, calm', { ...calm(4), routes: 2 }],
    [
      '2 variants, 12 groups, 2 routes, bad launches',
      { ...calm(2, 12, 'bad launches'), routes: 2 },
    ],
  ],
  ({ analysis }) =>
    analysis.scenarios.some(({ cells, primaryMetric }) =>
      cells.some(({ comparisons, routes }) =>
        [...comparisons, ...routes.flatMap((route) => route.comparisons)].some(
          (one) => !(comparisons.includes(one) && one.metric === primaryMetric) && isDifferent(one),
        ),
      ),
    ),
);

function calm(variants: number, groups = 8, weather: Weather = 'calm'): Design {
  return { weather, speeds: equal(variants), groups };
}

const overall = study(
  {
    name: 'overall',
    statement: 'better, worse over all scenarios',
    event: 'runs of equal variants in which any is called better or worse over all scenarios',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  weathers.map((weather) => [
    `7 variants, 3 scenarios, 8 groups, ${weather}`,
    { ...calm(7, 8, weather), scenarios: 3 },
  ]),
  ({ analysis }) => analysis.overall.some(({ comparisons }) => comparisons.some(isDifferent)),
);

const looks20 = { kind: 'anytime', groups: [] } as const;

const effects = study(
  {
    name: 'effects',
    statement: 'effect, interaction of factors',
    event: 'runs of equal variants in which any effect or interaction is called real',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  [
    ...weathers.map((weather): readonly [string, Design] => [
      `2 × 2 × 2, 8 groups, ${weather}`,
      { ...calm(8, 8, weather), factors: 3 },
    ]),
    ['2 × 2, 27 groups, calm', { ...calm(4, 27), factors: 2 }],
  ],
  ({ analysis }) => analysis.scenarios[0]?.factorial?.effects.some(({ isReal }) => isReal) === true,
);

/** A run that somebody looks at after each of the last 20 groups, and ends at the first thing it says. */
const effectsOverLooks: Study = {
  name: 'effects-looks',
  statement: 'effect, interaction of factors, looked at 20 times',
  event: 'runs of equal variants in which any effect is called real at any of 20 looks',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: (['calm', 'bad launches'] as const).map((weather) => ({
    label: `2 × 2, 6 to 25 groups, ${weather}`,
    simulate: (seed) => {
      const whole = simulateRecords({ ...calm(4, 25, weather), factors: 2, looks: looks20, seed });
      const isReal = Array.from({ length: 20 }, (_, look) => look + 6).some((groups) => {
        const records = whole.records.filter(
          (record) => !('group' in record) || record.group < groups,
        );
        const [scenario] = analyse({ ...whole, records }).scenarios;
        return scenario?.factorial?.effects.some((effect) => effect.isReal) === true;
      });
      return [isReal];
    },
  })),
};

/** What one run prints as found in four of five, another run with that difference finds in four of five. */
const power: Study = {
  name: 'least-detectable',
  statement: 'least detectable effect (80% power)',
  event: 'runs that find a true difference as large as an earlier run printed',
  ...{ bound: { kind: 'between', low: 0.75, high: 0.85 }, runs: 1_600 },
  settings: (
    [
      [2, 8],
      [4, 8],
      [7, 8],
      [12, 8],
      [7, 12],
      [4, 16],
    ] as const
  ).map(([variants, groups]) => ({
    label: `${variants} variants, ${groups} groups, calm`,
    simulate: (seed) => {
      const looks = { kind: 'fixed', groups: [groups] } as const;
      const design = { ...calm(variants, groups), looks };
      const printed = judge(design, 2 * seed + 1_000_001);
      const other = byId(printed.analysis.scenarios[0]?.cells ?? [], printed.variantIds[1]);
      const least = other?.comparisons[0]?.leastDetectableRatio ?? 1;
      const speeds = design.speeds.map((speed, place) => (place === 1 ? least : speed));
      const { analysis, variantIds } = judge({ ...design, speeds }, 2 * seed);
      const found = byId(analysis.scenarios[0]?.cells ?? [], variantIds[1])?.comparisons[0];
      // A difference inside the tolerance is found as well, and called equivalent where it is surely small.
      const isFound =
        (found?.adjustedPValue ?? 1) <= 0.05 &&
        ((found?.ratioLower ?? 0) > 1 || (found?.ratioUpper ?? 9) < 1);
      return [isFound];
    },
  })),
};

const falseFails = study(
  {
    name: 'gate-fails',
    statement: 'gate: fails',
    event: 'runs of equal variants in which any gate fails',
    ...{ bound: atMost(0.01), runs: 500 },
  },
  weathers.flatMap((weather) => [
    describe({ weather, speeds: equal(2), groups: 8, change: gateOf(0.05) }),
    describe({ weather, speeds: equal(7), groups: 8, change: gateOf(0.05) }),
  ]),
  ({ analysis }) => analysis.gates.some(({ status }) => status === 'fail'),
);

const falsePasses = study(
  {
    name: 'gate-passes',
    statement: 'gate: passes',
    event: 'runs in which a gate passes a variant that is slower by just more than its tolerance',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  weathers.map((weather) =>
    describe({ weather, speeds: [1, 1 / edge], groups: 8, change: gateOf(0.05) }),
  ),
  ({ analysis }) => analysis.gates.some(({ status }) => status === 'pass'),
);

/** As bench/store/history-document.ts searches. */
const historyOptions = { leastLength: 5, significance: 0.01, permutations: 999 };
const changePoints: Study = {
  name: 'change-points',
  statement: 'change point in the history',
  event: 'histories without a change in which any is found',
  ...{ bound: atMost(0.05), runs: 500 },
  settings: (['independent', 'heavy tails', 'autocorrelated .3'] as const).map((kind) => ({
    label: `60 runs, ${kind}`,
    simulate: (seed) => {
      const uniform = buildUniform(seed * 7_919 + 13);
      const normal = buildNormal(uniform);
      let before = normal();
      const values = Array.from({ length: 60 }, () => {
        before = kind === 'autocorrelated .3' ? 0.3 * before + 0.954 * normal() : normal();
        return kind === 'heavy tails' && uniform() < 0.1 ? 5 * before : before;
      });
      return [findChangePoints(values, { ...historyOptions, seed }).length > 0];
    },
  })),
};

/** A third of the requests fail in one launch of ten of the variant. */
function breakLaunches(trial: TrialRecord, variant: number, random: Noise): TrialRecord {
  const isBroken = random() < 0.1;
  if (variant === 0 || !isBroken) return trial;
  const failed = Math.round(trial.counts.succeeded / 3);
  const counts = { ...trial.counts, succeeded: trial.counts.succeeded - failed, failed };
  return { ...trial, counts };
}

const successGate = (badLaunchesRatio?: number): Partial<Experiment> => ({
  gates: [
    {
      ...{ name: 'success', metric: 'successRatio', configLine: undefined },
      rule: {
        ...{ kind: 'absolute', limitKind: 'at-least', limit: 0.999 },
        ...(badLaunchesRatio !== undefined && { badLaunchesRatio }),
      },
      ...{ scenarios: [], loadKinds: ['closed'], variants: [] },
    },
  ],
});

const brokenPasses = study(
  {
    name: 'gate-passes-broken',
    statement: 'gate on a share of successes: passes',
    event: 'runs in which a gate passes a service that is broken in one launch of ten',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  [3, 8, 18, 27].flatMap((groups) =>
    [undefined, 0.1].map((most): readonly [string, Design] => [
      `${groups} groups, ${most === undefined ? 'as usual' : 'badLaunchesRatio: 0.1'}`,
      {
        ...{ weather: 'calm', speeds: equal(2), groups },
        looks: { kind: 'fixed', groups: [groups] },
        ...{ change: successGate(most), spoil: breakLaunches },
      },
    ]),
  ),
  ({ analysis }) => analysis.gates.some(({ status }) => status === 'pass'),
);

/** A caveat about independent groups is a false alarm; a run that should have one shows how often it is found. */
const dependence = (kind: 'false' | 'found'): Study =>
  study(
    {
      name: kind === 'false' ? 'dependence' : 'dependence-found',
      statement: 'caveat: groups are not independent',
      event:
        kind === 'false'
          ? 'runs of independent groups with the caveat'
          : 'runs with an autocorrelation of .3 in which it is found (no bound: it tells what can be found)',
      ...{ bound: atMost(kind === 'false' ? 0.05 : 1), runs: 500 },
    },
    kind === 'false'
      ? (['calm', 'bad launches', 'heavy tails', 'bursts'] as const).map((weather) =>
          describe({ weather, speeds: equal(4), groups: 8 }),
        )
      : [8, 12, 27].map((groups) =>
          describe({ weather: 'autocorrelated', speeds: equal(4), groups }),
        ),
    ({ analysis }) => analysis.warnings.some(({ code }) => code === 'GROUPS_NOT_INDEPENDENT'),
  );

const fourSlices: Partial<Experiment> = {
  slices: { slicesPerGroup: 4, sliceMs: 1_000, dropFirstMs: 0, loadMs: 4_000 },
};

/** The last of the variants speeds up by 40 % from its first slice to its last. */
const speedUp: NonNullable<Design['spoil']> = (trial, variant) =>
  variant === 6
    ? {
        ...trial,
        slices: trial.slices.map((slice, index) => ({
          ...slice,
          succeeded: Math.round(slice.succeeded * 1.4 ** (index / (trial.slices.length - 1))),
        })),
      }
    : trial;

function trendWeathers(kind: 'found' | 'found-in-bursts'): readonly Weather[] {
  return kind === 'found' ? ['calm', 'bad launches', 'heavy tails'] : ['bursts'];
}

const trendBounds: Readonly<Record<'false' | 'found' | 'found-in-bursts', Bound>> = {
  false: atMost(0.05),
  found: { kind: 'between', low: 0.9, high: 1 },
  'found-in-bursts': atMost(1),
};

/** A caveat about a trend where nothing changes is a false alarm; one that is there should be found. */
const trend = (kind: 'false' | 'found' | 'found-in-bursts'): Study =>
  study(
    {
      name: kind === 'false' ? 'trend' : `trend-${kind}`,
      statement: 'caveat: still changing inside a group',
      event:
        kind === 'false'
          ? 'runs without a trend in which any variant has the caveat'
          : `runs in which a difference that grows by 40 % over 4 slices is found${kind === 'found' ? '' : ' (no bound: it tells what can be found)'}`,
      bound: trendBounds[kind],
      runs: 500,
    },
    kind === 'false'
      ? weathers.flatMap((weather) => [
          describe({ weather, speeds: equal(7), groups: 8, change: fourSlices }),
          describe({ weather, speeds: equal(2), groups: 3, change: fourSlices }),
        ])
      : trendWeathers(kind).map((weather) =>
          describe({
            ...{ weather, speeds: equal(7), groups: 8, change: fourSlices },
            spoil: speedUp,
          }),
        ),
    ({ analysis }) =>
      analysis.scenarios.some(({ cells }) =>
        cells.some(({ trends = [] }) =>
          trends.some(({ of, isTrend }) => isTrend && (kind === 'false' || of !== 'itself')),
        ),
      ),
  );

export const studies: readonly Study[] = [
  ...[primary, equivalent, inconclusive, coverage, power, recommended, tied, pairwise, advisory],
  ...[overall, effects, effectsOverLooks, falseFails, falsePasses, brokenPasses, changePoints],
  ...[dependence('false'), dependence('found'), trend('false')],
  ...[trend('found'), trend('found-in-bursts')],
  ...[...epochStudies, ...faultStudies, ...warmupStudies, ...scalingStudies, ...capacityStudies],
];
