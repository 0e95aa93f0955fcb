// When a run has nothing left to compare.
import { expect, test } from 'vitest';
import { buildGate } from '../gates/test-gates.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { hasNothingToCompare } from './stopping.ts';

const experiment = buildTestExperiment({});
const plan = buildPlan(experiment, { variantPatterns: ['threads=single'] });
const others = plan.variants.filter(({ isBaseline }) => !isBaseline).map(({ id }) => id);
const without = (ids: readonly string[]) => new Map(ids.map((id) => [id, 'It did not start.']));

test('a run ends where none but the baseline runs, and not while one of them does', () => {
  expect(others.length).toBeGreaterThan(1);
  expect(hasNothingToCompare({ experiment, plan, notRun: without(others), validGroups: 3 })).toBe(
    true,
  );
  expect(hasNothingToCompare({ experiment, plan, notRun: without(others), validGroups: 2 })).toBe(
    false,
  );
  expect(
    hasNothingToCompare({ experiment, plan, notRun: without(others.slice(1)), validGroups: 3 }),
  ).toBe(false);
});

test('a baseline that was planned alone goes on, as does one that gates are asked of', () => {
  const alone = { variants: plan.variants.filter(({ isBaseline }) => isBaseline) };
  expect(hasNothingToCompare({ experiment, plan: alone, notRun: new Map(), validGroups: 3 })).toBe(
    false,
  );
  const gates = [buildGate('right', 'wrongBodies')];
  const gated = { ...experiment, gates };
  expect(
    hasNothingToCompare({ experiment: gated, plan, notRun: without(others), validGroups: 3 }),
  ).toBe(false);
});
