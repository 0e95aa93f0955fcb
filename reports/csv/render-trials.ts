// Writes the trials of a run as CSV, one row a trial, with the names and units of the result document.

import type { TrialResult } from '../document/groups.ts';
import type { ResultDocument } from '../document/result.ts';
import { indexVariants } from '../figures/lookup.ts';
import { isExercised } from '../verdict/build-exercise.ts';
import { renderCsv } from './csv-text.ts';

// A number stands first, so that no text of a user can begin a line.
const columns = [
  ...['group', 'runId', 'scenario', 'loadId', 'variantId', 'variantLabel', 'isBaseline'],
  ...['included', 'excludedBecause', 'slices', 'succeeded', 'failed'],
  ...['throughputRps', 'latencyP50Us', 'latencyP99Us', 'cpuPerRequestUs'],
  'exercised',
  ...['warmupRequests', 'hitRatioAtStart', 'hitRatioAtEnd'],
  'resentRequests',
];

/** RFC 4180 with a header; text that begins like a formula gets an apostrophe. */
export function renderTrials(document: ResultDocument): string {
  const variants = indexVariants(document);
  const reasons = new Map(document.groups.map((group) => [group.index, group.voidReason]));
  const rows = document.trials.map((trial) => {
    const variant = variants.get(trial.variantId);
    return [
      ...[trial.group, document.run.id, trial.scenario, trial.loadId, trial.variantId],
      ...[variant?.label ?? trial.variantId, variant?.isBaseline ?? false],
      ...[trial.included, trial.included ? null : explainExclusion(trial, reasons)],
      ...[trial.slices, trial.succeeded, trial.failed],
      ...[trial.throughputRps, trial.latencyP50Us, trial.latencyP99Us, trial.cpuPerRequestUs],
      findExercised(document, trial) ?? null,
      trial.warmupRequests ?? null,
      ...[trial.hitRatioAtStart ?? null, trial.hitRatioAtEnd ?? null],
      trial.resentRequests ?? null,
    ];
  });
  return renderCsv(columns, rows);
}

/** Empty where it is not known whether the scenario exercises what tells the variant from the baseline. */
function findExercised(document: ResultDocument, trial: TrialResult): boolean | undefined {
  const scenario = document.scenarios.find(
    (each) => each.scenario === trial.scenario && each.load.id === trial.loadId,
  );
  const cell = scenario?.cells.find(({ variantId }) => variantId === trial.variantId);
  return scenario && cell && isExercised(document, scenario, cell);
}

function explainExclusion(trial: TrialResult, reasons: ReadonlyMap<number, string | null>): string {
  return reasons.get(trial.group) ?? 'not part of the figures';
}
