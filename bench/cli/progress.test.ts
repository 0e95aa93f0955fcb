// What the live table is told while a run goes on.
import { expect, test } from 'vitest';
import { renderProgress } from '../../reports/terminal/progress.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { buildTestExperiment } from '../plan/test-experiment.ts';
import { createProgressTracker } from './progress.ts';
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
