// The short forms of `npm run simulate`: what is said of runs errs as rarely as it may, on seeded runs of each kind.
import { expect, test } from 'vitest';
import { countRounds } from '../support/rounds.ts';
import { describeRow, judgeRow } from './rates.ts';
import { studies } from './studies.ts';

/** Studies that are about the same runs are played together. */
const shortForms: readonly (readonly [names: readonly string[], label: string, runs: number])[] = [
  [
    ['better-worse', 'recommended', 'pairwise', 'advisory'],
    '7 variants, 8 groups, bad launches',
    60,
  ],
  [['behind'], '7 variants, 8 groups, calm', 40],
  [['equivalent'], '2 variants, 8 groups, calm', 150],
  [['inconclusive'], '4 variants, 8 groups, bursts', 60],
  [['coverage'], '2 variants, 8 groups, bad launches', 200],
  [['least-detectable'], '7 variants, 8 groups, calm', 40],
  [['overall'], '7 variants, 3 scenarios, 8 groups, calm', 20],
  [['effects'], '2 × 2 × 2, 8 groups, calm', 40],
  [['effects-looks'], '2 × 2, 6 to 25 groups, calm', 6],
  [['gate-fails'], '7 variants, 8 groups, bad launches', 40],
  [['gate-passes'], '2 variants, 8 groups, heavy tails', 150],
  [['gate-passes-broken'], '8 groups, badLaunchesRatio: 0.1', 150],
  [['change-points'], '60 runs, independent', 40],
  [['dependence'], '4 variants, 8 groups, heavy tails', 100],
  [['epochs-coverage'], '2 variants, 3 epochs of 2, calm', 150],
  [['epochs-better-worse'], '7 variants, 5 epochs of 2, calm', 40],
  [['epochs-gate-fails'], '7 variants, 8 epochs of 1, heavy tails', 40],
  [['epochs-gate-passes'], '2 variants, 8 epochs of 2, calm', 100],
  [
    ['faults-better-worse', 'faults-behind'],
    '3 variants, 2 faults, 9 groups, fail-over by chance',
    60,
  ],
  [
    ['scaling-coefficients', 'scaling-peak'],
    'σ 0.05, κ 0.02, sizes 1 2 4 8, 8 groups, heavy tails',
    100,
  ],
  [
    ['capacity-coverage', 'capacity-interval'],
    '2 variants, 8 groups, slices scatter by 8%, bursts',
    150,
  ],
  [['capacity-better-worse'], '4 variants, 8 groups, slices scatter by 5%, bad launches', 80],
  [['warmup-steady'], '7 variants, one grows, windows scatter by 10%', 60],
  [['warmup-steady'], '2 variants, one fills, windows scatter by 10%', 60],
  [['warmups-steady'], '7 variants, 8 groups, one grows, windows scatter by 5%', 20],
  [['warmups-changing'], '2 variants, 3 groups, all stand, windows scatter by 15%', 60],
  [['warmup-not-steady', 'warmup-changing'], '7 variants, all stand, windows scatter by 15%', 60],
];

test.each(shortForms)('%j: %s', async (names, label, most) => {
  const runs = countRounds(Math.ceil(most / 10), most);
  const chosen = studies.filter(({ name }) => names.includes(name));
  expect(chosen.map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
  const played = chosen.map((study) => {
    const setting = study.settings.find((one) => one.label === label);
    if (setting === undefined) throw new Error(`${study.name} has no setting ${label}.`);
    return { study, setting, runs, events: 0, chances: 0 };
  });
  for (let seed = 1; seed <= runs; seed += 1) {
    for (const row of played) {
      const outcomes = await row.setting.simulate(seed);
      row.chances += outcomes.length;
      row.events += outcomes.filter(Boolean).length;
    }
  }
  for (const row of played) {
    expect(row.chances, row.study.name).toBeGreaterThanOrEqual(runs * (row.study.fewestCases ?? 1));
    expect(judgeRow(row), describeRow(row)).toBe('held');
  }
});

test('a rate beyond its bound is called missed, and one within the error of the simulation is not', () => {
  const [study] = studies;
  const setting = study?.settings[0];
  if (study === undefined || setting === undefined) throw new Error('There is no study.');
  const row = { study, setting, runs: 100, chances: 100 };
  expect(judgeRow({ ...row, events: 34 })).toBe('missed');
  expect(judgeRow({ ...row, events: 7 })).toBe('held');
  expect(judgeRow({ ...row, events: 0 })).toBe('held');
});
