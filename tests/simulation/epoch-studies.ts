// What is said over epochs: intervals, families and gates where occasions differ more than launches do.
import type { Weather } from './simulated-run.ts';
import {
  atMost,
  type Design,
  edge,
  equal,
  gateOf,
  isDifferent,
  type judge,
  listPrimary,
  type Study,
  study,
} from './study.ts';

/** Occasions, and groups on each of them. */
const spreads = [
  [3, 1],
  [3, 2],
  [5, 2],
  [8, 1],
  [8, 2],
] as const;

const harsh = ['calm', 'bad launches', 'heavy tails'] as const satisfies readonly Weather[];

type Judged = ReturnType<typeof judge>['analysis'];

/** As `loadstone run --epochs` plans it: judged once, over occasions. */
function describeEpochs(
  [epochs, groupsEach]: (typeof spreads)[number],
  { weather, speeds, change }: Pick<Design, 'weather' | 'speeds' | 'change'>,
): readonly [string, Design] {
  const groups = epochs * groupsEach;
  return [
    `${speeds.length} variants, ${epochs} epochs of ${groupsEach}, ${weather}`,
    {
      ...{ weather, speeds, groups, epochs, ...(change && { change }) },
      looks: { kind: 'fixed', groups: [groups] },
    },
  ];
}

/** @throws Error where the shipped code took groups for the sample: nothing here would be about epochs then. */
function checkUnit({ sampling }: Judged): void {
  if (sampling.unit !== 'epoch') throw new Error('A run over epochs was judged over groups.');
}

const coverage = study(
  {
    name: 'epochs-coverage',
    statement: '95% interval over epochs',
    event: 'intervals that hold the mean ratio over all occasions (between them sd 6%)',
    ...{ bound: { kind: 'between', low: 0.935, high: 0.965 }, runs: 500 },
  },
  harsh.flatMap((weather) =>
    spreads.map((spread) => describeEpochs(spread, { weather, speeds: [1, 1.2] })),
  ),
  ({ analysis }) => {
    checkUnit(analysis);
    return analysis.scenarios
      .flatMap(listPrimary)
      .map(({ ratioLower, ratioUpper }) => (ratioLower ?? 9) <= 1.2 && (ratioUpper ?? 0) >= 1.2);
  },
);

const family = study(
  {
    name: 'epochs-better-worse',
    statement: 'better, worse over epochs',
    event:
      'runs of variants that are equal over all occasions in which any is called better or worse',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  harsh.flatMap((weather) =>
    spreads.map((spread) => describeEpochs(spread, { weather, speeds: equal(7) })),
  ),
  ({ analysis }) => {
    checkUnit(analysis);
    return analysis.scenarios.flatMap(listPrimary).some(isDifferent);
  },
);

const falseFails = study(
  {
    name: 'epochs-gate-fails',
    statement: 'gate over epochs: fails',
    event: 'runs of variants that are equal over all occasions in which any gate fails',
    ...{ bound: atMost(0.01), runs: 500 },
  },
  harsh.flatMap((weather) =>
    spreads.map((spread) =>
      describeEpochs(spread, { weather, speeds: equal(7), change: gateOf(0.05) }),
    ),
  ),
  ({ analysis }) => {
    checkUnit(analysis);
    return analysis.gates.some(({ status }) => status === 'fail');
  },
);

const falsePasses = study(
  {
    name: 'epochs-gate-passes',
    statement: 'gate over epochs: passes',
    event:
      'runs in which a gate passes a variant that is slower over all occasions by just more than its tolerance',
    ...{ bound: atMost(0.05), runs: 500 },
  },
  harsh.flatMap((weather) =>
    spreads.map((spread) =>
      describeEpochs(spread, { weather, speeds: [1, 1 / edge], change: gateOf(0.05) }),
    ),
  ),
  ({ analysis }) => {
    checkUnit(analysis);
    return analysis.gates.some(({ status }) => status === 'pass');
  },
);

export const epochStudies: readonly Study[] = [coverage, family, falseFails, falsePasses];
