// A level on too few CPUs carries its caveat to the verdict, and one that has them does not.
import { expect, test } from 'vitest';
import type { ScenarioResult } from '../../../reports/document/result.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { buildTestExperiment, buildTestLevel } from '../../plan/test-experiment.ts';
import { type CpuSupply, warnOfCpuShortages } from './cell-warnings.ts';

const experiment = buildTestExperiment({
  factors: [
    {
      name: 'threads',
      levels: [buildTestLevel('single'), { ...buildTestLevel('cluster'), cpus: 2 }],
    },
  ],
  baseline: { threads: 'single' },
});
const plan = buildPlan(experiment, { groups: 3 });
const cell = (variantId: string, verdict: string) => ({ variantId, verdict, warnings: [] });

function listWarnings(supply: CpuSupply, verdict = 'worse') {
  const cells = [cell('threads=single', 'baseline'), cell('threads=cluster', verdict)];
  const scenarios = [{ cells }] as unknown as readonly ScenarioResult[];
  return warnOfCpuShortages(scenarios, experiment, plan, supply).flatMap((scenario) =>
    scenario.cells.map(({ warnings }) => warnings),
  );
}

test('the service of a cluster of two on one CPU shows its overhead only', () => {
  const [baseline, cluster] = listWarnings({ placement: { service: '0' }, cpuCount: 2 });
  expect(baseline).toEqual([]);
  expect(cluster).toEqual([
    expect.objectContaining({
      code: 'FEW_CPUS',
      message: expect.objectContaining({
        code: 'few-cpus',
        text: 'threads=cluster needs 3 CPUs for a fair comparison (2 for the service, 1 for the load generator); on 1, only its overhead shows.',
      }),
    }),
  ]);
});

test('enough CPUs, none that is known, and a variant that was not run need no caveat', () => {
  const none = [[], []];
  expect(listWarnings({ placement: { service: '0,1' }, cpuCount: 4 })).toEqual(none);
  expect(listWarnings({ placement: undefined, cpuCount: undefined })).toEqual(none);
  expect(listWarnings({ placement: { service: '0' }, cpuCount: 2 }, 'not-run')).toEqual(none);
});

test('without pins the service has all CPUs but one for the generator', () => {
  expect(listWarnings({ placement: {}, cpuCount: 3 })).toEqual([[], []]);
  expect(listWarnings({ placement: {}, cpuCount: 2 })[1]).toHaveLength(1);
});
