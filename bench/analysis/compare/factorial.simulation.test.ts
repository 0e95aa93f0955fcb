// Designs in which nothing differs, seed by seed: how often an effect or an interaction is called real.
import { expect, it } from 'vitest';
import { countRounds } from '../../../tests/support/rounds.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import {
  buildTestExperiment,
  buildTestLevel,
  buildTestScenario,
} from '../../plan/test-experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

/** Two factors of so many levels, the same speed for all of them. */
function buildEqual(levels: number) {
  const experiment = buildTestExperiment({
    factors: ['cache', 'index'].map((name) => ({
      name,
      levels: Array.from({ length: levels }, (_, at) => buildTestLevel(`level-${at}`)),
    })),
    baseline: { cache: 'level-0', index: 'level-0' },
    scenarios: [buildTestScenario('browse')],
    // Some fifty requests a slice: what they say is tested, not how well they say it.
    slices: { slicesPerGroup: 2, sliceMs: 50, dropFirstMs: 0, warmupMs: 0, loadMs: 2_000 },
  });
  return { experiment, plan: buildPlan(experiment) };
}

function computeEffects({ experiment, plan }: ReturnType<typeof buildEqual>, seed: number) {
  const records = buildTestRecords(experiment, plan, { seed });
  return analyseRun({ experiment, plan, records }).scenarios[0]?.factorial?.effects ?? [];
}

/** 5 % of so many, and three standard deviations. */
const mostByChance = (all: number) => 0.05 * all + 3 * Math.sqrt(all * 0.05 * 0.95);

it('finds an effect where nothing differs in about one of twenty', () => {
  const equal = buildEqual(2);
  let [real, all] = [0, 0];
  const rounds = countRounds(15, 60);
  for (let seed = 1; seed <= rounds; seed += 1) {
    const effects = computeEffects(equal, seed);
    real += effects.filter(({ isReal }) => isReal).length;
    all += effects.length;
  }
  expect(all).toBe(3 * rounds);
  expect(real).toBeLessThanOrEqual(mostByChance(all));
});

it('calls an interaction of many levels real no oftener than one of two', () => {
  const equal = buildEqual(4);
  let real = 0;
  const rounds = countRounds(5, 30);
  for (let seed = 1; seed <= rounds; seed += 1) {
    const pair = computeEffects(equal, seed).filter(({ factors }) => factors.length === 2);
    expect(pair).toHaveLength(9);
    if (pair.some(({ isReal }) => isReal)) real += 1;
  }
  // 30 at 5 % together at most; with 5 % for each of the nine contrasts these seeds give seven.
  expect(real).toBeLessThanOrEqual(countRounds(1, 3));
});
