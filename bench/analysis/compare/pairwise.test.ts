// Pairs of variants: each once, in a family of their own, and none where a table would say nothing.
import { expect, test } from 'vitest';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestScenario } from '../../plan/test-experiment.ts';
import { buildTestRecords, type TestRunOptions } from '../test-run.ts';
import { analyseRun } from './analyse-run.ts';

const [plain, memory, redis] = ['none', 'memory', 'redis'].map(
  (cache) => `cache=${cache},threads=single`,
) as [string, string, string];

function analyse(patterns: readonly string[], options: TestRunOptions) {
  const experiment = buildTestExperiment({ scenarios: [buildTestScenario('browse')] });
  const plan = buildPlan(experiment, { variantPatterns: patterns });
  const records = buildTestRecords(experiment, plan, options);
  const [scenario] = analyseRun({ experiment, plan, records }).scenarios;
  return scenario?.pairwise ?? [];
}

test('each pair stands there once, and verdicts are of the variant against the reference', () => {
  const behaviours = { [memory]: { speed: 1.5 }, [redis]: { speed: 1.2 } };
  const pairs = analyse(['cache=*,threads=single'], { behaviours });
  const names = pairs.map(({ referenceId, variantId }) => [referenceId, variantId].sort().join());
  expect(new Set(names).size).toBe(3);
  const pair = pairs.find(
    ({ referenceId, variantId }) => referenceId === memory && variantId === redis,
  );
  expect(pair?.verdict).toBe('worse');
  expect(pair?.ratio).toBeCloseTo(1.2 / 1.5, 1);
  expect(pairs.some(({ referenceId, variantId }) => [referenceId, variantId].includes(plain))).toBe(
    true,
  );
});

test('equal variants are not told apart', () => {
  const verdicts = analyse(['cache=*,threads=single'], { seed: 5 }).map(({ verdict }) => verdict);
  expect(verdicts).toHaveLength(3);
  for (const verdict of verdicts) expect(['inconclusive', 'equivalent']).toContain(verdict);
});

test('two variants have no table: the comparison with the baseline says it all', () => {
  expect(analyse(['cache=memory,threads=single'], {})).toEqual([]);
});
