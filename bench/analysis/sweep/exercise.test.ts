// In a sweep, too, a variant that differs in nothing that acts is told and ranked nowhere.
import { expect, test } from 'vitest';
import type { PlannedVariant } from '../../plan/plan.ts';
import { buildTestLevel } from '../../plan/test-experiment.ts';
import type { ExerciseRule } from '../../spec/experiment.ts';
import { findSweepExercise } from './warnings.ts';

const rule: ExerciseRule = {
  kind: 'counter',
  ...{ counters: ['pool.jobs'], atLeastPerRequest: 0.01, atLeastMoving: 1 },
};
const factors = [
  {
    name: 'threads',
    levels: [buildTestLevel('single'), { ...buildTestLevel('pool'), exercised: [rule] }],
  },
];
const variants: readonly PlannedVariant[] = ['single', 'pool'].map((level) => ({
  ...{ id: level, label: level, levels: { threads: level }, isBaseline: level === 'single' },
}));
const uses = (jobs: number | undefined) =>
  variants.map(({ id }) => ({
    ...{ variantId: id, resourceRequests: 1_000 },
    exercise: {
      elapsedMs: 5_000,
      counters: id === 'pool' && jobs !== undefined ? { 'pool.jobs': jobs } : {},
      absent: id === 'pool' && jobs === undefined ? { 'pool.jobs': null } : {},
    },
  }));

test('a level that acts is exercised, one that never does is told with what was seen', () => {
  const find = (jobs: number | undefined) =>
    findSweepExercise('browse', factors, variants, uses(jobs));
  expect(find(1_000).warnings.size).toBe(0);
  expect(find(1_000).checks).toMatchObject([
    { scenario: 'browse', variantId: 'pool', status: 'exercised' },
  ]);
  const still = find(0).warnings.get('pool');
  expect(still).toMatchObject({ code: 'NOT_EXERCISED' });
  expect(still?.message?.text).toContain('pool.jobs did not grow in 1,000 requests');
  // What could not be read may act.
  expect(find(undefined).warnings.size).toBe(0);
  expect(find(undefined).checks[0]?.status).toBe('unknown');
});

test('a sweep of an older version, which recorded nothing of it, says nothing', () => {
  const { checks, warnings } = findSweepExercise('browse', factors, variants, []);
  expect(warnings.size).toBe(0);
  expect(checks.every(({ status }) => status === 'unknown')).toBe(true);
});
