// The ratios of single groups: along the valid groups, the same that the comparisons are made of.
import { expect, test } from 'vitest';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const memory = 'cache=memory,threads=single';

function analyse(patterns: readonly string[]) {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
  const plan = buildPlan(experiment, { variantPatterns: patterns });
  const records = buildTestRecords(experiment, plan, { behaviours: { [memory]: { speed: 1.5 } } });
  const [scenario] = analyseRun({ experiment, plan, records }).scenarios;
  if (scenario === undefined) throw new Error('The plan has a scenario.');
  return scenario;
}

test('every pair has a ratio for each group, spread about the estimate', () => {
  const { pairwise, groupRatios, cells } = analyse(['cache=*,threads=single']);
  expect(groupRatios).toHaveLength(pairwise.length);
  groupRatios.forEach(({ referenceId, variantId, ratios }, index) => {
    const pair = pairwise[index];
    expect([referenceId, variantId]).toEqual([pair?.referenceId, pair?.variantId]);
    expect(ratios).toHaveLength(cells[0]?.metrics[0]?.perGroup.length ?? 0);
    const known = ratios.filter((ratio) => ratio !== null);
    expect(known.length).toBeGreaterThan(1);
    expect(Math.min(...known)).toBeLessThanOrEqual(pair?.ratio ?? 0);
    expect(Math.max(...known)).toBeGreaterThanOrEqual(pair?.ratio ?? 0);
  });
});

test('two variants have the ratios to the baseline alone', () => {
  const { groupRatios } = analyse(['cache=memory,threads=single']);
  expect(groupRatios.map(({ variantId }) => variantId)).toEqual([memory]);
  expect(groupRatios[0]?.referenceId).toBe('cache=none,threads=single');
});
