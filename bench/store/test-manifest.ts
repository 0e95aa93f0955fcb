// Whole manifests and run folders for tests of what is read back.
import { buildComplete } from '../../reports/fixtures/documents.ts';
import { buildTestRecords } from '../analysis/test-run.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import { buildTestExperiment, buildTestScenario } from '../plan/test-experiment.ts';
import type { Experiment } from '../spec/experiment.ts';
import { manifestVersion, type RunManifest, type SweepSettings } from './manifest.ts';
import { openRecordLog } from './record-log.ts';
import { createRedactor } from './redaction.ts';
import { createRunFolder, type RunFolder, writeManifest } from './run-folder.ts';

/** A manifest that is in order; its plan is that of its experiment. */
export function buildTestManifest(
  changes: Partial<RunManifest> & { readonly experiment?: Experiment } = {},
): RunManifest {
  const experiment = changes.experiment ?? buildSmallExperiment();
  const plan = changes.plan ?? buildPlan(experiment);
  const { environment } = buildComplete();
  return {
    ...{ manifestVersion, id: '20260101-000000-aaaa', startedAt: '2026-01-01T00:00:00.000Z' },
    ...{ command: 'run', reproduceCommand: 'npx loadstone run', environment },
    selection: {
      ...{ preset: undefined, variants: [], scenarios: [], groups: undefined, seed: 1 },
      ...{ budgetMs: undefined, driver: undefined },
    },
    ...{ experiment, plan, planHash: hashPlan(plan), experimentHash: 'e'.repeat(64) },
    ...changes,
  };
}

/** Two variants, one scenario, and a gate that the slower one breaks. */
export function buildSmallExperiment(changes: Partial<Experiment> = {}): Experiment {
  const whole = buildTestExperiment();
  return {
    ...whole,
    factors: whole.factors.slice(0, 1).map(({ name, levels }) => ({
      ...{ name, levels: levels.slice(0, 2) },
    })),
    baseline: { cache: 'none' },
    scenarios: [buildTestScenario('browse')],
    groups: 12,
    gates: [
      {
        ...{ name: 'not-slower', metric: 'throughputRps', scenarios: [], loadKinds: [] },
        ...{ variants: [], configLine: 3, rule: { kind: 'relative', toleranceRatio: 0.05 } },
      },
    ],
    ...changes,
  };
}

export const testSweep: SweepSettings = {
  ...{ sliceMs: 1_000, sloLatencyP99Us: 50_000, sloSuccessRatio: 0.99, arrivals: 'poisson' },
};

/** A folder with the records of a run in which the other variant is slower. */
export function writeTestRun(runs: string, manifest = buildTestManifest()): RunFolder {
  const folder = createRunFolder(runs, manifest.id);
  writeManifest(folder, manifest, createRedactor([]));
  const log = openRecordLog(folder.recordsPath);
  const slower = { 'cache=memory': { speed: 0.7 } };
  const options = { behaviours: slower };
  for (const record of buildTestRecords(manifest.experiment, manifest.plan, options))
    log.append(record);
  log.append({ kind: 'run-ended', at: '2026-01-01T00:59:00.000Z', status: 'complete' });
  log.close();
  return folder;
}
