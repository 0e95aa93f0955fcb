// What the live table is told while a run goes on.
import { expect, test } from 'vitest';
import { formatDifference } from '../../reports/figures/difference.ts';
import { buildComplete } from '../../reports/fixtures/documents.ts';
import { renderProgress } from '../../reports/terminal/progress.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { addDifferences, createProgressTracker } from './progress.ts';
import type { PlannedRun } from './selection.ts';

test('a run that takes longer than was planned does not say that it is nearly over', () => {
  const plan = buildPlan(buildTestExperiment({}), {});
  const tracker = createProgressTracker({ plan, expectedMs: 1_000 } as PlannedRun, 0, 0);
  expect(renderProgress(tracker.readState('a', 400), 100)).toContain('left');
  const late = renderProgress(tracker.readState('a', 90_000), 100);
  expect(late).toContain('longer than expected');
  expect(late).not.toContain('left');
});

test('a variant that is not run is called as errors and reports call it', () => {
  const plan = buildPlan(buildTestExperiment({}), {});
  const [, other] = plan.variants;
  if (other === undefined) throw new RangeError('Two variants.');
  expect(other.label).not.toBe(other.id);
  const tracker = createProgressTracker({ plan } as PlannedRun, 0, 0);
  tracker.listen({ kind: 'variant-not-run', variantId: other.id, reason: 'No Redis.\nMore.' });
  const { messages } = tracker.readState('a', 0);
  expect(messages).toEqual([`${other.label}: not run. No Redis.`]);
});

test('differences so far are of the scenario of the verdict, and come with their intervals', () => {
  const soFar = buildComplete();
  const [scenario] = soFar.scenarios;
  if (scenario === undefined) throw new RangeError('A result has a scenario.');
  const plan = buildPlan(buildTestExperiment({}), {});
  const tracker = createProgressTracker({ plan, expectedMs: 1_000 } as PlannedRun, 0, 0);
  const [row] = tracker.readState('a', 0).rows;
  if (row === undefined) throw new RangeError('A plan has variants.');
  const rows = scenario.cells.map(({ variantId }) => ({ ...row, variantId, label: variantId }));
  const state = addDifferences({ ...tracker.readState('a', 0), rows }, soFar);
  expect(state.judged).toMatchObject({
    scenario: scenario.scenario,
    metric: scenario.primaryMetric,
  });
  const text = renderProgress(state, 120);
  const judged = scenario.cells.flatMap(({ comparisons }) =>
    comparisons.filter(({ metric, ratio }) => metric === scenario.primaryMetric && ratio !== null),
  );
  expect(judged.length).toBeGreaterThan(0);
  for (const comparison of judged) expect(text).toContain(formatDifference(comparison)?.interval);
  expect(text).toContain('no verdict yet');
});

test('nothing is said of differences before a group has ended', () => {
  const plan = buildPlan(buildTestExperiment({}), {});
  const tracker = createProgressTracker({ plan, expectedMs: 1_000 } as PlannedRun, 0, 0);
  const state = addDifferences(tracker.readState('a', 0), undefined);
  expect(renderProgress(state, 120)).not.toContain('so far');
});
